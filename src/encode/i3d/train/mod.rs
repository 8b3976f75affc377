//! Learning I3D from what moves in rendered scenes (ours): a narrow network for scenes that we render.
//!
//! A snippet is divided into the parts of the network's last maps. A linear layer tells from each part's features who moves
//! in it, which way and how fast, as sums, so that the mean over the parts, which is the snippet's feature, tells the
//! same of the whole. The loss is the mean squared error over snippets, parts and targets, each scaled to mean 0 and
//! spread 1; Adam moves all tensors, batch norm takes the batch's own statistics and keeps running ones as PyTorch does.
//! The linear layer is thrown away afterwards: [`Learning::folded`] gives the encoder.
//!
//! [`Reel`]: scenes in which nothing is odd, rendered; [`draw`]: snippets cut out of them.
//!
//! [`Trainer`] is a value that the caller steps; errors: [`TrainError`].

mod error;
mod learning;
mod metrics;
mod reel;
pub mod reference;
mod scale;
mod snippets;
mod targets;
mod view;

pub use error::TrainError;
pub use learning::{BN_EPS, Learning};
pub use metrics::explained;
pub use reel::{Reel, scripts};
pub use scale::TargetScale;
pub use snippets::Snippets;
pub use targets::{PER_CELL, TARGETS};
pub use view::{LONGEST, draw};

use burn::tensor::{Device, Tensor, TensorData};

use super::config::I3dConfig;
use crate::learning::adam::Adam;

/// Share of the steps in which the rate rises.
const WARM_UP: f64 = 0.05;

/// How is learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrainConfig {
    /// Width of the network, and the side of the snippets that it learns from.
    pub network: I3dConfig,
    /// Steps in all.
    pub steps: usize,
    /// Adam's rate: reached after a twentieth of the steps, falling to 0 along half a cosine.
    pub rate: f64,
    /// Seed of the start values.
    pub seed: u64,
}

/// A network that learns, one step at a call.
#[derive(Debug)]
pub struct Trainer {
    config: TrainConfig,
    scale: TargetScale,
    network: Learning,
    adam: Adam,
    step: usize,
}

impl Trainer {
    /// From start values drawn from the seed; `device` has no tape.
    pub fn new(config: TrainConfig, scale: TargetScale, device: &Device) -> Self {
        let network = Learning::start(config.network, PER_CELL, config.seed, device);
        let adam = Adam::new(network.flat(), 0.0);
        Self { config, scale, network, adam, step: 0 }
    }

    /// The network as it stands.
    pub fn network(&self) -> &Learning {
        &self.network
    }

    /// The scale of the targets.
    pub fn scale(&self) -> &TargetScale {
        &self.scale
    }

    /// Learns from a batch; the loss before the network moved.
    ///
    /// Errors: snippets of another side, fewer than two, a loss that is not finite, the device.
    pub async fn learn(&mut self, batch: &Snippets) -> Result<f64, TrainError> {
        let side = self.config.network.input;
        if batch.side() != side {
            return Err(TrainError::Side { found: batch.side(), expected: side });
        }
        // A batch of one has statistics of one picture alone.
        if batch.len() < 2 {
            return Err(TrainError::Batch { found: batch.len() });
        }
        let device = self.network.device();
        let pictures = batch.pictures(0, batch.len(), device);
        let shape = [batch.len() * batch.cells() * batch.cells(), PER_CELL];
        let targets = TensorData::new(self.scale.scaled(batch.targets()), shape);
        let targets = Tensor::from_data(targets, device);
        self.learn_from(pictures, targets).await
    }

    async fn learn_from(&mut self, pictures: Tensor<5>, targets: Tensor<2>) -> Result<f64, TrainError> {
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
        self.step += 1;
        Ok(value)
    }

    fn rate(&self) -> f64 {
        let (step, steps) = (self.step as f64, self.config.steps.max(1) as f64);
        let rising = ((step + 1.0) / (WARM_UP * steps)).min(1.0);
        let falling = 0.5 * (1.0 + libm::cos(core::f64::consts::PI * (step / steps).min(1.0)));
        self.config.rate * rising * falling
    }
}
