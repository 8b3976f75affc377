//! Scores and truth brought together by video id, strictly (`evaluation.md` §2).

use std::collections::BTreeMap;

use super::curve::Counted;
use super::{EvaluateError, Truth, check_finite};
use crate::scores::ScoreTrack;

/// One video's scores with the labels of the frames that each covers.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledVideo {
    /// Video id.
    pub id: String,
    /// One entry per score, in the order of the video.
    pub counted: Vec<Counted>,
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

/// Pairs every track with its truth; videos in the order of their ids.
///
/// Errors: E1 unless both hold the same ids, E2 unless scores × stride is the length of the truth, E4.
pub fn pool(tracks: &BTreeMap<String, ScoreTrack>, truth: &Truth) -> Result<Vec<PooledVideo>, EvaluateError> {
    let without_truth: Vec<String> =
        tracks.keys().filter(|id| !truth.videos.contains_key(*id)).cloned().collect();
    let without_scores: Vec<String> =
        truth.videos.keys().filter(|id| !tracks.contains_key(*id)).cloned().collect();
    if !without_truth.is_empty() || !without_scores.is_empty() {
        return Err(EvaluateError::Unmatched { scored: tracks.len(), without_truth, without_scores });
    }
    // Both maps are sorted and hold the same ids, so they go in step.
    tracks
        .iter()
        .zip(truth.videos.values())
        .map(|((id, track), video)| pool_video(id, track, &video.labels()))
        .collect()
}

fn pool_video(id: &str, track: &ScoreTrack, labels: &[bool]) -> Result<PooledVideo, EvaluateError> {
    check_finite(id, &track.scores)?;
    let (scores, repeat) = (track.scores.len(), track.stride);
    if scores.checked_mul(repeat) != Some(labels.len()) || repeat == 0 {
        return Err(EvaluateError::Length { video: id.into(), scores, repeat, truth: labels.len() });
    }
    let counted = track.scores.iter().zip(labels.chunks_exact(repeat)).map(|(&score, covered)| {
        let positives = covered.iter().filter(|odd| **odd).count() as u64;
        Counted { score, positives, negatives: covered.len() as u64 - positives }
    });
    Ok(PooledVideo { id: id.into(), counted: counted.collect() })
}
