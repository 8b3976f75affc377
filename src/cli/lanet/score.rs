//! `oddframe score lanet`: scores of feature files with trained weights.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::CliError;
use crate::cli::data::{SetArgs, open_features, score_all};
use crate::cli::device::open;
use crate::cli::error::InPath;
use crate::cli::score::finish;
use crate::cli::weights::open_weights;
use crate::encode::{CropPolicy, FeatureSetOptions};
use crate::formats::digest::file_sha256;
use crate::lanet::pel4vad::DataSet;
use crate::lanet::{SetScoring, trained};

/// LA-Net: score snippet features with trained weights
#[derive(Debug, Args)]
pub struct ScoreLaNetArgs {
    #[command(flatten)]
    set: SetArgs,
    /// Weights, as `train lanet` writes them, or a PEL4VAD checkpoint
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// The data set for which PEL4VAD weights were published
    #[arg(long, value_enum, value_name = "DATA SET")]
    pel4vad: Option<Published>,
    /// Crops whose scores are averaged
    #[arg(long, value_name = "all|available|only:I", default_value_t)]
    crops: CropPolicy,
}

/// Data sets with PEL4VAD weights.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Published {
    /// Kernel 9, window 9, normalised over time
    UcfCrime,
    /// Kernel 3, window 9, not normalised
    XdViolence,
    /// Kernel 3, window 5, normalised over time
    Shanghaitech,
}

impl From<Published> for DataSet {
    fn from(published: Published) -> Self {
        match published {
            Published::UcfCrime => Self::UcfCrime,
            Published::XdViolence => Self::XdViolence,
            Published::Shanghaitech => Self::ShanghaiTech,
        }
    }
}

/// Scores every video of the files, one at a time.
pub fn score(args: &ScoreLaNetArgs) -> Result<(), CliError> {
    let computer = open(args.set.device)?;
    let weights = open_weights(&args.weights)?;
    let trained =
        trained::read(&weights, args.pel4vad.map(Into::into), &computer.device).in_path(&args.weights)?;
    let dim = Some(trained.model.config().feat_dim);
    let options = FeatureSetOptions { naming: args.set.naming, crops: args.crops, dim };
    let features = open_features(&args.set.features, options)?;
    let videos = features.len();
    let mut scoring = SetScoring::new(features, trained, &computer);
    score_all(videos, || pollster::block_on(scoring.step()))?;
    let sha256 = file_sha256(weights.source()).in_path(&args.weights)?;
    finish(scoring.scores(&computer, sha256), args.set.out.as_deref())
}
