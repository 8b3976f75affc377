//! A run saved and gone on with: weights, moments and the place, so that a resumed run is the uninterrupted one.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};
use serde::de::DeserializeOwned;

use super::model::read as read_values;
use super::optimiser::{Moment, Rule};
use super::parameters::Slot;
use super::run_config::{RunConfig, Select};
use super::samples::SampleSource;
use super::text::counted;
use super::training::{Place, Progress, Trainer, rules};
use super::weights::serialised;
use super::{DsaNet, DsaNetError};
use crate::formats::{Checkpoint, Precision, open};
use crate::learning::first_difference;

/// What the metadata says a state file is.
const FORMAT: &str = "oddframe-dsanet-state";
/// Version of its layout.
const VERSION: &str = "1";
/// Prefixes of the moments' names.
const MOMENTS: [&str; 3] = ["moment.first.", "moment.second.", "moment.largest."];
/// What is being done where the device fails.
const SAVING: &str = "saving the run";

impl<S: SampleSource> Trainer<S> {
    /// The whole state of the run as a safetensors file. Text features and text tower that are not learned are not in it.
    pub async fn save(&self) -> Result<Vec<u8>, DsaNetError> {
        let mut tensors = Vec::new();
        let weights = self.model.parameters.slots.iter().zip(&self.model.parameters.flat);
        for ((slot, weight), moment) in weights.zip(&self.moments) {
            let mut add = async |name: String, tensor: &Tensor<1>| {
                tensors.push((name, slot.shape.clone(), read_values(tensor.clone(), SAVING).await?));
                Ok::<_, DsaNetError>(())
            };
            add(slot.name.clone(), weight).await?;
            let all = [Some(&moment.first), Some(&moment.second), moment.largest.as_ref()];
            for (prefix, tensor) in MOMENTS.into_iter().zip(all) {
                if let Some(tensor) = tensor {
                    add(format!("{prefix}{}", slot.name), tensor).await?;
                }
            }
        }
        let json = |value: serde_json::Result<String>| {
            value.map_err(|error| DsaNetError::File { reason: error.to_string() })
        };
        let metadata = BTreeMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("format_version".to_owned(), VERSION.to_owned()),
            ("run".to_owned(), json(serde_json::to_string(&self.config))?),
            ("place".to_owned(), json(serde_json::to_string(&self.place))?),
            ("trace".to_owned(), json(serde_json::to_string(&self.trace))?),
            ("samples".to_owned(), self.source.len().to_string()),
        ]);
        serialised(tensors, &metadata, Precision::F32)
    }

    /// Goes on with a saved run. `start` is the network as the run began with it: its text features, its standardisation.
    /// Settings and number of samples must be those it began with; only `epochs`, `micro_batch`, `select` and `reload_best`
    /// may differ. Other `epochs` are another schedule for the model of normality from there on.
    pub fn resume(bytes: &[u8], source: S, config: RunConfig, start: &DsaNet) -> Result<Self, DsaNetError> {
        let file = open(bytes, "the saved run")?;
        let entry = |name: &str| entry(&file, name);
        if (entry("format")?, entry("format_version")?) != (FORMAT, VERSION) {
            let reason = format!("its format is {}, expected {FORMAT} {VERSION}", entry("format")?);
            return Err(DsaNetError::File { reason });
        }
        same_settings(&parsed(entry("run")?)?, &config)?;
        let (saved, found) = (entry("samples")?, source.len().to_string());
        if saved != found {
            let (name, saved) = ("samples".to_owned(), saved.to_owned());
            return Err(DsaNetError::ResumeMismatch { name, saved, found });
        }
        let place: Place = parsed(entry("place")?)?;
        let trace: Vec<Progress> = parsed(entry("trace")?)?;
        let mut load = |name: &str, slot: &Slot| loaded(&file, name, slot, start.device());
        let (mut flat, mut moments) = (Vec::new(), Vec::new());
        for (slot, rule) in start.parameters.slots.iter().zip(rules(start, &config)) {
            flat.push(load(&slot.name, slot)?);
            moments.push(moment(slot, rule, &mut load)?);
        }
        let model = start.with_parameters(start.parameters.with(flat));
        let trainer = Self::at(model, source, config, moments, place, trace)?;
        if place.within >= trainer.steps_per_epoch() {
            let (within, of) = (place.within, trainer.steps_per_epoch());
            return Err(DsaNetError::File { reason: format!("its place is step {within} of {of}") });
        }
        Ok(trainer)
    }

    /// Puts the weights of an earlier [`Trainer::save`] of this run in place of the network's; the optimisers' state stays
    /// (authors' code, after every epoch with the best weights so far).
    pub fn put_back(&mut self, saved: &[u8]) -> Result<(), DsaNetError> {
        let file = open(saved, "the saved run")?;
        let device = self.model.device().clone();
        let slots = self.model.parameters.slots.iter();
        let flat = slots.map(|slot| loaded(&file, &slot.name, slot, &device)).collect::<Result<_, _>>()?;
        self.model = self.model.with_parameters(self.model.parameters.with(flat));
        Ok(())
    }
}

fn loaded(file: &Checkpoint<'_>, name: &str, slot: &Slot, device: &Device) -> Result<Tensor<1>, DsaNetError> {
    let values = counted(slot, file.load(name)?.values)?;
    Ok(Tensor::from_data(TensorData::new(values, [slot.count()]), device))
}

fn moment(
    slot: &Slot,
    rule: Rule,
    load: &mut impl FnMut(&str, &Slot) -> Result<Tensor<1>, DsaNetError>,
) -> Result<Moment, DsaNetError> {
    let mut part = |prefix: &str| load(&format!("{prefix}{}", slot.name), slot);
    let [first, second, largest] = MOMENTS;
    let largest = if rule.stable { Some(part(largest)?) } else { None };
    Ok(Moment { first: part(first)?, second: part(second)?, largest })
}

fn entry<'f>(file: &'f Checkpoint<'_>, name: &str) -> Result<&'f str, DsaNetError> {
    let missing =
        || DsaNetError::File { reason: format!("a saved run's metadata has {name}; this one does not") };
    file.metadata().get(name).map(String::as_str).ok_or_else(missing)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, DsaNetError> {
    serde_json::from_str(text).map_err(|error| DsaNetError::File { reason: error.to_string() })
}

fn same_settings(saved: &RunConfig, found: &RunConfig) -> Result<(), DsaNetError> {
    let plain = |config: &RunConfig| {
        let mut config = config.clone();
        (config.train.epochs, config.train.micro_batch) = (1, 0);
        (config.train.select, config.train.reload_best) = (Select::Last, false);
        config
    };
    let unwritten = |error: serde_json::Error| DsaNetError::File { reason: error.to_string() };
    match first_difference(&plain(saved), &plain(found)).map_err(unwritten)? {
        Some((name, saved, found)) => Err(DsaNetError::ResumeMismatch { name, saved, found }),
        None => Ok(()),
    }
}
