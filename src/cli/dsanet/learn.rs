//! `oddframe train dsanet`: a run of training and what it leaves.

use std::path::{Path, PathBuf};

use clap::Args;

use super::report::RunReport;
use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::data::{
    DiskSource, REPORT, RunArgs, STATE, TRACE, Trace, TrainingVideos, WEIGHTS, drive, open_test, read_config,
    refuse_old_run, standing_out, write_json,
};
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::cli::weights::open_weights;
use crate::device::Computer;
use crate::dsanet::run::{ClassedVideo, Epoch, Outcome, Run, StoredSamples, classed_videos};
use crate::dsanet::run_config::Select;
use crate::dsanet::training::Progress;
use crate::dsanet::weights;
use crate::dsanet::{DsaNet, DsaNetError, TextMode, TextSource, Trainer, official};
use crate::encode::standardise::Standardisation;
use crate::formats::{Precision, read_npy};
use crate::learning::run::{Gathered, Measured};

/// The run as it stood after its best epoch, where every epoch starts from that.
const BEST_STATE: &str = "best_state.safetensors";

/// DSANet: learn from the classes of whole videos
#[derive(Debug, Args)]
pub struct TrainDsaNetArgs {
    /// Configuration; what it leaves out has the authors' value for UCF-Crime
    #[arg(long, value_name = "FILE.toml")]
    config: PathBuf,
    #[command(flatten)]
    run: RunArgs,
}

/// Learns, measures after every epoch, writes.
pub fn train(args: &TrainDsaNetArgs) -> Result<(), CliError> {
    let settings = read_settings(args)?;
    let (options, model) = (settings.features(), &settings.run.model);
    let videos = TrainingVideos::open(&settings.data, options, |list, features| {
        classed_videos(list, features, &model.classes)
    })?;
    let test = settings.test.as_ref().map(|test| open_test(test, options, &videos.store)).transpose()?;
    let computer = open(args.run.device)?;
    let gathered = videos.gather(model.width, model.slots)?;
    gathered.notes.iter().for_each(|line| eprintln!("note: {line}"));
    let notes = gathered.notes.clone();
    let (trainer, epochs) = begin(&args.run, &settings, gathered, &computer)?;
    let measured = Measured {
        store: videos.store.clone(),
        validation: videos.validation.clone(),
        test,
        kind: computer.kind,
    };
    let mut run = Run::new(trainer, measured, epochs);
    let out = &args.run.out;
    let seconds = drive(&mut run, settings.run.train.epochs, told, |run, number| {
        end_epoch(out, &settings, run, number)
    })?;
    let outcome = Outcome::of(run.epochs(), settings.run.train.select)
        .ok_or(DsaNetError::NoVideos { what: "training" })?;
    outcome.lines().iter().for_each(|line| eprintln!("{line}"));
    let report = RunReport::new(&settings, &videos, &outcome, &computer, seconds, notes);
    write_json(&out.join(REPORT), &report)?;
    eprintln!("wrote weights, trace.json and report.json to {}", out.display());
    Ok(())
}

fn read_settings(args: &TrainDsaNetArgs) -> Result<Settings, CliError> {
    let mut settings = read_config(&args.config, Settings::parse)?;
    if let Some(seed) = args.run.seed {
        settings.run.train.seed = seed;
    }
    settings.run.check().in_path(&args.config)?;
    Ok(settings)
}

/// A new trainer, or the saved one with the measures of its epochs.
fn begin(
    args: &RunArgs,
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

fn told(Progress { step, steps, losses, .. }: &Progress) -> String {
    format!("step {step} of {steps}, loss {:.4}", losses.total)
}

/// Keeps the weights that stand out after epoch `number`, puts the best back where that is asked for, saves the run.
fn end_epoch(
    out: &Path,
    settings: &Settings,
    run: &mut Run<DiskSource>,
    number: usize,
) -> Result<(), CliError> {
    let train = &settings.run.train;
    let keep = standing_out(run.epochs(), number, train.select);
    for (name, _) in WEIGHTS.into_iter().zip(keep).filter(|(_, keep)| *keep) {
        let model = run.trainer().model();
        let file = weights::write(model, Some(&settings.run), &[], Precision::F32);
        write(&out.join(name), &pollster::block_on(file)?)?;
    }
    if train.reload_best {
        reload_best(out, run, if train.select == Select::BestTest { keep[2] } else { keep[1] })?;
    }
    let trainer = run.trainer();
    let trace = Trace { steps: trainer.trace().to_vec(), epochs: run.epochs().to_vec() };
    write_json(&out.join(TRACE), &trace)?;
    // Last, so that a run cut off before this goes on from the epoch before.
    write(&out.join(STATE), &pollster::block_on(trainer.save())?)
}

/// Keeps the run as it stands, or puts back the weights of the best epoch before.
fn reload_best(out: &Path, run: &mut Run<DiskSource>, is_best: bool) -> Result<(), CliError> {
    let path = out.join(BEST_STATE);
    if is_best {
        write(&path, &pollster::block_on(run.trainer().save())?)?;
    } else if path.exists() {
        run.trainer_mut().put_back(&read(&path)?).in_path(&path)?;
    }
    Ok(())
}
