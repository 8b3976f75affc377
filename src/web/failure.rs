//! Errors as the page shows them: what happened and what to do.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use crate::lanet::LaNetError;
use crate::lbr::LbrError;
use crate::localize::LocalizeError;
use crate::scores::ScoreError;
use crate::synth::SynthError;
use crate::synth::script::ScriptError;
use crate::video::VideoError;

/// What kind of failure it is, for the page to branch on.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The browser or the device cannot do this.
    Unsupported,
    /// The device is gone.
    DeviceLost,
    /// The file is not what it should be.
    BadFile,
    /// There is too little to learn from.
    TooLittle,
    /// A number ran away.
    NotFinite,
    /// Anything else.
    Unknown,
}

/// A failure in words.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct Failure {
    /// What kind it is.
    pub kind: FailureKind,
    /// One sentence: what, where, expected, found.
    pub detail: String,
    /// What to do next.
    pub advice: String,
    /// More than a sentence can hold, as lines of a text to save.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub lists: Option<String>,
}

impl Failure {
    /// A failure with its advice.
    pub fn new(kind: FailureKind, detail: impl ToString, advice: &str) -> Self {
        Self { kind, detail: sentence(&detail.to_string()), advice: advice.to_owned(), lists: None }
    }
}

/// Capital letter and full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", characters.as_str())
}

impl From<LbrError> for Failure {
    fn from(error: LbrError) -> Self {
        let (kind, advice) = match &error {
            LbrError::TooFewCubes { .. } => (
                FailureKind::TooLittle,
                "Moving objects are what this method looks at. Choose a longer clip from a fixed camera with people or vehicles in motion.",
            ),
            LbrError::Width { .. } => (FailureKind::Unsupported, "Choose another network width."),
            LbrError::NotFinite { .. } => (FailureKind::NotFinite, "Try another seed, or the CPU."),
            LbrError::BadScore { .. } => (FailureKind::NotFinite, "Try again on the CPU."),
            LbrError::Device { lost: true, .. } => {
                (FailureKind::DeviceLost, "Try again; if it happens twice, choose the CPU.")
            }
            LbrError::Device { .. } => {
                (FailureKind::DeviceLost, "Try again with a narrower network, or on the CPU.")
            }
            _ => (FailureKind::BadFile, "Choose another file."),
        };
        Self::new(kind, &error, advice)
    }
}

impl From<LaNetError> for Failure {
    fn from(error: LaNetError) -> Self {
        let (kind, advice) = match &error {
            LaNetError::Device { .. } => (FailureKind::DeviceLost, "Try again on the CPU."),
            _ => (FailureKind::BadFile, "Choose another file."),
        };
        Self::new(kind, &error, advice)
    }
}

impl From<VideoError> for Failure {
    fn from(error: VideoError) -> Self {
        let (kind, advice) = match &error {
            VideoError::FlowDevice { .. } => (FailureKind::DeviceLost, "Try again on the CPU."),
            _ => (FailureKind::BadFile, "Choose another clip."),
        };
        Self::new(kind, &error, advice)
    }
}

impl From<LocalizeError> for Failure {
    fn from(error: LocalizeError) -> Self {
        Self::new(FailureKind::BadFile, &error, "Choose a clip whose frames all have one size.")
    }
}

impl From<ScoreError> for Failure {
    fn from(error: ScoreError) -> Self {
        let kind = match error {
            ScoreError::NoObjects { .. } => FailureKind::TooLittle,
            _ => FailureKind::Unknown,
        };
        Self::new(kind, &error, "Choose a longer clip with objects in motion.")
    }
}

impl From<SynthError> for Failure {
    fn from(error: SynthError) -> Self {
        Self::new(FailureKind::Unsupported, &error, "Choose another scene.")
    }
}

impl From<ScriptError> for Failure {
    fn from(error: ScriptError) -> Self {
        Self::new(FailureKind::Unsupported, &error, "Change it in the scene's panel.")
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        // A plain object of strings always converts; should it not, the sentence itself is thrown.
        serde_wasm_bindgen::to_value(&failure).unwrap_or_else(|_| Self::from_str(&failure.detail))
    }
}
