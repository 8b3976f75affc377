//! `oddframe train lbr`: a run per seed on the clips of a data set, each saved as it goes and gone on with on request.

mod settings;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use self::settings::Settings;
use super::CliError;
use super::clips::{LocalizedClip, Rules};
use super::data::ConfigError;
use super::detector::Localization;
use super::error::InPath;
use super::files::{read, write};
use super::learn::{computed, joined, score_all, set_of};
use super::progress::bar;
use super::score::{self, DeviceChoice};
use super::weights::open_weights;
use crate::device::Computer;
use crate::formats::FileSource;
use crate::formats::digest::file_sha256;
use crate::lbr::clip::method_name;
use crate::lbr::data_set;
use crate::lbr::scoring::Statistics;
use crate::lbr::training::{Training, TrainingConfig};
use crate::lbr::{LbrError, initial, weights};
use crate::localize::Cubes;
use crate::scores::{Run, ScoreFile, ScoreTrack};

/// Where a run can be gone on with, what it learned, and what it scored.
const STATE: &str = "state.safetensors";
const WEIGHTS: &str = "weights.safetensors";
const SCORES: &str = "scores.json";

/// LBR-SPR: learn from the unlabelled clips of a data set
#[derive(Debug, Args)]
pub struct TrainLbrArgs {
    /// Configuration; what it leaves out is the paper's
    #[arg(long, value_name = "FILE.toml")]
    config: PathBuf,
    /// Folder for a folder per seed: state, weights and scores
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Frames instead of the configuration's
    #[arg(long, value_name = "DIR")]
    frames: Option<PathBuf>,
    /// Boxes instead of the configuration's
    #[arg(long, value_name = "FILE.npz")]
    boxes: Option<PathBuf>,
    /// This seed alone
    #[arg(long)]
    seed: Option<u64>,
    /// Go on with the runs in --out; finished ones are left as they are
    #[arg(long)]
    resume: bool,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
}

/// Learns with every seed, scores, writes.
pub fn train(args: &TrainLbrArgs) -> Result<(), CliError> {
    let settings = read_settings(args)?;
    let folder = |seed: &u64| args.out.join(format!("seed-{seed}"));
    for seed in &settings.train.seeds {
        refuse_old_run(&folder(seed), args.resume)?;
    }
    let found = Localization::new(&settings.clips(), true, args.device)?;
    let computer = found.computer(args.device)?;
    let cubes = joined(&found.clips);
    if cubes.is_empty() {
        return Err(LbrError::TooFewCubes { found: 0, needed: 1 }.into());
    }
    let boxes = settings.data.boxes.as_deref().map(sha256).transpose()?;
    let runs = Runs { settings: &settings, clips: &found.clips, cubes, boxes, computer: &computer };
    for &seed in &settings.train.seeds {
        runs.learn(seed, &folder(&seed))?;
    }
    Ok(())
}

fn read_settings(args: &TrainLbrArgs) -> Result<Settings, CliError> {
    let bytes = read(&args.config)?;
    let text = str::from_utf8(&bytes).map_err(|error| ConfigError::Syntax(format!("no text ({error})")));
    let folder = args.config.parent().unwrap_or(Path::new(""));
    let mut settings = text.and_then(|text| Settings::parse(text, folder)).in_path(&args.config)?;
    if let Some(frames) = &args.frames {
        settings.data.frames.clone_from(frames);
    }
    if args.boxes.is_some() {
        settings.data.boxes.clone_from(&args.boxes);
    }
    if let Some(seed) = args.seed {
        settings.train.seeds = vec![seed];
    }
    Ok(settings)
}

/// A folder with a run in it is written over only by that run.
fn refuse_old_run(folder: &Path, resume: bool) -> Result<(), CliError> {
    if resume || !(folder.join(STATE).exists() || folder.join(WEIGHTS).exists()) {
        return Ok(());
    }
    Err(CliError::Usage(format!(
        "{} holds a run already; go on with it by --resume, or give another --out",
        folder.display()
    )))
}

fn sha256(path: &Path) -> Result<String, CliError> {
    let source = FileSource::open(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    file_sha256(&source).in_path(path)
}

/// What the runs of all seeds share.
struct Runs<'a> {
    settings: &'a Settings,
    clips: &'a [LocalizedClip],
    cubes: Arc<Cubes>,
    /// SHA-256 of the boxes file.
    boxes: Option<String>,
    computer: &'a Computer,
}

