//! The card's section on the data.

use serde::{Deserialize, Serialize};

use super::super::align::FrameNote;
use super::super::conventions::DataSet;
use super::super::evaluation::Evaluation;
use super::super::stated;
use super::CardFacts;

/// What was evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataSection {
    /// The test set.
    #[serde(with = "stated::not_available")]
    pub data_set: Option<DataSet>,
    /// Which split of it.
    #[serde(with = "stated::not_available")]
    pub split: Option<String>,
    /// The truth in use.
    pub ground_truth: GroundTruthSection,
    /// SHA-256 of the scores.
    #[serde(with = "stated::not_available")]
    pub scores_sha256: Option<String>,
    /// Videos evaluated.
    pub videos: usize,
    /// Videos of the test set.
    #[serde(with = "stated::not_available")]
    pub videos_expected: Option<usize>,
    /// "by video id", or "unchecked" where all videos came as one array without a list.
    pub order: String,
    /// Scores that were given.
    pub snippets: u64,
    /// Frames evaluated.
    pub frames: u64,
    /// Odd frames among them.
    pub positive_frames: u64,
    /// Frames left out at edges.
    pub frames_dropped: usize,
    /// Frames that took the last score.
    pub frames_held: usize,
    /// Events cut at the end of their video.
    pub events_clipped: usize,
    /// Events after the end of their video.
    pub events_lost: usize,
    /// Videos whose frames are not simply all evaluated.
    pub per_video: Vec<FrameNote>,
    /// Videos left out on request.
    #[serde(with = "stated::not_available")]
    pub left_out: Option<LeftOut>,
}

/// The truth in use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroundTruthSection {
    /// Which of those in circulation, by its totals; "unknown variant" where they are not listed.
    pub variant: String,
    /// Its frames, edges included.
    pub frames: u64,
    /// Odd ones.
    pub positive: u64,
    /// SHA-256 of its file.
    #[serde(with = "stated::not_available")]
    pub sha256: Option<String>,
}

/// Videos of one side only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Ids with scores and no truth.
    pub without_truth: Vec<String>,
    /// Ids with truth and no scores.
    pub without_scores: Vec<String>,
}

impl DataSection {
    pub(super) fn new(evaluation: &Evaluation, facts: &CardFacts) -> Self {
        let (pool, curve) = (evaluation.pool(), evaluation.curve());
        let sum = |of: fn(&FrameNote) -> usize| pool.notes.iter().map(of).sum();
        let complete = pool.without_truth.is_empty() && pool.without_scores.is_empty();
        Self {
            data_set: evaluation.data_set(),
            split: facts.split.clone(),
            ground_truth: GroundTruthSection {
                variant: evaluation.variant().map_or("unknown variant", |variant| variant.name).into(),
                frames: pool.truth_totals.0,
                positive: pool.truth_totals.1,
                sha256: facts.truth_sha256.clone(),
            },
            scores_sha256: facts.scores_sha256.clone(),
            videos: pool.videos.len(),
            videos_expected: evaluation.data_set().map(DataSet::videos),
            order: if pool.is_order_unchecked { "unchecked" } else { "by video id" }.into(),
            snippets: pool.snippets,
            frames: curve.positives() + curve.negatives(),
            positive_frames: curve.positives(),
            frames_dropped: sum(|note| note.dropped),
            frames_held: sum(|note| note.held),
            events_clipped: sum(|note| note.clipped_events.len()),
            events_lost: sum(|note| note.lost_events.len()),
            per_video: pool.notes.clone(),
            left_out: (!complete).then(|| LeftOut {
                without_truth: pool.without_truth.clone(),
                without_scores: pool.without_scores.clone(),
            }),
        }
    }
}
