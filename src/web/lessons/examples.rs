//! Lessons 1 and 8: drawn scores with their truth, and what choosing by the test set gives.

use std::collections::BTreeMap;

use js_sys::{Float32Array, Float64Array};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::evaluate::{shuffled_in_time, with_video_means};
use crate::scores::ScoreTrack;
use crate::synth::drawn_scores::{DrawnScores, FRAMES_PER_SNIPPET, Knowledge, SNIPPETS, epochs_of_noise};
use crate::web::failure::Failure;

/// What is done to the scores.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum ScoreView {
    /// Nothing.
    Plain,
    /// Each video its mean.
    VideoMean,
    /// Another order of time in each video.
    Shuffled,
    /// The scores of each video given to the next one.
    NextVideo,
}

/// Which set.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DrawnQuestion {
    /// Its seed.
    pub seed: u32,
    /// How much the scores know of videos, 0 to 1.
    pub videos: f64,
    /// How much they know of moments.
    pub moments: f64,
    /// What is done to them.
    pub view: ScoreView,
    /// Whether videos without an event are left out.
    pub odd_only: bool,
}

/// A set of videos of equal length.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DrawnVideos {
    /// In the order of the scores.
    pub ids: Vec<String>,
    /// Scores of a video.
    pub snippets: usize,
    /// Frames that a score covers.
    pub frames_per_snippet: usize,
    /// `[videos][snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
    /// First frame of each video's event and the one after the last; equal where there is none.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub events: Float64Array,
}

/// A drawn set.
#[wasm_bindgen]
pub fn lesson_scores(question: Ts<DrawnQuestion>) -> Result<Ts<DrawnVideos>, JsValue> {
    let asked: DrawnQuestion = crate::web::taken(&question)?;
    let knows = Knowledge { videos: asked.videos, moments: asked.moments };
    let mut drawn = DrawnScores::new(u64::from(asked.seed), knows);
    drawn.scores = match asked.view {
        ScoreView::Plain => drawn.scores,
        ScoreView::VideoMean => with_video_means(&drawn.scores),
        ScoreView::Shuffled => shuffled_in_time(&drawn.scores),
        ScoreView::NextVideo => to_the_next(&drawn.scores),
    };
    if asked.odd_only {
        drawn = drawn.odd_videos();
    }
    let scores: Vec<f32> = drawn.scores.values().flat_map(|track| &track.scores).copied().collect();
    let ends = |id: &String| {
        let event = drawn.truth.videos.get(id).and_then(|video| video.events.first());
        event.map_or([0.0; 2], |event| [event.start as f64, event.end as f64])
    };
    let events: Vec<[f64; 2]> = drawn.scores.keys().map(ends).collect();
    crate::web::out(DrawnVideos {
        snippets: SNIPPETS,
        frames_per_snippet: FRAMES_PER_SNIPPET,
        scores: Float32Array::from(scores.as_slice()),
        events: Float64Array::from(events.as_flattened()),
        ids: drawn.scores.into_keys().collect(),
    })
}

/// What happens where a list of scores is in another order than the list of truths.
fn to_the_next(tracks: &BTreeMap<String, ScoreTrack>) -> BTreeMap<String, ScoreTrack> {
    let from = tracks.values().cycle().skip(1);
    tracks.keys().cloned().zip(from.cloned()).collect()
}

/// Areas under the ROC curve of epochs that differ by noise alone: on the set chosen by, then on a fresh one, per epoch.
#[wasm_bindgen]
pub fn lesson_epochs(seed: u32, epochs: usize, spread: f32) -> Result<Float64Array, JsValue> {
    let areas = epochs_of_noise(u64::from(seed), epochs, spread).map_err(Failure::from)?;
    Ok(Float64Array::from(areas.as_flattened()))
}
