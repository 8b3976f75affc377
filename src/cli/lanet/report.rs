//! `trace.json` and `report.json` of a training run.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::measure::{DynamicsSummary, dynamics};
use super::outcome::{Epoch, Outcome};
use super::settings::Settings;
use super::videos::{LabelledVideo, TrainingVideos};
use crate::cli::CliError;
use crate::cli::data::{ConfigError, VideoStore};
use crate::cli::device::kind_name;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::device::Computer;
use crate::evaluate::Truth;
use crate::lanet::training::Progress;
use crate::lanet::{LaNet, RunConfig};

/// What a `report.json` says it is.
const FORMAT: &str = "oddframe-lanet-report/1";
/// Letters of a configuration's hash in a method's name.
const HASH_LETTERS: usize = 8;

/// Every step and every epoch of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Losses, step by step.
    pub steps: Vec<Progress>,
    /// Measures, epoch by epoch.
    pub epochs: Vec<Epoch>,
}

impl Trace {
    /// Reads a `trace.json`.
    pub fn read(path: &Path) -> Result<Self, CliError> {
        let bytes = read(path)?;
        let broken = |error: serde_json::Error| ConfigError::Trace(error.to_string());
        serde_json::from_slice(&bytes).map_err(broken).in_path(path)
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> Result<(), CliError> {
        write_json(path, self)
    }
}

/// "LA-Net, config 1a2b3c4d": the paper's name with the settings that made it; the seed does not count.
pub fn method_name(run: &RunConfig) -> Result<String, CliError> {
    let mut plain = run.clone();
    plain.train.seed = 0;
    let text = serde_json::to_vec(&plain).map_err(|error| CliError::Print(error.into()))?;
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("LA-Net, config {}", &hash[..HASH_LETTERS]))
}

/// What a run's report is made of.
pub struct RunReport<'a> {
    /// Its settings.
    pub settings: &'a Settings,
    /// Its epochs that stand out.
    pub outcome: &'a Outcome,
    /// Its videos.
    pub videos: &'a TrainingVideos,
    /// Its test videos.
    pub test: Option<(&'a Truth, &'a VideoStore<'a>)>,
    /// The training videos' features.
    pub store: &'a VideoStore<'a>,
    /// What was odd about the files.
    pub notes: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

#[derive(Serialize)]
struct ReportJson<'a> {
    format: &'static str,
    method: String,
    version: &'static str,
    seed: u64,
    device: &'static str,
    adapter: &'a str,
    seconds: f64,
    videos: Videos<'a>,
    #[serde(flatten)]
    outcome: &'a Outcome,
    selected_epoch: Option<usize>,
    stamp: Option<String>,
    /// Of the last epoch's weights, on the training and on the test videos.
    dynamics: DynamicsJson,
    settings: &'a Settings,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Videos<'a> {
    training: usize,
    /// Ids, so that a choice made on them can be made again.
    validation: Vec<&'a str>,
    test: Option<usize>,
}

#[derive(Serialize)]
struct DynamicsJson {
    training: DynamicsSummary,
    test: Option<DynamicsSummary>,
}

impl RunReport<'_> {
    /// Writes the report; `model` is the network after the last epoch.
    pub fn write(self, path: &Path, model: &LaNet, computer: &Computer) -> Result<(), CliError> {
        let (loss, kind) = (&self.settings.run.loss, computer.kind);
        let test = self.test.map(|(truth, store)| dynamics(model, store, &labelled(truth), loss, kind));
        let dynamics = DynamicsJson {
            training: dynamics(model, self.store, &self.videos.training, loss, kind)?,
            test: test.transpose()?,
        };
        let report = ReportJson {
            format: FORMAT,
            method: method_name(&self.settings.run)?,
            version: env!("CARGO_PKG_VERSION"),
            seed: self.settings.run.train.seed,
            device: kind_name(kind),
            adapter: &computer.name,
            seconds: self.seconds,
            videos: Videos {
                training: self.videos.training.len(),
                validation: self.videos.validation.iter().map(|video| video.id.as_str()).collect(),
                test: self.test.map(|(truth, _)| truth.videos.len()),
            },
            outcome: self.outcome,
            selected_epoch: self.outcome.selected().map(|epoch| epoch.epoch),
            stamp: self.outcome.stamp(),
            dynamics,
            settings: self.settings,
            notes: self.notes,
        };
        write_json(path, &report)
    }
}

/// Videos of a truth by whether anything odd happens in them.
fn labelled(truth: &Truth) -> Vec<LabelledVideo> {
    let labelled = |(id, video): (&String, &crate::evaluate::VideoTruth)| LabelledVideo {
        id: id.clone(),
        abnormal: !video.events.is_empty(),
    };
    truth.videos.iter().map(labelled).collect()
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), CliError> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| CliError::Print(error.into()))?;
    json.push(b'\n');
    write(path, &json)
}
