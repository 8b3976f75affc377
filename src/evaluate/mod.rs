//! From scores and truth to numbers (`evaluation.md`).
//!
//! Scores and truth meet by video id ([`pool`]); equal scores are grouped ([`Curve`]) and every metric is
//! read from integer counts. A metric that has no value on the data is an error or `None`, never a number.
//! Errors carry the codes E1 to E8 of the specification ([`EvaluateError::code`]).

mod bootstrap;
mod curve;
pub mod detection;
mod error;
pub mod inputs;
mod pool;
mod precision;
pub mod region;
mod report;
mod roc;
mod truth;

#[cfg(test)]
mod tests;

pub use bootstrap::{REPLICATES, auroc_interval};
pub use curve::{Counted, Curve, CurvePoint};
pub use error::EvaluateError;
pub use pool::{PooledVideo, pool};
pub use report::{Conventions, FALSE_ALARM_THRESHOLD, Report, evaluate};
pub use roc::auroc;
pub use truth::{Truth, TruthEvent, VideoTruth};

/// E4: a score that is NaN or infinite is never replaced.
fn check_finite(video: &str, scores: &[f32]) -> Result<(), EvaluateError> {
    match scores.iter().position(|score| !score.is_finite()) {
        Some(index) => Err(EvaluateError::NotFinite { video: video.into(), index, value: scores[index] }),
        None => Ok(()),
    }
}
