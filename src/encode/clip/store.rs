//! Our file of weights: safetensors with OpenAI's names, the image tower alone, self-describing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use half::f16;

use super::config::ClipConfig;
use super::weights::ClipWeights;
use crate::encode::WeightsError;
use crate::encode::provenance::{Metadata, Provenance};
use crate::formats::digest::WeightsDigest;
use crate::formats::{Checkpoint, FormatError, Precision, Tensor, write_mixed_safetensors};

/// What the metadata says a file is.
pub const FORMAT: &str = "oddframe-clip-visual";
/// Version of its layout.
const VERSION: &str = "1";

/// Whether the metadata says that a file is ours.
pub(super) fn is_ours(checkpoint: &Checkpoint<'_>) -> bool {
    checkpoint.metadata().get("format").is_some_and(|format| format == FORMAT)
}

/// Writes weights: every tensor as halves where all its values survive that, else as they are.
pub fn write(out: &mut dyn Write, weights: &ClipWeights, source: &Provenance) -> Result<(), FormatError> {
    let mut metadata = BTreeMap::from([
        ("format".to_owned(), FORMAT.to_owned()),
        ("format_version".to_owned(), VERSION.to_owned()),
        ("tensor_digest".to_owned(), digest(weights)),
    ]);
    metadata.extend(shape(weights.config).map(|(key, value)| (key.to_owned(), value.to_string())));
    metadata.extend(source.metadata());
    let shapes: Vec<(String, Vec<usize>)> =
        weights.tensors.iter().map(|(name, tensor)| (name.clone(), tensor.shape.clone())).collect();
    let exact = |values: &[f32]| values.iter().all(|&value| f16::from_f32(value).to_f32() == value);
    let halves: BTreeSet<&str> = weights
        .tensors
        .iter()
        .filter(|(_, tensor)| exact(&tensor.values))
        .map(|(name, _)| name.as_str())
        .collect();
    let precision = |name: &str| if halves.contains(name) { Precision::F16 } else { Precision::F32 };
    let load = &mut |name: &str| -> Result<Tensor, FormatError> { Ok(weights.tensors[name].clone()) };
    write_mixed_safetensors(out, &shapes, &metadata, &precision, load)
}

/// Holds shape and digest in the metadata of a file of ours against what was read.
pub(super) fn check(checkpoint: &Checkpoint<'_>, weights: &ClipWeights) -> Result<(), WeightsError> {
    let metadata = Metadata::of(checkpoint);
    metadata.expect("format_version", VERSION)?;
    for (key, value) in shape(weights.config) {
        metadata.expect(key, &value.to_string())?;
    }
    metadata.expect("tensor_digest", &digest(weights))
}

fn shape(config: ClipConfig) -> [(&'static str, usize); 5] {
    let ClipConfig { side, patch, width, blocks, output } = config;
    [("side", side), ("patch", patch), ("width", width), ("blocks", blocks), ("output", output)]
}

fn digest(weights: &ClipWeights) -> String {
    let mut digest = WeightsDigest::default();
    for (name, tensor) in &weights.tensors {
        digest.tensor(name, &tensor.shape, &tensor.values);
    }
    digest.finish()
}
