//! Trained weights ready to score: a run of ours, an official checkpoint, or VadCLIP's trunk.

use std::collections::BTreeMap;

use burn::tensor::Device;

use super::official;
use super::run_config::{RunConfig, Select, TrainConfig};
use super::weights::{self, Wants};
use super::{DataSet, DsaNet, DsaNetError};
use crate::encode::{CropPolicy, Naming};
use crate::formats::Checkpoint;

/// A network that can score, and what its file says about it.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The network.
    pub model: DsaNet,
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

impl Trained {
    /// The crops that are scored of files named by `naming`, and what a reader should know of the choice. Without one
    /// asked for, published weights take the crop of their protocol ([`DataSet::crop`]).
    pub fn crops(&self, asked: Option<CropPolicy>, naming: Naming) -> (CropPolicy, Option<String>) {
        let Some(data_set) = self.data_set else { return (asked.unwrap_or_default(), None) };
        let crop = data_set.crop();
        let own = match data_set {
            DataSet::UcfCrime => Naming::UcfCrime,
            DataSet::XdViolence => Naming::XdViolence,
        };
        match asked {
            // Files of another naming need not have that crop.
            None if naming == own => {
                let note = format!("crop {crop} alone, as published; that crop was chosen by its result");
                (CropPolicy::Only(crop), Some(note))
            }
            asked => {
                let crops = asked.unwrap_or_default();
                let note = format!("crops {crops}: not the published protocol");
                (crops, (crops != CropPolicy::Only(crop)).then_some(note))
            }
        }
    }
}

/// Whether a file holds a network of this room.
pub fn is_dsanet(checkpoint: &Checkpoint<'_>) -> bool {
    official::is_official(checkpoint) || weights::is_ours(checkpoint.metadata())
}

/// Takes the network out of `checkpoint`.
pub fn read(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, DsaNetError> {
    if official::is_official(checkpoint) { published(checkpoint, device) } else { ours(checkpoint, device) }
}

fn published(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, DsaNetError> {
    let opened = official::read(checkpoint, None, Wants::Scores, device)?;
    let mut notes: Vec<String> =
        opened.warnings.iter().map(|warning| format!("{}: {warning}", warning.code())).collect();
    notes.push("the authors chose these weights on the test set".to_owned());
    let data_set = official::official(checkpoint, None)?.data_set;
    Ok(Trained {
        config: json(opened.model.config())?,
        model: opened.model,
        method: opened.name,
        seed: None,
        data_set,
        notes,
    })
}

fn ours(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, DsaNetError> {
    let metadata = checkpoint.metadata();
    let model = weights::read(checkpoint, Wants::Scores, device)?;
    let data_set = published_for(metadata);
    let Some(train) = train_of(metadata)? else {
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
        return Ok(Trained { model, method, config, seed: None, data_set, notes });
    };
    let mut notes = Vec::new();
    if train.select == Select::BestTest {
        notes.push("the weights' run was chosen on the test set (select = best_test)".to_owned());
    }
    let run = RunConfig { model: model.config().clone(), train };
    let (method, seed, config) = (run.method_name(), Some(run.train.seed), json(&run)?);
    Ok(Trained { model, method, config, seed, data_set, notes })
}

pub(super) fn published_for(metadata: &BTreeMap<String, String>) -> Option<DataSet> {
    let name = metadata.get("dataset")?;
    [DataSet::UcfCrime, DataSet::XdViolence].into_iter().find(|set| set.name() == name)
}

/// How the run that made these weights learned, where the metadata say it. Errors: a table that is none.
pub fn train_of(metadata: &BTreeMap<String, String>) -> Result<Option<TrainConfig>, DsaNetError> {
    let unread = |error: serde_json::Error| DsaNetError::File {
        reason: format!("its metadata's train is no table of a training run: {error}"),
    };
    metadata.get("train").map(|text| serde_json::from_str(text).map_err(unread)).transpose()
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, DsaNetError> {
    serde_json::to_value(value).map_err(|error| DsaNetError::File { reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_table_of_the_run_is_refused_and_an_absent_one_is_none() {
        let found = |text: &str| train_of(&BTreeMap::from([("train".to_owned(), text.to_owned())]));
        assert_eq!(found(r#"{"lr":0.25}"#).expect("a table").map(|train| train.lr), Some(0.25));
        for text in ["", r#"{"lr":"#, r#"{"lr":"fast"}"#, r#"{"speed":0.25}"#, "null"] {
            let error = found(text).expect_err(text);
            assert!(matches!(error, DsaNetError::File { .. }), "{text}: {error}");
            assert!(error.to_string().contains("metadata's train"), "{error}");
        }
        assert_eq!(train_of(&BTreeMap::new()).expect("no table"), None);
    }
}
