//! `oddframe train lanet`: the loop around the library's training steps.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::report::RunReport;
use super::settings::Settings;
use super::videos::{TrainingVideos, options};
use crate::cli::CliError;
use crate::cli::data::{
    ConfigError, DiskSource, REPORT, STATE, TRACE, Trace, WEIGHTS, open_test, refuse_old_run, write_json,
};
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::cli::progress::bar;
use crate::cli::score::DeviceChoice;
use crate::device::Computer;
use crate::lanet::run::{Epoch, LabelledVideo, Outcome, Run, StoredBags};
use crate::lanet::run_config::Select;
use crate::lanet::training::Progress;
use crate::lanet::{LaNet, LaNetError, Trainer, weights};
use crate::learning::run::{Gathered, Gathering, Measured, RunStep, best, test_auroc, validation_auroc};

/// LA-Net: learn from labels of whole videos
#[derive(Debug, Args)]
pub struct TrainLaNetArgs {
    /// Configuration; what it leaves out has the paper's default
    #[arg(long, value_name = "FILE.toml")]
    config: PathBuf,
    /// Folder for weights, trace.json and report.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Seed instead of the configuration's
    #[arg(long)]
    seed: Option<u64>,
    /// Go on with the run in --out
    #[arg(long)]
    resume: bool,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
}

/// Learns, measures after every epoch, writes.
pub fn train(args: &TrainLaNetArgs) -> Result<(), CliError> {
    let settings = read_settings(args)?;
    let videos = TrainingVideos::open(&settings)?;
    let test =
        settings.test.as_ref().map(|test| open_test(test, options(&settings), &videos.store)).transpose()?;
    let computer = open(args.device)?;
    let gathered = gather(&videos, &settings)?;
    gathered.notes.iter().for_each(|line| eprintln!("note: {line}"));
    let notes = gathered.notes.clone();
    let (trainer, epochs) = begin(args, &settings, gathered, &computer)?;
    let measured = Measured {
        store: videos.store.clone(),
        validation: videos.validation.clone(),
        test,
        kind: computer.kind,
    };
    let run = Run::new(trainer, measured, epochs);
    Loop { out: &args.out, settings: &settings, videos: &videos, run }.learn(notes, &computer)
}

/// A new trainer, or the saved one with the measures of its epochs.
fn begin(
    args: &TrainLaNetArgs,
    settings: &Settings,
    gathered: Gathered<DiskSource, LabelledVideo>,
    computer: &Computer,
) -> Result<(Trainer<StoredBags<DiskSource>>, Vec<Epoch>), CliError> {
    let (config, device) = (&settings.run, &computer.device);
    if args.resume {
        let state = args.out.join(STATE);
        let trainer =
            Trainer::resume(&read(&state)?, gathered.crops, config.clone(), device).in_path(&state)?;
        let epochs = Trace::epochs_so_far(&args.out, trainer.trace())?;
        return Ok((trainer, epochs));
    }
    refuse_old_run(&args.out, STATE)?;
    let standardisation = config.model.standardise.then_some(gathered.standardisation);
    let model = LaNet::start(&config.model, config.train.seed, standardisation, device)?;
    Ok((Trainer::new(model, gathered.crops, config.clone())?, Vec::new()))
}

fn read_settings(args: &TrainLaNetArgs) -> Result<Settings, CliError> {
    let bytes = read(&args.config)?;
    let text = str::from_utf8(&bytes).map_err(|error| ConfigError::Syntax(format!("no text ({error})")));
    let folder = args.config.parent().unwrap_or(Path::new(""));
    let mut settings = text.and_then(|text| Settings::parse(text, folder)).in_path(&args.config)?;
    if let Some(seed) = args.seed {
        settings.run.train.seed = seed;
    }
    settings.run.check().in_path(&args.config)?;
    Ok(settings)
}

/// Reads every training video once.
fn gather(
    videos: &TrainingVideos,
    settings: &Settings,
) -> Result<Gathered<DiskSource, LabelledVideo>, CliError> {
    let width = settings.run.model.feat_dim;
    let mut gathering = Gathering::new(videos.store.clone(), videos.training.clone(), width);
    let progress = bar("read features", Some(gathering.videos() as u64));
    while let Some(read) = pollster::block_on(gathering.step())? {
        progress.set_position(read as u64);
    }
    progress.finish_and_clear();
    Ok(gathering.finish(settings.run.train.t_max))
}

/// The loop around a run.
struct Loop<'a> {
    out: &'a Path,
    settings: &'a Settings,
    videos: &'a TrainingVideos,
    run: Run<DiskSource>,
}

impl Loop<'_> {
    fn learn(mut self, notes: Vec<String>, computer: &Computer) -> Result<(), CliError> {
        let began = Instant::now();
        let progress = bar("learn", Some(self.settings.run.train.epochs as u64));
        progress.set_position(self.run.epochs().len() as u64);
        while let Some(step) = pollster::block_on(self.run.step())? {
            match step {
                RunStep::Learned(Progress { step, steps, losses, .. }) => {
                    progress.set_message(format!("step {step} of {steps}, loss {:.4}", losses.total));
                }
                RunStep::Scored { .. } => progress.tick(),
                RunStep::Epoch(epoch) => {
                    self.save(epoch.epoch)?;
                    progress.inc(1);
                }
            }
        }
        progress.finish_and_clear();
        let seconds = began.elapsed().as_secs_f64();
        let outcome =
            Outcome::of(self.run.epochs(), self.settings.run.train.select).ok_or(LaNetError::NoBags)?;
        outcome.lines().iter().for_each(|line| eprintln!("{line}"));
        let report = RunReport {
            settings: self.settings,
            outcome: &outcome,
            videos: self.videos,
            test: self.run.measured().test.as_ref(),
            notes,
            seconds,
        };
        report.write(&self.out.join(REPORT), self.run.trainer().model(), computer)?;
        eprintln!("wrote weights, trace.json and report.json to {}", self.out.display());
        Ok(())
    }

    /// Keeps the weights that stand out after epoch `number`, saves the run.
    fn save(&self, number: usize) -> Result<(), CliError> {
        let (trainer, epochs) = (self.run.trainer(), self.run.epochs());
        let is_best =
            |value: fn(&Epoch) -> Option<f64>| best(epochs, value).is_some_and(|epoch| epoch.epoch == number);
        // Weights chosen on the test set are written only where that was asked for.
        let by_test = self.settings.run.train.select == Select::BestTest;
        let keep = [true, is_best(validation_auroc), by_test && is_best(test_auroc)];
        for (name, _) in WEIGHTS.into_iter().zip(keep).filter(|(_, keep)| *keep) {
            let bytes = pollster::block_on(weights::write(trainer.model(), Some(&self.settings.run)))?;
            write(&self.out.join(name), &bytes)?;
        }
        let trace = Trace { steps: trainer.trace().to_vec(), epochs: epochs.to_vec() };
        write_json(&self.out.join(TRACE), &trace)?;
        // Last, so that a run cut off before this goes on from the epoch before.
        write(&self.out.join(STATE), &pollster::block_on(trainer.save())?)
    }
}
