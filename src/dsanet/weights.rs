//! Our weights files: safetensors under the authors' names, so that they load back into the authors' network, with the
//! text features beside them and every setting in the metadata.

use std::collections::BTreeMap;

use burn::tensor::Device;
use serde_json::{Map, Value};

use super::config::{DataSet, DsaNetConfig};
use super::error::DsaNetError;
use super::model::{DsaNet, INPUT, Text, TextSource, read as read_values};
use super::parameters::Slot;
use super::run_config::RunConfig;
use super::table::{self, REFINER, TEXT_FEATURES};
use crate::encode::standardise::Standardisation;
use crate::formats::digest::WeightsDigest;
use crate::formats::{Checkpoint, Fit, KnownModel, Precision, Tensor, Wanted, fit, write_safetensors};

/// What the metadata says a weights file is.
pub const FORMAT: &str = "oddframe-dsanet";
/// Version of its layout.
const VERSION: &str = "1";

/// Name, shape and row-major values of a tensor.
pub type Named = (String, Vec<usize>, Vec<f32>);

/// What is read of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wants {
    /// What scoring needs.
    #[default]
    Scores,
    /// Also the model of normality, for explaining.
    Prototypes,
}

/// Whether the metadata is that of a weights file of ours.
pub fn is_ours(metadata: &BTreeMap<String, String>) -> bool {
    metadata.get("format").is_some_and(|format| format == FORMAT)
}

/// Metadata of a weights file: format, version, data set, every setting of the network under its name, the run's
/// `train` table as JSON where there was a run.
pub fn metadata(config: &DsaNetConfig, run: Option<&RunConfig>) -> BTreeMap<String, String> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let published = [DataSet::UcfCrime, DataSet::XdViolence].into_iter().find(|set| set.config() == *config);
    let mut all = BTreeMap::from([
        ("format".to_owned(), FORMAT.to_owned()),
        ("format_version".to_owned(), VERSION.to_owned()),
        ("dataset".to_owned(), published.map_or("other", DataSet::name).to_owned()),
    ]);
    if let Ok(Value::Object(settings)) = serde_json::to_value(config) {
        all.extend(settings.into_iter().map(|(name, value)| (name, text(value))));
    }
    if let Some(Ok(train)) = run.map(|run| serde_json::to_value(&run.train)) {
        all.insert("train".to_owned(), text(train));
    }
    all
}

/// The settings that metadata holds; every one of them must be there.
pub fn config_of(metadata: &BTreeMap<String, String>) -> Result<DsaNetConfig, DsaNetError> {
    let wrong = |reason: String| DsaNetError::File { reason };
    let found = |name: &str| metadata.get(name).map_or("nothing", String::as_str);
    if (found("format"), found("format_version")) != (FORMAT, VERSION) {
        let (format, version) = (found("format"), found("format_version"));
        return Err(wrong(format!(
            "its metadata says format {format} version {version}, expected {FORMAT} version {VERSION}"
        )));
    }
    let json = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
    let Ok(Value::Object(defaults)) = serde_json::to_value(DsaNetConfig::default()) else {
        return Err(wrong("its settings cannot be read".to_owned()));
    };
    let mut settings = Map::new();
    for name in defaults.keys() {
        let value = metadata.get(name).ok_or_else(|| wrong(format!("its metadata has no setting {name}")))?;
        settings.insert(name.clone(), json(value));
    }
    let config: DsaNetConfig =
        serde_json::from_value(Value::Object(settings)).map_err(|error| wrong(error.to_string()))?;
    config.check()?;
    Ok(config)
}

/// The tensors of a file of ours. Adapters and the model of normality are there where it came of learning.
pub fn known_model(checkpoint: &Checkpoint<'_>, config: &DsaNetConfig) -> KnownModel {
    let mut slots = table::trunk(config);
    slots.push(table::text_features(config));
    for part in [table::adapters(config), table::refiner(config)] {
        // Some of a part's tensors without the others are listed as missing.
        if part.iter().any(|slot| checkpoint.tensor(&slot.name).is_some()) {
            slots.extend(part);
        }
    }
    let mut wanted: Vec<Wanted> = slots.into_iter().map(|slot| Wanted::new(slot.name, slot.shape)).collect();
    if config.standardise {
        wanted.extend(INPUT.map(|name| Wanted::new(name, vec![config.width])));
    }
    KnownModel::new("DSANet", wanted)
}

/// Reads a network of ours, tensor by tensor. Missing, extra and mis-shaped tensors are all listed.
pub fn read(checkpoint: &Checkpoint<'_>, wants: Wants, device: &Device) -> Result<DsaNet, DsaNetError> {
    let config = config_of(checkpoint.metadata())?;
    let fitted = fit(checkpoint, &known_model(checkpoint, &config))?;
    let load = |name: &str| Ok::<_, DsaNetError>(fitted.load(checkpoint, name)?.values);
    let standardisation = match config.standardise {
        true => Some(Standardisation { mean: load(INPUT[0])?, deviation: load(INPUT[1])? }),
        false => None,
    };
    let refiner = wants == Wants::Prototypes && has_prototypes(&fitted);
    let text = TextSource::Fixed(load(TEXT_FEATURES)?);
    let mut each = |slot: &Slot| load(&slot.name);
    DsaNet::build(&config, text, refiner, standardisation, device, &mut each)
}

