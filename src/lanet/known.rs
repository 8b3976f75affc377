//! The networks of this room by the names and shapes of their tensors, for recognising a file.

use std::collections::HashMap;

use super::pel4vad::{DataSet, is_pel4vad, renamed, their_tensor};
use super::{LaNet, weights};
use crate::formats::{Checkpoint, KnownModel, Wanted};

/// What weights of PEL4VAD for UCF-Crime are called, the only ones that their shapes tell.
pub const PEL4VAD_UCF: &str = "PEL4VAD (UCF-Crime)";

/// The networks that this file could hold.
pub fn known_models(checkpoint: &Checkpoint<'_>) -> Vec<KnownModel> {
    let metadata: HashMap<String, String> =
        checkpoint.metadata().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let ours = weights::config_of(&metadata).ok().map(|config| {
        let wanted = LaNet::tensors(&config)
            .iter()
            .map(|(name, shape)| Wanted::new(name.as_str(), shape.as_slice()))
            .collect();
        KnownModel::new("LA-Net", wanted)
    });
    let mut known: Vec<KnownModel> = ours.into_iter().collect();
    known.extend(published(checkpoint));
    known
}

/// PEL4VAD in the widths of the file, with the kernel of the data set that its last layer belongs to.
fn published(checkpoint: &Checkpoint<'_>) -> Option<KnownModel> {
    if !is_pel4vad(checkpoint.tensors().map(|tensor| tensor.name.as_str())) {
        return None;
    }
    let shapes = checkpoint.tensors().map(|tensor| (tensor.name.clone(), (tensor.shape.clone(), Vec::new())));
    let shapes = renamed(shapes.collect()).ok()?;
    let kernel = shapes.get("head.causal.weight").and_then(|(shape, _)| shape.get(2).copied());
    let (name, data_set) = if kernel == Some(DataSet::UcfCrime.config().kernel) {
        (PEL4VAD_UCF, DataSet::UcfCrime)
    } else {
        ("PEL4VAD (XD-Violence or ShanghaiTech)", DataSet::XdViolence)
    };
    let wanted = LaNet::tensors(&data_set.config_of(&shapes)).into_iter().map(|(name, shape)| {
        let (name, shape) = their_tensor(&name, shape);
        Wanted::new(name, shape)
    });
    Some(KnownModel { ignorable: vec!["logit_scale".into()], ..KnownModel::new(name, wanted.collect()) })
}
