//! Scores and truth brought to the same videos.

use std::collections::BTreeMap;

use super::concatenated::{cut_scores, cut_truth, snippet_counts};
use super::from_annotations::{build, name_clips};
use super::scores::own_id;
use super::{InputError, InputWarning, ScoreContent, ScoreInput, TruthContent, TruthInput};
use crate::evaluate::{EvaluateError, Truth, VideoTruth};
use crate::formats::annotations::{Annotations, Interval, VideoList};
use crate::scores::ScoreTrack;

/// The one id of scores and truth that are an array each and cannot be cut into videos.
pub const UNCHECKED_ORDER_ID: &str = "all videos, order unchecked";

/// How scores and truth are brought together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PairOptions<'a> {
    /// Videos in the order of a concatenated file or of a file of clips without names.
    pub list: Option<&'a VideoList>,
    /// How annotation files count frames.
    pub interval: Interval,
    /// How long the truth is that is built from annotations.
    pub length: BuiltLength,
    /// Whether videos of only one side are left out; otherwise they are an error.
    pub subset: bool,
}

/// Length of truth that is built from annotated events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BuiltLength {
    /// What the scores cover: scores times stride.
    #[default]
    Scores,
    /// The frame counts of the annotation file, else of the list.
    Listed,
}

/// An event with its class, as annotated: it may end after its video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassedEvent {
    /// Id of the video.
    pub video: String,
    /// First frame, from 0.
    pub start: usize,
    /// The frame after the last.
    pub end: usize,
    /// What happens; empty where it is not known.
    pub class: String,
}

/// Scores and truth of the same videos. Their lengths are as they were given; aligning comes later.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// Scores per video id.
    pub scores: BTreeMap<String, ScoreTrack>,
    /// Truth of the same ids.
    pub truth: Truth,
    /// Every event of these videos, not clipped, by video and then in the file's order.
    pub events: Vec<ClassedEvent>,
    /// Ids that have scores and no truth; none unless a subset was asked for.
    pub without_truth: Vec<String>,
    /// Ids that have truth and no scores; likewise.
    pub without_scores: Vec<String>,
    /// Whether all videos are one pseudo-video [`UNCHECKED_ORDER_ID`]: only pooled metrics have a meaning.
    pub is_order_unchecked: bool,
    /// What a reader of the numbers should know, from both files and from pairing.
    pub warnings: Vec<InputWarning>,
}

/// Gives every video its scores and its truth.
///
/// Errors: E1 unless both hold the same ids or a subset is asked for, E3, E6, and `input/list` where an array of
/// all videos cannot be cut.
pub fn pair(scores: ScoreInput, truth: TruthInput, options: &PairOptions) -> Result<Paired, InputError> {
    let mut warnings = scores.warnings;
    warnings.extend(truth.warnings);
    let (scores, truth, events, order) = match truth.truth {
        TruthContent::PerVideo(truth) => {
            let scores = scores_for(scores.scores, &truth, options)?;
            let events = events_of(&truth);
            (scores, truth, events, Order::Checked)
        }
        TruthContent::Concatenated { name, labels } => {
            let (scores, truth, order) = both_for(scores.scores, &name, &labels, options)?;
            (scores, truth, Vec::new(), order)
        }
        TruthContent::Annotations(annotations) => {
            let annotations = name_clips(annotations, options.list)?;
            let scores = scores_for_annotations(scores.scores, &annotations, options)?;
            let built = build(&annotations, &scores, options)?;
            warnings.extend(built.warnings);
            let mut truth = built.truth;
            // A line without scores is a video without scores: E1, as for every other truth.
            for id in annotations.videos.keys().filter(|id| !scores.contains_key(*id)) {
                truth.videos.insert(id.clone(), VideoTruth::default());
            }
            (scores, truth, built.events, Order::Checked)
        }
    };
    if order == Order::Unchecked {
        warnings.push(InputWarning::OrderUnchecked);
    }
    let is_order_unchecked = order == Order::Unchecked;
    let (without_truth, without_scores) = (Vec::new(), Vec::new());
    let paired =
        Paired { scores, truth, events, without_truth, without_scores, is_order_unchecked, warnings };
    paired.matched(options.subset)
}

/// Whether it is known which video a score belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Checked,
    Unchecked,
}

/// Scores per video where the truth is per video.
fn scores_for(
    scores: ScoreContent,
    truth: &Truth,
    options: &PairOptions,
) -> Result<BTreeMap<String, ScoreTrack>, InputError> {
    let (name, track) = match scores {
        ScoreContent::PerVideo(tracks) => return Ok(tracks),
        ScoreContent::Concatenated { name, track } => (name, track),
    };
    let Some(list) = options.list else {
        return if truth.videos.contains_key(&own_id(&name)) {
            Ok(BTreeMap::from([(own_id(&name), track)]))
        } else {
            Err(InputError::NeedsList { name })
        };
    };
    let frames = |id: &str| truth.videos.get(id).map(|video| video.frames);
    let frames = lengths(&name, list, frames)?;
    let counts = snippet_counts(&name, &frames, track.stride, track.scores.len())?;
    cut_scores(&name, &track, list, &counts)
}

