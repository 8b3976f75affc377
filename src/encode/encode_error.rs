//! Why a clip was not encoded, and what is to be said of one that was.

use burn::tensor::ExecutionError;

use crate::video::VideoError;

/// A refusal; [`EncodeError::code`] is its stable short name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Too short for one row.
    #[error("\"{clip}\": {frames} frames; one snippet needs {needed}")]
    Short {
        /// The clip.
        clip: String,
        /// Its frames.
        frames: usize,
        /// Frames that it must have.
        needed: usize,
    },
    /// A frame of another size than the first.
    #[error(
        "\"{clip}\": frame {frame} is {}x{}, the first is {}x{}; all frames of a clip must have one size",
        found.0, found.1, expected.0, expected.1
    )]
    Size {
        /// The clip.
        clip: String,
        /// The frame, from 0.
        frame: usize,
        /// Its size, `(width, height)`.
        found: (usize, usize),
        /// The first frame's.
        expected: (usize, usize),
    },
    /// A frame that cannot be resized.
    #[error("\"{clip}\": frame {frame}: {source}")]
    Frame {
        /// The clip.
        clip: String,
        /// The frame, from 0.
        frame: usize,
        /// What is wrong with it.
        source: VideoError,
    },
    /// A frame that came before the waiting snippet was encoded, or after the end.
    #[error("\"{clip}\": frame {frame} came {when}; encode first, then push")]
    Order {
        /// The clip.
        clip: String,
        /// The frame, from 0.
        frame: usize,
        /// When it came.
        when: &'static str,
    },
    /// Features were asked for too early.
    #[error("\"{clip}\": features were asked for {when}")]
    Unfinished {
        /// The clip.
        clip: String,
        /// What is still to be done.
        when: &'static str,
    },
    /// A row that no cut waits for, or of another length.
    #[error(
        "\"{clip}\": a row of {found} values came, expected {expected}; give the rows in the order of the cuts"
    )]
    Row {
        /// The clip.
        clip: String,
        /// Its values.
        found: usize,
        /// Values of a row; 0 where no cut waits for one.
        expected: usize,
    },
    /// Features that are no numbers.
    #[error(
        "\"{clip}\": snippet {snippet}, crop {crop}: {stage} gives values that are not finite; are the weights damaged, or 16 bits too few for them?"
    )]
    NotFinite {
        /// The clip.
        clip: String,
        /// The snippet, from 0.
        snippet: usize,
        /// The crop's number.
        crop: usize,
        /// The first stage with such a value.
        stage: &'static str,
    },
    /// The device stopped.
    #[error("\"{clip}\": the device stopped at snippet {snippet}: {source}")]
    Device {
        /// The clip.
        clip: String,
        /// The snippet, from 0.
        snippet: usize,
        /// The device's words.
        source: ExecutionError,
    },
}

impl EncodeError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Short { .. } => "encode/short",
            Self::Size { .. } => "encode/size",
            Self::Frame { .. } => "encode/frame",
            Self::Order { .. } | Self::Unfinished { .. } | Self::Row { .. } => "encode/order",
            Self::NotFinite { .. } => "encode/not-finite",
            Self::Device { .. } => "device/lost",
        }
    }
}

/// Something to be said that does not stop encoding.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeNote {
    /// Frames at the end that are in no row.
    #[error("last {frames} frames form no snippet")]
    Tail {
        /// How many.
        frames: usize,
    },
    /// The last snippet is filled.
    #[error("the last frame stands {times} times in the last snippet")]
    Repeated {
        /// How often in all.
        times: usize,
    },
    /// Pictures or features without any difference.
    #[error("snippets {first} to {last}: constant input (black frames?)")]
    Constant {
        /// The first snippet.
        first: usize,
        /// The last.
        last: usize,
    },
}
