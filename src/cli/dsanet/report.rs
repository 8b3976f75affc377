//! `report.json` of a training run: what it was, and which of its epochs is the result.

use std::path::Path;

use serde::Serialize;

use super::settings::Settings;
use super::videos::TrainingVideos;
use crate::cli::CliError;
use crate::cli::data::write_json;
use crate::device::Computer;
use crate::dsanet::run::Outcome;

/// What a `report.json` says it is.
const FORMAT: &str = "oddframe-dsanet-report/1";

/// What a run's report is made of.
#[derive(Serialize)]
pub struct RunReport<'a> {
    format: &'static str,
    method: String,
    version: &'static str,
    seed: u64,
    device: &'static str,
    adapter: &'a str,
    seconds: f64,
    training_videos: usize,
    /// Ids, so that a choice made on them can be made again.
    validation_videos: Vec<&'a str>,
    #[serde(flatten)]
    outcome: &'a Outcome,
    selected_epoch: Option<usize>,
    stamp: Option<String>,
    settings: &'a Settings,
    notes: Vec<String>,
}

impl<'a> RunReport<'a> {
    /// Of a run that is over.
    pub fn new(
        settings: &'a Settings,
        videos: &'a TrainingVideos,
        outcome: &'a Outcome,
        computer: &'a Computer,
        seconds: f64,
        notes: Vec<String>,
    ) -> Self {
        Self {
            format: FORMAT,
            method: settings.method(),
            version: env!("CARGO_PKG_VERSION"),
            seed: settings.run.train.seed,
            device: computer.kind.name(),
            adapter: &computer.name,
            seconds,
            training_videos: videos.training.len(),
            validation_videos: videos.validation.iter().map(|video| video.id.as_str()).collect(),
            outcome,
            selected_epoch: outcome.selected().map(|epoch| epoch.epoch),
            stamp: outcome.stamp(),
            settings,
            notes,
        }
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> Result<(), CliError> {
        write_json(path, self)
    }
}
