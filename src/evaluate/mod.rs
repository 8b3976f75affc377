//! From scores and truth to numbers.
//!
//! One fixed pipeline, every stage a switch of [`Conventions`]: crops (before), snippet smoothing, normalisation,
//! expansion to frames, frame smoothing (`prepare`); alignment and edges (`align`), by video id ([`pool`]); then
//! equal scores are grouped ([`Curve`]) and every metric is read from integer counts. [`Evaluation`] holds all of
//! it, [`Bootstrap`] adds intervals, [`Comparison`] a second method. A metric that has no value on the data is an
//! error or `None`, never a number. Errors carry the codes of the specification ([`EvaluateError::code`]).

pub mod alarms;
mod align;
mod bootstrap;
mod card;
mod classes;
pub mod clicks;
mod compare;
mod controls;
mod conventions;
mod curve;
mod curve_csv;
pub mod detection;
mod error;
mod evaluation;
pub mod frame_metrics;
pub mod inputs;
mod operating;
mod per_video;
pub mod places;
mod pool;
mod precision;
mod prepare;
mod ranked;
pub mod region;
mod replay;
mod report;
mod results;
mod roc;
mod stated;
mod thin;
mod truth;
mod warnings;

#[cfg(test)]
mod tests;

pub use align::FrameNote;
pub use bootstrap::{Bootstrap, Intervals, REPLICATES, Resampled, Spread};
pub use card::{
    Card, CardFacts, DataSection, DetectionResult, FieldDifference, GroundTruthSection, LeftOut, ModelFacts,
    Reference, RegionResult, RunFacts, differences, published_methods, verify,
};
pub use classes::ClassResult;
pub use compare::{COMPARISON_CAVEAT, Comparison};
pub use controls::{Controls, shuffled_in_time, with_video_means};
pub use conventions::{
    ApRule, Average, Conventions, Crop, DataSet, FALSE_ALARM_THRESHOLD, GroundTruthVariant, LengthPolicy,
    NORMAL_CLASS, Normalise, Preset, Smooth, SmoothScope, SwitchError, class_by_name,
};
pub use curve::{Counted, Curve, CurvePoint};
pub use detection::NormalClass;
pub use error::EvaluateError;
pub use evaluation::{Evaluation, VideoCurve};
pub use operating::OperatingPoint;
pub use per_video::VideoRow;
pub use pool::{Pool, PooledVideo, pool};
pub use report::Report;
pub use results::{Macro, Pooled, Results};
pub use roc::auroc;
pub use thin::{PlotPoint, plot_pr, plot_roc};
pub use truth::{Truth, TruthEvent, VideoTruth};
pub use warnings::Warning;

pub use crate::formats::annotations::Interval;

/// E4: a score that is NaN or infinite is never replaced.
fn check_finite(video: &str, scores: &[f32]) -> Result<(), EvaluateError> {
    match scores.iter().position(|score| !score.is_finite()) {
        Some(index) => Err(EvaluateError::NotFinite { video: video.into(), index, value: scores[index] }),
        None => Ok(()),
    }
}
