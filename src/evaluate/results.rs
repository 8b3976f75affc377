//! All frame metrics of an evaluation.

use serde::{Deserialize, Serialize};

use super::classes::{ClassResult, class_results};
use super::controls::{Controls, controls};
use super::conventions::{Conventions, DataSet};
use super::curve::{Counted, Curve};
use super::per_video::VideoRow;
use super::pool::{Pool, PooledVideo};
use super::ranked::Ranked;
use super::stated;

/// The three pooled numbers that an interval, a comparison or an unsmoothed twin is given for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// Area under the ROC curve.
    pub auroc: f64,
    /// Average precision, step rule.
    pub ap_step: f64,
    /// Average precision, trapezoid rule.
    pub ap_trapezoid: f64,
}

/// The mean of the videos' own areas under the ROC curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Macro {
    /// Over the videos with both classes.
    #[serde(with = "stated::undefined")]
    pub skip: Option<f64>,
    /// How many those are.
    pub skip_videos: usize,
    /// How many have one class and were left out.
    pub left_out: usize,
    /// Over all videos, each with one virtual negative below and one virtual positive above all scores: a video
    /// of one class then scores high by construction.
    pub pad: f64,
}

/// What an evaluation found. `None` is a metric that has no value on this data, never 0 or 0.5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// All frames of all videos.
    #[serde(flatten)]
    pub pooled: Pooled,
    /// The same over the videos with at least one odd frame: easy normal videos lift the pooled numbers.
    #[serde(with = "stated::undefined")]
    pub anomalous: Option<Pooled>,
    /// Per video, averaged.
    #[serde(rename = "macro")]
    pub by_video: Macro,
    /// Share of alarmed frames among the videos without any odd frame.
    #[serde(with = "stated::undefined")]
    pub far: Option<f64>,
    /// Share of alarmed frames among all frames that are not odd: a different number.
    pub far_negative_frames: f64,
    /// Equal error rate on the interpolated ROC curve.
    pub eer: f64,
    /// The score at the end of the curve's piece on which it lies.
    pub eer_threshold: f32,
    /// Share of odd frames: the average precision of a score that says nothing.
    pub chance_ap: f64,
    /// The area under the ROC curve of scores that know less.
    pub controls: Controls,
    /// The pooled numbers without the evaluation's smoothing; "n/a" where it does not smooth.
    #[serde(with = "stated::not_available")]
    pub unsmoothed: Option<Pooled>,
    /// Per class, where the truth or the names of the videos say them.
    pub classes: Vec<ClassResult>,
}

impl Pooled {
    pub(super) fn of(curve: &Curve) -> Self {
        Self {
            auroc: curve.auroc(),
            ap_step: curve.average_precision_step(),
            ap_trapezoid: curve.average_precision_trapezoid(),
        }
    }
}

/// Computes everything but what needs a second run of the pipeline.
pub(super) fn results(
    pool: &Pool,
    ranked: &Ranked,
    curve: &Curve,
    rows: &[VideoRow],
    switches: &Conventions,
    data_set: Option<DataSet>,
) -> Results {
    let videos = &pool.videos;
    let anomalous: Vec<bool> = videos.iter().map(PooledVideo::is_anomalous).collect();
    let (eer, eer_threshold) = curve.equal_error();
    let normal = || videos.iter().filter(|video| !video.is_anomalous());
    let (alarmed, negatives) = alarms(videos.iter(), switches.far_tau);
    Results {
        pooled: Pooled::of(curve),
        anomalous: ranked.curve(|video| anomalous[video]).ok().map(|curve| Pooled::of(&curve)),
        by_video: macro_average(rows),
        far: share(alarms(normal(), switches.far_tau)),
        far_negative_frames: alarmed as f64 / negatives as f64,
        eer,
        eer_threshold,
        chance_ap: curve.positives() as f64 / (curve.positives() + curve.negatives()) as f64,
        controls: controls(pool, ranked),
        unsmoothed: None,
        classes: class_results(videos, ranked, &anomalous, data_set),
    }
}

fn macro_average(rows: &[VideoRow]) -> Macro {
    let defined: Vec<f64> = rows.iter().filter_map(|row| row.auroc).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let padded: Vec<f64> = rows.iter().map(|row| row.auroc_padded).collect();
    Macro {
        skip: (!defined.is_empty()).then(|| mean(&defined)),
        skip_videos: defined.len(),
        left_out: rows.len() - defined.len(),
        pad: mean(&padded),
    }
}

/// Frames that are not odd: how many reach `threshold`, and how many there are.
fn alarms<'a>(videos: impl Iterator<Item = &'a PooledVideo>, threshold: f32) -> (u64, u64) {
    let counted = videos.flat_map(|video| &video.counted);
    counted.fold((0, 0), |(alarmed, all), &Counted { score, negatives, .. }| {
        (alarmed + if score >= threshold { negatives } else { 0 }, all + negatives)
    })
}

fn share((part, all): (u64, u64)) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}
