//! The numbers that scripts read, flat; the card holds the rest.

use serde::Serialize;

use super::bootstrap::Resampled;
use super::conventions::Conventions;
use super::evaluation::Evaluation;

/// What `oddframe evaluate --json` prints. `None` (null) is a metric that has no value on this data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Area under the ROC curve, all frames of all videos pooled.
    pub auroc: f64,
    /// Average precision, trapezoid rule.
    pub ap_trapezoid: f64,
    /// Average precision, step rule.
    pub ap_step: f64,
    /// AUROC over the videos with at least one odd frame.
    pub auroc_anomalous: Option<f64>,
    /// Share of alarmed frames among the videos without any odd frame.
    pub far: Option<f64>,
    /// Share of alarmed frames among all frames that are not odd: a different number.
    pub far_negative_frames: f64,
    /// Equal error rate on the interpolated ROC curve.
    pub eer: f64,
    /// Videos evaluated.
    pub videos: usize,
    /// Frames evaluated.
    pub frames: u64,
    /// Odd frames among them.
    pub positive_frames: u64,
    /// 95 % interval of `auroc` over resampled videos.
    pub auroc_ci95: Option<[f64; 2]>,
    /// The same of `ap_step`.
    pub ap_step_ci95: Option<[f64; 2]>,
    /// The same of `ap_trapezoid`.
    pub ap_trapezoid_ci95: Option<[f64; 2]>,
    /// Every switch, `repeat` as it was in use.
    pub conventions: Conventions,
    /// What a reader of the numbers should know, each with its code.
    pub warnings: Vec<String>,
}

impl Report {
    /// The numbers of an evaluation and its resamples.
    pub fn new(evaluation: &Evaluation, resampled: &Resampled) -> Self {
        let (results, curve) = (evaluation.results(), evaluation.curve());
        let own = resampled.own;
        Self {
            auroc: results.pooled.auroc,
            ap_trapezoid: results.pooled.ap_trapezoid,
            ap_step: results.pooled.ap_step,
            auroc_anomalous: results.anomalous.map(|pooled| pooled.auroc),
            far: results.far,
            far_negative_frames: results.far_negative_frames,
            eer: results.eer,
            videos: evaluation.videos().len(),
            frames: curve.positives() + curve.negatives(),
            positive_frames: curve.positives(),
            auroc_ci95: own.map(|intervals| intervals.auroc.ci95),
            ap_step_ci95: own.map(|intervals| intervals.ap_step.ci95),
            ap_trapezoid_ci95: own.map(|intervals| intervals.ap_trapezoid.ci95),
            conventions: evaluation.conventions_used(),
            warnings: evaluation.warnings().iter().map(ToString::to_string).collect(),
        }
    }
}
