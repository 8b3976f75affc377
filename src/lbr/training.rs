//! Learning, as a value that the caller steps (LBR-SPR, CVPR 2022).

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use std::sync::Arc;

use super::LbrError;
use super::batch::{batch, squared_errors};
use super::model::ReconCae;
use super::motion::MotionBranch;
use super::optimiser::Optimiser;
use super::spr::{self, Spr};
use super::trace::{Trace, TraceStep, Weighing};
use crate::localize::{CUBE_BYTES, Cubes, FlowCubes};
use crate::nn::adam::Adam;
use crate::random::Random;

/// The authors' optimiser: Adam with PyTorch's defaults.
pub const ADAM: Adam = Adam { rate: 1e-3, decay: [0.9, 0.999], epsilon: 1e-8 };

/// What becomes of the last, partial batch of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// It is a batch like the others (authors' program).
    Keep,
    /// It is left out where it is under half a batch (ours, for single clips).
    SkipUnderHalf,
}

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainingConfig {
    /// Cubes per step.
    pub batch: usize,
    /// What becomes of a partial batch.
    pub tail: Tail,
    /// Steps in all.
    pub steps: usize,
    /// Steps with all weights 1 before refinement starts.
    pub warm_up: usize,
    /// Refinement; without it the method is plain LBR.
    pub spr: Option<Spr>,
    /// Seed of the shuffles.
    pub seed: u64,
    /// Steps between two reads of the loss: 1 on a CPU, more where a read stalls the device.
    pub read_every: usize,
}

/// What is known after a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learned {
    /// Steps done.
    pub step: usize,
    /// Loss of the last step that was read; with motion the sum of both networks' losses.
    pub loss: f32,
    /// Cubes of that step that counted nothing.
    pub dropped: usize,
    /// Cubes of that step that counted less than fully.
    pub lessened: usize,
    /// Cubes of that step.
    pub cubes: usize,
}

/// A network that learns, one step at a call.
pub struct Training {
    config: TrainingConfig,
    model: ReconCae,
    optimiser: Optimiser,
    motion: Option<MotionBranch>,
    cubes: Arc<Cubes>,
    order: Order,
    step: usize,
    latest: Learned,
    trace: Option<Trace>,
    device: Device,
}

impl Training {
    /// Starts from `model`, whose tensors must be on `device`, a device without a tape.
    pub fn new(model: ReconCae, cubes: Arc<Cubes>, config: TrainingConfig, device: &Device) -> Self {
        Self::at(model, cubes, config, device, Optimiser::new(), 0)
    }

    /// Goes on after `step` steps.
    pub(super) fn at(
        model: ReconCae,
        cubes: Arc<Cubes>,
        config: TrainingConfig,
        device: &Device,
        optimiser: Optimiser,
        step: usize,
    ) -> Self {
        let mut order = Order::new(cubes.len(), config.batch, config.tail, config.seed);
        // The order follows from the seed: the batches that were met are drawn again and left.
        (0..step).for_each(|_| drop(order.next_batch()));
        let latest = Learned { step, loss: f32::NAN, dropped: 0, lessened: 0, cubes: 0 };
        let (model, device) = (model.train(), device.clone());
        Self { config, model, optimiser, motion: None, cubes, order, step, latest, trace: None, device }
    }

    /// Records every step from now on. The run stays the same.
    pub fn record(&mut self) {
        self.trace.get_or_insert_default();
    }

