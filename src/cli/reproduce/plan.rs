//! What a table is made of.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::ReproduceError;
use super::inputs::Input;
use super::seeds::Seeds;
use super::steps::Step;
use crate::cli::score::DeviceChoice;
use crate::evaluate::Card;

/// Where things are, and with which seeds.
pub struct Place {
    /// The table's name.
    pub table: &'static str,
    /// The folder that holds the data sets.
    pub data: Option<PathBuf>,
    /// Where results go.
    pub out: PathBuf,
    /// Seeds, where they were given.
    pub seeds: Option<Seeds>,
    /// What computes.
    pub device: DeviceChoice,
}

/// One table of docs/.
pub struct Table {
    /// What it shows.
    pub title: &'static str,
    /// The page that has it.
    pub page: &'static str,
    /// Files that must be there.
    pub inputs: Vec<Input>,
    /// What all rows need.
    pub prepare: Vec<Step>,
    /// The numbers of a row.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What a reader should know.
    pub notes: Vec<&'static str>,
}

/// A number of every row.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub number: Number,
    /// In percent.
    pub percent: bool,
}

/// Where a number stands.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// On the card of a run's evaluation: the first or the second.
    Card(usize, fn(&Card) -> Option<f64>),
    /// In the report of the training, at this JSON pointer.
    Report(&'static str),
}

/// A row: one run, or the mean of several.
pub struct Row {
    /// Its name.
    pub name: String,
    /// What docs/ has, per column.
    pub documented: Vec<Option<f64>>,
    /// What is averaged.
    pub runs: Vec<Run>,
}

/// One run.
pub struct Run {
    /// What it does.
    pub steps: Vec<Step>,
    /// The training's report.
    pub report: Option<PathBuf>,
}

impl Place {
    /// The folder of a data set, which must have been given.
    pub fn data_set(&self, folder: &'static str, from: &'static str) -> Result<PathBuf, ReproduceError> {
        let missing = ReproduceError::NoData { table: self.table, folder, from };
        self.data.as_ref().map(|data| data.join(folder)).ok_or(missing)
    }

    /// The seeds asked for, or those of the documented table.
    pub fn seeds(&self, documented: core::ops::Range<u64>) -> Vec<u64> {
        self.seeds.clone().map_or_else(|| documented.collect(), |seeds| seeds.0)
    }

    /// The folder of a run.
    pub fn run(&self, name: &str) -> PathBuf {
        self.out.join("runs").join(name)
    }

    /// The file of a card.
    pub fn card(&self, name: &str) -> PathBuf {
        self.out.join("cards").join(format!("{name}.json"))
    }

    /// The words `--device` wants.
    pub fn device(&self) -> &'static str {
        match self.device {
            DeviceChoice::Gpu => "gpu",
            DeviceChoice::Cpu => "cpu",
        }
    }

    /// `evaluate`, with its card kept under `name`.
    pub fn evaluate(&self, scores: &Path, truth: &Path, name: &str, more: &[&str]) -> Step {
        let card = self.card(name);
        let words = ["evaluate", "--scores"].map(OsString::from).into_iter();
        let words =
            words.chain([scores.into(), "--truth".into(), truth.into(), "--card".into(), card.into()]);
        Step::Evaluate(words.chain(more.iter().map(OsString::from)).collect())
    }
}

/// Columns of the pooled numbers of a card.
pub const AUROC: Column = of_card("AUROC", |card| Some(card.results.pooled.auroc));
/// Over the videos with something odd alone.
pub const ABNORMAL: Column =
    of_card("AUROC, abnormal videos", |card| card.results.anomalous.map(|pooled| pooled.auroc));
/// The control that tells videos apart, never moments.
pub const VIDEO_MEAN: Column = of_card("AUROC, video mean", |card| Some(card.results.controls.video_mean));
/// The control in a random order of time.
pub const SHUFFLED: Column =
    of_card("AUROC, time shuffled", |card| Some(card.results.controls.time_shuffled));
/// Average precision by the trapezoid rule.
pub const AP: Column = of_card("AP, trapezoid", |card| Some(card.results.pooled.ap_trapezoid));

const fn of_card(name: &'static str, number: fn(&Card) -> Option<f64>) -> Column {
    Column { name, number: Number::Card(0, number), percent: false }
}
