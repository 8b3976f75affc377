//! A run saved and gone on with: network, Adam's moments and the place, so that a resumed run is the uninterrupted
//! one.

use std::collections::HashMap;
use std::sync::Arc;

use burn::tensor::Device;

use super::LbrError;
use super::optimiser::{Moments, Optimiser};
use super::training::{Training, TrainingConfig};
use super::weights::{self, Serialised};
use crate::formats::Checkpoint;
use crate::formats::digest::file_sha256;
use crate::localize::Cubes;

/// What the metadata says a state file is.
const FORMAT: &str = "oddframe-lbr-state/1";
/// Names of a tensor's moments, behind its number.
const MOMENTS: [&str; 2] = ["first", "second"];

impl Training {
    /// The whole state of the run as a safetensors file.
    pub async fn save(&self) -> Result<Vec<u8>, LbrError> {
        let mut file = Serialised::of(&self.model()).await?;
        for (at, moments) in self.optimiser().moments().await?.into_iter().enumerate() {
            for (name, values) in MOMENTS.into_iter().zip(moments.into_iter().flatten()) {
                file.add(format!("adam.{at}.{name}"), vec![values.len()], &values);
            }
        }
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("step".to_owned(), self.steps_done().to_string()),
            ("settings".to_owned(), settings(self.config())),
            ("cubes_sha256".to_owned(), file_sha256(&self.cubes().pixels)?),
        ]);
        file.bytes(metadata)
    }

    /// Goes on with a saved run on the same cubes with the same settings; only the steps to take may differ.
    ///
    /// Errors: [`LbrError::ResumeMismatch`], [`LbrError::WeightsFile`], and what the file's tensors say.
    pub fn resume(
        state: &Checkpoint<'_>,
        cubes: Arc<Cubes>,
        config: TrainingConfig,
        device: &Device,
    ) -> Result<Self, LbrError> {
        let entry = |name: &str| {
            let reason = || format!("{} has no {name}; it is no state of a run", state.file_name());
            state.metadata().get(name).ok_or_else(|| LbrError::WeightsFile { reason: reason() })
        };
        let expected = [
            ("format", FORMAT.to_owned()),
            ("settings", settings(&config)),
            ("cubes_sha256", file_sha256(&cubes.pixels)?),
        ];
        for (name, found) in expected {
            let saved = entry(name)?.clone();
            if saved != found {
                return Err(LbrError::ResumeMismatch { name, saved, found });
            }
        }
        let step = entry("step")?.parse::<usize>().ok().filter(|&step| step <= config.steps);
        let reason = || format!("{} is at a step that the run does not have", state.file_name());
        let step = step.ok_or_else(|| LbrError::WeightsFile { reason: reason() })?;
        let model = weights::read_network(state, &device.clone().autodiff())?.0;
        let optimiser = Optimiser::resumed(step, moments(state)?, device);
        Ok(Self::at(model, cubes, config, device, optimiser, step))
    }
}

/// The settings that decide every step, as text.
fn settings(config: &TrainingConfig) -> String {
    let TrainingConfig { batch, tail, warm_up, spr, seed, .. } = config;
    format!("batch {batch}, tail {tail:?}, warm-up {warm_up}, refinement {spr:?}, seed {seed}")
}

/// Both moments of every tensor that has them, in the order of their numbers.
fn moments(state: &Checkpoint<'_>) -> Result<Vec<Option<Moments>>, LbrError> {
    let numbers = state.tensors().filter_map(|tensor| {
        tensor.name.strip_prefix("adam.")?.strip_suffix(".first")?.parse::<usize>().ok()
    });
    // A number beyond the tensors there are would only be a long list of nothing.
    let count = numbers.max().map_or(0, |last| last + 1).min(state.tensors().len());
    let moment = |at: usize, name: &str| {
        let name = format!("adam.{at}.{name}");
        state.tensor(&name).map(|_| state.load(&name).map(|tensor| tensor.values)).transpose()
    };
    (0..count)
        .map(|at| {
            Ok(moment(at, MOMENTS[0])?.zip(moment(at, MOMENTS[1])?).map(|(first, second)| [first, second]))
        })
        .collect()
}