    /// What was recorded; none where nobody asked.
    pub fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }

    /// Learns the motion variant: a second network, on the same kind of device as the first, draws the flow of the
    /// same cubes, one flow cube for each.
    ///
    /// Errors: [`LbrError::FlowCubes`].
    pub fn with_motion(self, model: ReconCae, flow: Arc<FlowCubes>) -> Result<Self, LbrError> {
        self.with_motion_at(model, flow, Optimiser::new())
    }

    /// The same, going on with the optimiser of a saved run.
    pub(super) fn with_motion_at(
        self,
        model: ReconCae,
        flow: Arc<FlowCubes>,
        optimiser: Optimiser,
    ) -> Result<Self, LbrError> {
        if flow.len() != self.cubes.len() {
            return Err(LbrError::FlowCubes { found: flow.len(), cubes: self.cubes.len() });
        }
        Ok(Self { motion: Some(MotionBranch::new(model, optimiser, flow)), ..self })
    }

    pub(super) fn motion(&self) -> Option<&MotionBranch> {
        self.motion.as_ref()
    }

    /// Steps done.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    pub(super) fn optimiser(&self) -> &Optimiser {
        &self.optimiser
    }

    pub(super) fn cubes(&self) -> &Cubes {
        &self.cubes
    }

    /// How it learns.
    pub fn config(&self) -> &TrainingConfig {
        &self.config
    }

    /// Whether all steps are done.
    pub fn done(&self) -> bool {
        self.step >= self.config.steps
    }

    /// The network as it stands, for evaluation.
    pub fn model(&self) -> ReconCae {
        self.model.valid()
    }

    /// The motion variant's second network as it stands, for evaluation; none without motion.
    pub fn flow_model(&self) -> Option<ReconCae> {
        self.motion.as_ref().map(MotionBranch::model)
    }

    /// One step: weigh the batch, redraw it, move the weights.
    pub async fn step(&mut self) -> Result<Learned, LbrError> {
        let indices = self.order.next_batch();
        let shown = batch(&self.cubes, &indices, &self.device);
        let weighed = self.weighed(&shown);
        let counts = spr::counts(&weighed.weights);
        let motion = self.motion.as_mut();
        let weights = weighed.weights.clone();
        let flow_loss = motion.map(|motion| motion.step(&indices, shown.clone(), weights, &self.device));
        let shown = Tensor::from_inner(shown);
        let errors = squared_errors(self.model.train_forward(shown.clone()), shown);
        let seen = self.trace.is_some().then(|| (errors.clone().inner(), weighed.clone()));
        let elements = (indices.len() * CUBE_BYTES) as f64;
        let loss = errors.mul(Tensor::from_inner(weighed.weights)).sum().div_scalar(elements);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        let model = self.model.clone();
        self.model = self.optimiser.step(model, gradients);
        self.step += 1;
        let loss = loss.inner();
        if let Some((errors, weighed)) = seen {
            self.note(loss.clone(), indices.clone(), errors, weighed).await?;
        }
        if self.step.is_multiple_of(self.config.read_every) || self.done() {
            let loss = flow_loss.into_iter().fold(loss, |raw, flow| raw + flow);
            self.read(loss, counts, indices.len()).await?;
        }
        self.latest.step = self.step;
        Ok(self.latest)
    }

    fn weighed(&self, shown: &Tensor<4>) -> Weighed {
        let [count, ..] = shown.dims();
        match self.config.spr {
            Some(spr) if self.step >= self.config.warm_up => {
                let scores = squared_errors(self.model.valid().evaluate(shown.clone()), shown.clone());
                let step = self.step - self.config.warm_up;
                let weights = spr.weights(scores.clone(), step);
                Weighed { weights, by: Some((spr, step, scores)) }
            }
            _ => Weighed { weights: Tensor::ones([count], &self.device), by: None },
        }
    }

    /// Adds the step to the trace.
    async fn note(
        &mut self,
        loss: Tensor<1>,
        cubes: Vec<usize>,
        errors: Tensor<1>,
        weighed: Weighed,
    ) -> Result<(), LbrError> {
        let weighing = match weighed.by {
            Some((spr, step, scores)) => {
                Some(Weighing::new(spr, step, values(scores).await?, values(weighed.weights).await?)?)
            }
            None => None,
        };
        let loss = values(loss).await?.first().copied().unwrap_or(f32::NAN);
        let step = TraceStep { step: self.step, loss, cubes, errors: values(errors).await?, weighing };
        self.trace.get_or_insert_default().steps.push(step);
        Ok(())
    }

    async fn read(
        &mut self,
        loss: Tensor<1>,
        counts: Tensor<1, burn::tensor::Int>,
        cubes: usize,
    ) -> Result<(), LbrError> {
        let failed = |error| LbrError::device("learning", &error);
        let loss = loss.into_data_async().await.map_err(failed)?;
        let counts = counts.into_data_async().await.map_err(failed)?;
        let loss = loss.iter::<f32>().next().unwrap_or(f32::NAN);
        if !loss.is_finite() {
            return Err(LbrError::NotFinite { step: self.step, loss, last: self.latest.loss });
        }
        let mut counts = counts.iter::<i64>().map(|count| count as usize);
        let (dropped, lessened) = (counts.next().unwrap_or(0), counts.next().unwrap_or(0));
        self.latest = Learned { step: self.step, loss, dropped, lessened, cubes };
        Ok(())
    }
}

