//! Learning, as a value that the caller steps.
//!
//! The caller owns the loop: it evaluates where [`Progress::epoch_done`] says that an epoch has ended, picks the
//! result by [`Select`](super::run_config::Select), puts the best weights back where it is asked to, saves, cancels.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::batches::Batches;
use super::objective::Losses;
use super::optimiser::{Moment, Rule};
use super::pass::Pass;
use super::run_config::RunConfig;
use super::samples::{Batch, Sample, SampleSource, check};
use super::table::REFINER;
use super::{DsaNet, DsaNetError};

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
    /// Rate of all weights but the model of normality's.
    pub rate: f64,
    /// Rate of the model of normality.
    pub refiner_rate: f64,
    /// Samples of the step.
    pub samples: usize,
    /// Losses of the step, before it moved the weights.
    pub losses: Losses,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Epoch of the next step.
    pub(crate) epoch: usize,
    /// Steps of that epoch that are done.
    pub(crate) within: usize,
    /// Steps done.
    pub(crate) step: usize,
}

/// A network that learns, one step at a call.
#[derive(Debug)]
pub struct Trainer<S> {
    pub(crate) config: RunConfig,
    pub(crate) source: S,
    pub(crate) model: DsaNet,
    pub(crate) moments: Vec<Moment>,
    pub(crate) place: Place,
    pub(crate) trace: Vec<Progress>,
    batches: Batches,
}

impl<S: SampleSource> Trainer<S> {
    /// Starts from `model`, whose device must be without a tape.
    pub fn new(model: DsaNet, source: S, config: RunConfig) -> Result<Self, DsaNetError> {
        let rules = rules(&model, &config);
        let moments = model.parameters.flat.iter().zip(rules);
        let moments = moments.map(|(weight, rule)| Moment::zero(weight, rule)).collect();
        Self::at(model, source, config, moments, Place::default(), Vec::new())
    }

    pub(crate) fn at(
        model: DsaNet,
        source: S,
        config: RunConfig,
        moments: Vec<Moment>,
        place: Place,
        trace: Vec<Progress>,
    ) -> Result<Self, DsaNetError> {
        config.check()?;
        if !model.has_classes() {
            return Err(DsaNetError::TrunkOnly { what: "learning" });
        }
        if config.train.sgnm && !model.has_prototypes() {
            return Err(DsaNetError::NoPrototypes);
        }
        let batches = Batches::new(&source, &config.train)?;
        Ok(Self { config, source, model, moments, place, trace, batches })
    }

    /// How it learns.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The network as it stands.
    pub fn model(&self) -> &DsaNet {
        &self.model
    }

    /// Every step so far, also those before a resumption.
    pub fn trace(&self) -> &[Progress] {
        &self.trace
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.batches.steps_per_epoch()
    }

    /// Whether all epochs are done.
    pub fn done(&self) -> bool {
        self.place.epoch >= self.config.train.epochs
    }

    /// Samples of the next step, as indices into the source; none when all epochs are done.
    pub fn next_samples(&self) -> Vec<usize> {
        if self.done() { Vec::new() } else { self.batches.batch(self.place.epoch, self.place.within) }
    }

    /// One step: load a batch, compute it, move the weights. Call it until [`Trainer::done`]; a failed step has moved
    /// nothing.
    pub async fn step(&mut self) -> Result<Progress, DsaNetError> {
        if self.done() {
            return Err(DsaNetError::NoStepLeft { epochs: self.config.train.epochs });
        }
        let samples = self.samples().await?;
        let (losses, gradients) = self.gradients(&samples).await?;
        let (train, step) = (&self.config.train, self.place.step);
        let rate = train.rate(self.place.epoch);
        let refiner_rate = train.refiner_rate(step, self.batches.scheduled_steps());
        let rules = rules(&self.model, &self.config);
        let mut moved = Vec::with_capacity(gradients.len());
        for (((weight, gradient), moment), rule) in
            self.model.parameters.flat.iter().zip(gradients).zip(&mut self.moments).zip(rules)
        {
            let rate = if rule.stable { refiner_rate } else { rate };
            moved.push(match gradient {
                Some(gradient) => moment.step(rule, rate, step + 1, weight.clone(), gradient),
                None => weight.clone(),
            });
        }
        self.model = self.model.with_parameters(self.model.parameters.with(moved));
        let epoch = self.place.epoch;
        self.advance();
        let progress = Progress {
            step: self.place.step,
            steps: self.steps_per_epoch() * self.config.train.epochs,
            epoch,
            epoch_done: self.place.epoch > epoch,
            rate,
            refiner_rate,
            samples: samples.len(),
            losses,
        };
        self.trace.push(progress);
        Ok(progress)
    }

    async fn samples(&self) -> Result<Vec<Sample>, DsaNetError> {
        let network = &self.config.model;
        let mut samples = Vec::new();
        for index in self.next_samples() {
            let sample = self.source.load(index).await?;
            check(&sample, index, network.classes.len(), network.slots, network.width)?;
            samples.push(sample);
        }
        Ok(samples)
    }

    fn advance(&mut self) {
        self.place.step += 1;
        self.place.within += 1;
        if self.place.within >= self.steps_per_epoch() {
            self.place = Place { epoch: self.place.epoch + 1, within: 0, step: self.place.step };
        }
    }

    /// Losses and gradients of a batch, some samples at a time where that is asked for; every loss is a mean over samples.
    async fn gradients(&self, samples: &[Sample]) -> Result<(Losses, Vec<Option<Tensor<1>>>), DsaNetError> {
        let (network, train) = (&self.config.model, &self.config.train);
        let taped = self.model.taped();
        let at_a_time = if train.micro_batch == 0 { samples.len() } else { train.micro_batch };
        let mut losses = Losses::default();
        let mut sums: Vec<Option<Tensor<1>>> = vec![None; taped.parameters.flat.len()];
        for part in samples.chunks(at_a_time) {
            let share = part.len() as f64 / samples.len() as f64;
            let prepare = |rows: &mut [f32]| self.model.prepare(rows);
            let batch = Batch::new(part, network.classes.len(), network.slots, network.width, prepare);
            let pass = Pass::new(&taped, &batch, train, self.place.step + 1).await?;
            losses = losses.plus(pass.losses, share);
            let gradients = pass.backward();
            for (sum, weight) in sums.iter_mut().zip(&taped.parameters.flat) {
                let Some(gradient) = weight.grad(&gradients) else { continue };
                let gradient = if share == 1.0 { gradient } else { gradient.mul_scalar(share) };
                *sum = Some(match sum.take() {
                    Some(sum) => sum + gradient,
                    None => gradient,
                });
            }
        }
        Ok((losses, sums))
    }
}

/// Which rule moves each tensor.
pub(crate) fn rules(model: &DsaNet, config: &RunConfig) -> Vec<Rule> {
    let rule = |stable: bool| Rule {
        stable,
        decay: if stable { config.train.refiner_weight_decay } else { config.train.weight_decay },
    };
    model.parameters.slots.iter().map(|slot| rule(slot.name.starts_with(REFINER))).collect()
}
