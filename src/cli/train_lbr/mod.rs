//! `oddframe train lbr`: a run per seed on the clips of a data set, each saved as it goes and gone on with on request.

mod epochs;
mod runs;
mod sets;
mod settings;

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;

use self::runs::{Runs, STATE, WEIGHTS};
use self::sets::Sets;
use self::settings::Settings;
use super::CliError;
use super::data::read_config;
use super::error::InPath;
use super::learn::set_of;
use super::networks::divide_to_learn;
use super::score::DeviceChoice;
use crate::formats::FileSource;
use crate::formats::digest::file_sha256;

/// In the merge mode, the truth of training and test clips.
const TRUTH: &str = "truth.json";

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
    /// Training clips instead of the configuration's, in the modes "merge" and "classic"
    #[arg(long, value_name = "DIR")]
    train_frames: Option<PathBuf>,
    /// Their boxes instead of the configuration's
    #[arg(long, value_name = "FILE.npz")]
    train_boxes: Option<PathBuf>,
    /// This seed alone
    #[arg(long)]
    seed: Option<u64>,
    /// Go on with the runs in --out; finished ones are left as they are
    #[arg(long)]
    resume: bool,
    /// Write every cube's error after each epoch and its last weight too, as trace.json in each seed's folder
    #[arg(long)]
    trace: bool,
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
    let sets = Sets::localize(&settings, args.device)?;
    let blocks = divide_to_learn(sets.learned(settings.data.mode), set_of(settings.data.preset).blocks())?;
    if let Some(truth) = &settings.data.truth {
        sets.write_truth(truth, &args.out.join(TRUTH))?;
    }
    let boxes = settings.data.boxes.as_deref().map(sha256).transpose()?;
    let train_boxes = settings.data.train_boxes.as_deref().map(sha256).transpose()?;
    let trace = args.trace;
    let runs = Runs { settings: &settings, sets: &sets, blocks, boxes, train_boxes, trace };
    for &seed in &settings.train.seeds {
        runs.learn(seed, &folder(&seed))?;
    }
    Ok(())
}

fn read_settings(args: &TrainLbrArgs) -> Result<Settings, CliError> {
    let mut settings = read_config(&args.config, Settings::parse)?;
    let data = &mut settings.data;
    if let Some(frames) = &args.frames {
        data.frames.clone_from(frames);
    }
    for (given, path) in [
        (&args.boxes, &mut data.boxes),
        (&args.train_frames, &mut data.train_frames),
        (&args.train_boxes, &mut data.train_boxes),
    ] {
        if given.is_some() {
            path.clone_from(given);
        }
    }
    if let Some(seed) = args.seed {
        settings.train.seeds = vec![seed];
    }
    settings.check().in_path(&args.config)?;
    Ok(settings)
}

/// A folder with a run in it is written over only by that run.
fn refuse_old_run(folder: &Path, resume: bool) -> Result<(), CliError> {
    if resume || !holds_run(folder).map_err(|source| CliError::Read { path: folder.into(), source })? {
        return Ok(());
    }
    Err(CliError::Usage(format!(
        "{} holds a run already; go on with it by --resume, or give another --out",
        folder.display()
    )))
}

/// Whether weights or a state lie in `folder`, which need not be there.
fn holds_run(folder: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name == WEIGHTS || name.starts_with(STATE) && name.ends_with(".safetensors") {
            return Ok(true);
        }
    }
    Ok(false)
}

fn sha256(path: &Path) -> Result<String, CliError> {
    let source = FileSource::open(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    file_sha256(&source).in_path(path)
}