/// Weights of a batch, and the rule, its step and the scores that they come from.
#[derive(Clone)]
struct Weighed {
    weights: Tensor<1>,
    by: Option<(Spr, usize, Tensor<1>)>,
}

async fn values(tensor: Tensor<1>) -> Result<Vec<f32>, LbrError> {
    let data = tensor.into_data_async().await.map_err(|error| LbrError::device("recording", &error))?;
    Ok(data.iter::<f32>().collect())
}

/// The order in which cubes are met: shuffled anew every epoch.
#[derive(Debug)]
struct Order {
    indices: Vec<usize>,
    batch: usize,
    tail: Tail,
    seed: u64,
    epoch: u64,
    next: usize,
}

impl Order {
    fn new(cubes: usize, batch: usize, tail: Tail, seed: u64) -> Self {
        Self { indices: (0..cubes).collect(), batch: batch.max(1), tail, seed, epoch: 0, next: usize::MAX }
    }

    fn next_batch(&mut self) -> Vec<usize> {
        let left = self.indices.len().saturating_sub(self.next);
        let skip = self.tail == Tail::SkipUnderHalf && left * 2 < self.batch;
        if left == 0 || (skip && self.next > 0) {
            self.indices.sort_unstable();
            Random::keyed(self.seed, "lbr shuffle", self.epoch).shuffle(&mut self.indices);
            (self.epoch, self.next) = (self.epoch + 1, 0);
        }
        let end = (self.next + self.batch).min(self.indices.len());
        let chosen = self.indices[self.next..end].to_vec();
        self.next = end;
        chosen
    }
}

/// Steps of one epoch.
pub fn steps_per_epoch(cubes: usize, batch: usize, tail: Tail) -> usize {
    let rest = cubes % batch;
    let kept = match tail {
        Tail::Keep => rest > 0,
        Tail::SkipUnderHalf => rest * 2 >= batch,
    };
    (cubes / batch + usize::from(kept)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(order: &mut Order, cubes: usize, batch: usize, tail: Tail) -> Vec<Vec<usize>> {
        (0..steps_per_epoch(cubes, batch, tail)).map(|_| order.next_batch()).collect()
    }

    #[test]
    fn an_epoch_meets_every_cube_once_and_keeps_the_partial_batch() {
        let mut order = Order::new(10, 4, Tail::Keep, 1);
        for _ in 0..3 {
            let batches = epoch(&mut order, 10, 4, Tail::Keep);
            assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
            let mut all = batches.concat();
            all.sort_unstable();
            assert_eq!(all, (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_tail_under_half_a_batch_is_left_out() {
        let mut order = Order::new(9, 4, Tail::SkipUnderHalf, 1);
        let sizes: Vec<usize> = (0..6).map(|_| order.next_batch().len()).collect();
        assert_eq!(sizes, [4; 6]);
        let mut order = Order::new(10, 4, Tail::SkipUnderHalf, 1);
        let sizes: Vec<usize> = (0..3).map(|_| order.next_batch().len()).collect();
        assert_eq!(sizes, [4, 4, 2]);
        let mut order = Order::new(3, 64, Tail::SkipUnderHalf, 1);
        assert_eq!(order.next_batch().len(), 3);
    }

    #[test]
    fn the_same_seed_gives_the_same_batches() {
        let batches = |seed| epoch(&mut Order::new(50, 8, Tail::Keep, seed), 50, 8, Tail::Keep);
        assert_eq!(batches(3), batches(3));
        assert_ne!(batches(3), batches(4));
    }
}
