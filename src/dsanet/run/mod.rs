//! DSANet in a run of [`learning::run`](crate::learning::run): what it learns from, how it is measured, its epochs.

mod learner;
mod measure;
mod videos;

use super::{DsaNetError, Trainer};
use crate::learning::run;

pub use learner::MeanLosses;
pub use measure::{VideoMetrics, score_video, video_metrics};
pub use videos::{ClassedVideo, classed_videos, classes_in};

/// Crops of videos with classes, one sample each.
pub type StoredSamples<S> = run::StoredCrops<S, ClassedVideo>;
/// A run of training.
pub type Run<S> = run::Run<Trainer<StoredSamples<S>>, S>;
/// What an epoch gave.
pub type Epoch = run::Epoch<MeanLosses, VideoMetrics>;
/// The epochs that stand out.
pub type Outcome = run::Outcome<MeanLosses, VideoMetrics>;
/// Why a run ended.
pub type RunError = run::RunError<DsaNetError>;

impl From<DsaNetError> for RunError {
    fn from(error: DsaNetError) -> Self {
        Self::Method(error)
    }
}
