//! `oddframe train lanet`: the loop around the library's training steps.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::measure::{VideoMetrics, test, validate};
use super::outcome::{Epoch, Outcome, best, test_auroc, validation_auroc};
use super::report::{RunReport, Trace};
use super::settings::Settings;
use super::store::{StoredBag, StoredBags};
use super::videos::{LabelledVideo, TrainingVideos, options};
use crate::cli::CliError;
use crate::cli::data::{
    ConfigError, FrameMetrics, Notes, ROOM_BYTES, TestVideos, VideoStore, crop_view, refuse_old_run,
};
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::cli::progress::bar;
use crate::cli::score::DeviceChoice;
use crate::device::{Computer, DeviceKind};
use crate::lanet::run_config::Select;
use crate::lanet::standardise::Moments;
use crate::lanet::training::Progress;
use crate::lanet::{LaNet, Trainer, weights};

/// Where a run can be gone on with.
const STATE: &str = "state.safetensors";
/// What every step and epoch gave.
const TRACE: &str = "trace.json";
/// Weights of the last epoch, the best on validation, the best on test.
const WEIGHTS: [&str; 3] = ["last.safetensors", "best_val.safetensors", "best_test.safetensors"];

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
    let test = settings
        .test
        .as_ref()
        .map(|test| TestVideos::open(test, options(&settings), &videos.features))
        .transpose()?;
    let computer = open(args.device)?;
    let store = VideoStore::new(&videos.features, ROOM_BYTES);
    let (bags, moments, notes) = gather(&videos.training, &store, &settings)?;
    notes.lines().iter().for_each(|line| eprintln!("note: {line}"));
    let bags = StoredBags::new(&store, bags, settings.run.train.t_max);
    let mut run = Run {
        out: &args.out,
        settings: &settings,
        videos: &videos,
        store: &store,
        test: test.as_ref().map(|test| (test, VideoStore::new(test.features(), ROOM_BYTES))),
        kind: computer.kind,
        epochs: Vec::new(),
    };
    let trainer = if args.resume {
        let state = args.out.join(STATE);
        let trainer = Trainer::resume(&read(&state)?, bags, settings.run.clone(), &computer.device);
        let trainer = trainer.in_path(&state)?;
        run.epochs = epochs_so_far(&args.out.join(TRACE), trainer.trace())?;
        trainer
    } else {
        refuse_old_run(&args.out, STATE)?;
        let standardisation = settings.run.model.standardise.then(|| moments.finish());
        let seed = settings.run.train.seed;
        let model = LaNet::start(&settings.run.model, seed, standardisation, &computer.device)?;
        Trainer::new(model, bags, settings.run.clone())?
    };
    run.learn(trainer, notes, &computer)
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

/// The measures of the epochs that a saved run has behind it. The trace is written before the state, so that
/// it may be an epoch ahead, never behind.
fn epochs_so_far(path: &Path, steps: &[Progress]) -> Result<Vec<Epoch>, CliError> {
    let mut epochs = Trace::read(path)?.epochs;
    let done = steps.iter().filter(|step| step.epoch_done).count();
    if epochs.len() < done {
        let reason = format!("it has {} epochs, the state {done}", epochs.len());
        return Err(ConfigError::Trace(reason)).in_path(path);
    }
    epochs.truncate(done);
    Ok(epochs)
}

