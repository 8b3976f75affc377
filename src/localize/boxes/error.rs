//! Why boxes from a file were not taken.

use super::JSON_FORMAT;
use crate::formats::FormatError;

/// Why a file of boxes was not taken.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum BoxesError {
    /// The container could not be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Boxes saved as Python objects, as the authors' own files are.
    #[error(
        "the boxes are pickled Python objects and are not read; save the boxes as frame/box/clip_lengths"
    )]
    Pickled,
    /// JSON of another form.
    #[error(
        "the JSON is no file of boxes ({reason}); expected format \"{JSON_FORMAT}\" with frame, box and clip_lengths"
    )]
    Json {
        /// What the parser or we expected.
        reason: String,
    },
    /// An array of the wrong shape.
    #[error("array \"{array}\" has shape {found:?}, expected {expected}")]
    Shape {
        /// The array.
        array: &'static str,
        /// Its shape.
        found: Vec<usize>,
        /// The shape it should have.
        expected: &'static str,
    },
    /// Arrays that should be equally long are not.
    #[error("array \"{array}\" has {found} entries, \"frame\" has {expected}; they must be equally many")]
    Length {
        /// The array.
        array: &'static str,
        /// Its length.
        found: usize,
        /// The length of `frame`.
        expected: usize,
    },
    /// A value outside its range.
    #[error("{array}[{index}] is {found}, expected {expected}")]
    Value {
        /// The array.
        array: &'static str,
        /// Index of the entry.
        index: usize,
        /// The value.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// The boxes are of other clips.
    #[error(
        "\"clip_lengths\" sums to {boxes} frames in {box_clips} clips, the clips given have {frames} in {clips}"
    )]
    Clips {
        /// Frames of the boxes' clips.
        boxes: usize,
        /// How many clips the boxes have.
        box_clips: usize,
        /// Frames of the clips given.
        frames: usize,
        /// How many clips were given.
        clips: usize,
    },
    /// One clip is of another length.
    #[error("\"clip_lengths\"[{clip}] is {boxes}, that clip has {frames} frames")]
    ClipLength {
        /// Index of the clip.
        clip: usize,
        /// Its length by the file.
        boxes: usize,
        /// Its length.
        frames: usize,
    },
    /// The boxes were made on frames of another size.
    #[error("the boxes were made on {}x{} frames, the clip has {}x{}", found.0, found.1, expected.0, expected.1)]
    FrameSize {
        /// Size by the file.
        found: (usize, usize),
        /// Size of the clip's frames.
        expected: (usize, usize),
    },
}

impl BoxesError {
    /// The container's code, where it was the container.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format(error) => error.code(),
            Self::Pickled => "npy/object",
            _ => "boxes",
        }
    }
}
