//! Trained weights as `score lanet` takes them: a run of ours, or a published PEL4VAD checkpoint.

use std::collections::HashMap;
use std::path::Path;

use burn::tensor::Device;
use serde::de::DeserializeOwned;

use super::report::method_name;
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::weights::open_weights;
use crate::formats::{Checkpoint, digest};
use crate::lanet::loss_config::LossConfig;
use crate::lanet::pel4vad::{self, Tensors};
use crate::lanet::run_config::{Select, TrainConfig};
use crate::lanet::{LaNet, RunConfig, weights};

/// A network that can score, and what its file says about it.
pub struct Trained {
    /// The network.
    pub model: LaNet,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What results call the method.
    pub method: String,
    /// Settings of the run that made it, as far as the file has them.
    pub config: serde_json::Value,
    /// Seed of that run.
    pub seed: u64,
    /// What a reader of the scores should know.
    pub notes: Vec<String>,
}

/// Reads `path`; `published_for` is the data set of a PEL4VAD file, which its tensors do not tell.
pub fn read_trained(
    path: &Path,
    published_for: Option<pel4vad::DataSet>,
    device: &Device,
) -> Result<Trained, CliError> {
    let checkpoint = open_weights(path)?;
    let is_published = pel4vad::is_pel4vad(checkpoint.tensors().map(|tensor| tensor.name.as_str()));
    match (is_published, published_for) {
        (true, Some(data_set)) => published(&checkpoint, data_set, device).in_path(path),
        (true, None) => Err(CliError::Usage(format!(
            "{} holds PEL4VAD weights, which do not say their data set; add --pel4vad ucf-crime, xd-violence or \
             shanghaitech",
            path.display()
        ))),
        (false, Some(_)) => Err(CliError::Usage(format!(
            "{} holds no PEL4VAD weights (no tensor self_attention.loc_adj.w); leave --pel4vad out",
            path.display()
        ))),
        (false, None) => ours(&checkpoint, device).in_path(path),
    }
}

fn published(
    checkpoint: &Checkpoint<'_>,
    data_set: pel4vad::DataSet,
    device: &Device,
) -> Result<Trained, CliError> {
    let tensors = pel4vad::renamed(tensors(checkpoint)?)?;
    let config = data_set.config_of(&tensors);
    let model = LaNet::from_tensors(&config, tensors, device)?;
    Ok(Trained {
        model,
        sha256: digest::file_sha256(checkpoint.source())?,
        method: "PEL4VAD".to_owned(),
        config: json(&config)?,
        seed: 0,
        notes: vec![format!("PEL4VAD weights, read for {data_set:?}; scores are not smoothed")],
    })
}

fn ours(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, CliError> {
    let metadata: HashMap<String, String> =
        checkpoint.metadata().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let config = weights::config_of(&metadata)?;
    let model = LaNet::from_tensors(&config, tensors(checkpoint)?, device)?;
    let mut notes = Vec::new();
    let (train, loss) = (table(&metadata, "train"), table(&metadata, "loss"));
    if train.is_none() || loss.is_none() {
        notes.push("the weights do not say how they were trained".to_owned());
    }
    let (train, loss): (TrainConfig, LossConfig) = (train.unwrap_or_default(), loss.unwrap_or_default());
    if train.select == Select::BestTest {
        notes.push("the weights' run was chosen on the test set (select = best_test)".to_owned());
    }
    let run = RunConfig { model: config, train, loss };
    Ok(Trained {
        model,
        sha256: digest::file_sha256(checkpoint.source())?,
        method: method_name(&run)?,
        config: json(&run)?,
        seed: run.train.seed,
        notes,
    })
}

fn tensors(checkpoint: &Checkpoint<'_>) -> Result<Tensors, CliError> {
    let mut tensors = Tensors::new();
    for about in checkpoint.tensors().filter(|tensor| tensor.dtype.is_float()) {
        let tensor = checkpoint.load(&about.name)?;
        tensors.insert(about.name.clone(), (tensor.shape, tensor.values));
    }
    Ok(tensors)
}

/// A table of the training run in the metadata of a weights file.
fn table<T: DeserializeOwned>(metadata: &HashMap<String, String>, name: &str) -> Option<T> {
    serde_json::from_str(metadata.get(name)?).ok()
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, CliError> {
    serde_json::to_value(value).map_err(|error| CliError::Print(error.into()))
}
