//! What is asked of a run, and everything that it tells.

use js_sys::{Float32Array, Uint8Array};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::web::types::Tile;

/// What is learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum Material {
    /// Objects of all frames.
    Objects,
    /// Some frames as they are, shrunk to a cube.
    WholeFrames,
    /// The objects of the same frames.
    ObjectsOfFrames,
}

/// Which set, which method.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
pub struct RedrawQuestion {
    /// Of the scenes, the set, the start values and the shuffles.
    pub seed: u32,
    /// Share of odd ones: of the objects, or of the frames.
    pub odd: f64,
    /// What is learned from.
    pub material: Material,
    /// Whether to refine (LBR-SPR) or not (LBR).
    pub refine: bool,
}

/// Errors of a sample after so many steps.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct RedrawLook {
    /// Steps done.
    pub step: usize,
    /// Mean error of the normal ones.
    pub normal: f64,
    /// Mean error of the odd ones.
    pub odd: f64,
    /// How often an odd one has the larger error.
    pub auroc: f64,
}

/// One step as it was recorded.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct RedrawStep {
    /// The batch's loss.
    pub loss: f32,
    /// λ1, once refinement weighs.
    pub lambda1: Option<f64>,
    /// λ2.
    pub lambda2: Option<f64>,
    /// Share of the batch that counted nothing.
    pub dropped_share: f64,
    /// Mean error of the batch's normal cubes, where it has some.
    pub normal: Option<f64>,
    /// The same of its odd ones.
    pub odd: Option<f64>,
    /// Errors of the batch that the weights go by; without refinement those it learned from.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
    /// Their weights.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub weights: Float32Array,
    /// 1 for odd ones.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub truth: Uint8Array,
}

/// A cube with what the network drew.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct RedrawnCube {
    /// What it shows.
    pub kind: String,
    /// Whether that is odd.
    pub odd: bool,
    /// Whether it is rare, yet nothing odd.
    pub rare: bool,
    /// Sum of squared errors.
    pub error: f32,
    /// Its own frame.
    pub input: Tile,
    /// The same as drawn.
    pub reconstruction: Tile,
    /// Where the two differ, on a fixed scale.
    pub difference: Tile,
}

/// Cubes of a kind.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct RedrawKind {
    /// What they show.
    pub kind: String,
    /// Whether that is odd.
    pub odd: bool,
    /// Whether it is rare, yet nothing odd.
    pub rare: bool,
    /// How many there are.
    pub cubes: usize,
    /// How many of them counted nothing when they were last learned from.
    pub dropped: usize,
}

/// A finished run.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct RedrawAnswer {
    /// Cubes of the set.
    pub cubes: usize,
    /// Odd ones among them.
    pub odd: usize,
    /// Steps before refinement starts.
    pub warm_up: usize,
    /// Before the first step and every so many.
    pub looks: Vec<RedrawLook>,
    /// Every step.
    pub steps: Vec<RedrawStep>,
    /// How often an odd cube has the larger error, over all cubes in the end.
    pub auroc: f64,
    /// The same of frames, each with the largest error of its cubes; none where only one sort of frames is there.
    pub auroc_by_frame: Option<f64>,
    /// The same as `auroc` of a control that learns nothing: the centre frame copied.
    pub frame_copy: f64,
    /// That control by frame.
    pub frame_copy_by_frame: Option<f64>,
    /// Normal ones at three ranks of their errors, then odd ones.
    pub examples: Vec<RedrawnCube>,
    /// Cubes that counted nothing when they were last learned from, rare ones first, then the largest errors.
    pub dropped: Vec<RedrawnCube>,
    /// How many there were of those.
    pub dropped_cubes: usize,
    /// Odd ones among them.
    pub hits: usize,
    /// Share of the dropped ones that are odd.
    pub precision: Option<f64>,
    /// Share of the odd ones that were dropped.
    pub recall: Option<f64>,
    /// By what they show.
    pub kinds: Vec<RedrawKind>,
}
