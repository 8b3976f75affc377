//! Our file of weights: safetensors, batch norm folded in, self-describing through its metadata.

use std::collections::BTreeMap;
use std::io::Write;

use super::config::I3dConfig;
use super::names::Layout;
use super::units::units;
use super::weights::{I3dWeights, LoadOptions, UnitWeights};
use crate::encode::WeightsError;
use crate::encode::provenance::{Metadata, Provenance, as_stored};
use crate::formats::digest::WeightsDigest;
use crate::formats::{Checkpoint, FormatError, Precision, Tensor, fit, write_safetensors};

/// What the metadata says a file is.
pub const FORMAT: &str = "oddframe-i3d";
/// Version of its layout.
const VERSION: &str = "1";

/// Whether the metadata says that a file is ours.
pub(super) fn is_ours(checkpoint: &Checkpoint<'_>) -> bool {
    checkpoint.metadata().get("format").is_some_and(|format| format == FORMAT)
}

/// Writes weights, 114 tensors `i3d.UNIT.weight` and `i3d.UNIT.bias`.
///
/// Errors: a value beyond the precision, and whatever `out` refuses.
pub fn write(
    out: &mut dyn Write,
    weights: &I3dWeights,
    precision: Precision,
    source: &Provenance,
) -> Result<(), FormatError> {
    let tensors = tensors(weights);
    let mut metadata = BTreeMap::from([
        ("format".to_owned(), FORMAT.to_owned()),
        ("format_version".to_owned(), VERSION.to_owned()),
        ("width".to_owned(), weights.config.width.to_string()),
        ("input".to_owned(), weights.config.input.to_string()),
        ("bn_eps".to_owned(), weights.bn_eps.to_string()),
        ("tensor_digest".to_owned(), digest(&tensors, precision)),
    ]);
    metadata.extend(source.metadata());
    let shapes: Vec<(String, Vec<usize>)> =
        tensors.iter().map(|(name, (shape, _))| (name.clone(), shape.clone())).collect();
    let load = &mut |name: &str| {
        let (shape, values) = &tensors[name];
        Ok(Tensor { shape: shape.clone(), values: values.to_vec() })
    };
    write_safetensors(out, &shapes, &metadata, precision, load)
}

/// Names to shapes and values, in the order of the names.
type Tensors<'a> = BTreeMap<String, (Vec<usize>, &'a [f32])>;

fn tensors(weights: &I3dWeights) -> Tensors<'_> {
    let mut tensors = Tensors::new();
    for (unit, values) in units(weights.config.width).into_iter().zip(&weights.units) {
        let bias = Layout::Folded.per_channel(&unit.name).swap_remove(0);
        tensors.insert(Layout::Folded.weight(&unit.name), (unit.weight_shape().to_vec(), &values.weight));
        tensors.insert(bias, (vec![unit.outputs], &values.bias));
    }
    tensors
}

/// Digest of the values as the file holds them.
fn digest(tensors: &Tensors<'_>, precision: Precision) -> String {
    let mut digest = WeightsDigest::default();
    for (name, (shape, values)) in tensors {
        digest.tensor(name, shape, &as_stored(values, precision));
    }
    digest.finish()
}

/// Reads a file of ours; the digest in it must be that of its values.
pub(super) fn read(checkpoint: &Checkpoint<'_>, options: LoadOptions) -> Result<I3dWeights, WeightsError> {
    let metadata = Metadata::of(checkpoint);
    metadata.expect("format_version", VERSION)?;
    let width = metadata.parse("width", "1, 1/2, 1/4 or 1/8")?;
    let config = I3dConfig { width, input: metadata.parse("input", "a number of pixels")? }.check()?;
    let bn_eps: f64 = metadata.parse("bn_eps", "a number")?;
    if let Some(asked) = options.bn_eps.filter(|asked| *asked != bn_eps) {
        return Err(WeightsError::FoldedEps { asked, folded: bn_eps });
    }
    let fitted = fit(checkpoint, &Layout::Folded.known_model(width))?;
    let mut all = Vec::with_capacity(57);
    for unit in units(width) {
        let load = |name: &str| fitted.load(checkpoint, name).map(|tensor| tensor.values);
        let bias = Layout::Folded.per_channel(&unit.name).swap_remove(0);
        all.push(UnitWeights { weight: load(&Layout::Folded.weight(&unit.name))?, bias: load(&bias)? });
    }
    let weights = I3dWeights { config, units: all, bn_eps, layout: Layout::Folded, notes: Vec::new() };
    metadata.expect("tensor_digest", &digest(&tensors(&weights), Precision::F32))?;
    Ok(weights)
}
