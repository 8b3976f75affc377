//! `report.json` of a training run.

use std::path::Path;

use serde::Serialize;

use super::settings::Settings;
use super::videos::TrainingVideos;
use crate::cli::CliError;
use crate::cli::data::{DiskSource, write_json};
use crate::device::Computer;
use crate::lanet::LaNet;
use crate::lanet::run::{DynamicsSummary, LabelledVideo, Outcome, dynamics};
use crate::learning::run::TestSet;

/// What a `report.json` says it is.
const FORMAT: &str = "oddframe-lanet-report/1";

/// What a run's report is made of.
pub struct RunReport<'a> {
    /// Its settings.
    pub settings: &'a Settings,
    /// Its epochs that stand out.
    pub outcome: &'a Outcome,
    /// Its videos.
    pub videos: &'a TrainingVideos,
    /// Its test videos.
    pub test: Option<&'a TestSet<DiskSource>>,
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
        let of =
            |store, videos: &[LabelledVideo]| pollster::block_on(dynamics(model, store, videos, loss, kind));
        let test = self.test.map(|test| of(&test.store, &LabelledVideo::of_truth(&test.truth)));
        let dynamics = DynamicsJson {
            training: of(&self.videos.store, &self.videos.training)?,
            test: test.transpose()?,
        };
        let report = ReportJson {
            format: FORMAT,
            method: self.settings.run.method_name()?,
            version: env!("CARGO_PKG_VERSION"),
            seed: self.settings.run.train.seed,
            device: kind.name(),
            adapter: &computer.name,
            seconds: self.seconds,
            videos: Videos {
                training: self.videos.training.len(),
                validation: self.videos.validation.iter().map(|video| video.id.as_str()).collect(),
                test: self.test.map(|test| test.truth.videos.len()),
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
