//! What crosses the border. The shapes are those of the page's protocol (`www/session/protocol.ts`).

use js_sys::{Float32Array, Float64Array, Uint8Array, Uint8ClampedArray, Uint32Array};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What the visitor asks to compute on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceChoice {
    /// A hardware GPU if there is one that computes rightly, else the CPU.
    Auto,
    /// The GPU, even a software one.
    Gpu,
    /// The CPU.
    Cpu,
}

/// What computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// A hardware GPU.
    Gpu,
    /// A GPU in software.
    SoftwareGpu,
    /// The CPU.
    Cpu,
}

/// What computes, in words.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct DeviceInfo {
    /// What it is.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
    /// Why not the GPU, where the choice was automatic.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub why: Option<String>,
}

/// What the visitor may choose.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
pub struct LbrSettings {
    /// Network width; null leaves it to the device.
    #[tsify(type = "number | null")]
    pub width: Option<f64>,
    /// Steps; null leaves them to the rules for a visitor's clip.
    #[tsify(type = "number | null")]
    pub steps: Option<u32>,
    /// Seed of start values and shuffles.
    pub seed: u32,
    /// Method.
    pub method: Method,
}

/// With or without refinement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// LBR-SPR.
    LbrSpr,
    /// Plain LBR.
    Lbr,
}

/// A score that no trained network made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum ControlKind {
    /// Width over height of the boxes.
    BoxAspect,
    /// Width of the boxes.
    BoxWidth,
    /// Number of boxes.
    BoxCount,
    /// Taking the centre frame for all five.
    FrameCopy,
    /// Contrast alone: the variance of a cube's pixels.
    CubeVariance,
    /// The network at its start values.
    Untrained,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The network learns.
    Learn,
    /// All objects are scored.
    Score,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// What it does.
    pub phase: Phase,
    /// Steps or objects done.
    pub done: usize,
    /// Steps or objects in all.
    pub total: Option<usize>,
    /// From the pace of the last steps.
    pub seconds_left: Option<f64>,
    /// Loss of the last step that was read.
    pub loss: f32,
    /// Share of the step's cubes that counted nothing.
    pub dropped: f64,
    /// Share of the step's cubes that counted less than fully.
    pub halved: f64,
}

/// A score per frame of the clip.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Track {
    /// Seconds.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub times: Float64Array,
    /// z-score of the frame's highest object.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub raw: Float32Array,
    /// The same, smoothed.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub smoothed: Float32Array,
    /// The plotted curve.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub robust: Float32Array,
    /// 1 where no object was found.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub empty: Uint8Array,
}

/// The scored objects.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Objects {
    /// Clip frame of each.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint32Array<ArrayBuffer>")]
    pub frame: Uint32Array,
    /// x1 y1 x2 y2 of each, in pixels of the clip's own frames.
    #[serde(rename = "box", with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub boxes: Float32Array,
    /// On the curve's scale.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub score: Float32Array,
}

/// A stretch of the clip that stands out, half-open in clip frames.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct OddEvent {
    /// First frame.
    pub start: usize,
    /// Frame behind the last.
    pub end: usize,
    /// Frame of the highest score.
    pub peak: usize,
    /// The highest score.
    pub peak_score: f32,
}

/// Several events.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(transparent)]
pub struct OddEvents(pub Vec<OddEvent>);

/// What is known about the ranking.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Too few objects.
    TooLittle,
    /// Still changing.
    Provisional,
    /// No longer changing.
    Settled,
    /// Most of the clip does not look alike, or all of it does.
    NoMajority,
}

/// What kind of result it is.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// Nothing stands out.
    Nothing,
    /// Something does.
    StandsOut,
    /// The method cannot tell.
    NoMajority,
}

/// Size and rate of the clip.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct ClipSize {
    /// Frames.
    pub frames: usize,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Frames per second.
    pub fps: f64,
}

/// What was analysed of it.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct AnalysedSize {
    /// Frames.
    pub frames: usize,
    /// Every how many frames one was analysed.
    pub stride: usize,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Objects.
    pub cubes: usize,
}

/// A scored clip; the page adds the seconds of each phase.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ScoredClip {
    /// "LBR-SPR", "LBR-SPR (small)", "LBR", "LBR (small)".
    pub method: String,
    /// Network width.
    pub width: f64,
    /// Steps learned.
    pub steps: usize,
    /// Steps planned.
    pub steps_planned: usize,
    /// What is known about the ranking.
    pub state: State,
    /// What kind of result it is.
    pub verdict: VerdictKind,
    /// The result line.
    pub sentence: String,
    /// What it is worth; empty where nothing needs saying.
    pub caveat: String,
    /// Size and rate.
    pub clip: ClipSize,
    /// What was analysed.
    pub analysed: AnalysedSize,
    /// Scores of the frames.
    pub track: Track,
    /// Scores of the objects.
    pub objects: Objects,
    /// Sentences to show beside the result.
    pub notes: Vec<String>,
    /// What computed.
    pub device: DeviceInfo,
    /// Cubes per second while learning.
    pub train_rate: f64,
    /// Cubes per second while scoring.
    pub score_rate: f64,
    /// Seed.
    pub seed: u32,
    /// Version of the program.
    pub version: String,
}

/// An event of a scene.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SceneEvent {
    /// First frame.
    pub start: usize,
    /// Frame behind the last.
    pub end: usize,
    /// What happens.
    pub class: String,
}

/// The truth of a scene.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SceneTruth {
    /// Frames.
    pub frames: usize,
    /// Odd events.
    pub events: Vec<SceneEvent>,
}

/// A decoded picture.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Picture {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// R G B A.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub rgba: Uint8Array,
}

/// One 32x32 picture, R G B A.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(transparent)]
pub struct Tile(
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8ClampedArray<ArrayBuffer>")]
    pub Uint8ClampedArray,
);

/// Why an object scores as it does: its five frames.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Explained {
    /// What the network was shown.
    pub input: Vec<Tile>,
    /// What it drew.
    pub reconstruction: Vec<Tile>,
    /// Where the two differ.
    pub error: Vec<Tile>,
}
