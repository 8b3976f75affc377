//! Lesson 3: a batch under self-paced refinement.

use js_sys::Float64Array;
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::lbr::spr::{Mode, Spr};
use crate::web::failure::Failure;

/// How weights fall.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum SprMode {
    /// The paper's.
    Mixture,
    /// All or nothing.
    Hard,
    /// 1 - s/λ.
    Linear,
    /// λ/s.
    Huber,
}

/// A batch and where the refinement stands.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SprQuestion {
    /// Errors of its cubes.
    pub scores: Vec<f64>,
    /// t: steps of refinement so far.
    pub step: f64,
    /// r: shrink rate.
    pub shrink: f64,
    /// How weights fall.
    pub mode: SprMode,
    /// Other errors whose weight is asked for, for the curve.
    pub at: Vec<f64>,
}

/// What the refinement makes of it.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SprAnswer {
    /// μ.
    pub mean: f64,
    /// σ, ddof 1.
    pub deviation: f64,
    /// λ1.
    pub lambda1: f64,
    /// λ2.
    pub lambda2: f64,
    /// Whether there is no spread to go by.
    pub guarded: bool,
    /// One per cube.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub weights: Float64Array,
    /// The batch's loss.
    pub loss: f64,
    /// Weights at the other errors.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub curve: Float64Array,
}

/// A batch under refinement.
#[wasm_bindgen]
pub fn lesson_spr(question: Ts<SprQuestion>) -> Result<Ts<SprAnswer>, JsValue> {
    let question = crate::web::taken(&question)?;
    let mode = match question.mode {
        SprMode::Mixture => Mode::Mixture,
        SprMode::Hard => Mode::Hard,
        SprMode::Linear => Mode::Linear,
        SprMode::Huber => Mode::Huber,
    };
    let spr = Spr { mode, shrink: question.shrink };
    let found = spr.look(&question.scores, question.step).map_err(Failure::from)?;
    let curve: Vec<f64> = question.at.iter().map(|&s| mode.weight(s, found.lambda1, found.lambda2)).collect();
    crate::web::out(SprAnswer {
        mean: found.mean,
        deviation: found.deviation,
        lambda1: found.lambda1,
        lambda2: found.lambda2,
        guarded: found.guarded,
        weights: Float64Array::from(found.weights.as_slice()),
        loss: found.loss,
        curve: Float64Array::from(curve.as_slice()),
    })
}
