//! `oddframe train dsanet`: the loop around the library's training steps.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::measure::{VideoMetrics, test, validate};
use super::report::{Epoch, RunReport, Trace, best, test_auroc, validation_auroc};
use super::settings::Settings;
use super::videos::{ClassedVideo, StoredSample, StoredSamples, TrainingVideos, options};
use crate::cli::CliError;
use crate::cli::data::{ConfigError, DiskSource, TestVideos, refuse_old_run};
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::cli::progress::bar;
use crate::cli::score::DeviceChoice;
use crate::cli::weights::open_weights;
use crate::device::Computer;
use crate::dsanet::run_config::Select;
use crate::dsanet::training::Progress;
use crate::dsanet::weights;
use crate::dsanet::{DsaNet, TextMode, TextSource, Trainer, official};
use crate::encode::standardise::{Moments, Standardisation};
use crate::encode::{NoteCounts, VideoStore, crop_view};
use crate::evaluate::frame_metrics::FrameMetrics;
use crate::formats::{Precision, read_npy};

/// Where a run can be gone on with.
const STATE: &str = "state.safetensors";
/// The run as it stood after its best epoch, where every epoch starts from that.
const BEST_STATE: &str = "best_state.safetensors";
/// What every step and epoch gave.
const TRACE: &str = "trace.json";
/// Weights of the last epoch, the best on validation, the best on test.
const WEIGHTS: [&str; 3] = ["last.safetensors", "best_val.safetensors", "best_test.safetensors"];

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
    let test = settings
        .test
        .as_ref()
        .map(|test| TestVideos::open(test, options(&settings), &videos.store))
        .transpose()?;
    let computer = open(args.device)?;
    let (samples, moments, notes) = gather(&videos.training, &videos.store, &settings)?;
    notes.lines().iter().for_each(|line| eprintln!("note: {line}"));
    let samples = StoredSamples::new(&videos.store, samples, settings.run.model.slots);
    let standardisation = settings.run.model.standardise.then(|| moments.finish());
    let start = start(&settings, standardisation, &computer)?;
    let mut run = Run {
        out: &args.out,
        settings: &settings,
        videos: &videos,
        test: test.as_ref(),
        computer: &computer,
        epochs: Vec::new(),
    };
    let trainer = if args.resume {
        let state = args.out.join(STATE);
        let trainer =
            Trainer::resume(&read(&state)?, samples, settings.run.clone(), &start).in_path(&state)?;
        run.epochs = epochs_so_far(&args.out.join(TRACE), trainer.trace())?;
        trainer
    } else {
        refuse_old_run(&args.out, STATE)?;
        Trainer::new(start, samples, settings.run.clone())?
    };
    run.learn(trainer, &notes)
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

/// Reads every training video once: its crops become samples, its rows count for mean and deviation.
fn gather<'a>(
    videos: &'a [ClassedVideo],
    store: &VideoStore<DiskSource>,
    settings: &Settings,
) -> Result<(Vec<StoredSample<'a>>, Moments, NoteCounts), CliError> {
    let progress = bar("read features", Some(videos.len() as u64));
    let (mut samples, mut notes) = (Vec::new(), NoteCounts::default());
    let mut moments = Moments::new(settings.run.model.width);
    for video in videos {
        let (features, odd) = pollster::block_on(store.video(&video.id))?;
        notes.add(&odd);
        for crop in 0..features.crops {
            moments.add(crop_view(&features, crop));
            samples.push(StoredSample { video, crop });
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok((samples, moments, notes))
}

/// A run as it goes on.
struct Run<'a> {
    out: &'a Path,
    settings: &'a Settings,
    videos: &'a TrainingVideos,
    test: Option<&'a TestVideos>,
    computer: &'a Computer,
    epochs: Vec<Epoch>,
}

impl Run<'_> {
    fn learn(mut self, mut trainer: Trainer<StoredSamples<'_>>, notes: &NoteCounts) -> Result<(), CliError> {
        let began = Instant::now();
        let progress = bar("learn", Some(self.settings.run.train.epochs as u64));
        progress.set_position(self.epochs.len() as u64);
        while !trainer.done() {
            let step = pollster::block_on(trainer.step())?;
            let (at, of, loss) = (step.step, step.steps, step.losses.total);
            progress.set_message(format!("step {at} of {of}, loss {loss:.4}"));
            if step.epoch_done {
                self.end_epoch(&mut trainer)?;
                progress.inc(1);
            }
        }
        progress.finish_and_clear();
        let seconds = began.elapsed().as_secs_f64();
        let report =
            RunReport::new(self.settings, self.videos, &self.epochs, self.computer, seconds, notes.lines());
        report.lines().iter().for_each(|line| eprintln!("{line}"));
        report.write(&self.out.join("report.json"))?;
        eprintln!("wrote weights, trace.json and report.json to {}", self.out.display());
        Ok(())
    }

    /// Measures, keeps the weights that stand out, saves the run.
    fn end_epoch(&mut self, trainer: &mut Trainer<StoredSamples<'_>>) -> Result<(), CliError> {
        let number = self.epochs.len() + 1;
        let steps: Vec<Progress> =
            trainer.trace().iter().filter(|step| step.epoch + 1 == number).copied().collect();
        let (validation, test) = (self.validation(trainer.model())?, self.tested(trainer.model(), number)?);
        self.epochs.push(Epoch::of(&steps, validation, test));
        let is_best = |value: fn(&Epoch) -> Option<f64>| {
            best(&self.epochs, value).is_some_and(|epoch| epoch.epoch == number)
        };
        let train = &self.settings.run.train;
        let by_test = train.select == Select::BestTest;
        let keep = [true, is_best(validation_auroc), by_test && is_best(test_auroc)];
        for (name, _) in WEIGHTS.into_iter().zip(keep).filter(|(_, keep)| *keep) {
            let file = weights::write(trainer.model(), Some(&self.settings.run), &[], Precision::F32);
            write(&self.out.join(name), &pollster::block_on(file)?)?;
        }
        if train.reload_best {
            let (best, is_best) = (self.out.join(BEST_STATE), if by_test { keep[2] } else { keep[1] });
            if is_best {
                write(&best, &pollster::block_on(trainer.save())?)?;
            } else if best.exists() {
                trainer.put_back(&read(&best)?).in_path(&best)?;
            }
        }
        let trace = Trace { steps: trainer.trace().to_vec(), epochs: self.epochs.clone() };
        trace.write(&self.out.join(TRACE))?;
        // Last, so that a run cut off before this goes on from the epoch before.
        write(&self.out.join(STATE), &pollster::block_on(trainer.save())?)
    }

    fn validation(&self, model: &DsaNet) -> Result<Option<VideoMetrics>, CliError> {
        if self.videos.validation.is_empty() {
            return Ok(None);
        }
        validate(model, &self.videos.store, &self.videos.validation)
    }

    fn tested(&self, model: &DsaNet, epoch: usize) -> Result<Option<FrameMetrics>, CliError> {
        let Some((videos, settings)) = self.test.zip(self.settings.test.as_ref()) else {
            return Ok(None);
        };
        let due = epoch.is_multiple_of(settings.every) || epoch == self.settings.run.train.epochs;
        due.then(|| test(model, &videos.store, &videos.truth, settings.length)).transpose()
    }
}
