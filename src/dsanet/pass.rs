//! One batch through a taped network: forward, one read to pick slots, the losses, and back.

use burn::tensor::{Gradients, Tensor, TensorData, Transaction};

use super::model::{Forward, read, valid};
use super::objective::{Losses, Objective};
use super::picks::Picks;
use super::refiner::refine;
use super::run_config::TrainConfig;
use super::samples::Batch;
use super::{DsaNet, DsaNetError};

/// What is being done where the device fails.
const LEARNING: &str = "learning";

/// What a taped network makes of a batch.
pub(crate) struct Pass {
    objective: Objective,
    /// Values of the losses.
    pub(crate) losses: Losses,
}

impl Pass {
    /// `taped` has its weights on a tape; `step` is named in errors, counted from 1.
    pub(crate) async fn new(
        taped: &DsaNet,
        batch: &Batch,
        config: &TrainConfig,
        step: usize,
    ) -> Result<Self, DsaNetError> {
        let (network, samples) = (taped.config(), batch.lengths.len());
        let device = taped.parameters.flat[0].device();
        let shape = [samples, network.slots, network.width];
        let x = Tensor::from_data(TensorData::new(batch.values.clone(), shape), &device);
        let forward = taped.forward(x, &valid(&batch.lengths, network.slots, &device));
        let picks = picks(&forward, batch, network.slots, network.normal_slots(), step).await?;
        let refined =
            config.sgnm.then(|| refine(&taped.parameters, network, forward.features.clone(), &picks.calm));
        let objective = Objective::new(&forward, refined.as_ref(), &picks, batch, config);
        let losses = Losses::from_values(&read(objective.values(), LEARNING).await?);
        if !losses.total.is_finite() {
            return Err(DsaNetError::Diverged { what: "the loss", value: losses.total, step });
        }
        Ok(Self { objective, losses })
    }

    /// The tape's gradients.
    pub(crate) fn backward(self) -> Gradients {
        self.objective.total.backward()
    }
}

async fn picks(
    forward: &Forward,
    batch: &Batch,
    slots: usize,
    calm: usize,
    step: usize,
) -> Result<Picks, DsaNetError> {
    let mut wanted = Transaction::default().register(forward.logits.clone().inner());
    if let Some(aligned) = &forward.aligned {
        wanted = wanted.register(aligned.logits.clone().inner());
    }
    let read = wanted.execute_async().await.map_err(|error| DsaNetError::device(LEARNING, &error))?;
    // What was not asked for is empty.
    let mut read = read.into_iter().map(|data| data.iter::<f32>().collect::<Vec<f32>>());
    let (logits, class_logits) = (read.next().unwrap_or_default(), read.next().unwrap_or_default());
    for (what, values) in [("a logit", &logits), ("a class logit", &class_logits)] {
        if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
            return Err(DsaNetError::Diverged { what, value: value.into(), step });
        }
    }
    Ok(Picks::new(&logits, &class_logits, &batch.lengths, slots, calm))
}
