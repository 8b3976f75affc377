//! Scores and truth brought to the same videos.

use std::collections::BTreeMap;

use super::concatenated::{cut_scores, cut_truth, snippet_counts};
use super::from_annotations::{build, name_clips};
use super::scores::own_id;
use super::{InputError, InputWarning, ScoreContent, ScoreInput, TruthContent, TruthInput};
use crate::evaluate::{EvaluateError, Truth, VideoTruth};
use crate::formats::annotations::{Interval, VideoList};
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
            let frames = |id: &str| truth.videos.get(id).map(|video| video.frames);
            let scores = scores_for(scores.scores, options, |id| frames(id).is_some(), frames)?;
            let events = events_of(&truth);
            (scores, truth, events, Order::Checked)
        }
        TruthContent::Concatenated { name, labels } => {
            let (scores, truth, order) = both_for(scores.scores, &name, &labels, options)?;
            (scores, truth, Vec::new(), order)
        }
        TruthContent::Annotations(annotations) => {
            let annotations = name_clips(annotations, options.list)?;
            let known = |id: &str| annotations.videos.contains_key(id);
            let frames = |id: &str| annotations.videos.get(id).and_then(|video| video.frames);
            let scores = scores_for(scores.scores, options, known, frames)?;
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

/// Scores per video where the truth knows its videos: `frames` gives the length of those that have one.
fn scores_for(
    scores: ScoreContent,
    options: &PairOptions,
    is_known: impl Fn(&str) -> bool,
    frames: impl Fn(&str) -> Option<usize>,
) -> Result<BTreeMap<String, ScoreTrack>, InputError> {
    let (name, track) = match scores {
        ScoreContent::PerVideo(tracks) => return Ok(tracks),
        ScoreContent::Concatenated { name, track } => (name, track),
    };
    match options.list {
        Some(list) => {
            let counts =
                snippet_counts(&name, &lengths(&name, list, frames)?, track.stride, track.scores.len())?;
            cut_scores(&name, &track, list, &counts)
        }
        None if is_known(&own_id(&name)) => Ok(BTreeMap::from([(own_id(&name), track)])),
        None => Err(InputError::NeedsList { name }),
    }
}

/// Scores and truth per video where the truth is one array.
fn both_for(
    scores: ScoreContent,
    name: &str,
    labels: &[bool],
    options: &PairOptions,
) -> Result<(BTreeMap<String, ScoreTrack>, Truth, Order), InputError> {
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
                Some((id, track)) => Ok(one_video(id, track, labels, Order::Checked)),
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
            pooled(&scores_name, track, name, labels)
        }
    }
}

/// An array each and nothing that cuts them: one video where their names agree, else all videos as one.
fn pooled(
    scores_name: &str,
    track: ScoreTrack,
    truth_name: &str,
    labels: &[bool],
) -> Result<(BTreeMap<String, ScoreTrack>, Truth, Order), InputError> {
    let id = own_id(truth_name);
    if id == own_id(scores_name) {
        return Ok(one_video(id, track, labels, Order::Checked));
    }
    let (scores, repeat) = (track.scores.len(), track.stride);
    if scores.checked_mul(repeat) != Some(labels.len()) {
        return Err(InputError::PooledLengths { scores, repeat, truth: labels.len() });
    }
    Ok(one_video(UNCHECKED_ORDER_ID.into(), track, labels, Order::Unchecked))
}

fn one_video(
    id: String,
    track: ScoreTrack,
    labels: &[bool],
    order: Order,
) -> (BTreeMap<String, ScoreTrack>, Truth, Order) {
    let truth = Truth { videos: BTreeMap::from([(id.clone(), VideoTruth::from_labels(labels))]) };
    (BTreeMap::from([(id, track)]), truth, order)
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
        let (scores, truth) = (&self.scores, &self.truth.videos);
        let without_truth: Vec<String> =
            scores.keys().filter(|id| !truth.contains_key(*id)).cloned().collect();
        let without_scores: Vec<String> =
            truth.keys().filter(|id| !scores.contains_key(*id)).cloned().collect();
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
