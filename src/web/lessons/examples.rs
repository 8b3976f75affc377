//! Lessons 1 and 8: drawn scores as the files that an evaluation reads, and what choosing by the test set gives.

use std::collections::BTreeMap;

use js_sys::Float64Array;
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::evaluate::{shuffled_in_time, with_video_means};
use crate::scores::{ScoreFile, ScoreTrack};
use crate::synth::drawn_scores::{DrawnScores, Knowledge, epochs_of_noise};
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

/// Two files.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct DrawnFiles {
    /// `scores.json`.
    pub scores: String,
    /// `truth.json`.
    pub truth: String,
}

/// A drawn set as files.
#[wasm_bindgen]
pub fn lesson_scores(question: Ts<DrawnQuestion>) -> Result<Ts<DrawnFiles>, JsValue> {
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
    let scores = ScoreFile { videos: drawn.scores, run: None }.to_json().map_err(Failure::from)?;
    let truth = drawn.truth.to_json().map_err(Failure::from)?;
    crate::web::out(DrawnFiles { scores, truth })
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
