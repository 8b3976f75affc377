//! The tower by the names and shapes of its tensors, for recognising a file.

use super::weights::shape_of;
use crate::formats::{Checkpoint, KnownModel};

/// The towers that this file could hold: none where there are no patches, positions or projection.
pub fn known_models(checkpoint: &Checkpoint<'_>) -> Vec<KnownModel> {
    shape_of(checkpoint).map(|(layout, config)| layout.known_model(config)).into_iter().collect()
}
