//! The networks of this room by the names and shapes of their tensors, for recognising a file.

use super::{DataSet, official, trained, weights};
use crate::formats::{Checkpoint, KnownModel};

/// The networks that this file could hold.
pub fn known_models(checkpoint: &Checkpoint<'_>) -> Vec<KnownModel> {
    if weights::is_ours(checkpoint.metadata()) {
        let config = weights::config_of(checkpoint.metadata());
        return config.map(|config| weights::known_model(checkpoint, &config)).into_iter().collect();
    }
    if !official::is_official(checkpoint) {
        return Vec::new();
    }
    official::official(checkpoint, None).map(|official| official.known_model()).into_iter().collect()
}

/// The data set that the network in this file was published for.
pub fn data_set(checkpoint: &Checkpoint<'_>) -> Option<DataSet> {
    if official::is_official(checkpoint) {
        return official::official(checkpoint, None).ok()?.data_set;
    }
    trained::published_for(checkpoint.metadata())
}
