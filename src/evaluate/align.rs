//! The second half of the pipeline: scores meet the truth of their video, and edges are left out.

use serde::{Deserialize, Serialize};

use super::conventions::{Conventions, LengthPolicy};
use super::curve::Counted;
use super::{EvaluateError, VideoTruth};

/// Where the frames of a video that were evaluated are not simply all of them. Frames are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameNote {
    /// Id of the video.
    pub video: String,
    /// Frames that the scores cover.
    pub scored: usize,
    /// Frames of the truth as it was given; 0 where it only has events.
    pub truth: usize,
    /// Frames evaluated.
    pub used: usize,
    /// Frames that took the last score because none was there for them.
    pub held: usize,
    /// Frames left out at both edges.
    pub dropped: usize,
    /// Events that end after the frames and were cut, as `[start, end)`.
    pub clipped_events: Vec<[usize; 2]>,
    /// Events that lie after the frames altogether.
    pub lost_events: Vec<[usize; 2]>,
}

/// A video's scores with the labels of the frames that each covers.
pub(super) struct Aligned {
    pub counted: Vec<Counted>,
    /// Odd frames as `[start, end)`, counted from the start of the video, edges included.
    pub odd: Vec<[usize; 2]>,
    /// Frames and odd frames before edges are left out.
    pub truth_totals: (u64, u64),
    pub note: Option<FrameNote>,
}

/// Aligns one video. `repeat` is what the caller set and is named in errors; `stride` is what the scores have.
pub(super) fn align(
    id: &str,
    scores: &[f32],
    stride: usize,
    repeat: usize,
    truth: &VideoTruth,
    switches: &Conventions,
) -> Result<Aligned, EvaluateError> {
    let given = if stride == repeat { scores.len() } else { scores.len() / repeat };
    let mismatch = || EvaluateError::Length { video: id.into(), scores: given, repeat, truth: truth.frames };
    let covered = scores.len().checked_mul(stride).ok_or_else(mismatch)?;
    let used = match switches.length_policy {
        LengthPolicy::Strict if covered != truth.frames => return Err(mismatch()),
        LengthPolicy::HoldLast if covered > truth.frames || covered == 0 => return Err(mismatch()),
        // Frames after the end of a truth that says its length are not known to be normal.
        LengthPolicy::Build if truth.frames > 0 && truth.frames < covered => return Err(mismatch()),
        LengthPolicy::Truncate => covered.min(truth.frames),
        LengthPolicy::HoldLast | LengthPolicy::Strict => truth.frames,
        LengthPolicy::Build => covered,
    };
    let (head, tail) = (switches.drop_head, switches.drop_tail);
    let kept = used.checked_sub(head).and_then(|frames| frames.checked_sub(tail));
    let Some(kept) = kept.filter(|kept| *kept > 0 || head + tail == 0) else {
        return Err(EvaluateError::NothingLeft { video: id.into(), frames: used, head, tail });
    };
    let labels = VideoTruth { frames: used, events: truth.events.clone() }.labels();
    let mut aligned = Aligned {
        counted: count(scores, stride, &labels, head..used - tail),
        odd: runs(&labels),
        truth_totals: (used as u64, labels.iter().filter(|odd| **odd).count() as u64),
        note: None,
    };
    if switches.length_policy != LengthPolicy::Strict {
        let note = FrameNote {
            video: id.into(),
            scored: covered,
            truth: truth.frames,
            used: kept,
            ..outside(truth, used)
        };
        let held = used.saturating_sub(covered);
        aligned.note = Some(FrameNote { held, dropped: used - kept, ..note });
    } else if kept < used {
        let (scored, truth) = (covered, truth.frames);
        aligned.note = Some(FrameNote {
            video: id.into(),
            scored,
            truth,
            used: kept,
            dropped: used - kept,
            ..FrameNote::default()
        });
    }
    aligned.note = aligned.note.filter(FrameNote::says_something);
    Ok(aligned)
}

impl FrameNote {
    fn says_something(&self) -> bool {
        let same_length = self.truth == 0 || self.scored == self.truth;
        !same_length || self.dropped > 0 || !self.clipped_events.is_empty() || !self.lost_events.is_empty()
    }
}

/// Events of `truth` that do not lie within `frames`.
fn outside(truth: &VideoTruth, frames: usize) -> FrameNote {
    let beyond = |lost: bool| {
        let events = truth.events.iter().filter(|e| e.end > frames && (e.start >= frames) == lost);
        events.map(|e| [e.start, e.end]).collect()
    };
    FrameNote { clipped_events: beyond(false), lost_events: beyond(true), ..FrameNote::default() }
}

/// Labels under each score, over the frames `kept`; the last score covers what is left.
fn count(scores: &[f32], stride: usize, labels: &[bool], kept: std::ops::Range<usize>) -> Vec<Counted> {
    let mut counted = Vec::with_capacity(scores.len());
    for (i, &score) in scores.iter().enumerate() {
        let end = if i + 1 == scores.len() { kept.end } else { (i + 1) * stride };
        let (start, end) = ((i * stride).max(kept.start), end.min(kept.end));
        if start < end {
            let positives = labels[start..end].iter().filter(|odd| **odd).count() as u64;
            counted.push(Counted { score, positives, negatives: (end - start) as u64 - positives });
        }
    }
    counted
}

fn runs(labels: &[bool]) -> Vec<[usize; 2]> {
    let mut runs = Vec::new();
    let mut start = 0;
    for run in labels.chunk_by(|a, b| a == b) {
        if run[0] {
            runs.push([start, start + run.len()]);
        }
        start += run.len();
    }
    runs
}

#[cfg(test)]
#[path = "align_tests.rs"]
mod tests;
