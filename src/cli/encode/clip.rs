//! `oddframe encode clip`: CLIP image features.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::compare::{self, CompareArgs};
use super::snippets::SnippetArgs;
use crate::cli::clips::open;
use crate::cli::weights::open_weights;
use crate::cli::{CliError, device};
use crate::encode::clip::{ClipSnippets, ClipVisual, SnippetFrames, load};
use crate::encode::{Preset, Recipe};

/// How CLIP features are made.
#[derive(Debug, Args)]
pub struct ClipArgs {
    #[command(flatten)]
    snippets: SnippetArgs,
    /// ViT-B-16.pt (OpenAI), model.safetensors (Hugging Face), DSANet's .pth, or what 'weights convert' made of one
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Whose features these are to be like [default: vadclip; with --compare all are tried]
    #[arg(long, value_enum)]
    preset: Option<ClipPreset>,
    /// Frames of a snippet that are embedded: one:I, mean:4 or mean:16
    #[arg(long, value_name = "FRAMES", default_value_t)]
    snippet_frames: SnippetFrames,
    #[command(flatten)]
    compare: CompareArgs,
}

/// Presets of CLIP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ClipPreset {
    /// The features of VadCLIP and DSANet, as far as it is known how they were made
    Vadclip,
    /// CLIP's own preprocessing
    Clip,
}

impl From<ClipPreset> for Preset {
    fn from(preset: ClipPreset) -> Self {
        match preset {
            ClipPreset::Vadclip => Self::VadClip,
            ClipPreset::Clip => Self::Clip,
        }
    }
}

/// Encodes clips, or compares the encoding of one with a file.
pub fn run(args: &ClipArgs) -> Result<(), CliError> {
    let weights = load(&open_weights(&args.weights)?)?;
    weights.notes.iter().for_each(|note| eprintln!("note: {}: {note}", args.weights.display()));
    let config = weights.config;
    let computer = device::open(args.snippets.device)?;
    let tower = ClipVisual::new(weights, &computer.device);
    let places = args.snippet_frames.places();
    let network = ClipSnippets::new(&tower, &places);
    if let Some(file) = &args.compare.compare {
        let theirs = compare::read(file)?;
        let source = compare::only_clip(args.snippets.frames()?, open(args.snippets.frames()?)?)?;
        let presets =
            args.preset.map_or_else(|| ClipPreset::value_variants().to_vec(), |preset| vec![preset]);
        let mut found = Vec::new();
        for preset in presets.into_iter().map(Preset::from) {
            let recipe = Recipe::of(preset, config.side)?;
            found.push((preset, compare::preset(network, &source, &recipe, &theirs, args.compare.snippets)?));
        }
        compare::report(&found, &args.compare)?;
    }
    let Some(out) = &args.snippets.out else {
        return Ok(());
    };
    let preset = args.preset.unwrap_or(ClipPreset::Vadclip).into();
    eprintln!("{}, preset {preset}, frames {}", config.name(), args.snippet_frames);
    args.snippets.encode_all(network, out, &Recipe::of(preset, config.side)?)
}
