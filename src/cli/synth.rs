//! `oddframe synth`: a rendered scene as PNG frames and its exact truth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::CliError;
use super::files::write;
use super::progress::bar;
use super::scene_set::SceneSet;
use super::synth_script::ScriptArgs;
use crate::evaluate::Truth;
use crate::synth::script::{Script, ScriptedScene};
use crate::synth::{AnyScene, Edition, Plaza, PlazaConfig};
use crate::video::Frame;
use crate::video::folder::ImageFolder;

/// Render a scene: frames as PNG and truth.json
#[derive(Debug, Args)]
pub struct SynthArgs {
    /// Which scene
    #[arg(long, value_enum, default_value_t = Scene::Plaza)]
    scene: Scene,
    /// Everything that differs from scene to scene comes from here
    #[arg(long, default_value_t = PlazaConfig::default().seed)]
    seed: u64,
    /// How many frames, at 30 per second
    #[arg(long, default_value_t = PlazaConfig::default().frames)]
    frames: usize,
    /// Pixels per row
    #[arg(long, default_value_t = PlazaConfig::default().width)]
    width: usize,
    /// Rows
    #[arg(long, default_value_t = PlazaConfig::default().height)]
    height: usize,
    /// Generation of the scenes
    #[arg(long, value_enum, default_value_t = Generation::Fourth)]
    edition: Generation,
    /// Let nothing odd happen
    #[arg(long)]
    normal: bool,
    #[command(flatten)]
    own: ScriptArgs,
    /// The set whose video is rendered
    #[arg(long, value_enum, requires = "video")]
    set: Option<SceneSet>,
    /// A video of the set, such as test001; nothing else about the scene can be said then
    #[arg(long, value_name = "ID", requires = "set", conflicts_with_all = ["seed", "frames", "width", "height", "edition", "normal", "script", "place", "crowd", "weather", "light", "noise", "shake", "compression", "events"])]
    video: Option<String>,
    /// Folder for 00000.png, 00001.png, ... and truth.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scene {
    /// A square with walkers
    Plaza,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Generation {
    /// An evenly lit square
    Third,
    /// Sun and shade, and much that is fast: the benchmark
    Fourth,
}

impl From<Generation> for Edition {
    fn from(generation: Generation) -> Self {
        match generation {
            Generation::Third => Self::Third,
            Generation::Fourth => Self::Fourth,
        }
    }
}

/// Renders and writes.
pub fn run(args: &SynthArgs) -> Result<(), CliError> {
    write_scene(&args.out, &scene(args)?)
}

fn scene(args: &SynthArgs) -> Result<AnyScene, CliError> {
    let SynthArgs { scene: Scene::Plaza, seed, frames, width, height, edition, normal, .. } = *args;
    if let (Some(set), Some(video)) = (args.set, &args.video) {
        return Ok(set.video(video)?.scene.open()?);
    }
    match args.own.script(Script { seed, frames, width, height, ..Script::default() })? {
        Some(script) => Ok(ScriptedScene::new(script)?.into()),
        None => {
            let config = PlazaConfig { seed, frames, width, height, odd: !normal, edition: edition.into() };
            Ok(Plaza::new(config)?.into())
        }
    }
}

/// Writes the frames of a scene, then its truth.
fn write_scene(out: &Path, scene: &AnyScene) -> Result<(), CliError> {
    let frames = scene.frames();
    let progress = bar("Rendering", Some(frames as u64));
    for t in 0..frames {
        let path = out.join(format!("{t:05}.png"));
        write(&path, &png(&scene.render(t)?, &path)?)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    let truth = Truth { videos: BTreeMap::from([(written_clip(out, frames)?, scene.truth())]) };
    write(&out.join("truth.json"), truth.to_json()?.as_bytes())
}

/// The clip's id as whoever scores the folder will read it. Refuses a folder that holds other pictures too:
/// they would be read as frames of the scene.
fn written_clip(folder: &Path, frames: usize) -> Result<String, CliError> {
    let clips = ImageFolder::open_all(folder)?;
    match clips.as_slice() {
        [clip] if clip.len() == frames => Ok(clip.id().into()),
        _ => {
            let found: usize = clips.iter().map(ImageFolder::len).sum();
            Err(CliError::Usage(format!(
                "--out {} holds {found} pictures, the scene has {frames} frames; the others would be taken for \
                 frames of it, choose an empty folder",
                folder.display()
            )))
        }
    }
}

fn png(frame: &Frame, path: &Path) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    // Camera noise does not compress: the fast setting costs a few per cent of size.
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    let (width, height) = (frame.width() as u32, frame.height() as u32);
    encoder
        .write_image(frame.rgb(), width, height, ExtendedColorType::Rgb8)
        .map_err(|source| CliError::Picture { path: path.into(), source })?;
    Ok(bytes)
}
