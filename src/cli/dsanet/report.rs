//! `trace.json` and `report.json` of a training run: what each epoch measured, which of them is the result.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::measure::VideoMetrics;
use super::settings::Settings;
use super::videos::TrainingVideos;
use crate::cli::CliError;
use crate::cli::data::ConfigError;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::device::Computer;
use crate::dsanet::objective::Losses;
use crate::dsanet::run_config::Select;
use crate::dsanet::training::Progress;
use crate::evaluate::frame_metrics::FrameMetrics;

/// What a `report.json` says it is.
const FORMAT: &str = "oddframe-dsanet-report/1";

/// Mean of the losses over the steps of an epoch, and what was measured at its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Epochs done, so 1 for the first.
    pub epoch: usize,
    /// Rate of all weights but the model of normality's.
    pub rate: f64,
    /// Mean over the steps, weighted by their samples.
    pub losses: Losses,
    /// On the validation videos, where there are any.
    pub validation: Option<VideoMetrics>,
    /// On the test videos, where there is truth and it was this epoch's turn.
    pub test: Option<FrameMetrics>,
}

impl Epoch {
    /// Of the steps of one epoch.
    pub fn of(steps: &[Progress], validation: Option<VideoMetrics>, test: Option<FrameMetrics>) -> Self {
        let samples: usize = steps.iter().map(|step| step.samples).sum();
        let share = |step: &Progress| step.samples as f64 / samples.max(1) as f64;
        let losses = steps.iter().fold(Losses::default(), |sum, step| sum.plus(step.losses, share(step)));
        let last = steps.last();
        Self {
            epoch: last.map_or(0, |step| step.epoch + 1),
            rate: last.map_or(0.0, |step| step.rate),
            losses,
            validation,
            test,
        }
    }

    /// What a person reads of it.
    pub fn line(&self) -> String {
        let mut parts = vec![format!("epoch {}, loss {:.4}", self.epoch, self.losses.total)];
        if let Some(VideoMetrics { auroc, class_accuracy }) = self.validation {
            parts.push(format!("validation videos {auroc:.4}, classes right {class_accuracy:.4}"));
        }
        if let Some(FrameMetrics { auroc, auroc_abnormal, .. }) = self.test {
            parts.push(format!("test frames {auroc:.4}, abnormal videos alone {auroc_abnormal:.4}"));
        }
        parts.join("; ")
    }
}

/// AUROC on the validation videos.
pub fn validation_auroc(epoch: &Epoch) -> Option<f64> {
    epoch.validation.map(|found| found.auroc)
}

/// AUROC on the test videos.
pub fn test_auroc(epoch: &Epoch) -> Option<f64> {
    epoch.test.map(|found| found.auroc)
}

/// The first epoch with the highest value.
pub fn best(epochs: &[Epoch], value: fn(&Epoch) -> Option<f64>) -> Option<&Epoch> {
    epochs
        .iter()
        .filter(|epoch| value(epoch).is_some())
        .reduce(|best, epoch| if value(epoch) > value(best) { epoch } else { best })
}

/// The epoch that is the run's result.
pub fn selected(epochs: &[Epoch], select: Select) -> Option<&Epoch> {
    match select {
        Select::Last => epochs.last(),
        Select::BestVal => best(epochs, validation_auroc),
        Select::BestTest => best(epochs, test_auroc),
    }
}

/// What stands on everything that comes of a run chosen by its test results.
pub fn stamp(select: Select) -> Option<&'static str> {
    (select == Select::BestTest).then_some("chosen on the test set (select = best_test): not a fair estimate")
}

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
    last: Option<&'a Epoch>,
    best_val: Option<&'a Epoch>,
    /// Choosing it flatters the method.
    best_test: Option<&'a Epoch>,
    selected_epoch: Option<usize>,
    stamp: Option<&'static str>,
    settings: &'a Settings,
    notes: Vec<String>,
}

impl<'a> RunReport<'a> {
    /// Of a run that is over.
    pub fn new(
        settings: &'a Settings,
        videos: &'a TrainingVideos,
        epochs: &'a [Epoch],
        computer: &'a Computer,
        seconds: f64,
        notes: Vec<String>,
    ) -> Self {
        let select = settings.run.train.select;
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
            last: epochs.last(),
            best_val: best(epochs, validation_auroc),
            best_test: best(epochs, test_auroc),
            selected_epoch: selected(epochs, select).map(|epoch| epoch.epoch),
            stamp: stamp(select),
            settings,
            notes,
        }
    }

    /// What a person reads at the end of a run.
    pub fn lines(&self) -> Vec<String> {
        let line = |name: &str, epoch: Option<&Epoch>| {
            format!("{name:<19} {}", epoch.map_or_else(|| "not measured".to_owned(), Epoch::line))
        };
        let mut lines = vec![
            line("last", self.last),
            line("best on validation", self.best_val),
            line("best on test", self.best_test),
        ];
        lines.extend(self.stamp.map(String::from));
        lines
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> Result<(), CliError> {
        write_json(path, self)
    }
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), CliError> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| CliError::Print(error.into()))?;
    json.push(b'\n');
    write(path, &json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(number: usize, validation: Option<f64>, test: Option<f64>) -> Epoch {
        let frames = |auroc| FrameMetrics { auroc, auroc_abnormal: 0.5, auroc_video_mean: 0.5 };
        Epoch {
            epoch: number,
            rate: 0.1,
            losses: Losses::default(),
            validation: validation.map(|auroc| VideoMetrics { auroc, class_accuracy: 0.5 }),
            test: test.map(frames),
        }
    }

    #[test]
    fn the_result_is_the_epoch_that_the_settings_ask_for() {
        let epochs =
            [epoch(1, Some(0.6), Some(0.9)), epoch(2, Some(0.8), None), epoch(3, Some(0.8), Some(0.75))];
        let found = |select| selected(&epochs, select).map(|epoch| epoch.epoch);
        assert_eq!(
            (found(Select::Last), found(Select::BestVal), found(Select::BestTest)),
            (Some(3), Some(2), Some(1))
        );
        assert!(stamp(Select::BestTest).is_some() && stamp(Select::Last).is_none());
    }

    #[test]
    fn an_epochs_losses_are_weighted_by_the_samples_of_its_steps() {
        let step = |samples, total| Progress {
            step: 1,
            steps: 2,
            epoch: 0,
            epoch_done: false,
            rate: 0.1,
            refiner_rate: 0.0,
            samples,
            losses: Losses { total, ..Losses::default() },
        };
        assert_eq!(Epoch::of(&[step(3, 1.0), step(1, 5.0)], None, None).losses.total, 2.0);
    }
}
