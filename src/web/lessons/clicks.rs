//! Lesson 0: a person's clicks against the truth of a scene.

use js_sys::Float32Array;
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::evaluate::clicks::{by_chance, clicked};
use crate::synth::{Plaza, PlazaConfig};
use crate::web::failure::Failure;

/// Rounds of clicks at random that stand beside a person's (ours).
const ROUNDS: usize = 5;

/// Clicks on a scene.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClicksQuestion {
    /// The scene's seed.
    pub seed: u32,
    /// Its frames.
    pub frames: usize,
    /// Frames of the clicks.
    pub clicks: Vec<usize>,
    /// Deviation of the bell around a click, frames.
    pub width: f64,
    /// Frames by which every event's ends move outwards.
    pub edge: i32,
}

/// What they are worth.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ClicksAnswer {
    /// A score per frame.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
    /// Area under the ROC curve.
    pub auroc: f64,
    /// Frames to the first click in each event, -1 where it was missed.
    pub delays: Vec<i32>,
    /// Clicks in no event.
    pub strays: usize,
    /// Areas of as many clicks, at least one, at random moments: a round each.
    pub chance: Vec<f64>,
}

/// Clicks against a scene's truth.
#[wasm_bindgen]
pub fn lesson_clicks(question: Ts<ClicksQuestion>) -> Result<Ts<ClicksAnswer>, JsValue> {
    let asked: ClicksQuestion = crate::web::taken(&question)?;
    let config = PlazaConfig { seed: u64::from(asked.seed), frames: asked.frames, ..PlazaConfig::default() };
    let truth = Plaza::new(config).map_err(Failure::from)?.truth();
    let edge = asked.edge as isize;
    let found = clicked(&asked.clicks, &truth, asked.width, edge).map_err(Failure::from)?;
    let count = asked.clicks.len().max(1);
    let chance = by_chance(count, &truth, (asked.width, edge), ROUNDS, config.seed).map_err(Failure::from)?;
    crate::web::out(ClicksAnswer {
        scores: Float32Array::from(found.scores.as_slice()),
        auroc: found.auroc,
        delays: found.delays.into_iter().map(|delay| delay.map_or(-1, |delay| delay as i32)).collect(),
        strays: found.strays,
        chance,
    })
}
