//! `oddframe score dsanet`: scores and class probabilities of feature files with trained weights.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::measure::score_video;
use super::trained::{Trained, read_trained};
use crate::cli::CliError;
use crate::cli::data::{DiskSource, open_features};
use crate::cli::device::open;
use crate::cli::progress::bar;
use crate::cli::score::{DeviceChoice, finish};
use crate::dsanet::scoring::VideoScores;
use crate::dsanet::{DataSet, DsaNetConfig};
use crate::encode::{CropPolicy, FeatureSet, FeatureSetOptions, Naming, NoteCounts};
use crate::scores::{ClassScores, Run, ScoreFile, ScoreTrack};

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

/// The crop of the published protocol: the mirrored centre of UCF-Crime, the centre of XD-Violence. The feature's author
/// chose them by result (nwpu-zxr/VadCLIP, issue 2).
fn published_crop(set: DataSet) -> (Naming, usize) {
    match set {
        DataSet::UcfCrime => (Naming::UcfCrime, 5),
        DataSet::XdViolence => (Naming::XdViolence, 0),
    }
}

/// Scores every video of the files, one at a time.
pub fn score(args: &ScoreDsaNetArgs) -> Result<(), CliError> {
    let computer = open(args.device)?;
    let trained = read_trained(&args.weights, &computer.device)?;
    let (features, crop_note) = opened(args, &trained)?;
    let model = &trained.model;
    let progress = bar("score", Some(features.len() as u64));
    let (mut tracks, mut notes, mut short) = (BTreeMap::new(), NoteCounts::default(), Vec::new());
    for id in features.videos() {
        progress.set_message(id.to_owned());
        let (video, odd) = pollster::block_on(features.read(id))?;
        notes.add(&odd);
        let scored = score_video(model, id, &video, || progress.tick())?;
        if scored.seems_normalised {
            short.push(id.to_owned());
        }
        tracks.insert(id.to_owned(), track(video.frames_per_snippet, scored, model.config()));
        progress.inc(1);
    }
    progress.finish_and_clear();
    let normalised = short.first().map(|id| {
        format!(
            "{id}: features look L2-normalised; DSANet was trained on raw CLIP embeddings ({} videos)",
            short.len()
        )
    });
    let all = trained.notes.into_iter().chain(crop_note).chain(normalised).chain(notes.lines());
    let run = Run {
        method: trained.method,
        preset: features.naming().to_string(),
        config: trained.config,
        weights: Some(trained.sha256),
        device: computer.kind.name().into(),
        adapter: computer.name.clone(),
        seed: trained.seed,
        version: env!("CARGO_PKG_VERSION").into(),
        notes: all.collect(),
    };
    finish(ScoreFile { videos: tracks, run: Some(run) }, args.out.as_deref())
}

/// The files with the crops that are scored, and what a reader should know of the choice.
fn opened(
    args: &ScoreDsaNetArgs,
    trained: &Trained,
) -> Result<(FeatureSet<DiskSource>, Option<String>), CliError> {
    let dim = Some(trained.model.config().width);
    let open = |crops| open_features(&args.features, FeatureSetOptions { naming: args.naming, crops, dim });
    let features = open(args.crops.unwrap_or_default())?;
    let Some((naming, crop)) = trained.data_set.map(published_crop) else { return Ok((features, None)) };
    match args.crops {
        // Files of another naming need not have that crop.
        None if features.naming() == naming => {
            let note = format!("crop {crop} alone, as published; that crop was chosen by its result");
            Ok((open(CropPolicy::Only(crop))?, Some(note)))
        }
        asked => {
            let crops = asked.unwrap_or_default();
            let note = format!("crops {crops}: not the published protocol");
            Ok((features, (crops != CropPolicy::Only(crop)).then_some(note)))
        }
    }
}

fn track(stride: usize, scored: VideoScores, config: &DsaNetConfig) -> ScoreTrack {
    let mut track = ScoreTrack::new(stride, scored.scores);
    if !scored.classes.is_empty() {
        let count = config.classes.len();
        let of_class = |(at, class): (usize, &String)| ClassScores {
            class: class.clone(),
            scores: scored.classes.iter().skip(at).step_by(count).copied().collect(),
        };
        track.classes = config.classes.iter().enumerate().map(of_class).collect();
    }
    track
}
