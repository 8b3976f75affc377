//! `oddframe score control`: scores that no trained model made, from the same boxes and by the same rules.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::CliError;
use super::clips::{ClipArgs, LocalizedClip};
use super::detector::Localization;
use super::device::Chosen;
use super::learn::{computed, joined};
use super::networks::finished;
use super::progress::bar;
use super::score::{self, DeviceChoice, OutputArgs};
use crate::device::Computer;
use crate::lbr::model::Width;
use crate::lbr::pca::{self, Pca};
use crate::lbr::scoring::Scoring;
use crate::lbr::{Control, initial};
use crate::scores::{Run, ScoreFile};

/// A score that no trained model made, to stand beside the methods
#[derive(Debug, Args)]
pub struct ControlArgs {
    /// Which control
    #[arg(long, value_enum)]
    kind: Kind,
    #[command(flatten)]
    clips: ClipArgs,
    /// Seed of the untrained network, and of where the principal components are looked for
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What computes the untrained network and the principal components [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Width of the widest box for its height
    BoxAspect,
    /// Width of the widest box
    BoxWidth,
    /// How many boxes a frame has
    BoxCount,
    /// Error of taking the centre frame of a cube for all five
    FrameCopy,
    /// Variance of the pixels of a cube: contrast alone
    CubeVariance,
    /// Error of the network before it has learned anything
    Untrained,
    /// Error of a reconstruction from the first 64 principal components of the cubes
    Pca,
}

/// Scores and writes.
pub fn run(args: &ControlArgs) -> Result<(), CliError> {
    let device = Chosen::new(args.device);
    let found = Localization::new(&args.clips, false, &device)?;
    let (clips, rules) = (&found.clips, found.rules);
    let (name, computed) = match args.kind {
        Kind::BoxAspect => without_model(Control::BoxAspect, clips),
        Kind::BoxWidth => without_model(Control::BoxWidth, clips),
        Kind::BoxCount => without_model(Control::BoxCount, clips),
        Kind::FrameCopy => without_model(Control::FrameCopy, clips),
        Kind::CubeVariance => without_model(Control::CubeVariance, clips),
        Kind::Untrained => ("untrained", untrained(clips, args.seed, device.computer()?)?),
        Kind::Pca => ("pca-64", principal_components(clips, args.seed, device.computer()?)?),
    };
    let tracks = score::tracks(clips, &computed.object_scores, rules, args.output.regions)?;
    let run = Run {
        method: format!("control: {name}"),
        preset: args.clips.preset.name().into(),
        config: json!({ "rules": rules.name() }),
        weights: None,
        device: computed.device,
        adapter: computed.adapter,
        seed: Some(args.seed),
        version: env!("CARGO_PKG_VERSION").into(),
        notes: [score::notes(clips), found.note.iter().cloned().collect()].concat(),
    };
    score::finish(ScoreFile { videos: tracks, run: Some(run) }, args.output.out.as_deref())
}

/// Scores of all cubes of all clips, and what computed them.
pub struct Computed {
    /// Per clip, per cube.
    pub object_scores: Vec<Vec<f32>>,
    /// "gpu" or "cpu".
    pub device: String,
    /// The adapter's name.
    pub adapter: String,
}

fn without_model(control: Control, clips: &[LocalizedClip]) -> (&'static str, Computed) {
    let scores = |clip: &LocalizedClip| control.scores(&clip.localized.cubes, clip.localized.frames.len());
    let object_scores = clips.iter().map(scores).collect();
    (control.name(), Computed { object_scores, device: "cpu".into(), adapter: "no model".into() })
}

/// The z-scores of the network at its start values.
fn untrained(clips: &[LocalizedClip], seed: u64, computer: &Computer) -> Result<Computed, CliError> {
    let model = initial::start(Width::PAPER, seed, &computer.device);
    let errors = finished(Scoring::all(model, joined(clips), &computer.device))?;
    Ok(computed(clips, &errors, computer))
}

/// The errors of all cubes in a reconstruction from principal components.
fn principal_components(
    clips: &[LocalizedClip],
    seed: u64,
    computer: &Computer,
) -> Result<Computed, CliError> {
    let mut pca = Pca::new(joined(clips), pca::COMPONENTS, seed, &computer.device)?;
    let progress = bar("components", Some(pca.steps() as u64));
    while !pca.done() {
        pollster::block_on(pca.step())?;
        progress.set_position(pca.steps_done() as u64);
    }
    progress.finish_and_clear();
    Ok(computed(clips, &pca.into_errors(), computer))
}
