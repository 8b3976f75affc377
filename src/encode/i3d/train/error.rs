//! Why nothing could be learned.

use burn::tensor::ExecutionError;

use crate::synth::script::ScriptError;
use crate::video::VideoError;

/// Why a network could not learn, or be tried.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// Snippets of another size than the network takes.
    #[error("the snippets have {found} pixels a side, the network takes {expected}; cut them for it")]
    Side {
        /// Pixels a side of the snippets.
        found: usize,
        /// What the network takes.
        expected: usize,
    },
    /// Values that do not make whole snippets.
    #[error("{what}: expected {expected} values, found {found}")]
    Count {
        /// Which values.
        what: &'static str,
        /// How many are needed.
        expected: usize,
        /// How many are there.
        found: usize,
    },
    /// A batch that has no statistics.
    #[error("a batch of {found} snippets: batch norm takes at least 2; choose a larger batch")]
    Batch {
        /// Snippets of the batch.
        found: usize,
    },
    /// A reel that no view can be cut from.
    #[error(
        "a scene of {}x{} pixels and {} frames; views take {side} pixels a side and {frames} frames: render larger or longer scenes",
        found[0], found[1], found[2]
    )]
    Reel {
        /// Width, height and frames.
        found: [usize; 3],
        /// Pixels a side that a view takes.
        side: usize,
        /// Frames that the longest view takes.
        frames: usize,
    },
    /// The loss ran away.
    #[error("the loss is {loss} at step {step}; learn at a lower rate")]
    Diverged {
        /// The loss.
        loss: f64,
        /// Steps done before.
        step: usize,
    },
    /// A scene that cannot be played.
    #[error(transparent)]
    Scene(#[from] ScriptError),
    /// Frames that cannot be resized.
    #[error(transparent)]
    Frame(#[from] VideoError),
    /// The device stopped.
    #[error("the device stopped: {0:?}; run again, or on another device")]
    Device(ExecutionError),
}
