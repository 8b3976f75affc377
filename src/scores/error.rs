//! Why scores could not be made or read.

use crate::formats::{FormatError, VersionedJsonError};

/// Why scores could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// A score is NaN or infinite.
    #[error("{what}: score {index} is not finite ({value}); it is never replaced, score the video again")]
    NotFinite {
        /// Whose score: a video id, or what it is computed from.
        what: String,
        /// Which score, from 0.
        index: usize,
        /// What was found.
        value: f32,
    },
    /// Two lists that go together differ in length.
    #[error("{what}: expected {expected}, found {found}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// An object's frame is not one of the clip's.
    #[error("object {object} lies in frame {frame}, but the clip has {frames} analysed frames")]
    FrameRange {
        /// Which object, from 0.
        object: usize,
        /// Its frame.
        frame: usize,
        /// Frames of the clip.
        frames: usize,
    },
    /// There is no object in any frame, so there is nothing to score.
    #[error(
        "no object was found in any of {frames} frames, so there is nothing to score; is the scene moving, and are objects at least a few pixels large?"
    )]
    NoObjects {
        /// Frames looked at.
        frames: usize,
    },
    /// A setting has a value that it cannot have.
    #[error("{name} must be {expected}, found {found}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: f64,
    },
    /// Tracks of one file have different strides.
    #[error(
        "{video}: stride {found}, but the other videos of the file have {expected}; write them to files of their own"
    )]
    MixedStrides {
        /// Id of the video.
        video: String,
        /// Stride of the first video.
        expected: usize,
        /// Stride of this one.
        found: usize,
    },
    /// A class has two lists of scores.
    #[error("{video}: class \"{class}\" appears twice; give each class one list")]
    ClassTwice {
        /// Id of the video.
        video: String,
        /// The class.
        class: String,
    },
    /// The file is not a `scores.json`.
    #[error(transparent)]
    Json(#[from] VersionedJsonError),
    /// An array is not a list of scores.
    #[error(
        "{video}: scores must have one dimension, found shape {shape:?}; average crops and classes first"
    )]
    Shape {
        /// Id of the video.
        video: String,
        /// Shape found.
        shape: Vec<usize>,
    },
    /// An array file could not be read.
    #[error(transparent)]
    File(#[from] FormatError),
}

impl ScoreError {
    /// The short name that scripts match on; ours.
    pub fn code(&self) -> &str {
        match self {
            Self::NotFinite { .. } => "E4",
            Self::Count { .. } => "scores/count",
            Self::FrameRange { .. } => "scores/frame",
            Self::NoObjects { .. } => "scores/no-objects",
            Self::Setting { .. } => "scores/setting",
            Self::MixedStrides { .. } => "scores/stride",
            Self::ClassTwice { .. } => "scores/class",
            Self::Json(VersionedJsonError::Content { .. }) => "scores/json",
            Self::Json(VersionedJsonError::Format { .. }) => "scores/format",
            Self::Shape { .. } => "scores/shape",
            Self::File(error) => error.code(),
        }
    }
}
