//! A run saved and gone on with: network, Adam's moments and the place, so that a resumed run is the uninterrupted
//! one.

use std::collections::HashMap;
use std::sync::Arc;

use burn::tensor::Device;

use super::LbrError;
use super::blocks::Grid;
use super::model::{ReconCae, Target};
use super::optimiser::{Moments, Optimiser};
use super::training::{Training, TrainingConfig};
use super::weights::{self, Serialised};
use crate::formats::Checkpoint;
use crate::formats::digest::{WeightsDigest, file_sha256};
use crate::localize::{CUBE_SIDE, Cubes, FLOW_PLANES, FlowCubes};

/// What the metadata says a state file is.
const FORMAT: &str = "oddframe-lbr-state/1";
/// Names of a tensor's moments, behind its number.
const MOMENTS: [&str; 2] = ["first", "second"];
/// What stands before the numbers of a network's tensors.
const ADAM: &str = "adam";
const ADAM_FLOW: &str = "adam_flow";

impl Training {
    /// The whole state of the run as a safetensors file; it knows nothing of other blocks.
    pub async fn save(&self) -> Result<Vec<u8>, LbrError> {
        let mut file = Serialised::default();
        let key = Grid::WHOLE.key(0);
        file.add_network(&key, Target::Raw, &self.model()).await?;
        add_moments(&mut file, ADAM, self.optimiser()).await?;
        if let Some(motion) = self.motion() {
            file.add_network(&key, Target::Flow, &motion.model()).await?;
            add_moments(&mut file, ADAM_FLOW, motion.optimiser()).await?;
        }
        let mut metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("step".to_owned(), self.steps_done().to_string()),
        ]);
        let facts = facts(self.config(), self.cubes(), self.motion().map(|motion| motion.flow()))?;
        metadata.extend(facts.into_iter().map(|(name, value)| (name.to_owned(), value)));
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
        Self::resume_variant(state, cubes, None, config, device)
    }

    /// The same for either variant: with `flow`, one flow cube for each cube, the run is one of the motion variant.
    pub fn resume_variant(
        state: &Checkpoint<'_>,
        cubes: Arc<Cubes>,
        flow: Option<Arc<FlowCubes>>,
        config: TrainingConfig,
        device: &Device,
    ) -> Result<Self, LbrError> {
        let entry = |name: &str| {
            let reason = || format!("{} has no {name}; it is no state of a run", state.file_name());
            state.metadata().get(name).ok_or_else(|| LbrError::WeightsFile { reason: reason() })
        };
        let mut expected = vec![("format", FORMAT.to_owned())];
        expected.extend(facts(&config, &cubes, flow.as_deref())?);
        for (name, found) in expected {
            let saved = entry(name)?.clone();
            if saved != found {
                return Err(LbrError::ResumeMismatch { name, saved, found });
            }
        }
        let step = entry("step")?.parse::<usize>().ok().filter(|&step| step <= config.steps);
        let reason = || format!("{} is at a step that the run does not have", state.file_name());
        let step = step.ok_or_else(|| LbrError::WeightsFile { reason: reason() })?;
        let (whole, taped) = (Some(Grid::WHOLE), device.clone().autodiff());
        let networks = weights::read_blocks(state, whole, flow.is_some(), &taped)?.blocks.pop().flatten();
        let reason = || format!("{} holds no network", state.file_name());
        let networks = networks.ok_or_else(|| LbrError::WeightsFile { reason: reason() })?;
        let optimiser = Optimiser::resumed(step, moments(state, ADAM, &networks.raw)?, device);
        let training = Self::at(networks.raw, cubes, config, device, optimiser, step);
        let Some((model, flow)) = networks.flow.zip(flow) else { return Ok(training) };
        let optimiser = Optimiser::resumed(step, moments(state, ADAM_FLOW, &model)?, device);
        training.with_motion_at(model, flow, optimiser)
    }
}

async fn add_moments(file: &mut Serialised, adam: &str, optimiser: &Optimiser) -> Result<(), LbrError> {
    for (at, moments) in optimiser.moments().await?.into_iter().enumerate() {
        for (name, values) in MOMENTS.into_iter().zip(moments.into_iter().flatten()) {
            file.add(format!("{adam}.{at}.{name}"), vec![values.len()], &values);
        }
    }
    Ok(())
}

/// What has to be the same when a run is gone on with.
fn facts(
    config: &TrainingConfig,
    cubes: &Cubes,
    flow: Option<&FlowCubes>,
) -> Result<Vec<(&'static str, String)>, LbrError> {
    let mut settings = settings(config);
    if flow.is_some() {
        settings.push_str(", motion");
    }
    let mut facts = vec![("settings", settings), ("cubes_sha256", file_sha256(&cubes.pixels)?)];
    facts.extend(flow.map(|flow| {
        let mut digest = WeightsDigest::default();
        digest.tensor("flow", &[flow.len(), FLOW_PLANES, CUBE_SIDE, CUBE_SIDE], &flow.values);
        ("flow_digest", digest.finish())
    }));
    Ok(facts)
}

/// The settings that decide every step, as text.
fn settings(config: &TrainingConfig) -> String {
    let TrainingConfig { batch, tail, warm_up, spr, seed, .. } = config;
    format!("batch {batch}, tail {tail:?}, warm-up {warm_up}, refinement {spr:?}, seed {seed}")
}

/// Both moments of every tensor of `model` that has them, in the order of their numbers.
fn moments(state: &Checkpoint<'_>, adam: &str, model: &ReconCae) -> Result<Vec<Option<Moments>>, LbrError> {
    let all = saved_moments(state, adam)?;
    let lengths = Optimiser::lengths(model);
    for (at, moments) in all.iter().enumerate() {
        for (name, values) in MOMENTS.iter().zip(moments.iter().flatten()) {
            let (found, wanted) = (values.len(), lengths.get(at).copied().unwrap_or(0));
            if found != wanted {
                let name = format!("{adam}.{at}.{name}");
                let reason = format!("{} has {found} values in {name}, expected {wanted}", state.file_name());
                return Err(LbrError::WeightsFile { reason });
            }
        }
    }
    Ok(all)
}

fn saved_moments(state: &Checkpoint<'_>, adam: &str) -> Result<Vec<Option<Moments>>, LbrError> {
    let numbers = state.tensors().filter_map(|tensor| {
        tensor.name.strip_prefix(adam)?.strip_prefix('.')?.strip_suffix(".first")?.parse::<usize>().ok()
    });
    // A number beyond the tensors there are would only be a long list of nothing.
    let count = numbers.max().map_or(0, |last| last + 1).min(state.tensors().len());
    let moment = |at: usize, name: &str| {
        let name = format!("{adam}.{at}.{name}");
        state.tensor(&name).map(|_| state.load(&name).map(|tensor| tensor.values)).transpose()
    };
    (0..count)
        .map(|at| {
            Ok(moment(at, MOMENTS[0])?.zip(moment(at, MOMENTS[1])?).map(|(first, second)| [first, second]))
        })
        .collect()
}