/// Reads every training video once: its crops become bags, its rows count for mean and deviation.
fn gather<'a>(
    videos: &'a [LabelledVideo],
    store: &VideoStore<'_>,
    settings: &Settings,
) -> Result<(Vec<StoredBag<'a>>, Moments, Notes), CliError> {
    let progress = bar("read features", Some(videos.len() as u64));
    let (mut bags, mut notes) = (Vec::new(), Notes::default());
    let mut moments = Moments::new(settings.run.model.feat_dim);
    for LabelledVideo { id, abnormal } in videos {
        let (features, odd) = pollster::block_on(store.video(id))?;
        notes.add(&odd);
        for crop in 0..features.crops {
            moments.add(crop_view(&features, crop));
            bags.push(StoredBag { video: id, crop, abnormal: *abnormal });
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok((bags, moments, notes))
}

/// A run as it goes on.
struct Run<'a> {
    out: &'a Path,
    settings: &'a Settings,
    videos: &'a TrainingVideos,
    store: &'a VideoStore<'a>,
    test: Option<(&'a TestVideos<'a>, VideoStore<'a>)>,
    kind: DeviceKind,
    epochs: Vec<Epoch>,
}

impl Run<'_> {
    fn learn(
        mut self,
        mut trainer: Trainer<StoredBags<'_>>,
        notes: Notes,
        computer: &Computer,
    ) -> Result<(), CliError> {
        let began = Instant::now();
        let epochs = self.settings.run.train.epochs;
        let progress = bar("learn", Some(epochs as u64));
        progress.set_position(self.epochs.len() as u64);
        while !trainer.done() {
            let step = pollster::block_on(trainer.step())?;
            progress
                .set_message(format!("step {} of {}, loss {:.4}", step.step, step.steps, step.losses.total));
            if step.epoch_done {
                self.end_epoch(&trainer)?;
                progress.inc(1);
            }
        }
        progress.finish_and_clear();
        let seconds = began.elapsed().as_secs_f64();
        let outcome = Outcome::of(&self.epochs, self.settings.run.train.select);
        let outcome = outcome.ok_or(crate::lanet::LaNetError::NoBags)?;
        outcome.lines().iter().for_each(|line| eprintln!("{line}"));
        let report = RunReport {
            settings: self.settings,
            outcome: &outcome,
            videos: self.videos,
            test: self.test.as_ref().map(|(test, store)| (&test.truth, store)),
            store: self.store,
            notes: notes.lines(),
            seconds,
        };
        report.write(&self.out.join("report.json"), trainer.model(), computer)?;
        eprintln!("wrote weights, trace.json and report.json to {}", self.out.display());
        Ok(())
    }

    /// Measures, keeps the weights that stand out, saves the run.
    fn end_epoch(&mut self, trainer: &Trainer<StoredBags<'_>>) -> Result<(), CliError> {
        let number = self.epochs.len() + 1;
        let steps: Vec<Progress> =
            trainer.trace().iter().filter(|step| step.epoch + 1 == number).copied().collect();
        let (validation, test) = (self.validation(trainer.model())?, self.tested(trainer.model(), number)?);
        self.epochs.push(Epoch::of(&steps, validation, test));
        let is_best = |value| best(&self.epochs, value).is_some_and(|epoch| epoch.epoch == number);
        // Weights chosen on the test set are written only where that was asked for.
        let by_test = self.settings.run.train.select == Select::BestTest;
        let keep = [true, is_best(validation_auroc), by_test && is_best(test_auroc)];
        for (name, _) in WEIGHTS.into_iter().zip(keep).filter(|(_, keep)| *keep) {
            let bytes = pollster::block_on(weights::write(trainer.model(), Some(&self.settings.run)))?;
            write(&self.out.join(name), &bytes)?;
        }
        let trace = Trace { steps: trainer.trace().to_vec(), epochs: self.epochs.clone() };
        trace.write(&self.out.join(TRACE))?;
        // Last, so that a run cut off before this goes on from the epoch before.
        write(&self.out.join(STATE), &pollster::block_on(trainer.save())?)
    }

    fn validation(&self, model: &LaNet) -> Result<Option<VideoMetrics>, CliError> {
        if self.videos.validation.is_empty() {
            return Ok(None);
        }
        validate(model, self.store, &self.videos.validation, self.kind)
    }

    fn tested(&self, model: &LaNet, epoch: usize) -> Result<Option<FrameMetrics>, CliError> {
        let Some((videos, store)) = &self.test else {
            return Ok(None);
        };
        let due = epoch.is_multiple_of(videos.settings.every) || epoch == self.settings.run.train.epochs;
        due.then(|| test(model, store, &videos.truth, videos.settings.length, self.kind)).transpose()
    }
}
