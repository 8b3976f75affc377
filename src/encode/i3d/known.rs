//! The network by the names and shapes of its tensors, for recognising a file.

use super::weights::{layout_of, width_of};
use crate::formats::{Checkpoint, KnownModel};

/// The networks that this file could hold: none where the first convolution is not there.
pub fn known_models(checkpoint: &Checkpoint<'_>) -> Vec<KnownModel> {
    let layout = layout_of(checkpoint);
    layout.map(|layout| layout.known_model(width_of(checkpoint, layout))).into_iter().collect()
}
