//! `oddframe score lbr`: learns from the clips and scores them.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::clips::{ClipArgs, Rules, Wanted};
use super::control::Computed;
use super::detector::Localization;
use super::device::Chosen;
use super::learn::learn;
use super::score::{self, DeviceChoice, OutputArgs};
use crate::lbr::model::Width;
use crate::scores::{
    DEFAULT_THRESHOLD, Learning, Run, ScoreError, ScoreFile, ScoreTrack, Verdict, events, judge, robust_units,
};

/// LBR-SPR: learn from the clip alone and mark what was hardest to redraw
#[derive(Debug, Args)]
pub struct LbrArgs {
    #[command(flatten)]
    pub clips: ClipArgs,
    /// Training steps [default: by the number of cubes]
    #[arg(long, value_name = "N", conflicts_with = "epochs", value_parser = clap::value_parser!(u32).range(1..))]
    pub steps: Option<u32>,
    /// Training epochs, by the rules of a data set [default there: 30]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub epochs: Option<u32>,
    /// Cubes per step [default: 256 by the rules of a data set, else by the number of cubes]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub batch: Option<u32>,
    /// Width of the network; 1 is the paper's
    #[arg(long, value_name = "W", value_parser = network_width)]
    pub width: Option<Width>,
    /// Score without refinement: plain LBR
    #[arg(long)]
    pub no_refinement: bool,
    /// A second network that draws the flow of the cubes, by the rules of a data set
    #[arg(long)]
    pub motion: bool,
    /// Score with these weights instead of learning
    #[arg(long, value_name = "FILE", conflicts_with_all = ["steps", "epochs", "batch", "width", "no_refinement"])]
    pub weights: Option<PathBuf>,
    /// Write what learning did, step by step, and the errors at every checkpoint as JSON: one clip, by the rules of a clip
    #[arg(long, value_name = "FILE", conflicts_with_all = ["epochs", "weights"])]
    pub trace: Option<PathBuf>,
    /// Seed of start values and shuffles
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    pub device: Option<DeviceChoice>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What learning gave.
pub struct Learned {
    /// The z-score of every cube, per clip, and what computed it.
    pub computed: Computed,
    /// How learning ended, one per network: per clip by the rules of a clip, one for all by those of a data set.
    pub learning: Vec<Learning>,
    /// "LBR-SPR", or what else it has to be called.
    pub method: String,
    /// Every setting, the defaults filled in.
    pub config: serde_json::Value,
    /// SHA-256 of the weights file.
    pub weights: Option<String>,
    /// What a reader should know: an early stop, a skipped tail.
    pub notes: Vec<String>,
}

/// Learns, scores, says what stands out, writes.
pub fn run(args: &LbrArgs) -> Result<(), CliError> {
    let device = Chosen::new(args.device);
    let wanted = Wanted { data_set: args.epochs.is_some() || args.motion, motion: args.motion };
    let found = Localization::wanted(&args.clips, wanted, &device)?;
    let computer = device.computer()?;
    let (clips, rules) = (found.clips, found.rules);
    if args.trace.is_some() && rules == Rules::DataSet {
        return Err(CliError::Usage(
            "--trace records one clip by the rules of a clip; leave out --boxes and give one clip".into(),
        ));
    }
    let learned = learn(args, &clips, rules, computer)?;
    let tracks = score::tracks(&clips, &learned.computed.object_scores, rules, args.output.regions)?;
    if rules == Rules::Clip {
        for (clip, &learning) in clips.iter().zip(&learned.learning) {
            let verdict = verdict(&tracks[&clip.id], clip.frames_per_second, learning)?;
            eprintln!("{}: {}", clip.id, verdict.sentence(clip.frames_per_second));
            verdict.caveat().into_iter().for_each(|caveat| eprintln!("{caveat}"));
        }
    }
    let run = Run {
        method: learned.method,
        preset: args.clips.preset.name().into(),
        config: learned.config,
        weights: learned.weights,
        device: learned.computed.device,
        adapter: learned.computed.adapter,
        seed: Some(args.seed),
        version: env!("CARGO_PKG_VERSION").into(),
        notes: [score::notes(&clips), found.note.into_iter().collect(), learned.notes].concat(),
    };
    score::finish(ScoreFile { videos: tracks, run: Some(run) }, args.output.out.as_deref())
}

/// What may be said about a clip at the default threshold.
fn verdict(track: &ScoreTrack, frames_per_second: f64, learning: Learning) -> Result<Verdict, ScoreError> {
    let has_object = track.has_object();
    let robust = robust_units(&track.scores, &has_object)?;
    let found = events(&robust.values, frames_per_second, DEFAULT_THRESHOLD)?;
    Ok(judge(&robust.values, &has_object, &found, learning))
}

fn network_width(text: &str) -> Result<Width, String> {
    match text.parse::<f64>() {
        Ok(width) => Width::new(width).map_err(|error| error.to_string()),
        Err(_) => Err("expected a number, such as 0.25".into()),
    }
}
