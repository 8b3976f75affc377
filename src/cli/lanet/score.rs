//! `oddframe score lanet`: scores of feature files with trained weights.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use safetensors::SafeTensors;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::measure::score_video;
use super::notes::Notes;
use super::report::method_name;
use super::sources::open_features;
use crate::cli::CliError;
use crate::cli::device::{kind_name, open};
use crate::cli::error::InPath;
use crate::cli::files::read;
use crate::cli::progress::bar;
use crate::cli::score::{DeviceChoice, finish};
use crate::encode::{CropPolicy, FeatureSetOptions, Naming};
use crate::lanet::loss_config::LossConfig;
use crate::lanet::run_config::{Select, TrainConfig};
use crate::lanet::{LaNet, RunConfig, weights};
use crate::scores::{Run, ScoreTrack};

/// LA-Net: score snippet features with trained weights
#[derive(Debug, Args)]
pub struct ScoreLaNetArgs {
    /// Feature files: a folder, a zip or .npz, or one .npy
    #[arg(long, value_name = "FILE|DIR")]
    features: PathBuf,
    /// Weights, as `train lanet` writes them
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// Crops whose scores are averaged
    #[arg(long, value_name = "all|available|only:I", default_value_t)]
    crops: CropPolicy,
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
pub fn score(args: &ScoreLaNetArgs) -> Result<(), CliError> {
    let bytes = read(&args.weights)?;
    let computer = open(args.device)?;
    let model = weights::read(&bytes, &computer.device).in_path(&args.weights)?;
    let dim = Some(model.config().feat_dim);
    let options = FeatureSetOptions { naming: args.naming, crops: args.crops, dim };
    let features = open_features(&args.features, options)?;
    let progress = bar("score", Some(features.len() as u64));
    let (mut tracks, mut notes) = (BTreeMap::new(), Notes::default());
    for id in features.videos() {
        progress.set_message(id.to_owned());
        let (video, odd) = pollster::block_on(features.read(id))?;
        notes.add(&odd);
        let scored = score_video(&model, id, &video, computer.kind, || progress.tick())?;
        tracks.insert(id.to_owned(), ScoreTrack::new(video.frames_per_snippet, scored.scores));
        progress.inc(1);
    }
    progress.finish_and_clear();
    let described = described(&bytes, &model)?;
    let run = Run {
        method: described.method,
        preset: features.naming().to_string(),
        config: described.config,
        weights: Some(Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()),
        device: kind_name(computer.kind).into(),
        adapter: computer.name.clone(),
        seed: described.seed,
        version: env!("CARGO_PKG_VERSION").into(),
        notes: [described.notes, notes.lines()].concat(),
    };
    finish(tracks, run, args.out.as_deref())
}

/// What a weights file says about itself.
struct Described {
    method: String,
    config: serde_json::Value,
    seed: u64,
    notes: Vec<String>,
}

fn described(bytes: &[u8], model: &LaNet) -> Result<Described, CliError> {
    let mut notes = Vec::new();
    let (train, loss) = (table(bytes, "train"), table(bytes, "loss"));
    if train.is_none() || loss.is_none() {
        notes.push("the weights do not say how they were trained".to_owned());
    }
    let (train, loss): (TrainConfig, LossConfig) = (train.unwrap_or_default(), loss.unwrap_or_default());
    if train.select == Select::BestTest {
        notes.push("the weights' run was chosen on the test set (select = best_test)".to_owned());
    }
    let run = RunConfig { model: model.config().clone(), train, loss };
    let config = serde_json::to_value(&run).map_err(|error| CliError::Print(error.into()))?;
    Ok(Described { method: method_name(&run)?, config, seed: run.train.seed, notes })
}

/// A table of the training run in the metadata of a weights file.
fn table<T: DeserializeOwned>(bytes: &[u8], name: &str) -> Option<T> {
    let (_, header) = SafeTensors::read_metadata(bytes).ok()?;
    serde_json::from_str(header.metadata().as_ref()?.get(name)?).ok()
}
