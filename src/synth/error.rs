//! Why a scene could not be made.

use crate::video::VideoError;

/// Why a scene or one of its frames could not be made.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum SynthError {
    /// A side is under [`PlazaConfig::MIN_WIDTH`](super::PlazaConfig::MIN_WIDTH) x
    /// [`MIN_HEIGHT`](super::PlazaConfig::MIN_HEIGHT).
    #[error(
        "the scene is {width}x{height} pixels; at least {min_width}x{min_height} are needed, or nobody in it could be recognised"
    )]
    TooSmall {
        /// Pixels per row asked for.
        width: usize,
        /// Rows asked for.
        height: usize,
        /// Least pixels per row.
        min_width: usize,
        /// Least rows.
        min_height: usize,
    },
    /// A side is over [`PlazaConfig::MAX_SIDE`](super::PlazaConfig::MAX_SIDE).
    #[error(
        "the scene is {width}x{height} pixels; at most {max} a side can be rendered, choose a smaller size"
    )]
    TooLarge {
        /// Pixels per row asked for.
        width: usize,
        /// Rows asked for.
        height: usize,
        /// Most pixels a side.
        max: usize,
    },
    /// Too few frames to move, or too many to script.
    #[error("the scene has {frames} frames; choose {min} to {max}")]
    FrameCount {
        /// Frames asked for.
        frames: usize,
        /// Fewest frames.
        min: usize,
        /// Most frames.
        max: usize,
    },
    /// A frame that the scene does not have.
    #[error("frame {frame} of a scene of {frames} frames was asked for; the last is {last}", last = frames - 1)]
    NoSuchFrame {
        /// Frame asked for, 0-based.
        frame: usize,
        /// Frames of the scene.
        frames: usize,
    },
    /// The rendered picture was refused as a frame.
    #[error("the rendered picture is not a frame: {0}")]
    Frame(#[from] VideoError),
}
