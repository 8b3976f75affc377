//! Clips through a network, snippet by snippet, into files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::scene_set::encode_set;
use crate::cli::CliError;
use crate::cli::clips::{Source, open};
use crate::cli::files::write;
use crate::cli::progress::bar;
use crate::cli::scene_set::SceneSet;
use crate::cli::score::DeviceChoice;
use crate::encode::{CropChoice, Encoded, Features, Recipe, SNIPPET_FRAMES, SnippetEncoder, SnippetNetwork};
use crate::formats::npy_bytes;
use crate::synth::AnyScene;

/// Ending of a feature file.
const ENDING: &str = "npy";

/// What is encoded, and where it goes.
#[derive(Debug, Args)]
pub struct SnippetArgs {
    /// A folder of pictures, a folder of such folders, or a video file
    #[arg(long, value_name = "DIR|FILE", required_unless_present = "scenes")]
    frames: Option<PathBuf>,
    /// A set of rendered videos: train.npz, test.npz, train.txt, train_classes.txt, truth.json and sightings.json
    #[arg(long, value_enum, conflicts_with_all = ["frames", "compare"])]
    scenes: Option<SceneSet>,
    /// FILE.npy for one clip, several crops packed as [crops, snippets, width]; else a folder for ID.npy, or
    /// ID__CROP.npy where there are several crops; the folder for the files of the set
    #[arg(long, value_name = "FILE.npy|DIR", required_unless_present = "compare")]
    pub out: Option<PathBuf>,
    /// ten, five, centre, or only:I for one by its number
    #[arg(long, value_name = "CROPS")]
    pub crops: Option<CropChoice>,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    pub device: Option<DeviceChoice>,
}

impl SnippetArgs {
    /// The clips. Errors: none are given.
    pub fn frames(&self) -> Result<&Path, CliError> {
        let missing = || CliError::Usage("nothing to encode: give --frames or --scenes".into());
        self.frames.as_deref().ok_or_else(missing)
    }

    /// Encodes what is asked for, by default the centre crop, and writes it to `out`.
    pub fn encode_all<N: SnippetNetwork + Copy + Sync>(
        &self,
        network: N,
        out: &Path,
        recipe: &Recipe,
    ) -> Result<(), CliError> {
        let crops = self.crops.unwrap_or(CropChoice::Centre);
        match self.scenes {
            Some(set) => {
                encode_set(set.into(), out, |id, scene| encode_scene(network, id, scene, recipe, crops))
            }
            None => encode_clips(network, self.frames()?, out, recipe, crops),
        }
    }
}

fn encode_scene<N: SnippetNetwork>(
    network: N,
    id: &str,
    scene: &AnyScene,
    recipe: &Recipe,
    crops: CropChoice,
) -> Result<Features, CliError> {
    let mut encoder = SnippetEncoder::new(network, id, recipe.clone(), crops)?;
    for t in 0..scene.frames() {
        encoder.push(&scene.render(t)?)?;
        while pollster::block_on(encoder.step())?.is_some() {}
    }
    encoder.end()?;
    while pollster::block_on(encoder.step())?.is_some() {}
    Ok(encoder.finish()?.features)
}

fn encode_clips<N: SnippetNetwork + Copy>(
    network: N,
    frames: &Path,
    out: &Path,
    recipe: &Recipe,
    crops: CropChoice,
) -> Result<(), CliError> {
    let sources = open(frames)?;
    let to_file = out.extension().is_some_and(|ending| ending == ENDING);
    if to_file && sources.len() > 1 {
        return Err(CliError::Usage(format!(
            "--frames {} holds {} clips, --out {} is one file; give a folder",
            frames.display(),
            sources.len(),
            out.display()
        )));
    }
    for source in sources {
        let id = source.info()?.id;
        let encoded = encode(network, &source, recipe, crops, None)?;
        encoded.notes.iter().for_each(|note| eprintln!("note: {id}: {note}"));
        for (path, bytes) in files(&id, &encoded, out, to_file) {
            write(&path, &bytes)?;
        }
    }
    Ok(())
}

/// Encodes a clip, or its first `limit` snippets.
pub fn encode<N: SnippetNetwork>(
    network: N,
    source: &Source,
    recipe: &Recipe,
    crops: CropChoice,
    limit: Option<usize>,
) -> Result<Encoded, CliError> {
    let info = source.info()?;
    let mut encoder = SnippetEncoder::new(network, &info.id, recipe.clone(), crops)?;
    let snippets = info.frames.map(|frames| (frames / SNIPPET_FRAMES).min(limit.unwrap_or(usize::MAX)));
    let progress = bar(format!("Encoding {}", info.id), snippets.map(|snippets| snippets as u64));
    let mut done = 0;
    let mut steps = |encoder: &mut SnippetEncoder<N>| -> Result<usize, CliError> {
        while let Some(step) = pollster::block_on(encoder.step())? {
            progress.set_message(format!("crop {} of {}", step.done, step.crops));
            done = step.snippet + usize::from(step.done == step.crops);
            progress.set_position(done as u64);
        }
        Ok(done)
    };
    // The rate only places the frames in time, which encoders do not read.
    for frame in source.frames(1.0)? {
        encoder.push(&frame?)?;
        if steps(&mut encoder)? >= limit.unwrap_or(usize::MAX) {
            break;
        }
    }
    encoder.end()?;
    steps(&mut encoder)?;
    progress.finish_and_clear();
    Ok(encoder.finish()?)
}

/// Names and contents of a clip's files.
fn files(id: &str, encoded: &Encoded, out: &Path, to_file: bool) -> Vec<(PathBuf, Vec<u8>)> {
    let features = &encoded.features;
    let one = |crop: usize| npy_bytes(&[features.snippets, features.dim], features.crop(crop));
    if features.crops == 1 {
        let path = if to_file { out.to_owned() } else { out.join(format!("{id}.{ENDING}")) };
        return vec![(path, one(0))];
    }
    if to_file {
        let shape = [features.crops, features.snippets, features.dim];
        return vec![(out.to_owned(), npy_bytes(&shape, &features.data))];
    }
    let numbered = encoded.crops.iter().enumerate();
    numbered.map(|(at, number)| (out.join(format!("{id}__{number}.{ENDING}")), one(at))).collect()
}
