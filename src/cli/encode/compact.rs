//! `oddframe encode compact`: what the compact encoder sees in clips or rendered scenes.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;

use super::scene_set::encode_set;
use crate::cli::CliError;
use crate::cli::clips::{Source, open};
use crate::cli::files::write;
use crate::cli::progress::bar;
use crate::cli::scene_set::SceneSet;
use crate::encode::Features;
use crate::encode::compact::CompactEncoder;
use crate::formats::npy_bytes;
use crate::synth::AnyScene;

/// What is encoded, and where it goes.
#[derive(Debug, Args)]
pub struct CompactArgs {
    /// A folder of pictures, a folder of such folders, or a video file
    #[arg(long, value_name = "DIR", required_unless_present = "scenes")]
    frames: Option<PathBuf>,
    /// A set of rendered videos: train.npz, test.npz, train.txt, train_classes.txt, truth.json and sightings.json
    #[arg(long, value_enum, conflicts_with = "frames")]
    scenes: Option<SceneSet>,
    /// Folder for ID.npy of every clip, or for the files of the set
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Encodes and writes.
pub fn run(args: &CompactArgs) -> Result<(), CliError> {
    match (&args.frames, args.scenes) {
        (Some(frames), _) => encode_clips(frames, &args.out),
        (None, Some(set)) => encode_set(set.into(), &args.out, |_, scene| encode_scene(scene)),
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

fn encode_scene(scene: &AnyScene) -> Result<Features, CliError> {
    let mut encoder = CompactEncoder::new();
    for t in 0..scene.frames() {
        encoder.push(&scene.render(t)?)?;
    }
    Ok(encoder.finish()?)
}
