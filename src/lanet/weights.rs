//! The weights file: safetensors, `f32`, self-describing through its metadata.

use std::collections::HashMap;

use burn::tensor::Device;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde_json::{Map, Value};

use super::config::LaNetConfig;
use super::pel4vad::Tensors;
use super::run_config::RunConfig;
use super::{LaNet, LaNetError};

/// What the metadata says a weights file is.
pub const FORMAT: &str = "oddframe-lanet";
/// Version of its layout.
const VERSION: &str = "1";

/// Metadata of a weights file: format, version, every setting of the network under its name, and the run's
/// `train` and `loss` tables as JSON where there was a run.
pub fn metadata(config: &LaNetConfig, run: Option<&RunConfig>) -> HashMap<String, String> {
    let mut all = HashMap::from([
        ("format".to_owned(), FORMAT.to_owned()),
        ("format_version".to_owned(), VERSION.to_owned()),
    ]);
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    if let Ok(Value::Object(settings)) = serde_json::to_value(config) {
        all.extend(settings.into_iter().map(|(name, value)| (name, text(value))));
    }
    if let Some(Ok(Value::Object(mut run))) = run.map(serde_json::to_value) {
        all.extend(
            ["train", "loss"].map(|name| (name.to_owned(), text(run.remove(name).unwrap_or_default()))),
        );
    }
    all
}

/// The settings that metadata holds; every one of them must be there.
pub fn config_of(metadata: &HashMap<String, String>) -> Result<LaNetConfig, LaNetError> {
    let wrong = |reason: String| LaNetError::WeightsFile { reason };
    let found = |name: &str| metadata.get(name).map_or("nothing", String::as_str);
    if (found("format"), found("format_version")) != (FORMAT, VERSION) {
        let reason = format!(
            "its metadata says format {} version {}, expected {FORMAT} version {VERSION}",
            found("format"),
            found("format_version")
        );
        return Err(wrong(reason));
    }
    let json = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
    let Ok(Value::Object(defaults)) = serde_json::to_value(LaNetConfig::default()) else {
        return Err(wrong("its settings cannot be read".to_owned()));
    };
    let mut settings = Map::new();
    for name in defaults.keys() {
        let value = metadata.get(name).ok_or_else(|| wrong(format!("its metadata has no setting {name}")))?;
        settings.insert(name.clone(), json(value));
    }
    if let Some(value) = metadata.get("pel4vad") {
        settings.insert("pel4vad".to_owned(), json(value));
    }
    serde_json::from_value(Value::Object(settings)).map_err(|error| wrong(error.to_string()))
}

/// Writes a network.
pub async fn write(model: &LaNet, run: Option<&RunConfig>) -> Result<Vec<u8>, LaNetError> {
    serialised(model.to_tensors().await?, metadata(model.config(), run))
}

/// Reads a network of ours.
pub fn read(bytes: &[u8], device: &Device) -> Result<LaNet, LaNetError> {
    let (tensors, metadata) = deserialised(bytes)?;
    LaNet::from_tensors(&config_of(&metadata)?, tensors, device)
}

/// A safetensors file of `f32` tensors.
pub(crate) fn serialised(
    tensors: Vec<(String, Vec<usize>, Vec<f32>)>,
    metadata: HashMap<String, String>,
) -> Result<Vec<u8>, LaNetError> {
    let failed = |error: safetensors::SafeTensorError| LaNetError::WeightsFile { reason: error.to_string() };
    let bytes: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .into_iter()
        .map(|(name, shape, values)| (name, shape, values.into_iter().flat_map(f32::to_le_bytes).collect()))
        .collect();
    let views: Result<Vec<(&str, TensorView<'_>)>, LaNetError> = bytes
        .iter()
        .map(|(name, shape, bytes)| {
            Ok((name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(failed)?))
        })
        .collect();
    safetensors::serialize(views?, Some(metadata)).map_err(failed)
}

/// The tensors and the metadata of a safetensors file of `f32` tensors.
pub(crate) fn deserialised(bytes: &[u8]) -> Result<(Tensors, HashMap<String, String>), LaNetError> {
    let wrong = |reason: String| LaNetError::WeightsFile { reason };
    let file = SafeTensors::deserialize(bytes).map_err(|error| wrong(error.to_string()))?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| wrong(error.to_string()))?;
    let mut tensors = Tensors::new();
    for (name, view) in file.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(wrong(format!("{name} is of type {:?}, expected F32", view.dtype())));
        }
        let values = view.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
        tensors.insert(name.to_owned(), (view.shape().to_vec(), values));
    }
    Ok((tensors, header.metadata().clone().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanet::config::{PriorMode, Span};

    #[test]
    fn metadata_keeps_every_setting() {
        let config = LaNetConfig {
            sigma: 8.3,
            prior_mode: PriorMode::None,
            span: Span::Band { back: 4, ahead: 2 },
            mask_padding: true,
            ..LaNetConfig::default()
        };
        let run = RunConfig { model: config.clone(), ..RunConfig::default() };
        let metadata = metadata(&config, Some(&run));
        assert_eq!(metadata["prior_mode"], "none");
        assert_eq!(metadata["format"], "oddframe-lanet");
        assert!(metadata["train"].contains("\"lr\":0.0005") && metadata["loss"].contains("zeta"));
        assert_eq!(config_of(&metadata).expect("what was written"), config);
        let pel = crate::lanet::pel4vad::DataSet::UcfCrime.config();
        assert_eq!(config_of(&super::metadata(&pel, None)).expect("what was written"), pel);
    }

    #[test]
    fn a_file_without_a_setting_or_of_another_format_is_refused() {
        let mut metadata = metadata(&LaNetConfig::default(), None);
        metadata.remove("sigma");
        let error = config_of(&metadata).expect_err("no sigma");
        assert!(error.to_string().contains("sigma"), "{error}");
        metadata.insert("format_version".to_owned(), "2".to_owned());
        assert!(config_of(&metadata).is_err() && config_of(&HashMap::new()).is_err());
    }
}
