//! Trained weights as `score dsanet` takes them: a run of ours, an official checkpoint, or VadCLIP's trunk.

use std::collections::BTreeMap;
use std::path::Path;

use burn::tensor::Device;

use super::settings::method;
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::weights::open_weights;
use crate::dsanet::official::{self, Official};
use crate::dsanet::run_config::{RunConfig, Select, TrainConfig};
use crate::dsanet::weights::{self, Wants};
use crate::dsanet::{DataSet, DsaNet};
use crate::formats::{Checkpoint, Precision, digest};

/// A network that can score, and what its file says about it.
pub struct Trained {
    /// The network.
    pub model: DsaNet,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What results call the method.
    pub method: String,
    /// Settings of the network, and of the run that made it as far as the file has them.
    pub config: serde_json::Value,
    /// Seed of that run.
    pub seed: Option<u64>,
    /// The data set that the weights were published for.
    pub data_set: Option<DataSet>,
    /// What a reader of the scores should know.
    pub notes: Vec<String>,
}

/// Reads `path`.
pub fn read_trained(path: &Path, device: &Device) -> Result<Trained, CliError> {
    let checkpoint = open_weights(path)?;
    if official::is_official(&checkpoint) {
        published(&checkpoint, device).in_path(path)
    } else {
        ours(&checkpoint, device).in_path(path)
    }
}

fn published(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, CliError> {
    let opened = official::read(checkpoint, None, Wants::Scores, device)?;
    let mut notes: Vec<String> =
        opened.warnings.iter().map(|warning| format!("{}: {warning}", warning.code())).collect();
    notes.push("the authors chose these weights on the test set".to_owned());
    let data_set = official::official(checkpoint, None)?.data_set;
    Ok(Trained {
        config: json(opened.model.config())?,
        model: opened.model,
        sha256: digest::file_sha256(checkpoint.source())?,
        method: opened.name,
        seed: None,
        data_set,
        notes,
    })
}

fn ours(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, CliError> {
    let metadata = checkpoint.metadata();
    let model = weights::read(checkpoint, Wants::Scores, device)?;
    let sha256 = digest::file_sha256(checkpoint.source())?;
    let data_set = published_for(metadata);
    let Some(train) = train_of(metadata) else {
        // Imported, not learned here.
        let (mut notes, name) = (Vec::new(), data_set.map(|set| format!("DSANet ({})", set.name())));
        if name.is_none() {
            notes.push("the weights do not say how they were trained".to_owned());
        }
        if metadata.contains_key("source_sha256") && data_set.is_some() {
            notes.push("the authors chose these weights on the test set".to_owned());
        }
        let method = name.unwrap_or_else(|| "DSANet head".to_owned());
        let config = json(model.config())?;
        return Ok(Trained { model, sha256, method, config, seed: None, data_set, notes });
    };
    let mut notes = Vec::new();
    if train.select == Select::BestTest {
        notes.push("the weights' run was chosen on the test set (select = best_test)".to_owned());
    }
    let run = RunConfig { model: model.config().clone(), train };
    let (method, seed, config) = (method(&run), Some(run.train.seed), json(&run)?);
    Ok(Trained { model, sha256, method, config, seed, data_set, notes })
}

fn published_for(metadata: &BTreeMap<String, String>) -> Option<DataSet> {
    let name = metadata.get("dataset")?;
    [DataSet::UcfCrime, DataSet::XdViolence].into_iter().find(|set| set.name() == name)
}

fn train_of(metadata: &BTreeMap<String, String>) -> Option<TrainConfig> {
    serde_json::from_str(metadata.get("train")?).ok()
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, CliError> {
    serde_json::to_value(value).map_err(|error| CliError::Print(error.into()))
}

/// What an official checkpoint with classes is called; nothing for other files.
pub fn official_name(checkpoint: &Checkpoint<'_>) -> Option<String> {
    let found = official::is_official(checkpoint).then(|| official::official(checkpoint, None).ok())??;
    (!found.trunk_only).then(|| Official::name(&found))
}

/// An official checkpoint as a file of ours: the head, and the text features computed once from its text tower.
pub fn write_ours(
    checkpoint: &Checkpoint<'_>,
    path: &Path,
    precision: Precision,
) -> Result<Vec<u8>, CliError> {
    let opened = official::read(checkpoint, None, Wants::Scores, &Device::flex())?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut about = vec![("source_name", name), ("source_sha256", digest::file_sha256(checkpoint.source())?)];
    // Also where the widths are not the published ones.
    if let Some(set) = official::official(checkpoint, None)?.data_set {
        about.push(("dataset", set.name().to_owned()));
    }
    Ok(pollster::block_on(weights::write(&opened.model, None, &about, precision))?)
}
