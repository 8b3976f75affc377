//! A run saved and gone on with: weights, Adam's moments and the place, so that a resumed run is the uninterrupted
//! one.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::bags::BagSource;
use super::error::TensorProblem;
use super::model::read;
use super::parameters::table;
use super::pel4vad::Tensors;
use super::run_config::{RunConfig, Select};
use super::training::{Place, Progress, Trainer};
use super::weights::{deserialised, serialised};
use super::{LaNet, LaNetError};
use crate::learning::adam::{Adam, Moment};
use crate::learning::first_difference;

/// What the metadata says a state file is.
const FORMAT: &str = "oddframe-lanet-state";
/// Version of its layout.
const VERSION: &str = "1";
/// Prefixes of the moments' names.
const MOMENTS: [&str; 2] = ["adam.first.", "adam.second."];

impl<S: BagSource> Trainer<S> {
    /// The whole state of the run as a safetensors file.
    pub async fn save(&self) -> Result<Vec<u8>, LaNetError> {
        let mut tensors = self.model.to_tensors().await?;
        for (slot, moment) in table(self.model.config()).into_iter().zip(&self.adam.moments) {
            for (prefix, tensor) in MOMENTS.into_iter().zip([&moment.first, &moment.second]) {
                let values = read(tensor.clone(), "saving the run").await?;
                tensors.push((format!("{prefix}{}", slot.name), slot.shape.clone(), values));
            }
        }
        let json = |value: serde_json::Result<String>| {
            value.map_err(|error| LaNetError::WeightsFile { reason: error.to_string() })
        };
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("format_version".to_owned(), VERSION.to_owned()),
            ("run".to_owned(), json(serde_json::to_string(&self.config))?),
            ("place".to_owned(), json(serde_json::to_string(&self.place))?),
            ("trace".to_owned(), json(serde_json::to_string(&self.trace))?),
            ("bags".to_owned(), self.source.len().to_string()),
        ]);
        serialised(tensors, metadata)
    }

    /// Goes on with a saved run. Settings and number of bags must be those it began with; only `epochs` and `select`
    /// may differ.
    pub fn resume(bytes: &[u8], source: S, config: RunConfig, device: &Device) -> Result<Self, LaNetError> {
        let (mut tensors, metadata) = deserialised(bytes)?;
        let wrong = |reason: String| LaNetError::WeightsFile { reason };
        let entry = |name: &str| {
            metadata
                .get(name)
                .ok_or_else(|| wrong(format!("a state file's metadata has {name}; this one does not")))
        };
        if (entry("format")?.as_str(), entry("format_version")?.as_str()) != (FORMAT, VERSION) {
            return Err(wrong(format!("its format is {}, expected {FORMAT} {VERSION}", entry("format")?)));
        }
        let unread = |error: serde_json::Error| wrong(error.to_string());
        let saved: RunConfig = serde_json::from_str(entry("run")?).map_err(unread)?;
        same_settings(&saved, &config)?;
        let found = source.len().to_string();
        if entry("bags")? != &found {
            let saved = entry("bags")?.clone();
            return Err(LaNetError::ResumeMismatch { name: "bags".to_owned(), saved, found });
        }
        let place: Place = serde_json::from_str(entry("place")?).map_err(unread)?;
        if place.met >= source.len() {
            return Err(wrong(format!("its place is bag {} of {found}", place.met)));
        }
        let trace: Vec<Progress> = serde_json::from_str(entry("trace")?).map_err(unread)?;
        let moments = moments(&mut tensors, &config, device)?;
        let model = LaNet::from_tensors(&config.model, tensors, device)?;
        let adam = Adam::resumed(place.step, moments, config.train.weight_decay);
        Self::at(model, source, config, adam, place, trace)
    }
}

fn same_settings(saved: &RunConfig, found: &RunConfig) -> Result<(), LaNetError> {
    let plain = |config: &RunConfig| {
        let mut config = config.clone();
        (config.train.epochs, config.train.select) = (1, Select::Last);
        config
    };
    let unwritten = |error: serde_json::Error| LaNetError::WeightsFile { reason: error.to_string() };
    match first_difference(&plain(saved), &plain(found)).map_err(unwritten)? {
        Some((name, saved, found)) => Err(LaNetError::ResumeMismatch { name, saved, found }),
        None => Ok(()),
    }
}

fn moments(tensors: &mut Tensors, config: &RunConfig, device: &Device) -> Result<Vec<Moment>, LaNetError> {
    let mut problems = Vec::new();
    let mut moments = Vec::new();
    for slot in table(&config.model) {
        let [first, second] = MOMENTS.map(|prefix| {
            let name = format!("{prefix}{}", slot.name);
            match tensors.remove(&name) {
                Some((shape, values)) if shape == slot.shape && values.iter().all(|v| v.is_finite()) => {
                    let count = values.len();
                    return Some(Tensor::from_data(TensorData::new(values, [count]), device));
                }
                Some((found, _)) => {
                    problems.push(TensorProblem::Shape { name, expected: slot.shape.clone(), found });
                }
                None => problems.push(TensorProblem::Missing { name, expected: slot.shape.clone() }),
            }
            None
        });
        if let (Some(first), Some(second)) = (first, second) {
            moments.push(Moment { first, second });
        }
    }
    if problems.is_empty() { Ok(moments) } else { Err(LaNetError::Tensors(problems)) }
}
