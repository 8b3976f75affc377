//! Learning, as a value that the caller steps.
//!
//! The caller owns the loop: it evaluates where [`Progress::epoch_done`] says that an epoch has ended, picks the
//! result by [`Select`](super::run_config::Select), saves, cancels.

use burn::tensor::{Device, Gradients, Tensor, TensorData, Transaction};
use serde::{Deserialize, Serialize};

use super::adam::Adam;
use super::bags::{BagSource, Batch};
use super::dropout::masks;
use super::head::feature_dynamics;
use super::objective::{Losses, Objective, Observed};
use super::parameters::Parameters;
use super::run_config::RunConfig;
use super::{LaNet, LaNetError};
use crate::random::Random;

/// Purpose of the random streams of the shuffles.
const SHUFFLE: &str = "lanet shuffle";
/// What is being done where the device fails.
const LEARNING: &str = "learning";

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
        Ok(Self { config, source, model, adam, place, trace, order })
    }

    /// How it learns.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The network as it stands.
    pub fn model(&self) -> &LaNet {
        &self.model
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
        let mut bags = Vec::new();
        for &index in self.next_bags() {
            bags.push(self.source.load(index).await?);
        }
        let batch = Batch::new(&bags, self.config.model.feat_dim);
        drop(bags);
        let (losses, gradients) = self.gradients(&batch).await?;
        let rate = self.config.train.rate(self.place.epoch);
        let moved = self.adam.step(rate, &self.model.parameters.flat, gradients);
        self.model = self.model.with_parameters(Parameters { flat: moved });
        let epoch = self.place.epoch;
        self.advance(batch.lengths.len());
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

    fn advance(&mut self, met: usize) {
        self.place.step += 1;
        self.place.met += met;
        if self.place.met >= self.order.len() {
            self.place = Place { epoch: self.place.epoch + 1, met: 0, step: self.place.step };
            self.order = epoch_order(self.order.len(), self.config.train.seed, self.place.epoch);
        }
    }

    async fn gradients(&self, batch: &Batch) -> Result<(Losses, Vec<Option<Tensor<1>>>), LaNetError> {
        let step = self.place.step;
        let dropout = (self.config.model.dropout > 0.0)
            .then(|| masks(&self.config.model, self.config.train.seed, step, batch, self.model.device()));
        let taped = self.model.with_parameters(self.model.parameters.taped());
        let pass = Pass::new(&taped, batch, dropout.as_ref(), &self.config);
        let objective = pass.objective(batch, &self.config, step + 1).await?;
        let gradients = pass.backward(&objective);
        let found = taped.parameters.flat.iter().map(|tensor| tensor.grad(&gradients)).collect();
        Ok((objective.losses, found))
    }
}

/// Order of an epoch's bags: shuffled anew every epoch, known from seed and epoch alone.
fn epoch_order(bags: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bags).collect();
    Random::keyed(seed, SHUFFLE, epoch as u64).shuffle(&mut order);
    order
}

/// What a taped network makes of a batch.
pub(crate) struct Pass {
    /// `[bags, snippets]`.
    pub(crate) scores: Tensor<2>,
    /// `[bags, snippets - 1]`; none where the longest bag has one snippet.
    pub(crate) dynamics: Option<Tensor<2>>,
    /// X^F, `[bags, snippets, mlp2]`.
    pub(crate) features: Tensor<3>,
}

impl Pass {
    /// Scores `batch`; `taped` has its weights on a tape, `dropout` is off it.
    pub(crate) fn new(
        taped: &LaNet,
        batch: &Batch,
        dropout: Option<&super::head::DropoutMasks>,
        config: &RunConfig,
    ) -> Self {
        let (bags, device) = (batch.lengths.len(), taped.device());
        let shape = [bags, batch.snippets, config.model.feat_dim];
        let x = Tensor::from_inner(Tensor::from_data(TensorData::new(batch.values.clone(), shape), device));
        let valid: Tensor<2> = Tensor::from_inner(valid(batch, device));
        let headed = taped.batch(x, Some(&valid), dropout, config.loss.feat_tap);
        let dynamics = (batch.snippets > 1).then(|| feature_dynamics(headed.features.clone()));
        Self { scores: headed.scores, dynamics, features: headed.features }
    }

    /// The losses and where they point, from one read.
    pub(crate) async fn objective(
        &self,
        batch: &Batch,
        config: &RunConfig,
        step: usize,
    ) -> Result<Objective, LaNetError> {
        let mut wanted = Transaction::default().register(self.scores.clone().inner());
        if let Some(dynamics) = &self.dynamics {
            wanted = wanted.register(dynamics.clone().inner());
        }
        let read = wanted.execute_async().await.map_err(|error| LaNetError::device(LEARNING, &error))?;
        let mut read = read.into_iter().map(|data| data.iter::<f64>().collect::<Vec<f64>>());
        let scores = read.next().unwrap_or_default();
        let feature_dynamics = read.next().unwrap_or_default();
        for (what, values) in [("a score", &scores), ("a feature's change", &feature_dynamics)] {
            if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
                return Err(LaNetError::Diverged { what, value, step });
            }
        }
        let observed = Observed {
            scores: &scores,
            feature_dynamics: &feature_dynamics,
            snippets: batch.snippets,
            lengths: &batch.lengths,
            positive: &batch.positive,
        };
        let objective = Objective::new(observed, &config.loss);
        let value = objective.losses.total;
        if value.is_finite() {
            Ok(objective)
        } else {
            Err(LaNetError::Diverged { what: "the loss", value, step })
        }
    }

    /// The tape's gradients, started from the objective's.
    pub(crate) fn backward(self, objective: &Objective) -> Gradients {
        let device = self.scores.device();
        let seed = |like: Tensor<2>, values: &[f64]| {
            let values: Vec<f32> = values.iter().map(|&value| value as f32).collect();
            let seed = Tensor::from_data(TensorData::new(values, like.dims()), &device);
            (like * seed).sum()
        };
        let start = seed(self.scores, &objective.by_scores);
        let moving = objective.by_feature_dynamics.iter().any(|&slope| slope != 0.0);
        match self.dynamics.filter(|_| moving) {
            Some(dynamics) => (start + seed(dynamics, &objective.by_feature_dynamics)).backward(),
            None => start.backward(),
        }
    }
}

/// 1 for snippets, 0 for padding, `[bags, snippets]`.
fn valid(batch: &Batch, device: &Device) -> Tensor<2> {
    let row = |&length: &usize| (0..batch.snippets).map(move |t| f32::from(u8::from(t < length)));
    let values: Vec<f32> = batch.lengths.iter().flat_map(row).collect();
    Tensor::from_data(TensorData::new(values, [batch.lengths.len(), batch.snippets]), device)
}
