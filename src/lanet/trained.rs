//! Trained weights ready to score: a run of ours, or a published PEL4VAD checkpoint.

use std::collections::HashMap;

use burn::tensor::Device;
use serde::de::DeserializeOwned;

use super::loss_config::LossConfig;
use super::pel4vad::{self, Tensors};
use super::run_config::{Select, TrainConfig};
use super::{LaNet, LaNetError, RunConfig, weights};
use crate::formats::{Checkpoint, FormatError};

/// A network that can score, and what its file says about it.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The network.
    pub model: LaNet,
    /// What results call the method.
    pub method: String,
    /// Settings of the run that made it, as far as the file has them.
    pub config: serde_json::Value,
    /// Seed of that run, where the file tells it.
    pub seed: Option<u64>,
    /// What a reader of the scores should know.
    pub notes: Vec<String>,
}

/// Why weights cannot be scored with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainedError {
    /// PEL4VAD weights do not tell which data set they were made for, and nobody said it.
    #[error(
        "these are PEL4VAD weights, which do not say their data set; say ucf-crime, xd-violence or shanghaitech"
    )]
    DataSetUnknown,
    /// A data set of PEL4VAD was said for other weights.
    #[error("these are no PEL4VAD weights (no tensor {}); leave the data set of PEL4VAD out", pel4vad::MARK)]
    NotPel4vad,
    /// The file cannot be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Its tensors are not those of a network of this room.
    #[error(transparent)]
    LaNet(#[from] LaNetError),
}

impl TrainedError {
    /// A short name for scripts: `error[code]`.
    pub fn code(&self) -> &str {
        match self {
            Self::DataSetUnknown | Self::NotPel4vad => "lanet/variant",
            Self::Format(error) => error.code(),
            Self::LaNet(error) => error.code(),
        }
    }
}

/// Takes the network out of `checkpoint`; `published_for` is the data set of a PEL4VAD file, which its tensors do not
/// tell.
pub fn read(
    checkpoint: &Checkpoint<'_>,
    published_for: Option<pel4vad::DataSet>,
    device: &Device,
) -> Result<Trained, TrainedError> {
    let is_published = pel4vad::is_pel4vad(checkpoint.tensors().map(|tensor| tensor.name.as_str()));
    match (is_published, published_for) {
        (true, Some(data_set)) => published(checkpoint, data_set, device),
        (true, None) => Err(TrainedError::DataSetUnknown),
        (false, Some(_)) => Err(TrainedError::NotPel4vad),
        (false, None) => ours(checkpoint, device),
    }
}

fn published(
    checkpoint: &Checkpoint<'_>,
    data_set: pel4vad::DataSet,
    device: &Device,
) -> Result<Trained, TrainedError> {
    let tensors = pel4vad::renamed(tensors(checkpoint)?)?;
    let config = data_set.config_of(&tensors);
    let model = LaNet::from_tensors(&config, tensors, device)?;
    Ok(Trained {
        model,
        method: "PEL4VAD".to_owned(),
        config: json(&config)?,
        seed: None,
        notes: vec![format!("PEL4VAD weights, read for {}; scores are not smoothed", data_set.name())],
    })
}

fn ours(checkpoint: &Checkpoint<'_>, device: &Device) -> Result<Trained, TrainedError> {
    let metadata: HashMap<String, String> =
        checkpoint.metadata().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let config = weights::config_of(&metadata)?;
    let model = LaNet::from_tensors(&config, tensors(checkpoint)?, device)?;
    let mut notes = Vec::new();
    let (train, loss) = (table(&metadata, "train")?, table(&metadata, "loss")?);
    if train.is_none() || loss.is_none() {
        notes.push("the weights do not say how they were trained".to_owned());
    }
    let (train, loss): (Option<TrainConfig>, Option<LossConfig>) = (train, loss);
    let seed = train.as_ref().map(|train| train.seed);
    let run = RunConfig { model: config, train: train.unwrap_or_default(), loss: loss.unwrap_or_default() };
    if run.train.select == Select::BestTest {
        notes.push("the weights' run was chosen on the test set (select = best_test)".to_owned());
    }
    Ok(Trained { model, method: run.method_name()?, config: json(&run)?, seed, notes })
}

fn tensors(checkpoint: &Checkpoint<'_>) -> Result<Tensors, FormatError> {
    let mut tensors = Tensors::new();
    for about in checkpoint.tensors().filter(|tensor| tensor.dtype.is_float()) {
        let tensor = checkpoint.load(&about.name)?;
        tensors.insert(about.name.clone(), (tensor.shape, tensor.values));
    }
    Ok(tensors)
}

/// A table of the training run in the metadata of a weights file; nothing where it is not there.
fn table<T: DeserializeOwned>(
    metadata: &HashMap<String, String>,
    name: &str,
) -> Result<Option<T>, LaNetError> {
    let unread = |error: serde_json::Error| LaNetError::WeightsFile {
        reason: format!("its metadata's {name} is no table of a training run: {error}"),
    };
    metadata.get(name).map(|text| serde_json::from_str(text).map_err(unread)).transpose()
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, LaNetError> {
    serde_json::to_value(value).map_err(|error| LaNetError::WeightsFile { reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_table_of_the_run_is_refused_and_an_absent_one_is_none() {
        let found = |text: &str| {
            table::<TrainConfig>(&HashMap::from([("train".to_owned(), text.to_owned())]), "train")
        };
        assert_eq!(found(r#"{"lr":0.25}"#).expect("a table").map(|train| train.lr), Some(0.25));
        for text in ["", r#"{"lr":"#, r#"{"lr":"fast"}"#, r#"{"rate":0.25}"#, "null"] {
            let error = found(text).expect_err(text);
            assert!(matches!(error, LaNetError::WeightsFile { .. }), "{text}: {error}");
            assert!(error.to_string().contains("metadata's train"), "{error}");
        }
        assert_eq!(table::<TrainConfig>(&HashMap::new(), "train").expect("no table"), None);
    }
}
