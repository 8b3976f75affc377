//! `oddframe encode compact`: what the compact encoder sees in clips or rendered scenes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use rayon::prelude::*;

use crate::cli::CliError;
use crate::cli::clips::{Source, open};
use crate::cli::files::write;
use crate::cli::progress::bar;
use crate::encode::Features;
use crate::encode::compact::CompactEncoder;
use crate::evaluate::{Truth, VideoTruth};
use crate::formats::{npy_bytes, npz_bytes};
use crate::synth::Plaza;
use crate::synth::weak::{self, WeakVideo};

/// What is encoded, and where it goes.
#[derive(Debug, Args)]
pub struct CompactArgs {
    /// A folder of pictures, a folder of such folders, or a video file
    #[arg(long, value_name = "DIR", required_unless_present = "scenes")]
    frames: Option<PathBuf>,
    /// A set of rendered videos: train.npz, test.npz, train.txt, train_classes.txt and truth.json
    #[arg(long, value_enum, conflicts_with = "frames")]
    scenes: Option<Scenes>,
    /// Folder for ID.npy of every clip, or for the files of the set
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scenes {
    /// 60 videos to train on and 30 to test on, half of them with something odd
    PlazaWeak,
}

/// Encodes and writes.
pub fn run(args: &CompactArgs) -> Result<(), CliError> {
    match (&args.frames, args.scenes) {
        (Some(frames), _) => encode_clips(frames, &args.out),
        (None, Some(Scenes::PlazaWeak)) => encode_plaza_weak(&args.out),
        (None, None) => Err(CliError::Usage("nothing to encode: give --frames or --scenes".into())),
    }
}

fn encode_clips(frames: &Path, out: &Path) -> Result<(), CliError> {
    for source in open(frames)? {
        let info = source.info()?;
        let features =
            encode_clip(&source, bar(format!("Encoding {}", info.id), info.frames.map(|n| n as u64)))?;
        let shape = [features.snippets, features.dim];
        write(&out.join(format!("{}.npy", info.id)), &npy_bytes(&shape, &features.data))?;
    }
    Ok(())
}

fn encode_clip(source: &Source, progress: ProgressBar) -> Result<Features, CliError> {
    let mut encoder = CompactEncoder::new();
    // The rate only places the frames in time, which this encoder does not read.
    for frame in source.frames(1.0)? {
        encoder.push(&frame?)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(encoder.finish()?)
}

fn encode_plaza_weak(out: &Path) -> Result<(), CliError> {
    let (train, test) = (weak::train_videos(), weak::test_videos());
    let progress = bar("Rendering and encoding", Some((train.len() + test.len()) as u64));
    let trained = encode_scenes(&train, &progress)?;
    let tested = encode_scenes(&test, &progress)?;
    progress.finish_and_clear();
    write(&out.join("train.npz"), &archive(&train, &trained)?)?;
    write(&out.join("test.npz"), &archive(&test, &tested)?)?;
    let line = |video: &WeakVideo| format!("{} {}\n", video.id, u8::from(video.scene.odd));
    write(&out.join("train.txt"), train.iter().map(line).collect::<String>().as_bytes())?;
    let classes = train.iter().zip(&trained).map(|(video, encoded)| class_line(video, &encoded.truth));
    write(&out.join("train_classes.txt"), classes.collect::<String>().as_bytes())?;
    let videos = test.iter().zip(tested).map(|(video, encoded)| (video.id.clone(), encoded.truth)).collect();
    write(&out.join("truth.json"), Truth { videos }.to_json()?.as_bytes())
}

/// A video with the classes of what is odd in it, once each.
fn class_line(video: &WeakVideo, truth: &VideoTruth) -> String {
    let classes: BTreeSet<&str> = truth.events.iter().map(|event| event.class.as_str()).collect();
    let names: Vec<&str> = classes.into_iter().collect();
    let label = if names.is_empty() { "normal".to_owned() } else { names.join(", ") };
    format!("{} {label}\n", video.id)
}

struct Encoded {
    features: Features,
    /// Over the frames that the features cover.
    truth: VideoTruth,
}

fn encode_scenes(videos: &[WeakVideo], progress: &ProgressBar) -> Result<Vec<Encoded>, CliError> {
    videos.par_iter().map(|video| encode_scene(video).inspect(|_| progress.inc(1))).collect()
}

fn encode_scene(video: &WeakVideo) -> Result<Encoded, CliError> {
    let plaza = Plaza::new(video.scene)?;
    let mut encoder = CompactEncoder::new();
    for t in 0..video.scene.frames {
        encoder.push(&plaza.render(t)?)?;
    }
    let features = encoder.finish()?;
    let covered = features.snippets * features.frames_per_snippet;
    let mut truth = plaza.truth();
    truth.frames = covered;
    truth.events.retain(|event| event.start < covered);
    for event in &mut truth.events {
        event.end = event.end.min(covered);
        // Where in the picture it is nobody asks of a snippet.
        event.regions = BTreeMap::new();
    }
    Ok(Encoded { features, truth })
}

fn archive(videos: &[WeakVideo], encoded: &[Encoded]) -> Result<Vec<u8>, CliError> {
    let shapes: Vec<[usize; 2]> = encoded.iter().map(|e| [e.features.snippets, e.features.dim]).collect();
    let arrays = videos.iter().zip(encoded).zip(&shapes);
    let arrays =
        arrays.map(|((video, e), shape)| (video.id.as_str(), &shape[..], e.features.data.as_slice()));
    npz_bytes(arrays).map_err(|error| CliError::Usage(format!("the archive cannot be made: {error}")))
}
