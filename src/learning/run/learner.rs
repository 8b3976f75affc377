//! What a run needs of a method that learns from labelled videos.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use super::{Epoch, RunError};
use crate::device::DeviceKind;
use crate::encode::Features;
use crate::evaluate::EvaluateError;

/// A video that is learned from or held out.
pub trait ListedVideo: Clone + Debug {
    /// Its id.
    fn id(&self) -> &str;

    /// Whether something odd happens in it.
    fn is_abnormal(&self) -> bool;
}

/// What is known after a step of the optimiser.
pub trait Step: Copy + Debug {
    /// Mean losses of an epoch.
    type Losses: EpochLosses;

    /// Its epoch, counted from 0.
    fn epoch(&self) -> usize;

    /// Whether it was the last of its epoch.
    fn ends_epoch(&self) -> bool;

    /// The optimiser's rate.
    fn rate(&self) -> f64;

    /// Mean losses of `steps`, weighted by what each learned from.
    fn mean(steps: &[Self]) -> Self::Losses;
}

/// Mean losses of an epoch.
pub trait EpochLosses: Clone + Debug + PartialEq {
    /// The whole loss.
    fn whole(&self) -> f64;
}

/// Measures by the labels of whole videos; as text, what a person reads of them.
pub trait VideoMeasure: Copy + Debug + Display + PartialEq {
    /// Area under the ROC curve of the videos' probabilities.
    fn auroc(&self) -> f64;
}

/// A network that learns, one step at a call, and can be measured.
#[allow(async_fn_in_trait)] // callers are generic over the method and never spawn
pub trait Learner: Debug {
    /// What it learns from.
    type Video: ListedVideo;
    /// What is known after a step.
    type Step: Step;
    /// Scores of one video.
    type Scores: Debug;
    /// What scores and labels of held-out videos give.
    type VideoMeasure: VideoMeasure;
    /// Why it cannot learn or score.
    type Error: core::error::Error + 'static;

    /// Whether all epochs are done.
    fn done(&self) -> bool;

    /// Every step so far.
    fn steps(&self) -> &[Self::Step];

    /// One step of the optimiser.
    async fn learn(&mut self) -> Result<Self::Step, Self::Error>;

    /// Scores every crop of a video with the weights as they stand.
    async fn score(
        &self,
        id: &str,
        features: &Features,
        kind: DeviceKind,
    ) -> Result<Self::Scores, Self::Error>;

    /// How odd each snippet is.
    fn oddness(scores: Self::Scores) -> Vec<f32>;

    /// Measures scores of `videos` by their labels; nothing where one label is missing. Errors: E1, a video without scores.
    fn measure(
        scores: &BTreeMap<String, Self::Scores>,
        videos: &[Self::Video],
    ) -> Result<Option<Self::VideoMeasure>, EvaluateError>;
}

/// What an epoch of a method gave.
pub type EpochOf<L> = Epoch<<<L as Learner>::Step as Step>::Losses, <L as Learner>::VideoMeasure>;

/// What a run of a method gives.
pub type RunResult<T, L> = Result<T, RunError<<L as Learner>::Error>>;
