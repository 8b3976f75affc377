//! `oddframe train i3d`: a narrow I3D from rendered scenes in which nothing odd happens.

mod settings;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;
use serde::Serialize;

use self::settings::{Scenes, Settings, Train};
use super::CliError;
use super::data::{REPORT, read_config, write_json};
use super::device::open;
use super::files::write;
use super::progress::bar;
use super::score::DeviceChoice;
use crate::encode::Provenance;
use crate::encode::i3d::train::{
    Reel, Snippets, TARGETS, TargetScale, TrainError, Trainer, draw, explained, scripts,
};
use crate::encode::i3d::{I3dWeights, write as write_weights};
use crate::formats::Precision;
use crate::random::Random;

/// The encoder that a run leaves.
const ENCODER: &str = "encoder.safetensors";
/// Steps whose mean loss is reported together.
const REPORTED: usize = 100;
/// Snippets that the targets' scale is taken from, and that the network is tried on.
const SCALED: usize = 2000;
const TRIED: usize = 1000;
/// Purposes of random streams.
const BATCH: &str = "i3d batch";
const SCALE: &str = "i3d target scale";
const TRIAL: &str = "i3d trial";

/// I3D: learn a narrow encoder from what moves in rendered scenes without anything odd
#[derive(Debug, Args)]
pub struct TrainI3dArgs {
    /// Configuration; what it leaves out has its default
    #[arg(long, value_name = "FILE.toml")]
    config: PathBuf,
    /// Folder for encoder.safetensors and report.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Seed instead of the configuration's
    #[arg(long)]
    seed: Option<u64>,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
}

/// What the run was and gave.
#[derive(Serialize)]
struct Report<'a> {
    version: &'static str,
    device: &'static str,
    adapter: &'a str,
    settings: &'a Settings,
    /// Mean loss of every hundred steps.
    losses: &'a [f64],
    /// On the scenes that were held out: the share of each target's variation that is told.
    explained: Vec<Explained>,
    seconds: f64,
}

#[derive(Serialize)]
struct Explained {
    target: &'static str,
    share: Option<f64>,
}

/// Renders, learns, measures, writes.
pub fn train(args: &TrainI3dArgs) -> Result<(), CliError> {
    let settings = read_settings(args)?;
    let began = Instant::now();
    let computer = open(args.device)?;
    let Scenes { first_seed, count, first_held_out_seed, held_out, .. } = settings.scenes;
    let learned = render(&settings.scenes, "scenes to learn from", first_seed, count)?;
    let tried = render(&settings.scenes, "scenes to try it on", first_held_out_seed, held_out)?;
    let Train { side, batch, seed, .. } = settings.train;
    let drawn = |reels: &[Reel], count: usize, purpose: &str, step: u64| {
        let mut snippets = Snippets::new(side);
        draw(reels, count, &mut Random::keyed(seed, purpose, step), &mut snippets)?;
        Ok::<_, TrainError>(snippets)
    };
    let scale = TargetScale::of(drawn(&learned, SCALED, SCALE, 0)?.targets());
    let mut trainer = Trainer::new(settings.config(), scale, &computer.device);
    let losses = learn(&mut trainer, settings.train.steps, &|step| drawn(&learned, batch, BATCH, step))?;
    let tried = drawn(&tried, TRIED, TRIAL, 0)?;
    let found = pollster::block_on(explained(trainer.network(), trainer.scale(), &tried))?;
    let weights = pollster::block_on(trainer.network().folded(settings.network.input))?;
    save(args, settings.train.seed, &weights)?;
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        device: computer.kind.name(),
        adapter: &computer.name,
        settings: &settings,
        losses: &losses,
        explained: named(&found),
        seconds: began.elapsed().as_secs_f64(),
    };
    report.explained.iter().for_each(|found| eprintln!("{}", line(found)));
    write_json(&args.out.join(REPORT), &report)?;
    eprintln!("wrote {ENCODER} and {REPORT} to {}", args.out.display());
    Ok(())
}

/// Writes the encoder in halves, with where it comes from.
fn save(args: &TrainI3dArgs, seed: u64, weights: &I3dWeights) -> Result<(), CliError> {
    let mut bytes = Vec::new();
    let source = Provenance { name: format!("oddframe train i3d, seed {seed}"), sha256: String::new() };
    write_weights(&mut bytes, weights, Precision::F16, &source)?;
    write(&args.out.join(ENCODER), &bytes)
}

fn read_settings(args: &TrainI3dArgs) -> Result<Settings, CliError> {
    let mut settings = read_config(&args.config, |text, _| Settings::parse(text))?;
    settings.train.seed = args.seed.unwrap_or(settings.train.seed);
    Ok(settings)
}

/// Renders normal scenes, on all cores.
fn render(scenes: &Scenes, what: &str, first_seed: u64, count: usize) -> Result<Vec<Reel>, TrainError> {
    let scripts = scripts(&scenes.places, first_seed, count, scenes.frames, scenes.crowd);
    let progress = bar(format!("render {what}"), Some(count as u64));
    let reel = |script| Reel::render(script, scenes.short).inspect(|_| progress.inc(1));
    let reels = scripts.par_iter().map(reel).collect();
    progress.finish_and_clear();
    reels
}

/// Takes all steps; the mean loss of every hundred.
fn learn(
    trainer: &mut Trainer,
    steps: usize,
    batch: &dyn Fn(u64) -> Result<Snippets, TrainError>,
) -> Result<Vec<f64>, CliError> {
    let progress = bar("learn", Some(steps as u64));
    let (mut losses, mut some) = (Vec::new(), Vec::with_capacity(REPORTED));
    for step in 1..=steps {
        some.push(pollster::block_on(trainer.learn(&batch(step as u64)?))?);
        progress.set_position(step as u64);
        if some.len() == REPORTED || step == steps {
            let mean = some.iter().sum::<f64>() / some.len() as f64;
            progress.suspend(|| eprintln!("step {step}: mean loss {mean:.4}"));
            progress.set_message(format!("loss {mean:.4}"));
            losses.push(mean);
            some.clear();
        }
    }
    progress.finish_and_clear();
    Ok(losses)
}

fn named(found: &[Option<f64>]) -> Vec<Explained> {
    TARGETS.into_iter().zip(found).map(|(target, &share)| Explained { target, share }).collect()
}

fn line(Explained { target, share }: &Explained) -> String {
    let told = share.map_or("never varies".into(), |share| format!("{share:.2} of the variation told"));
    format!("{target}: {told}")
}
