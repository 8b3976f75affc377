//! The second network of the motion variant while it learns: from the raw cubes it draws their flow (LBR-SPR, CVPR
//! 2022).
//!
//! The variant's loss is λ_raw·L_raw + λ_of·L_of, both λ being 1, with the same weights of the cubes. The networks
//! share no tensor, so each half of the loss moves its own network alone, and the raw network of a run with motion
//! is that of the run without.

use std::sync::Arc;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::batch::{flow_batch, squared_errors};
use super::model::ReconCae;
use super::optimiser::Optimiser;
use crate::localize::{FLOW_VALUES, FlowCubes};

/// λ_of: how much the flow counts in the loss (authors' configuration; λ_raw is 1 too).
const LOSS_WEIGHT: f64 = 1.0;

/// The network, its optimiser and what it has to draw.
pub(super) struct MotionBranch {
    model: ReconCae,
    optimiser: Optimiser,
    flow: Arc<FlowCubes>,
}

impl MotionBranch {
    pub fn new(model: ReconCae, optimiser: Optimiser, flow: Arc<FlowCubes>) -> Self {
        Self { model: model.train(), optimiser, flow }
    }

    /// The network as it stands, for evaluation.
    pub fn model(&self) -> ReconCae {
        self.model.valid()
    }

    pub fn optimiser(&self) -> &Optimiser {
        &self.optimiser
    }

    pub fn flow(&self) -> &FlowCubes {
        &self.flow
    }

    /// Moves the network and gives its part of the loss, `[1]`.
    ///
    /// `shown [n, 15, 32, 32]` are the cubes `indices`, `weights [n]` theirs, both on a device without a tape.
    pub fn step(
        &mut self,
        indices: &[usize],
        shown: Tensor<4>,
        weights: Tensor<1>,
        device: &Device,
    ) -> Tensor<1> {
        let wanted = Tensor::from_inner(flow_batch(&self.flow, indices, device));
        let errors = squared_errors(self.model.train_forward(Tensor::from_inner(shown)), wanted);
        let elements = (indices.len() * FLOW_VALUES) as f64;
        let loss = errors.mul(Tensor::from_inner(weights)).sum().mul_scalar(LOSS_WEIGHT / elements);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        self.model = self.optimiser.step(self.model.clone(), gradients);
        loss.inner()
    }
}
