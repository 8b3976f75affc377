//! One batch through a taped network: forward, one read, the objective on the host, and back.

use burn::tensor::{Device, Gradients, Tensor, TensorData, Transaction};

use super::bags::Batch;
use super::head::{DropoutMasks, feature_dynamics};
use super::objective::{Objective, Observed};
use super::run_config::RunConfig;
use super::{LaNet, LaNetError};

/// What is being done where the device fails.
const LEARNING: &str = "learning";

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
        dropout: Option<&DropoutMasks>,
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
        // What was not asked for is empty.
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
