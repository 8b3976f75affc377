//! `oddframe score dsanet`: scores and class probabilities of feature files with trained weights.

use std::path::PathBuf;

use clap::Args;

use crate::cli::CliError;
use crate::cli::data::open_features;
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::progress::bar;
use crate::cli::score::{DeviceChoice, finish};
use crate::cli::weights::open_weights;
use crate::dsanet::{SetScoring, trained};
use crate::encode::{CropPolicy, FeatureSetOptions, Naming};
use crate::formats::digest::file_sha256;
use crate::learning::SetProgress;

/// DSANet: score and classify snippet features with trained weights
#[derive(Debug, Args)]
pub struct ScoreDsaNetArgs {
    /// Feature files: a folder, a zip or .npz, or one .npy
    #[arg(long, value_name = "FILE|DIR")]
    features: PathBuf,
    /// Weights, as `train dsanet` writes them, an official .pth, or a VadCLIP checkpoint
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Crops whose scores are averaged [default: the published crop of published weights, else all]
    #[arg(long, value_name = "all|available|only:I")]
    crops: Option<CropPolicy>,
    /// How files are named: ucf-crime, xd-violence or generic [default: found out]
    #[arg(long, value_name = "NAMING")]
    naming: Option<Naming>,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
    /// scores.json; without it the scores go to stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Scores every video of the files, one at a time.
pub fn score(args: &ScoreDsaNetArgs) -> Result<(), CliError> {
    let computer = open(args.device)?;
    let weights = open_weights(&args.weights)?;
    let trained = trained::read(&weights, &computer.device).in_path(&args.weights)?;
    let dim = Some(trained.model.config().width);
    let open = |crops| open_features(&args.features, FeatureSetOptions { naming: args.naming, crops, dim });
    let features = open(args.crops.unwrap_or_default())?;
    let (crops, crop_note) = trained.crops(args.crops, features.naming());
    let features = open(crops)?;
    let progress = bar("score", Some(features.len() as u64));
    let mut scoring = SetScoring::new(features, trained, crop_note);
    while let Some(SetProgress { video, done, .. }) = pollster::block_on(scoring.step())? {
        progress.set_message(video);
        progress.set_position(done as u64);
    }
    progress.finish_and_clear();
    let sha256 = file_sha256(weights.source()).in_path(&args.weights)?;
    finish(scoring.scores(&computer, sha256), args.out.as_deref())
}
