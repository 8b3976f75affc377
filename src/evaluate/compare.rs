//! Two methods on the same frames.

use serde::{Deserialize, Serialize};

use super::bootstrap::Intervals;
use super::evaluation::Evaluation;
use super::pool::PooledVideo;
use super::results::Pooled;
use super::{EvaluateError, stated};

/// What stands beside every comparison on a test set of this kind.
pub const COMPARISON_CAVEAT: &str = "a gap of one point of AUC on UCF-Crime is inside the noise of its 290 videos: read the interval of the \
     difference, not the difference alone";

/// A second method beside the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What the other method is called.
    pub other: String,
    /// Its numbers.
    pub other_results: Pooled,
    /// The first method's minus its.
    pub difference: Pooled,
    /// Interval of the difference, both methods on the same resamples.
    #[serde(with = "stated::not_available")]
    pub intervals: Option<Intervals>,
    /// Whether that interval leaves out 0 for the area under the ROC curve.
    #[serde(with = "stated::not_available")]
    pub auroc_differs: Option<bool>,
    /// How to read it.
    pub caveat: String,
}

impl Comparison {
    /// Puts `other` beside `first`. Errors: not the same videos (E1) or not the same frames.
    pub fn new(
        first: &Evaluation,
        other: &Evaluation,
        name: &str,
        intervals: Option<Intervals>,
    ) -> Result<Self, EvaluateError> {
        check_paired(first.videos(), other.videos())?;
        let (own, others) = (first.results().pooled, other.results().pooled);
        Ok(Self {
            other: name.into(),
            other_results: others,
            difference: own.minus(&others),
            intervals,
            auroc_differs: intervals.map(|i| i.auroc.ci95[0] > 0.0 || i.auroc.ci95[1] < 0.0),
            caveat: COMPARISON_CAVEAT.into(),
        })
    }
}

/// Both must hold the same videos with the same numbers of frames and odd frames.
pub(super) fn check_paired(first: &[PooledVideo], other: &[PooledVideo]) -> Result<(), EvaluateError> {
    let missing = |from: &[PooledVideo], of: &[PooledVideo]| -> Vec<String> {
        let lacks = |video: &&PooledVideo| of.binary_search_by(|v| v.id.cmp(&video.id)).is_err();
        from.iter().filter(lacks).map(|video| video.id.clone()).collect()
    };
    let (only_first, only_other) = (missing(first, other), missing(other, first));
    if !only_first.is_empty() || !only_other.is_empty() {
        return Err(EvaluateError::OtherVideos { only_first, only_other });
    }
    for (a, b) in first.iter().zip(other) {
        let (expected_odd, found_odd) = (a.positives(), b.positives());
        let (expected, found) = (expected_odd + a.negatives(), found_odd + b.negatives());
        if (expected, expected_odd) != (found, found_odd) {
            let video = a.id.clone();
            return Err(EvaluateError::NotPaired { video, expected, expected_odd, found, found_odd });
        }
    }
    Ok(())
}
