//! `oddframe train i3d`: a narrow I3D from rendered scenes in which nothing odd happens.

mod settings;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;
use serde::Serialize;

use self::settings::{Scenes, Settings};
use super::CliError;
use super::data::{REPORT, read_config, write_json};
use super::device::open;
use super::files::write;
use super::progress::bar;
use super::score::DeviceChoice;
use crate::encode::Provenance;
use crate::encode::i3d::train::scenes::{LABELS, scripts, snippets};
use crate::encode::i3d::train::{LabelMeasure, Snippets, TrainError, Trainer, measure};
use crate::encode::i3d::write as write_weights;
use crate::formats::Precision;

/// The encoder that a run leaves.
const ENCODER: &str = "encoder.safetensors";

/// I3D: learn a narrow encoder from what the crowd does in rendered scenes without anything odd
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
    /// Snippets learned from and tried on.
    snippets: [usize; 2],
    /// Mean loss of each epoch.
    losses: &'a [f64],
    /// On the scenes that were held out.
    labels: Vec<Label>,
    seconds: f64,
}

#[derive(Serialize)]
struct Label {
    label: &'static str,
    prevalence: f64,
    auroc: Option<f64>,
}

/// Renders, learns, measures, writes.
pub fn train(args: &TrainI3dArgs) -> Result<(), CliError> {
    let settings = read_settings(args)?;
    let began = Instant::now();
    let computer = open(args.device)?;
    let Scenes { places, frames, crowd, .. } = &settings.scenes;
    let side = settings.network.input;
    let render = |what: &str, first: u64, count: usize| {
        let scenes = scripts(places, first, count, *frames, *crowd);
        let progress = bar(format!("render {what}"), Some(count as u64));
        let rendered: Result<Vec<Snippets>, TrainError> =
            scenes.par_iter().map(|script| snippets(script, side).inspect(|_| progress.inc(1))).collect();
        progress.finish_and_clear();
        let mut all = Snippets::new(side, LABELS.len());
        rendered?.iter().try_for_each(|some| all.append(some))?;
        Ok::<_, CliError>(all)
    };
    let learned = render("scenes to learn from", settings.scenes.first_seed, settings.scenes.count)?;
    let tried = render("scenes to try it on", settings.scenes.first_held_out_seed, settings.scenes.held_out)?;
    let counts = [learned.len(), tried.len()];
    let mut trainer = Trainer::new(settings.config(), learned, &computer.device)?;
    let losses = learn(&mut trainer)?;
    let found = pollster::block_on(measure(trainer.network(), &tried))?;
    let weights = pollster::block_on(trainer.network().folded())?;
    let mut bytes = Vec::new();
    let source = Provenance {
        name: format!("oddframe train i3d, seed {}", settings.train.seed),
        sha256: String::new(),
    };
    write_weights(&mut bytes, &weights, Precision::F16, &source)?;
    write(&args.out.join(ENCODER), &bytes)?;
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        device: computer.kind.name(),
        adapter: &computer.name,
        settings: &settings,
        snippets: counts,
        losses: &losses,
        labels: labelled(&found),
        seconds: began.elapsed().as_secs_f64(),
    };
    report.labels.iter().for_each(|label| eprintln!("{}", line(label)));
    write_json(&args.out.join(REPORT), &report)?;
    eprintln!("wrote {ENCODER} and {REPORT} to {}", args.out.display());
    Ok(())
}

fn read_settings(args: &TrainI3dArgs) -> Result<Settings, CliError> {
    let mut settings = read_config(&args.config, |text, _| Settings::parse(text))?;
    settings.train.seed = args.seed.unwrap_or(settings.train.seed);
    Ok(settings)
}

/// Takes all steps; the mean loss of each epoch.
fn learn(trainer: &mut Trainer) -> Result<Vec<f64>, CliError> {
    let progress = bar("learn", Some(trainer.steps() as u64));
    let (mut losses, mut sum) = (Vec::new(), 0.0);
    while !trainer.done() {
        let step = pollster::block_on(trainer.step())?;
        sum += step.loss;
        progress.set_position(step.step as u64);
        progress.set_message(format!("loss {:.4}", step.loss));
        if step.epoch_done {
            losses.push(sum / trainer.steps_per_epoch() as f64);
            sum = 0.0;
            eprintln!("epoch {}: mean loss {:.4}", losses.len(), losses[losses.len() - 1]);
        }
    }
    progress.finish_and_clear();
    Ok(losses)
}

fn labelled(found: &[LabelMeasure]) -> Vec<Label> {
    let label = |(label, found): (&'static str, &LabelMeasure)| Label {
        label,
        prevalence: found.prevalence,
        auroc: found.auroc,
    };
    LABELS.into_iter().zip(found).map(label).collect()
}

fn line(Label { label, prevalence, auroc }: &Label) -> String {
    let told = auroc.map_or("never or always there".into(), |auroc| format!("AUROC {auroc:.3}"));
    format!("{label}: in {:.0} % of the snippets, {told}", 100.0 * prevalence)
}
