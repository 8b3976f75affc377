//! A rendered set of videos as feature files: train.npz, test.npz, train.txt, train_classes.txt, truth.json and
//! sightings.json.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use indicatif::ProgressBar;
use rayon::prelude::*;
use serde::Serialize;

use crate::cli::CliError;
use crate::cli::files::write;
use crate::cli::progress::bar;
use crate::encode::Features;
use crate::evaluate::{Truth, VideoTruth};
use crate::formats::npz_bytes;
use crate::synth::AnyScene;
use crate::synth::weak::{WeakSet, WeakVideo};

/// A video as an encoder sees it.
struct Encoded {
    features: Features,
    /// Over the frames that the features cover.
    truth: VideoTruth,
    sightings: Vec<Vec<&'static str>>,
}

/// Which of the crowd are in sight in the middle of each snippet of the test videos, so that false alarms can be told
/// by kind of actor.
#[derive(Serialize)]
struct Sightings<'a> {
    videos: BTreeMap<&'a str, &'a [Vec<&'static str>]>,
}

/// Renders the videos of a set, lets `encode` see each and writes what it made of them to the folder `out`.
pub fn encode_set(
    set: WeakSet,
    out: &Path,
    encode: impl Fn(&str, &AnyScene) -> Result<Features, CliError> + Sync,
) -> Result<(), CliError> {
    let (train, test) = (set.train_videos(), set.test_videos());
    let progress = bar("Rendering and encoding", Some((train.len() + test.len()) as u64));
    let trained = encode_videos(&train, &encode, &progress)?;
    let tested = encode_videos(&test, &encode, &progress)?;
    progress.finish_and_clear();
    write(&out.join("train.npz"), &archive(&train, &trained)?)?;
    write(&out.join("test.npz"), &archive(&test, &tested)?)?;
    let line = |video: &WeakVideo| format!("{} {}\n", video.id, u8::from(video.scene.odd()));
    write(&out.join("train.txt"), train.iter().map(line).collect::<String>().as_bytes())?;
    let classes = train.iter().zip(&trained).map(|(video, encoded)| class_line(video, &encoded.truth));
    write(&out.join("train_classes.txt"), classes.collect::<String>().as_bytes())?;
    let seen = test.iter().zip(&tested).map(|(video, encoded)| (video.id.as_str(), &*encoded.sightings));
    let sightings = serde_json::to_vec(&Sightings { videos: seen.collect() })
        .map_err(|error| CliError::Usage(format!("the sightings cannot be written: {error}")))?;
    write(&out.join("sightings.json"), &sightings)?;
    let videos = test.iter().zip(tested).map(|(video, encoded)| (video.id.clone(), encoded.truth)).collect();
    write(&out.join("truth.json"), Truth { videos }.to_json()?.as_bytes())
}

fn encode_videos(
    videos: &[WeakVideo],
    encode: &(impl Fn(&str, &AnyScene) -> Result<Features, CliError> + Sync),
    progress: &ProgressBar,
) -> Result<Vec<Encoded>, CliError> {
    let one = |video: &WeakVideo| {
        let scene = video.scene.open()?;
        let features = encode(&video.id, &scene)?;
        progress.inc(1);
        Ok(Encoded {
            truth: covered(scene.truth(), features.snippets * features.frames_per_snippet),
            sightings: sightings(&scene, &features)?,
            features,
        })
    };
    videos.par_iter().map(one).collect()
}

fn sightings(scene: &AnyScene, features: &Features) -> Result<Vec<Vec<&'static str>>, CliError> {
    let length = features.frames_per_snippet;
    let middle = |snippet: usize| snippet * length + length / 2;
    let seen = |snippet| {
        Ok(scene.in_sight(middle(snippet))?.into_iter().filter(|kind| !kind.is_odd()).map(|kind| kind.name()))
    };
    (0..features.snippets).map(|snippet| seen(snippet).map(Iterator::collect)).collect()
}

/// The truth of the first `frames` frames.
fn covered(mut truth: VideoTruth, frames: usize) -> VideoTruth {
    truth.frames = frames;
    truth.events.retain(|event| event.start < frames);
    for event in &mut truth.events {
        event.end = event.end.min(frames);
        // Where in the picture it is nobody asks of a snippet.
        event.regions = BTreeMap::new();
    }
    truth
}

/// A video with the classes of what is odd in it, once each.
fn class_line(video: &WeakVideo, truth: &VideoTruth) -> String {
    let classes: BTreeSet<&str> = truth.events.iter().map(|event| event.class.as_str()).collect();
    let names: Vec<&str> = classes.into_iter().collect();
    let label = if names.is_empty() { "normal".to_owned() } else { names.join(", ") };
    format!("{} {label}\n", video.id)
}

/// `[snippets, dim]` of each video, or `[crops, snippets, dim]`.
fn archive(videos: &[WeakVideo], encoded: &[Encoded]) -> Result<Vec<u8>, CliError> {
    let shape = |features: &Features| match features.crops {
        1 => vec![features.snippets, features.dim],
        crops => vec![crops, features.snippets, features.dim],
    };
    let shapes: Vec<Vec<usize>> = encoded.iter().map(|encoded| shape(&encoded.features)).collect();
    let arrays = videos.iter().zip(encoded).zip(&shapes);
    let arrays =
        arrays.map(|((video, e), shape)| (video.id.as_str(), &shape[..], e.features.data.as_slice()));
    npz_bytes(arrays).map_err(|error| CliError::Usage(format!("the archive cannot be made: {error}")))
}
