//! Learning I3D from snippets with labels (ours): a narrow network for scenes that we render.
//!
//! A snippet has any of a few labels (what can be seen in it). The network's features go through one linear layer per
//! label; the loss is the mean binary cross-entropy over snippets and labels; Adam moves all tensors, batch norm takes
//! the batch's own statistics and keeps running ones as PyTorch does. The labels' layer is thrown away afterwards:
//! [`Learning::folded`] gives the encoder.
//!
//! [`scenes`]: snippets of rendered scenes in which nothing is odd, with what the crowd does there.
//!
//! [`Trainer`] is a value that the caller steps; errors: [`TrainError`].

mod error;
mod learning;
mod metrics;
pub mod reference;
pub mod scenes;
mod snippets;

pub use error::TrainError;
pub use learning::{BN_EPS, Learning};
pub use metrics::{LabelMeasure, measure};
pub use snippets::Snippets;

use burn::tensor::{Device, Tensor};

use super::config::I3dConfig;
use crate::learning::adam::Adam;
use crate::random::Random;

/// Purpose of the random streams of the shuffles.
const SHUFFLE: &str = "i3d shuffle";

/// How is learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainConfig {
    /// Width and input side of the network.
    pub network: I3dConfig,
    /// Snippets of a step.
    pub batch: usize,
    /// How often every snippet is learned from.
    pub epochs: usize,
    /// Adam's rate, falling to 0 along half a cosine.
    pub rate: f64,
    /// Seed of start values and shuffles.
    pub seed: u64,
}

/// What is known after a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// Epoch of the step, counted from 0.
    pub epoch: usize,
    /// Whether the step was the last of its epoch.
    pub epoch_done: bool,
    /// The loss before the step moved the network.
    pub loss: f64,
}

/// A network that learns, one step at a call.
#[derive(Debug)]
pub struct Trainer {
    config: TrainConfig,
    snippets: Snippets,
    network: Learning,
    adam: Adam,
    order: Vec<usize>,
    step: usize,
}

impl Trainer {
    /// From start values drawn from the seed; `device` has no tape.
    ///
    /// Errors: fewer snippets than a batch, snippets of another side, no label.
    pub fn new(config: TrainConfig, snippets: Snippets, device: &Device) -> Result<Self, TrainError> {
        let side = config.network.input;
        if snippets.side() != side {
            return Err(TrainError::Side { found: snippets.side(), expected: side });
        }
        if snippets.labels() == 0 {
            return Err(TrainError::NoLabels);
        }
        // A batch of one has statistics of one picture alone.
        if config.batch < 2 || snippets.len() < config.batch {
            return Err(TrainError::Batch { batch: config.batch, snippets: snippets.len() });
        }
        let network = Learning::start(config.network, snippets.labels(), config.seed, device);
        let adam = Adam::new(network.flat(), 0.0);
        Ok(Self { config, snippets, network, adam, order: Vec::new(), step: 0 })
    }

    /// Steps of an epoch; snippets left over after whole batches wait for the next.
    pub fn steps_per_epoch(&self) -> usize {
        self.snippets.len() / self.config.batch
    }

    /// Steps in all.
    pub fn steps(&self) -> usize {
        self.steps_per_epoch() * self.config.epochs
    }

    /// Whether all steps are done.
    pub fn done(&self) -> bool {
        self.step >= self.steps()
    }

    /// The network as it stands.
    pub fn network(&self) -> &Learning {
        &self.network
    }

    /// Learns from the next batch. Errors: a loss that is not finite, the device.
    pub async fn step(&mut self) -> Result<Progress, TrainError> {
        let (per_epoch, steps) = (self.steps_per_epoch(), self.steps());
        let (epoch, at) = (self.step / per_epoch, self.step % per_epoch);
        if at == 0 {
            self.order = (0..self.snippets.len()).collect();
            Random::keyed(self.config.seed, SHUFFLE, epoch as u64).shuffle(&mut self.order);
        }
        let batch = &self.order[at * self.config.batch..][..self.config.batch];
        let (pictures, targets) = self.snippets.batch(batch, self.network.device());
        let loss = self.learn(pictures, targets).await?;
        self.step += 1;
        Ok(Progress { step: self.step, steps, epoch, epoch_done: self.step.is_multiple_of(per_epoch), loss })
    }

    async fn learn(&mut self, pictures: Tensor<5>, targets: Tensor<2>) -> Result<f64, TrainError> {
        let taped = self.network.taped();
        let loss = self.network.loss(&taped, pictures, targets);
        let value = loss.clone().inner().into_data_async().await.map_err(TrainError::Device)?;
        let value = value.iter::<f64>().next().unwrap_or(f64::NAN);
        if !value.is_finite() {
            return Err(TrainError::Diverged { loss: value, step: self.step });
        }
        let gradients = loss.backward();
        let found = taped.iter().map(|tensor| tensor.grad(&gradients)).collect();
        let moved = self.adam.step(self.rate(), self.network.flat(), found);
        self.network.take(moved);
        Ok(value)
    }

    fn rate(&self) -> f64 {
        let done = self.step as f64 / self.steps() as f64;
        self.config.rate * 0.5 * (1.0 + libm::cos(core::f64::consts::PI * done))
    }
}
