//! `report.json` of a training run: what it was, and which of its epochs is the result.

use serde::Serialize;

use super::settings::Settings;
use crate::cli::data::{Chosen, RunFacts, TrainingVideos};
use crate::device::Computer;
use crate::dsanet::run::{ClassedVideo, MeanLosses, Outcome, VideoMetrics};

/// What a `report.json` says it is.
const FORMAT: &str = "oddframe-dsanet-report/1";

/// What a run's report is made of.
#[derive(Serialize)]
pub struct RunReport<'a> {
    #[serde(flatten)]
    facts: RunFacts<'a>,
    training_videos: usize,
    /// Ids, so that a choice made on them can be made again.
    validation_videos: Vec<&'a str>,
    #[serde(flatten)]
    chosen: Chosen<'a, MeanLosses, VideoMetrics>,
    settings: &'a Settings,
    notes: Vec<String>,
}

impl<'a> RunReport<'a> {
    /// Of a run that is over.
    pub fn new(
        settings: &'a Settings,
        videos: &'a TrainingVideos<ClassedVideo>,
        outcome: &'a Outcome,
        computer: &'a Computer,
        seconds: f64,
        notes: Vec<String>,
    ) -> Self {
        let seed = settings.run.train.seed;
        Self {
            facts: RunFacts::new(FORMAT, settings.method(), seed, computer, seconds),
            training_videos: videos.training.len(),
            validation_videos: videos.validation_ids(),
            chosen: Chosen::of(outcome),
            settings,
            notes,
        }
    }
}
