//! `oddframe score`: what every method shares, from objects' scores to `scores.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::clips::{LocalizedClip, Rules};
use super::files::{print_line, write};
use super::{CliError, control, dsanet, lanet, score_lbr};
use crate::scores::{
    ClipTiming, RegionScore, ScoreError, ScoreFile, ScoreTrack, ScoredObjects, clip_scores, data_set_scores,
};

/// Score clips by a method or by a control
#[derive(Debug, Args)]
pub struct ScoreArgs {
    #[command(subcommand)]
    method: Method,
}

#[derive(Debug, Subcommand)]
enum Method {
    /// LBR-SPR: learn from the clip alone and mark what was hardest to redraw
    Lbr(score_lbr::LbrArgs),
    /// LA-Net: score snippet features with trained weights
    Lanet(lanet::ScoreLaNetArgs),
    /// DSANet: score and classify snippet features with trained weights
    Dsanet(dsanet::ScoreDsaNetArgs),
    /// A score that no trained model made, to stand beside the methods
    Control(control::ControlArgs),
}

/// Where the result goes and what is in it.
#[derive(Debug, Args)]
pub struct OutputArgs {
    /// Write every object's score too
    #[arg(long)]
    pub regions: bool,
    /// scores.json; without it the scores go to stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// The graphics card
    Gpu,
    /// The processor
    Cpu,
}

/// Runs the method that was asked for.
pub fn run(args: &ScoreArgs) -> Result<(), CliError> {
    match &args.method {
        Method::Lbr(args) => score_lbr::run(args),
        Method::Lanet(args) => lanet::score(args),
        Method::Dsanet(args) => dsanet::score(args),
        Method::Control(args) => control::run(args),
    }
}

/// The track of each clip from one score per cube, by id.
///
/// `object_scores` goes with `clips`, and each list in it with the clip's cubes.
pub fn tracks(
    clips: &[LocalizedClip],
    object_scores: &[Vec<f32>],
    rules: Rules,
    regions: bool,
) -> Result<BTreeMap<String, ScoreTrack>, CliError> {
    tracks_of(&clips.iter().collect::<Vec<_>>(), object_scores, rules, regions)
}

/// The same of clips that lie apart.
pub fn tracks_of(
    clips: &[&LocalizedClip],
    object_scores: &[Vec<f32>],
    rules: Rules,
    regions: bool,
) -> Result<BTreeMap<String, ScoreTrack>, CliError> {
    if object_scores.len() != clips.len() {
        let (expected, found) = (clips.len(), object_scores.len());
        return Err(ScoreError::Count { what: "clips with object scores", expected, found }.into());
    }
    let frames: Vec<Vec<usize>> = clips.iter().map(|clip| clip.object_frames()).collect();
    let objects = frames.iter().zip(object_scores).map(|(frames, scores)| ScoredObjects { frames, scores });
    let mut tracks = match rules {
        Rules::Clip => clips
            .iter()
            .zip(objects)
            .map(|(clip, objects)| clip_track(clip, objects))
            .collect::<Result<_, _>>()?,
        Rules::DataSet => {
            let videos: Vec<_> = clips.iter().map(|clip| clip.clip_frames).zip(objects).collect();
            data_set_scores(&videos)?
        }
    };
    if regions {
        for ((track, clip), scores) in tracks.iter_mut().zip(clips).zip(object_scores) {
            track.regions = region_scores(clip, scores);
        }
    }
    Ok(clips.iter().map(|clip| clip.id.clone()).zip(tracks).collect())
}

fn clip_track(clip: &LocalizedClip, objects: ScoredObjects) -> Result<ScoreTrack, ScoreError> {
    let LocalizedClip { clip_frames, frames_per_second, stride, .. } = *clip;
    let parts = clip.parts();
    Ok(clip_scores(objects, ClipTiming { clip_frames, stride, frames_per_second, parts: &parts })?.track)
}

/// Objects with their scores, in frames and pixels of the clip itself.
fn region_scores(clip: &LocalizedClip, scores: &[f32]) -> Vec<RegionScore> {
    let across = clip.original.0 as f32 / clip.analysed.0 as f32;
    let down = clip.original.1 as f32 / clip.analysed.1 as f32;
    let places = clip.localized.cubes.places.iter();
    let scored = places.zip(scores).map(|(place, &score)| {
        let [x1, y1, x2, y2] = place.region.corners;
        let region = [x1 * across, y1 * down, x2 * across, y2 * down];
        RegionScore { frame: place.frame * clip.stride, region, score, error: None, weight: None }
    });
    scored.collect()
}

/// What the localizer remarked, and what was taken for granted, clip by clip.
pub fn notes(clips: &[LocalizedClip]) -> Vec<String> {
    notes_of(clips)
}

/// The same of clips that lie apart.
pub fn notes_of<'a>(clips: impl IntoIterator<Item = &'a LocalizedClip>) -> Vec<String> {
    let mut notes = Vec::new();
    for clip in clips {
        let LocalizedClip { id, original: (width, height), analysed, stride, .. } = clip;
        notes.extend(clip.localized.notes.iter().map(|note| format!("{id}: {note}")));
        if *analysed != clip.original {
            notes.push(format!("{id}: {width}x{height} pixels, analysed at {}x{}", analysed.0, analysed.1));
        }
        if *stride > 1 {
            let rate = clip.frames_per_second;
            notes.push(format!(
                "{id}: one frame in {stride} analysed ({rate} frames per second), the others inherit its score"
            ));
        }
        for cut in clip.localized.cuts() {
            notes.push(format!(
                "{id}: a cut at frame {}; both sides are scored as clips of their own",
                cut * stride
            ));
        }
    }
    notes
}

/// Writes the result to `out`, or prints it. Notes go to stderr as well.
pub fn finish(scores: ScoreFile, out: Option<&Path>) -> Result<(), CliError> {
    for note in scores.run.iter().flat_map(|run| &run.notes) {
        eprintln!("note: {note}");
    }
    let values: usize = scores.videos.values().map(|track| track.scores.len()).sum();
    let videos = scores.videos.len();
    let json = scores.to_json()?;
    let Some(path) = out else {
        return print_line(&json);
    };
    write(path, json.as_bytes())?;
    eprintln!("wrote {values} scores of {videos} videos to {}", path.display());
    Ok(())
}
