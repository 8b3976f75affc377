//! LA-Net in a run of [`learning::run`](crate::learning::run): what it learns from, how it is measured, its epochs.

mod learner;
mod measure;
mod videos;

use super::{LaNetError, Trainer};
use crate::learning::run;

pub use learner::MeanLosses;
pub use measure::{DynamicsSummary, VideoMetrics, dynamics, score_video, video_metrics};
pub use videos::{LabelledVideo, labelled_videos};

/// Crops of labelled videos, one bag each.
pub type StoredBags<S> = run::StoredCrops<S, LabelledVideo>;
/// A run of training.
pub type Run<S> = run::Run<Trainer<StoredBags<S>>, S>;
/// What an epoch gave.
pub type Epoch = run::Epoch<MeanLosses, VideoMetrics>;
/// The epochs that stand out.
pub type Outcome = run::Outcome<MeanLosses, VideoMetrics>;
/// Why a run ended.
pub type RunError = run::RunError<LaNetError>;

impl From<LaNetError> for RunError {
    fn from(error: LaNetError) -> Self {
        Self::Method(error)
    }
}
