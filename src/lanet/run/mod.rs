//! A whole run, as a value that the caller steps: learn, and after each epoch score and measure the videos that were
//! held out and those of the test set.
//!
//! The command line and the page drive the same value; what is saved, shown or stopped is theirs to say.

mod error;
mod gathering;
mod measure;
mod measuring;
mod outcome;
mod store;
mod videos;

use std::rc::Rc;

use super::Trainer;
use super::training::Progress;
use crate::device::DeviceKind;
use crate::encode::{FileSource, VideoStore};
use crate::evaluate::Truth;
use crate::evaluate::frame_metrics::LengthPolicy;

pub use error::RunError;
pub use gathering::{Gathered, Gathering};
pub use measure::{DynamicsSummary, VideoMetrics, dynamics, score_video, video_metrics};
pub use outcome::{Epoch, Outcome, best, test_auroc, validation_auroc};
pub use store::StoredBags;
pub use videos::{LabelledVideo, labelled_videos};

use measuring::Measuring;

/// The test videos: those of the truth.
#[derive(Debug)]
pub struct TestSet<S> {
    /// Their features.
    pub store: Rc<VideoStore<S>>,
    /// Their odd frames.
    pub truth: Truth,
    /// What happens to frames after the last snippet.
    pub length: LengthPolicy,
    /// Epochs from one measurement to the next; the last epoch is always measured.
    pub every: usize,
}

/// The videos that a run measures itself on.
#[derive(Debug)]
pub struct Measured<S> {
    /// Features of the held-out videos.
    pub store: Rc<VideoStore<S>>,
    /// Training videos that were held out.
    pub validation: Vec<LabelledVideo>,
    /// Videos with truth per frame.
    pub test: Option<TestSet<S>>,
    /// What computes, for the size of the chunks.
    pub kind: DeviceKind,
}

/// What a step of a run did.
#[derive(Debug, Clone, PartialEq)]
pub enum RunStep {
    /// A step of the optimiser.
    Learned(Progress),
    /// A video was scored for the measures.
    Scored {
        /// Videos scored since the epoch ended.
        done: usize,
        /// Videos to score after this epoch.
        videos: usize,
    },
    /// An epoch is over and measured.
    Epoch(Epoch),
}

/// A run of training.
#[derive(Debug)]
pub struct Run<S> {
    trainer: Trainer<StoredBags<S>>,
    measured: Measured<S>,
    epochs: Vec<Epoch>,
    measuring: Option<Measuring>,
}

impl<S: FileSource> Run<S> {
    /// Goes on from `trainer`, whose `epochs` are done and measured.
    pub fn new(trainer: Trainer<StoredBags<S>>, measured: Measured<S>, epochs: Vec<Epoch>) -> Self {
        Self { trainer, measured, epochs, measuring: None }
    }

    /// The trainer as it stands.
    pub fn trainer(&self) -> &Trainer<StoredBags<S>> {
        &self.trainer
    }

    /// What each epoch gave.
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// What it measures itself on.
    pub fn measured(&self) -> &Measured<S> {
        &self.measured
    }

    /// One step of the optimiser, or one video scored, or the measures of an epoch; nothing when all epochs are done
    /// and measured.
    pub async fn step(&mut self) -> Result<Option<RunStep>, RunError> {
        if self.measuring.is_some() {
            return self.measure().await.map(Some);
        }
        if self.trainer.done() {
            return Ok(None);
        }
        let progress = self.trainer.step().await?;
        if progress.epoch_done {
            let last = self.trainer.done();
            self.measuring = Some(Measuring::after(self.epochs.len() + 1, last, &self.measured));
        }
        Ok(Some(RunStep::Learned(progress)))
    }

    async fn measure(&mut self) -> Result<RunStep, RunError> {
        let Some(mut measuring) = self.measuring.take() else {
            return Err(super::LaNetError::NoStepLeft { epochs: self.epochs.len() }.into());
        };
        if measuring.score_next(self.trainer.model(), &self.measured).await? {
            let (done, videos) = measuring.progress();
            self.measuring = Some(measuring);
            return Ok(RunStep::Scored { done, videos });
        }
        let number = self.epochs.len() + 1;
        let of_epoch = |step: &&Progress| step.epoch + 1 == number;
        let steps: Vec<Progress> = self.trainer.trace().iter().filter(of_epoch).copied().collect();
        let (validation, test) = measuring.finish(&self.measured)?;
        let epoch = Epoch::of(&steps, validation, test);
        self.epochs.push(epoch.clone());
        Ok(RunStep::Epoch(epoch))
    }
}
