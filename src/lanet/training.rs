//! Learning, as a value that the caller steps.
//!
//! The caller owns the loop: it evaluates where [`Progress::epoch_done`] says that an epoch has ended, picks the
//! result by [`Select`](super::run_config::Select), saves, cancels.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::bags::{BagSource, Batch};
use super::dropout::masks;
use super::objective::Losses;
use super::parameters::Parameters;
use super::pass::Pass;
use super::run_config::RunConfig;
use super::{CropView, LaNet, LaNetError};
use crate::learning::adam::Adam;
use crate::random::Random;

/// Purpose of the random streams of the shuffles.
const SHUFFLE: &str = "lanet shuffle";

/// What is known after a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// Epoch of the step, counted from 0.
    pub epoch: usize,
    /// Whether the step was the last of its epoch.
    pub epoch_done: bool,
    /// Adam's rate.
    pub rate: f64,
    /// Bags of the step.
    pub bags: usize,
    /// Losses of the step, before it moved the weights.
    pub losses: Losses,
}

/// The snippets that stood for the bags of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPicks {
    /// Steps done with it.
    pub step: usize,
    /// Bags of the step, as indices into the source.
    pub bags: Vec<usize>,
    /// Snippets of each that its loss is the mean of, the largest score first.
    pub picked: Vec<Vec<usize>>,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Epoch of the next step.
    pub(crate) epoch: usize,
    /// Bags of that epoch that were met.
    pub(crate) met: usize,
    /// Steps done.
    pub(crate) step: usize,
}

/// A network that learns, one step at a call.
#[derive(Debug)]
pub struct Trainer<S> {
    pub(crate) config: RunConfig,
    pub(crate) source: S,
    pub(crate) model: LaNet,
    pub(crate) adam: Adam,
    pub(crate) place: Place,
    pub(crate) trace: Vec<Progress>,
    picks: Option<Vec<StepPicks>>,
    order: Vec<usize>,
}

impl<S: BagSource> Trainer<S> {
    /// Starts from `model`, whose device must be without a tape.
    pub fn new(model: LaNet, source: S, config: RunConfig) -> Result<Self, LaNetError> {
        let adam = Adam::new(&model.parameters.flat, config.train.weight_decay);
        Self::at(model, source, config, adam, Place::default(), Vec::new())
    }

    pub(crate) fn at(
        model: LaNet,
        source: S,
        config: RunConfig,
        adam: Adam,
        place: Place,
        trace: Vec<Progress>,
    ) -> Result<Self, LaNetError> {
        config.check()?;
        if config.model.pel4vad.is_some() {
            return Err(LaNetError::VariantNotTrained);
        }
        if source.is_empty() {
            return Err(LaNetError::NoBags);
        }
        let order = epoch_order(source.len(), config.train.seed, place.epoch);
        Ok(Self { config, source, model, adam, place, trace, picks: None, order })
    }

    /// How it learns.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The network as it stands.
    pub fn model(&self) -> &LaNet {
        &self.model
    }

    /// Records from now on which snippets stand for each bag. The run stays the same.
    pub fn record_picks(&mut self) {
        self.picks.get_or_insert_default();
    }

    /// The snippets that were recorded; nothing where nobody asked.
    pub fn picks(&self) -> &[StepPicks] {
        self.picks.as_deref().unwrap_or_default()
    }

    /// Every step so far, also those before a resumption.
    pub fn trace(&self) -> &[Progress] {
        &self.trace
    }

    /// Steps of one epoch; the last one may have fewer bags.
    pub fn steps_per_epoch(&self) -> usize {
        self.order.len().div_ceil(self.config.train.batch_size)
    }

    /// Whether all epochs are done.
    pub fn done(&self) -> bool {
        self.place.epoch >= self.config.train.epochs
    }

    /// Bags of the next step, as indices into the source; none when all epochs are done.
    pub fn next_bags(&self) -> &[usize] {
        if self.done() {
            return &[];
        }
        let end = (self.place.met + self.config.train.batch_size).min(self.order.len());
        &self.order[self.place.met..end]
    }

    /// One step: load a batch, score it, move the weights. Call it until [`Trainer::done`]; a failed step has moved
    /// nothing.
    pub async fn step(&mut self) -> Result<Progress, LaNetError> {
        if self.done() {
            return Err(LaNetError::NoStepLeft { epochs: self.config.train.epochs });
        }
        let batch = self.batch().await?;
        let (losses, picked, gradients) = self.gradients(&batch).await?;
        let rate = self.config.train.rate(self.place.epoch);
        let moved = self.adam.step(rate, &self.model.parameters.flat, gradients);
        self.model = self.model.with_parameters(Parameters { flat: moved });
        let epoch = self.place.epoch;
        let bags = self.next_bags().to_vec();
        self.advance(batch.lengths.len());
        if let Some(picks) = &mut self.picks {
            picks.push(StepPicks { step: self.place.step, bags, picked });
        }
        let progress = Progress {
            step: self.place.step,
            steps: self.steps_per_epoch() * self.config.train.epochs,
            epoch,
            epoch_done: self.place.epoch > epoch,
            rate,
            bags: batch.lengths.len(),
            losses,
        };
        self.trace.push(progress);
        Ok(progress)
    }

    async fn batch(&self) -> Result<Batch, LaNetError> {
        let dim = self.config.model.feat_dim;
        let mut bags = Vec::new();
        for &index in self.next_bags() {
            let bag = self.source.load(index).await?;
            let crop = CropView { snippets: bag.snippets, dim, values: &bag.rows };
            crop.check(&format!("training video number {index}"), dim)?;
            bags.push(bag);
        }
        Ok(Batch::new(&bags, dim))
    }

    fn advance(&mut self, met: usize) {
        self.place.step += 1;
        self.place.met += met;
        if self.place.met >= self.order.len() {
            self.place = Place { epoch: self.place.epoch + 1, met: 0, step: self.place.step };
            self.order = epoch_order(self.order.len(), self.config.train.seed, self.place.epoch);
        }
    }

    async fn gradients(&self, batch: &Batch) -> Result<Moves, LaNetError> {
        let step = self.place.step;
        let dropout = (self.config.model.dropout > 0.0)
            .then(|| masks(&self.config.model, self.config.train.seed, step, batch, self.model.device()));
        let taped = self.model.with_parameters(self.model.parameters.taped());
        let pass = Pass::new(&taped, batch, dropout.as_ref(), &self.config);
        let objective = pass.objective(batch, &self.config, step + 1).await?;
        let gradients = pass.backward(&objective);
        let found = taped.parameters.flat.iter().map(|tensor| tensor.grad(&gradients)).collect();
        Ok((objective.losses, objective.picked, found))
    }
}

/// Losses of a batch, the snippets that stood for its bags, and where each tensor is to move.
type Moves = (Losses, Vec<Vec<usize>>, Vec<Option<Tensor<1>>>);

/// Order of an epoch's bags: shuffled anew every epoch, known from seed and epoch alone.
fn epoch_order(bags: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bags).collect();
    Random::keyed(seed, SHUFFLE, epoch as u64).shuffle(&mut order);
    order
}