impl Runs<'_> {
    fn learn(&self, seed: u64, folder: &Path) -> Result<(), CliError> {
        if folder.join(SCORES).exists() && folder.join(WEIGHTS).exists() {
            eprintln!("seed {seed}: finished already, left as it is");
            return Ok(());
        }
        let config = self.config(seed)?;
        let mut training = self.begin(config, &folder.join(STATE))?;
        let per_epoch = config.steps / self.settings.train.epochs;
        let (began, before) = (Instant::now(), training.steps_done());
        let progress = bar(format!("seed {seed}"), Some(config.steps as u64));
        progress.set_position(before as u64);
        while !training.done() {
            let learned = pollster::block_on(training.step())?;
            progress.set_position(learned.step as u64);
            progress.set_message(format!(
                "loss {:.5}, {} of {} dropped",
                learned.loss, learned.dropped, learned.cubes
            ));
            if learned.step.is_multiple_of(per_epoch) {
                self.end_epoch(&training, learned.step / per_epoch, folder)?;
            }
        }
        progress.finish_and_clear();
        let (steps, seconds) = (config.steps - before, began.elapsed().as_secs_f64());
        eprintln!("seed {seed}: learned {steps} steps in {seconds:.1} s");
        self.finish(&training, folder)
    }

    /// Saves the run, if this epoch is one of those to save.
    fn end_epoch(&self, training: &Training, epoch: usize, folder: &Path) -> Result<(), CliError> {
        if !epoch.is_multiple_of(self.settings.train.save_every) && !training.done() {
            return Ok(());
        }
        eprintln!("epoch {epoch} of {}: saved", self.settings.train.epochs);
        write(&folder.join(STATE), &pollster::block_on(training.save())?)
    }

    fn config(&self, seed: u64) -> Result<TrainingConfig, CliError> {
        let set = set_of(self.settings.data.preset)?;
        let shrink = self.settings.train.refine.then(|| set.shrink());
        let mut config = data_set::training(self.cubes.len(), self.settings.train.epochs, shrink, seed);
        config.read_every = self.computer.read_every();
        Ok(config)
    }

    /// A new run, or the saved one.
    fn begin(&self, config: TrainingConfig, state: &Path) -> Result<Training, CliError> {
        let device = &self.computer.device;
        if state.exists() {
            let saved = open_weights(state)?;
            return Training::resume(&saved, self.cubes.clone(), config, device).in_path(state);
        }
        let model = initial::start(self.settings.width()?, config.seed, &device.clone().autodiff());
        Ok(Training::new(model, self.cubes.clone(), config, device))
    }

    /// Scores all cubes and writes weights and scores.
    fn finish(&self, training: &Training, folder: &Path) -> Result<(), CliError> {
        let (model, config) = (training.model(), training.config());
        let errors = score_all(model.clone(), &self.cubes, self.computer)?;
        let statistics = Statistics::of(&errors);
        let bytes = pollster::block_on(weights::write(&model, statistics, self.metadata(config)))?;
        write(&folder.join(WEIGHTS), &bytes)?;
        let computed = computed(self.clips, &errors, self.computer);
        let mut tracks = score::tracks(self.clips, &computed.object_scores, Rules::DataSet, true)?;
        if self.settings.score.window == 1 {
            unsmooth(&mut tracks);
        }
        let run = Run {
            method: method_name(config.spr.is_some(), self.settings.width()?).into(),
            preset: self.settings.data.preset.name().into(),
            config: json!({
                "rules": "data set", "width": self.settings.train.width, "batch": config.batch,
                "epochs": self.settings.train.epochs, "steps": config.steps, "warm_up": config.warm_up,
                "shrink": config.spr.map(|spr| spr.shrink), "window": self.settings.score.window,
                "cubes": errors.len(), "mean_error": statistics.mean, "std_error": statistics.std,
                "boxes_sha256": self.boxes,
            }),
            weights: Some(sha256(&folder.join(WEIGHTS))?),
            device: computed.device,
            adapter: computed.adapter,
            seed: Some(config.seed),
            version: env!("CARGO_PKG_VERSION").into(),
            notes: score::notes(self.clips),
        };
        score::finish(ScoreFile { videos: tracks, run: Some(run) }, Some(&folder.join(SCORES)))
    }

    fn metadata(&self, config: &TrainingConfig) -> HashMap<String, String> {
        let (width, height) = self.clips.first().map_or((0, 0), |clip| clip.original);
        let entries = [
            ("blocks", "1x1".to_owned()),
            ("frame_size", format!("{width}x{height}")),
            ("cubes", self.cubes.len().to_string()),
            ("epochs", self.settings.train.epochs.to_string()),
            ("shrink", config.spr.map_or("none".into(), |spr| spr.shrink.to_string())),
            ("seed", config.seed.to_string()),
            ("preset", self.settings.data.preset.name().to_owned()),
            ("boxes_sha256", self.boxes.clone().unwrap_or_else(|| "none: motion regions".into())),
        ];
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The raw track in the place of the smoothed one.
fn unsmooth(tracks: &mut BTreeMap<String, ScoreTrack>) {
    for track in tracks.values_mut() {
        if let Some(raw) = track.raw.take() {
            track.scores = raw;
        }
    }
}
