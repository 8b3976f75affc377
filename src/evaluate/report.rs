//! All frame metrics of a set of videos, with the conventions they were computed under.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bootstrap::{REPLICATES, auroc_interval};
use super::curve::{Counted, Curve};
use super::pool::{PooledVideo, pool};
use super::{EvaluateError, Truth};
use crate::scores::ScoreTrack;

/// Scores at or above this raise an alarm (`evaluation.md` §5, PEL4VAD).
pub const FALSE_ALARM_THRESHOLD: f32 = 0.5;
/// Seed of the interval's draws (`evaluation.md` §11).
const INTERVAL_SEED: u64 = 0;

/// What `evaluate` found. `None` is a metric that has no value on this data, never 0 or 0.5.
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
    /// 95 % interval of `auroc` over resampled videos; `None` for a single video.
    pub auroc_ci95: Option<[f64; 2]>,
    /// The choices behind the numbers.
    pub conventions: Conventions,
    /// What a reader of the numbers should know (W1, W2).
    pub warnings: Vec<String>,
}

/// The choices behind a [`Report`] (`evaluation.md` §6).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conventions {
    /// Frames per score.
    pub repeat: usize,
    /// Scores must cover the truth exactly.
    pub length_policy: &'static str,
    /// Smoothing done by the evaluation; the scores may have been smoothed before.
    pub smooth: &'static str,
    /// Normalisation done by the evaluation.
    pub normalise: &'static str,
    /// How videos are put together.
    pub average: &'static str,
    /// Threshold of `far` and `far_negative_frames`.
    pub far_tau: f32,
    /// Resamples behind the interval.
    pub interval_replicates: u64,
    /// Their seed.
    pub interval_seed: u64,
}

/// Computes every metric. Errors: those of [`pool`], and E7 when all frames are of one class.
pub fn evaluate(tracks: &BTreeMap<String, ScoreTrack>, truth: &Truth) -> Result<Report, EvaluateError> {
    let videos = pool(tracks, truth)?;
    let curve = curve_of(videos.iter())?;
    let repeat = tracks.values().next().map_or(1, |track| track.stride);
    Ok(Report {
        auroc: curve.auroc(),
        ap_trapezoid: curve.average_precision_trapezoid(),
        ap_step: curve.average_precision_step(),
        auroc_anomalous: curve_of(videos.iter().filter(|v| v.is_anomalous())).ok().map(|c| c.auroc()),
        far: alarm_share(videos.iter().filter(|v| !v.is_anomalous())),
        far_negative_frames: alarm_share(videos.iter()).unwrap_or(0.0),
        eer: curve.equal_error_rate(),
        videos: videos.len(),
        frames: curve.positives() + curve.negatives(),
        positive_frames: curve.positives(),
        auroc_ci95: auroc_interval(&videos, INTERVAL_SEED, REPLICATES),
        conventions: Conventions {
            repeat,
            length_policy: "strict",
            smooth: "none",
            normalise: "none",
            average: "micro",
            far_tau: FALSE_ALARM_THRESHOLD,
            interval_replicates: REPLICATES,
            interval_seed: INTERVAL_SEED,
        },
        warnings: warnings(&videos, curve.auroc()),
    })
}

fn curve_of<'a>(videos: impl Iterator<Item = &'a PooledVideo>) -> Result<Curve, EvaluateError> {
    Curve::new(videos.flat_map(|video| video.counted.iter().copied()).collect())
}

/// Share of the frames that are not odd and reach [`FALSE_ALARM_THRESHOLD`]; `None` without such frames.
fn alarm_share<'a>(videos: impl Iterator<Item = &'a PooledVideo>) -> Option<f64> {
    let (mut alarmed, mut all) = (0_u64, 0_u64);
    for Counted { score, negatives, .. } in videos.flat_map(|video| &video.counted) {
        all += negatives;
        alarmed += if *score >= FALSE_ALARM_THRESHOLD { *negatives } else { 0 };
    }
    (all > 0).then(|| alarmed as f64 / all as f64)
}

fn warnings(videos: &[PooledVideo], auroc: f64) -> Vec<String> {
    let mut found = Vec::new();
    if auroc < 0.5 {
        let inverse = 1.0 - auroc;
        found.push(format!(
            "W1: AUC {auroc:.6} < 0.5: inverted scores or misaligned files? (1 - AUC = {inverse:.6})"
        ));
    }
    let is_flat = |video: &&PooledVideo| {
        video.counted.len() > 1 && video.counted.windows(2).all(|w| w[0].score == w[1].score)
    };
    let flat = videos.iter().filter(is_flat).count();
    if flat > 0 {
        found.push(format!("W2: all scores equal in {flat} videos"));
    }
    let scores = || videos.iter().flat_map(|video| video.counted.iter().map(|c| c.score));
    let (low, high) = (scores().fold(f32::INFINITY, f32::min), scores().fold(f32::NEG_INFINITY, f32::max));
    if low < 0.0 || high > 1.0 {
        found.push(format!(
            "W2: scores outside [0,1]: {low}..{high}; FAR at {FALSE_ALARM_THRESHOLD} needs its own threshold"
        ));
    }
    found
}
