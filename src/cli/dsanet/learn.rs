//! `oddframe train dsanet`: the loop around the library's training steps.

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
use crate::cli::weights::open_weights;
use crate::device::Computer;
use crate::dsanet::run::{ClassedVideo, Epoch, Outcome, Run, StoredSamples};
use crate::dsanet::run_config::Select;
use crate::dsanet::training::Progress;
use crate::dsanet::weights;
use crate::dsanet::{DsaNet, DsaNetError, TextMode, TextSource, Trainer, official};
use crate::encode::standardise::Standardisation;
use crate::formats::{Precision, read_npy};
use crate::learning::run::{Gathered, Gathering, Measured, RunStep, best, test_auroc, validation_auroc};

/// The run as it stood after its best epoch, where every epoch starts from that.
const BEST_STATE: &str = "best_state.safetensors";

/// DSANet: learn from the classes of whole videos
#[derive(Debug, Args)]
pub struct TrainDsaNetArgs {
    /// Configuration; what it leaves out has the authors' value for UCF-Crime
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
pub fn train(args: &TrainDsaNetArgs) -> Result<(), CliError> {
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
    args: &TrainDsaNetArgs,
    settings: &Settings,
    gathered: Gathered<DiskSource, ClassedVideo>,
    computer: &Computer,
) -> Result<(Trainer<StoredSamples<DiskSource>>, Vec<Epoch>), CliError> {
    let config = settings.run.clone();
    let standardisation = config.model.standardise.then_some(gathered.standardisation);
    let start = start(settings, standardisation, computer)?;
    if args.resume {
        let state = args.out.join(STATE);
        let trainer = Trainer::resume(&read(&state)?, gathered.crops, config, &start).in_path(&state)?;
        let epochs = Trace::epochs_so_far(&args.out, trainer.trace())?;
        return Ok((trainer, epochs));
    }
    refuse_old_run(&args.out, STATE)?;
    Ok((Trainer::new(start, gathered.crops, config)?, Vec::new()))
}

fn read_settings(args: &TrainDsaNetArgs) -> Result<Settings, CliError> {
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

/// The network at its start values, with its text features.
fn start(
    settings: &Settings,
    standardisation: Option<Standardisation>,
    computer: &Computer,
) -> Result<DsaNet, CliError> {
    let (model, train) = (&settings.run.model, &settings.run.train);
    let file = settings.text.file.as_deref().unwrap_or(Path::new(""));
    let text = match model.text_mode {
        TextMode::Table => TextSource::Table,
        TextMode::Fixed => {
            let array = read_npy(&read(file)?).in_path(file)?;
            TextSource::Fixed(array.to_f32().in_path(file)?)
        }
        TextMode::Adapter => {
            let checkpoint = open_weights(file)?;
            let tower = official::read_tower(&checkpoint, model, &computer.device).in_path(file)?;
            TextSource::Tower(Box::new(tower))
        }
    };
    Ok(DsaNet::start(model, train.seed, text, train.sgnm, standardisation, &computer.device)?)
}

/// Reads every training video once.
fn gather(
    videos: &TrainingVideos,
    settings: &Settings,
) -> Result<Gathered<DiskSource, ClassedVideo>, CliError> {
    let model = &settings.run.model;
    let mut gathering = Gathering::new(videos.store.clone(), videos.training.clone(), model.width);
    let progress = bar("read features", Some(gathering.videos() as u64));
    while let Some(read) = pollster::block_on(gathering.step())? {
        progress.set_position(read as u64);
    }
    progress.finish_and_clear();
    Ok(gathering.finish(model.slots))
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
                    self.end_epoch(epoch.epoch)?;
                    progress.inc(1);
                }
            }
        }
        progress.finish_and_clear();
        let seconds = began.elapsed().as_secs_f64();
        let outcome = Outcome::of(self.run.epochs(), self.settings.run.train.select)
            .ok_or(DsaNetError::NoVideos { what: "training" })?;
        outcome.lines().iter().for_each(|line| eprintln!("{line}"));
        let report = RunReport::new(self.settings, self.videos, &outcome, computer, seconds, notes);
        report.write(&self.out.join(REPORT))?;
        eprintln!("wrote weights, trace.json and report.json to {}", self.out.display());
        Ok(())
    }

    /// Keeps the weights that stand out after epoch `number`, puts the best back where that is asked for, saves the run.
    fn end_epoch(&mut self, number: usize) -> Result<(), CliError> {
        let (train, epochs) = (&self.settings.run.train, self.run.epochs());
        let is_best =
            |value: fn(&Epoch) -> Option<f64>| best(epochs, value).is_some_and(|epoch| epoch.epoch == number);
        // Weights chosen on the test set are written only where that was asked for.
        let by_test = train.select == Select::BestTest;
        let keep = [true, is_best(validation_auroc), by_test && is_best(test_auroc)];
        for (name, _) in WEIGHTS.into_iter().zip(keep).filter(|(_, keep)| *keep) {
            let model = self.run.trainer().model();
            let file = weights::write(model, Some(&self.settings.run), &[], Precision::F32);
            write(&self.out.join(name), &pollster::block_on(file)?)?;
        }
        if train.reload_best {
            self.reload_best(if by_test { keep[2] } else { keep[1] })?;
        }
        let trainer = self.run.trainer();
        let trace = Trace { steps: trainer.trace().to_vec(), epochs: self.run.epochs().to_vec() };
        write_json(&self.out.join(TRACE), &trace)?;
        // Last, so that a run cut off before this goes on from the epoch before.
        write(&self.out.join(STATE), &pollster::block_on(trainer.save())?)
    }

    /// Keeps the run as it stands, or puts back the weights of the best epoch before.
    fn reload_best(&mut self, is_best: bool) -> Result<(), CliError> {
        let path = self.out.join(BEST_STATE);
        if is_best {
            write(&path, &pollster::block_on(self.run.trainer().save())?)?;
        } else if path.exists() {
            self.run.trainer_mut().put_back(&read(&path)?).in_path(&path)?;
        }
        Ok(())
    }
}
