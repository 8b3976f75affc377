//! Scores and truth brought together by video id. Order cannot matter: everything is
//! keyed by id.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{Aligned, FrameNote, align};
use super::conventions::{Conventions, Smooth};
use super::curve::Counted;
use super::prepare::{Prepared, in_order, prepare};
use super::{EvaluateError, Truth};
use crate::scores::ScoreTrack;

/// One video's scores with the labels of the frames that each covers.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledVideo {
    /// Video id.
    pub id: String,
    /// One entry per score, in the order of the video.
    pub counted: Vec<Counted>,
    /// Frames left out before the first score's.
    pub first_frame: usize,
    /// Odd frames as `[start, end)`, counted from the start of the video.
    pub odd: Vec<[usize; 2]>,
    /// Classes of its events as the truth names them, each once, in order of name.
    pub classes: Vec<String>,
}

impl PooledVideo {
    /// Odd frames of the video.
    pub fn positives(&self) -> u64 {
        self.counted.iter().map(|c| c.positives).sum()
    }

    /// Other frames.
    pub fn negatives(&self) -> u64 {
        self.counted.iter().map(|c| c.negatives).sum()
    }

    /// Whether any frame is odd.
    pub fn is_anomalous(&self) -> bool {
        self.counted.iter().any(|c| c.positives > 0)
    }
}

/// All videos of an evaluation, in the order of their ids (of their bytes).
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The videos.
    pub videos: Vec<PooledVideo>,
    /// Frames per score that were in use.
    pub repeat: usize,
    /// Scores before the frames were counted: snippets, or frames where scores are per frame.
    pub snippets: u64,
    /// Frames of the truth and odd ones, before edges are left out.
    pub truth_totals: (u64, u64),
    /// Videos whose frames are not simply all evaluated.
    pub notes: Vec<FrameNote>,
    /// Videos that a min-max turned into zeros.
    pub flat: usize,
    /// Whether all videos came as one, in an order that nobody can check: only pooled numbers mean anything.
    pub is_order_unchecked: bool,
    /// Ids with scores and no truth, left out on request.
    pub without_truth: Vec<String>,
    /// Ids with truth and no scores, left out on request.
    pub without_scores: Vec<String>,
}

/// Pairs every track with its truth under the given conventions.
///
/// Errors: E1 unless both hold the same ids (or a subset is asked for), E2 by the length policy, E4.
pub fn pool(
    tracks: &BTreeMap<String, ScoreTrack>,
    truth: &Truth,
    switches: &Conventions,
) -> Result<Pool, EvaluateError> {
    pool_smoothed(tracks, truth, switches, switches.smooth)
}

/// [`pool`] with another smoothing; the scores start from the unsmoothed ones wherever `switches` smooth.
pub(super) fn pool_smoothed(
    tracks: &BTreeMap<String, ScoreTrack>,
    truth: &Truth,
    switches: &Conventions,
    smooth: Smooth,
) -> Result<Pool, EvaluateError> {
    let without_truth: Vec<String> =
        tracks.keys().filter(|id| !truth.videos.contains_key(*id)).cloned().collect();
    let without_scores: Vec<String> =
        truth.videos.keys().filter(|id| !tracks.contains_key(*id)).cloned().collect();
    let complete = without_truth.is_empty() && without_scores.is_empty();
    let mut scored = in_order(tracks);
    if !complete {
        scored.retain(|(id, _)| truth.videos.contains_key(*id));
        if !switches.subset || scored.is_empty() {
            return Err(EvaluateError::Unmatched { scored: tracks.len(), without_truth, without_scores });
        }
    }
    let snippets = scored.iter().map(|(_, track)| track.scores.len() as u64).sum();
    let prepared = prepare(&scored, switches, smooth, switches.smooth != Smooth::None)?;
    let mut pool = Pool {
        videos: Vec::with_capacity(scored.len()),
        repeat: prepared.repeat,
        snippets,
        truth_totals: (0, 0),
        notes: Vec::new(),
        flat: prepared.flat,
        is_order_unchecked: false,
        without_truth,
        without_scores,
    };
    pool.align(&prepared, truth, switches)?;
    Ok(pool)
}

impl Pool {
    fn align(
        &mut self,
        prepared: &Prepared,
        truth: &Truth,
        switches: &Conventions,
    ) -> Result<(), EvaluateError> {
        for (id, scores) in &prepared.videos {
            let Some(video) = truth.videos.get(*id) else { continue };
            let Aligned { counted, odd, truth_totals, note } =
                align(id, scores, prepared.stride, prepared.repeat, video, switches)?;
            let classes = video.events.iter().map(|event| event.class.clone());
            let classes: BTreeSet<String> = classes.filter(|class| !class.is_empty()).collect();
            self.truth_totals.0 += truth_totals.0;
            self.truth_totals.1 += truth_totals.1;
            self.notes.extend(note);
            self.videos.push(PooledVideo {
                id: (*id).into(),
                counted,
                first_frame: switches.drop_head,
                odd,
                classes: classes.into_iter().collect(),
            });
        }
        Ok(())
    }
}
