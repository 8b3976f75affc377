//! `oddframe train lanet`: a run of training and what it leaves.

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
use crate::device::Computer;
use crate::lanet::run::{Epoch, LabelledVideo, Outcome, Run, StoredBags, labelled_videos};
use crate::lanet::training::Progress;
use crate::lanet::{LaNet, LaNetError, Trainer, weights};
use crate::learning::run::{Gathered, Measured};

/// LA-Net: learn from labels of whole videos
#[derive(Debug, Args)]
pub struct TrainLaNetArgs {
    /// Configuration; what it leaves out has the paper's default
    #[arg(long, value_name = "FILE.toml")]
    config: PathBuf,
    #[command(flatten)]
    run: RunArgs,
}

/// Learns, measures after every epoch, writes.
pub fn train(args: &TrainLaNetArgs) -> Result<(), CliError> {
    let settings = read_settings(args)?;
    let options = settings.features();
    let videos = TrainingVideos::open(&settings.data, options, labelled_videos)?;
    let test = settings.test.as_ref().map(|test| open_test(test, options, &videos.store)).transpose()?;
    let computer = open(args.run.device)?;
    let gathered = videos.gather(settings.run.model.feat_dim, settings.run.train.t_max)?;
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
    let seconds =
        drive(&mut run, settings.run.train.epochs, told, |run, number| save(out, &settings, run, number))?;
    let outcome = Outcome::of(run.epochs(), settings.run.train.select).ok_or(LaNetError::NoBags)?;
    outcome.lines().iter().for_each(|line| eprintln!("{line}"));
    let test = run.measured().test.as_ref();
    let report = RunReport { settings: &settings, outcome: &outcome, videos: &videos, test, notes, seconds };
    report.write(&out.join(REPORT), run.trainer().model(), &computer)?;
    eprintln!("wrote weights, trace.json and report.json to {}", out.display());
    Ok(())
}

fn read_settings(args: &TrainLaNetArgs) -> Result<Settings, CliError> {
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

fn told(Progress { step, steps, losses, .. }: &Progress) -> String {
    format!("step {step} of {steps}, loss {:.4}", losses.total)
}

/// Keeps the weights that stand out after epoch `number`, saves the run.
fn save(out: &Path, settings: &Settings, run: &Run<DiskSource>, number: usize) -> Result<(), CliError> {
    let (trainer, epochs) = (run.trainer(), run.epochs());
    let keep = standing_out(epochs, number, settings.run.train.select);
    for (name, _) in WEIGHTS.into_iter().zip(keep).filter(|(_, keep)| *keep) {
        let bytes = pollster::block_on(weights::write(trainer.model(), Some(&settings.run)))?;
        write(&out.join(name), &bytes)?;
    }
    let trace = Trace { steps: trainer.trace().to_vec(), epochs: epochs.to_vec() };
    write_json(&out.join(TRACE), &trace)?;
    // Last, so that a run cut off before this goes on from the epoch before.
    write(&out.join(STATE), &pollster::block_on(trainer.save())?)
}
