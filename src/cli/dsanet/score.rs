//! `oddframe score dsanet`: scores and class probabilities of feature files with trained weights.

use std::path::PathBuf;

use clap::Args;

use crate::cli::CliError;
use crate::cli::data::{SetArgs, open_features, score_all};
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::score::finish;
use crate::cli::weights::open_weights;
use crate::dsanet::{SetScoring, trained};
use crate::encode::{CropPolicy, FeatureSetOptions};
use crate::formats::digest::file_sha256;

/// DSANet: score and classify snippet features with trained weights
#[derive(Debug, Args)]
pub struct ScoreDsaNetArgs {
    #[command(flatten)]
    set: SetArgs,
    /// Weights, as `train dsanet` writes them, an official .pth, or a VadCLIP checkpoint
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Crops whose scores are averaged [default: the published crop of published weights, else all]
    #[arg(long, value_name = "all|available|only:I")]
    crops: Option<CropPolicy>,
}

/// Scores every video of the files, one at a time.
pub fn score(args: &ScoreDsaNetArgs) -> Result<(), CliError> {
    let computer = open(args.set.device)?;
    let weights = open_weights(&args.weights)?;
    let trained = trained::read(&weights, &computer.device).in_path(&args.weights)?;
    let dim = Some(trained.model.config().width);
    let open =
        |crops| open_features(&args.set.features, FeatureSetOptions { naming: args.set.naming, crops, dim });
    let features = open(args.crops.unwrap_or_default())?;
    let (crops, crop_note) = trained.crops(args.crops, features.naming());
    let features = open(crops)?;
    let videos = features.len();
    let mut scoring = SetScoring::new(features, trained, crop_note);
    score_all(videos, || pollster::block_on(scoring.step()))?;
    let sha256 = file_sha256(weights.source()).in_path(&args.weights)?;
    finish(scoring.scores(&computer, sha256), args.set.out.as_deref())
}
