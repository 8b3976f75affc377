//! `report.json` of a training run.

use std::path::Path;

use serde::Serialize;

use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::data::{Chosen, DiskSource, RunFacts, TrainingVideos, write_json};
use crate::device::Computer;
use crate::lanet::LaNet;
use crate::lanet::run::{DynamicsSummary, LabelledVideo, MeanLosses, Outcome, VideoMetrics, dynamics};
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
    pub videos: &'a TrainingVideos<LabelledVideo>,
    /// Its test videos.
    pub test: Option<&'a TestSet<DiskSource>>,
    /// What was odd about the files.
    pub notes: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

#[derive(Serialize)]
struct ReportJson<'a> {
    #[serde(flatten)]
    facts: RunFacts<'a>,
    videos: Videos<'a>,
    #[serde(flatten)]
    chosen: Chosen<'a, MeanLosses, VideoMetrics>,
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
        let run = &self.settings.run;
        let report = ReportJson {
            facts: RunFacts::new(FORMAT, run.method_name()?, run.train.seed, computer, self.seconds),
            videos: Videos {
                training: self.videos.training.len(),
                validation: self.videos.validation_ids(),
                test: self.test.map(|test| test.truth.videos.len()),
            },
            chosen: Chosen::of(self.outcome),
            dynamics,
            settings: self.settings,
            notes: self.notes,
        };
        write_json(path, &report)
    }
}
