//! Why nothing could be learned.

use burn::tensor::ExecutionError;

use crate::encode::RecipeError;
use crate::evaluate::EvaluateError;
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
    /// Nothing to learn.
    #[error("the snippets have no labels; there is nothing to learn")]
    NoLabels,
    /// Batches that cannot be filled.
    #[error(
        "batches of {batch} from {snippets} snippets: a batch takes at least 2 and at most all of them; choose another batch"
    )]
    Batch {
        /// Snippets of a batch.
        batch: usize,
        /// Snippets there are.
        snippets: usize,
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
    /// A network that the recipe of the snippets is not for.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// Outputs that say nothing.
    #[error("the network cannot be measured: {0}; learn at a lower rate")]
    Measure(#[from] EvaluateError),
    /// The device stopped.
    #[error("the device stopped: {0:?}; run again, or on another device")]
    Device(ExecutionError),
}
