//! What crosses the border.

use js_sys::Float32Array;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::web::features::types::ClassTrack;
use crate::web::types::DeviceInfo;

/// What a network says of a clip; the page adds the clip's times and the seconds of each phase.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct SnippetScores {
    /// "LA-Net head, demo encoder (drawn scenes)", "DSANet head, demo encoder, no CLIP"; over features of a published encoder
    /// the weights' own name, "DSANet (UCF-Crime)".
    pub method: String,
    /// Whether the footage is not what encoder and head were made for.
    pub experimental: bool,
    /// Probability of being odd, `[frames]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub frames: Float32Array,
    /// The same, `[snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub snippets: Float32Array,
    /// Frames that one snippet covers.
    pub stride: usize,
    /// Probabilities of the classes per snippet, the normal one first; empty where the network has none, and on footage
    /// that it cannot name.
    pub classes: Vec<ClassTrack>,
    /// SHA-256 of the weights.
    pub weights: String,
    /// Seed of the run that made them, where the file tells it.
    pub seed: Option<f64>,
    /// Sentences to show beside the result.
    pub notes: Vec<String>,
    /// What computed.
    pub device: DeviceInfo,
    /// Version of the program.
    pub version: String,
}

/// What a head takes.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct HeadFacts {
    /// The one crop of its published protocol; null where that takes all, or where there is no protocol.
    pub crop: Option<usize>,
    /// The data set that weights of PEL4VAD are read for; null for other weights.
    #[tsify(type = "\"ucf-crime\" | \"xd-violence\" | \"shanghaitech\" | null")]
    pub published_for: Option<String>,
}

/// Stretches to be named, with what is known of the classes there.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct NamingQuestion {
    /// The classes, the normal one first.
    pub classes: Vec<ClassTrack>,
    /// Frames that one snippet covers.
    pub stride: usize,
    /// Start and end in frames, half-open.
    pub spans: Vec<[usize; 2]>,
}

/// The class that a stretch is most like.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct NamedClass {
    /// Its name.
    pub name: String,
    /// Its mean probability over the stretch.
    pub probability: f64,
}

/// One per stretch; null where no class is probable enough.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct NamedSpans {
    /// Mean probability from which a class is named.
    pub from: f64,
    /// In the order of the question.
    pub names: Vec<Option<NamedClass>>,
}
