//! A whole run, as a value that the caller steps: learn, and after each epoch score and measure the videos that were
//! held out and those of the test set.
//!
//! The method is a [`Learner`]. The command line and the page drive the same value; what is saved, shown or stopped is
//! theirs to say.

mod error;
mod gathering;
mod learner;
mod measuring;
mod outcome;
mod stored;

use std::rc::Rc;

use crate::device::DeviceKind;
use crate::encode::{FileSource, VideoStore};
use crate::evaluate::Truth;
use crate::evaluate::frame_metrics::LengthPolicy;

pub use error::RunError;
pub use gathering::{Gathered, Gathering};
pub use learner::{EpochLosses, EpochOf, Learner, ListedVideo, RunResult, Step, VideoMeasure};
pub use outcome::{Epoch, Outcome, best, test_auroc, validation_auroc};
pub use stored::StoredCrops;

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
pub struct Measured<S, V> {
    /// Features of the held-out videos.
    pub store: Rc<VideoStore<S>>,
    /// Training videos that were held out.
    pub validation: Vec<V>,
    /// Videos with truth per frame.
    pub test: Option<TestSet<S>>,
    /// What computes, for the size of the chunks.
    pub kind: DeviceKind,
}

/// What a step of a run did.
#[derive(Debug, Clone, PartialEq)]
pub enum RunStep<P, E> {
    /// A step of the optimiser.
    Learned(P),
    /// A video was scored for the measures.
    Scored {
        /// Videos scored since the epoch ended.
        done: usize,
        /// Videos to score after this epoch.
        videos: usize,
    },
    /// An epoch is over and measured.
    Epoch(E),
}

/// What a run of `L` does in a step.
pub type RunStepOf<L> = RunStep<<L as Learner>::Step, EpochOf<L>>;

/// A run of training.
#[derive(Debug)]
pub struct Run<L: Learner, S> {
    trainer: L,
    measured: Measured<S, L::Video>,
    epochs: Vec<EpochOf<L>>,
    measuring: Option<Measuring<L>>,
}

impl<L: Learner, S: FileSource> Run<L, S> {
    /// Goes on from `trainer`, whose `epochs` are done and measured.
    pub fn new(trainer: L, measured: Measured<S, L::Video>, epochs: Vec<EpochOf<L>>) -> Self {
        Self { trainer, measured, epochs, measuring: None }
    }

    /// The trainer as it stands.
    pub fn trainer(&self) -> &L {
        &self.trainer
    }

    /// The trainer, to put other weights back between two epochs.
    pub fn trainer_mut(&mut self) -> &mut L {
        &mut self.trainer
    }

    /// What each epoch gave.
    pub fn epochs(&self) -> &[EpochOf<L>] {
        &self.epochs
    }

    /// What it measures itself on.
    pub fn measured(&self) -> &Measured<S, L::Video> {
        &self.measured
    }

    /// One step of the optimiser, or one video scored, or the measures of an epoch; nothing when all epochs are done
    /// and measured.
    pub async fn step(&mut self) -> RunResult<Option<RunStepOf<L>>, L> {
        if let Some(measuring) = self.measuring.take() {
            return self.measure(measuring).await.map(Some);
        }
        if self.trainer.done() {
            return Ok(None);
        }
        let step = self.trainer.learn().await.map_err(RunError::Method)?;
        if step.ends_epoch() {
            let last = self.trainer.done();
            self.measuring = Some(Measuring::after(self.epochs.len() + 1, last, &self.measured));
        }
        Ok(Some(RunStep::Learned(step)))
    }

    async fn measure(&mut self, mut measuring: Measuring<L>) -> RunResult<RunStepOf<L>, L> {
        if measuring.score_next(&self.trainer, &self.measured).await? {
            let (done, videos) = measuring.progress();
            self.measuring = Some(measuring);
            return Ok(RunStep::Scored { done, videos });
        }
        let epoch = self.epochs.len();
        let steps: Vec<L::Step> =
            self.trainer.steps().iter().filter(|step| step.epoch() == epoch).copied().collect();
        let (validation, test) = measuring.finish(&self.measured)?;
        let epoch = Epoch::of(&steps, validation, test);
        self.epochs.push(epoch.clone());
        Ok(RunStep::Epoch(epoch))
    }
}