/// Scores per video where the truth is an annotation file.
fn scores_for_annotations(
    scores: ScoreContent,
    annotations: &Annotations,
    options: &PairOptions,
) -> Result<BTreeMap<String, ScoreTrack>, InputError> {
    let (name, track) = match scores {
        ScoreContent::PerVideo(tracks) => return Ok(tracks),
        ScoreContent::Concatenated { name, track } => (name, track),
    };
    let Some(list) = options.list else {
        return if annotations.videos.contains_key(&own_id(&name)) {
            Ok(BTreeMap::from([(own_id(&name), track)]))
        } else {
            Err(InputError::NeedsList { name })
        };
    };
    let frames = |id: &str| annotations.videos.get(id).and_then(|video| video.frames);
    let frames = lengths(&name, list, frames)?;
    let counts = snippet_counts(&name, &frames, track.stride, track.scores.len())?;
    cut_scores(&name, &track, list, &counts)
}

/// Scores and truth per video where the truth is one array.
fn both_for(
    scores: ScoreContent,
    name: &str,
    labels: &[bool],
    options: &PairOptions,
) -> Result<(BTreeMap<String, ScoreTrack>, Truth, Order), InputError> {
    let one = |id: String, track| {
        let truth = Truth { videos: BTreeMap::from([(id.clone(), VideoTruth::from_labels(labels))]) };
        (BTreeMap::from([(id, track)]), truth)
    };
    match (scores, options.list) {
        (ScoreContent::PerVideo(tracks), Some(list)) => {
            // A truth of the true frame counts is longer than what the scores cover.
            let listed = list.frames().filter(|frames| frames.iter().sum::<usize>() == labels.len());
            let covered = |id: &str| tracks.get(id).map(|track| track.scores.len() * track.stride);
            let lengths = listed.map_or_else(|| lengths(name, list, covered), Ok)?;
            Ok((tracks, cut_truth(name, labels, list, &lengths)?, Order::Checked))
        }
        (ScoreContent::PerVideo(tracks), None) => {
            match tracks.into_iter().find(|(id, _)| *id == own_id(name)) {
                Some((id, track)) => {
                    let (scores, truth) = one(id, track);
                    Ok((scores, truth, Order::Checked))
                }
                None => Err(InputError::NeedsList { name: name.into() }),
            }
        }
        (ScoreContent::Concatenated { name: scores_name, track }, Some(list)) if list.frames().is_some() => {
            let frames = lengths(name, list, |_| None)?;
            let counts = snippet_counts(&scores_name, &frames, track.stride, track.scores.len())?;
            let covered: Vec<usize> = counts.iter().map(|count| count * track.stride).collect();
            let is_covered = covered.iter().sum::<usize>() == labels.len();
            let truth = cut_truth(name, labels, list, if is_covered { &covered } else { &frames })?;
            Ok((cut_scores(&scores_name, &track, list, &counts)?, truth, Order::Checked))
        }
        (ScoreContent::Concatenated { name: scores_name, track }, _) => {
            let (count, repeat) = (track.scores.len(), track.stride);
            if count.checked_mul(repeat) != Some(labels.len()) {
                return Err(InputError::PooledLengths { scores: count, repeat, truth: labels.len() });
            }
            let is_one_video = own_id(name) == own_id(&scores_name);
            let id = if is_one_video { own_id(name) } else { UNCHECKED_ORDER_ID.into() };
            let (scores, truth) = one(id, track);
            Ok((scores, truth, if is_one_video { Order::Checked } else { Order::Unchecked }))
        }
    }
}

/// Frames of every listed video: the list's own, else those that are `known`.
fn lengths(
    name: &str,
    list: &VideoList,
    known: impl Fn(&str) -> Option<usize>,
) -> Result<Vec<usize>, InputError> {
    let entries = list.entries.iter();
    entries
        .map(|entry| {
            known(&entry.id)
                .or(entry.frames)
                .ok_or_else(|| InputError::NoLength { name: name.into(), video: entry.id.clone() })
        })
        .collect()
}

/// Events of truth that is per video already.
fn events_of(truth: &Truth) -> Vec<ClassedEvent> {
    let events = truth.videos.iter().flat_map(|(id, video)| video.events.iter().map(move |e| (id, e)));
    events
        .map(|(id, event)| ClassedEvent {
            video: id.clone(),
            start: event.start,
            end: event.end,
            class: event.class.clone(),
        })
        .collect()
}

impl Paired {
    /// Holds the ids of both sides against each other (E1), or keeps what both have.
    fn matched(mut self, subset: bool) -> Result<Self, InputError> {
        let only = |id: &&String, other: &dyn Fn(&str) -> bool| !other(id);
        let has_truth = |id: &str| self.truth.videos.contains_key(id);
        let has_scores = |id: &str| self.scores.contains_key(id);
        let without_truth: Vec<String> =
            self.scores.keys().filter(|id| only(id, &has_truth)).cloned().collect();
        let without_scores: Vec<String> =
            self.truth.videos.keys().filter(|id| only(id, &has_scores)).cloned().collect();
        if without_truth.is_empty() && without_scores.is_empty() {
            return Ok(self);
        }
        let nothing_left = without_truth.len() == self.scores.len();
        if !subset || nothing_left {
            let scored = self.scores.len();
            return Err(EvaluateError::Unmatched { scored, without_truth, without_scores }.into());
        }
        self.scores.retain(|id, _| !without_truth.contains(id));
        self.truth.videos.retain(|id, _| !without_scores.contains(id));
        self.events.retain(|event| !without_scores.contains(&event.video));
        self.warnings.push(InputWarning::Subset {
            without_truth: without_truth.len(),
            without_scores: without_scores.len(),
        });
        Ok(Self { without_truth, without_scores, ..self })
    }
}