fn has_prototypes(fitted: &Fit) -> bool {
    fitted.names.iter().any(|name| name.starts_with(REFINER))
}

impl DsaNet {
    /// All tensors of a weights file: the learned ones, the text features with rows of length 1, the standardisation. A
    /// weight that is not finite is an error.
    pub async fn to_tensors(&self) -> Result<Vec<Named>, DsaNetError> {
        const READING: &str = "reading the weights";
        let mut all = Vec::new();
        for (slot, tensor) in self.parameters.slots.iter().zip(&self.parameters.flat) {
            if slot.name != TEXT_FEATURES {
                let values = read_values(tensor.clone(), READING).await?;
                all.push((slot.name.clone(), slot.shape.clone(), values));
            }
        }
        if let (Some(text), false) = (self.text_features(), matches!(self.text, Text::None)) {
            let shape = text.dims().to_vec();
            all.push((TEXT_FEATURES.to_owned(), shape, read_values(text, READING).await?));
        }
        if let Some(Standardisation { mean, deviation }) = self.standardisation.clone() {
            let columns = [mean, deviation].into_iter().zip(INPUT);
            all.extend(columns.map(|(values, name)| (name.to_owned(), vec![self.config.width], values)));
        }
        for (name, _, values) in &all {
            if let Some(index) = values.iter().position(|value| !value.is_finite()) {
                return Err(DsaNetError::NotFinite { name: name.clone(), index });
            }
        }
        Ok(all)
    }
}

/// Writes a network; `about` is more metadata, such as the file that it came from. Errors: a network without classes, which
/// has no place in this format.
pub async fn write(
    model: &DsaNet,
    run: Option<&RunConfig>,
    about: &[(&str, String)],
    precision: Precision,
) -> Result<Vec<u8>, DsaNetError> {
    if !model.has_classes() {
        return Err(DsaNetError::TrunkOnly { what: "a weights file" });
    }
    let tensors = model.to_tensors().await?;
    let mut metadata = metadata(model.config(), run);
    metadata.extend(about.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    metadata.insert("tensor_digest".to_owned(), digest(&tensors, precision));
    serialised(tensors, &metadata, precision)
}

/// Digest of the values as the file will hold them.
fn digest(tensors: &[Named], precision: Precision) -> String {
    let mut sorted: Vec<&Named> = tensors.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut digest = WeightsDigest::default();
    for (name, shape, values) in sorted {
        match precision {
            Precision::F32 => digest.tensor(name, shape, values),
            Precision::F16 => {
                let halves: Vec<f32> = values.iter().map(|&v| half::f16::from_f32(v).to_f32()).collect();
                digest.tensor(name, shape, &halves);
            }
        }
    }
    digest.finish()
}

/// A safetensors file of the tensors.
pub(crate) fn serialised(
    tensors: Vec<Named>,
    metadata: &BTreeMap<String, String>,
    precision: Precision,
) -> Result<Vec<u8>, DsaNetError> {
    let shapes: Vec<(String, Vec<usize>)> =
        tensors.iter().map(|(name, shape, _)| (name.clone(), shape.clone())).collect();
    let mut values: BTreeMap<String, Tensor> =
        tensors.into_iter().map(|(name, shape, values)| (name, Tensor { shape, values })).collect();
    let mut bytes = Vec::new();
    let empty = || Tensor { shape: Vec::new(), values: Vec::new() };
    let mut load = |name: &str| Ok(values.remove(name).unwrap_or_else(empty));
    write_safetensors(&mut bytes, &shapes, metadata, precision, &mut load)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_keeps_every_setting() {
        let config = DsaNetConfig {
            classes: vec!["normal".into(), "a \"b\", c".into()],
            text_weight: 0.25,
            standardise: true,
            ..DataSet::XdViolence.config()
        };
        let run = RunConfig { model: config.clone(), ..RunConfig::default() };
        let metadata = metadata(&config, Some(&run));
        assert_eq!((metadata["t_w"].as_str(), metadata["dataset"].as_str()), ("0.25", "other"));
        assert!(metadata["train"].contains("\"lr\":"));
        assert_eq!(config_of(&metadata).expect("what was written"), config);
        let published = super::metadata(&DataSet::XdViolence.config(), None);
        assert_eq!(published["dataset"], "XD-Violence");
    }

    #[test]
    fn a_file_without_a_setting_or_of_another_format_is_refused() {
        let mut metadata = metadata(&DsaNetConfig::default(), None);
        metadata.remove("window");
        let error = config_of(&metadata).expect_err("no window");
        assert!(error.to_string().contains("window"), "{error}");
        metadata.insert("format_version".to_owned(), "2".to_owned());
        assert!(config_of(&metadata).is_err() && config_of(&BTreeMap::new()).is_err());
    }
}
