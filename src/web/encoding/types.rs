//! What crosses the border.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What a file of weights is.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct WeightsFacts {
    /// What it can be used for: `i3d`, `clip`, `detector`, `lanet`, `dsanet`, `lbr`.
    #[tsify(type = "readonly (\"i3d\" | \"clip\" | \"detector\" | \"lanet\" | \"dsanet\" | \"lbr\")[]")]
    pub uses: Vec<String>,
    /// What people call it.
    pub model: String,
    /// The kind of file.
    pub container: String,
    /// Tensors in it.
    pub tensors: usize,
    /// What is to be said about it.
    pub notes: Vec<String>,
}

/// How an encoder is opened.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct EncoderSettings {
    /// `wu`, `urdmu`, `video_features`, `vadclip` or `clip`; null takes the encoder's first.
    pub preset: Option<String>,
    /// CLIP: which frames of a snippet are embedded, `one:8`, `mean:4` or `mean:16`.
    pub snippet_frames: String,
    /// Whether weights whose batch norm was folded with another epsilon than the preset's are taken as they are.
    pub any_epsilon: bool,
    /// I3D: whether values are stored in 16 bits between layers, which needs a GPU with `shader-f16`.
    pub half: bool,
}

/// An encoder in words.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct EncoderFacts {
    /// Network, and what belongs to it.
    pub name: String,
    /// The preset that it was opened with.
    pub preset: String,
    /// All that it can be opened with.
    pub presets: Vec<String>,
    /// Rows and columns of a crop.
    pub side: usize,
    /// Values of a row of features.
    pub width: usize,
    /// About the weights.
    pub notes: Vec<String>,
    /// Bytes of the weights on the device.
    #[serde(rename = "weightBytes")]
    pub weight_bytes: f64,
    /// What computes.
    pub device: String,
}

/// One crop of one snippet, to be encoded.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct SnippetCut {
    /// The clip's name, for messages.
    pub clip: String,
    /// The snippet, from 0.
    pub snippet: usize,
    /// The crop's number.
    pub crop: usize,
    /// R G B of the frames that the encoder looks at, `[frames, side, side, 3]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint8Array<ArrayBuffer>")]
    pub rgb: Uint8Array,
}

/// One crop of one snippet is encoded.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct EncodingStep {
    /// The snippet, from 0.
    pub snippet: usize,
    /// Crops of it that are done.
    pub done: usize,
    /// Crops of a snippet.
    pub crops: usize,
}

/// An encoded clip.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct ClipFacts {
    /// Snippets of 16 frames.
    pub snippets: usize,
    /// Values of a row.
    pub width: usize,
    /// The crops' numbers in the preset's order.
    pub crops: Vec<usize>,
    /// Frames of the clip.
    pub frames: usize,
    /// How it was made.
    pub preset: String,
    /// What is to be said, but for the tail.
    pub notes: Vec<String>,
    /// Frames at the end that are in no row; scores have words of their own for them.
    pub tail: Option<String>,
}

/// A crop of a released file and the one of ours that is nearest to it.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct ComparedCrop {
    /// The file's crop, by place.
    pub theirs: usize,
    /// The number of the nearest of ours.
    pub ours: usize,
    /// Mean cosine over snippets.
    pub cosine: f64,
    /// Lowest cosine of a snippet.
    pub lowest: f64,
    /// Mean of our row's length divided by theirs.
    pub norm_ratio: f64,
    /// Mean cosine with our row of another moment; null with one snippet.
    pub control: Option<f64>,
}

/// Features of one preset held against a released file.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct FeatureComparison {
    /// How ours were made.
    pub preset: String,
    /// "same", "in the style of" or "different".
    pub verdict: String,
    /// Mean cosine over crops.
    pub cosine: f64,
    /// Snippets compared.
    pub snippets: usize,
    /// Our crop numbers in the file's order; null where it is not one to one.
    pub order: Option<Vec<usize>>,
    /// Per crop of the file.
    pub crops: Vec<ComparedCrop>,
}
