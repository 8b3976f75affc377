//! Writing weights as safetensors: sorted by name, the header padded to a multiple of 8 bytes.

use std::collections::BTreeMap;
use std::io::Write;

use half::f16;
use serde_json::{Map, Value, json};

use super::FormatError;
use super::checkpoint::{CheckpointError, Tensor};
use super::dtype::elements;

/// How values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// As they are.
    #[default]
    F32,
    /// To the nearest half.
    F16,
}

impl Precision {
    fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 => 2,
        }
    }
}

/// Writes a file; `load` is asked for one tensor after the other, so that only one is ever in memory.
///
/// `tensors`: names and shapes, in any order. Errors: two of one name, one of another shape than promised, a
/// value that is not finite or beyond halves, whatever `load` gives, and [`FormatError::Write`] where
/// `out` takes no more.
pub fn write_safetensors(
    out: &mut dyn Write,
    tensors: &[(String, Vec<usize>)],
    metadata: &BTreeMap<String, String>,
    precision: Precision,
    load: &mut dyn FnMut(&str) -> Result<Tensor, FormatError>,
) -> Result<(), FormatError> {
    write_mixed_safetensors(out, tensors, metadata, &|_| precision, load)
}

/// [`write_safetensors`] with a precision for every tensor by its name.
pub fn write_mixed_safetensors(
    out: &mut dyn Write,
    tensors: &[(String, Vec<usize>)],
    metadata: &BTreeMap<String, String>,
    precision: &dyn Fn(&str) -> Precision,
    load: &mut dyn FnMut(&str) -> Result<Tensor, FormatError>,
) -> Result<(), FormatError> {
    let mut order: Vec<&(String, Vec<usize>)> = tensors.iter().collect();
    order.sort();
    if let Some(pair) = order.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(CheckpointError::Twice { tensor: pair[0].0.clone() }.into());
    }
    let mut written = 0;
    let mut put = |bytes: &[u8]| {
        let failed = |error: std::io::Error| FormatError::Write { from: written, reason: error.to_string() };
        out.write_all(bytes).map_err(failed)?;
        written += bytes.len() as u64;
        Ok::<(), FormatError>(())
    };
    put(&header(&order, metadata, precision))?;
    for (name, shape) in order {
        let tensor = load(name)?;
        if tensor.shape != *shape || tensor.values.len() != elements(shape) {
            return Err(FormatError::Damaged {
                entry: name.clone(),
                what: "the shape",
                expected: format!("{shape:?}"),
                found: format!("{:?}", tensor.shape),
            });
        }
        for (piece, values) in tensor.values.chunks(PIECE).enumerate() {
            put(&encoded(name, values, piece * PIECE, precision(name))?)?;
        }
    }
    Ok(())
}

/// Values encoded at a time.
const PIECE: usize = 1 << 16;

fn header(
    order: &[&(String, Vec<usize>)],
    metadata: &BTreeMap<String, String>,
    precision: &dyn Fn(&str) -> Precision,
) -> Vec<u8> {
    let mut entries = Map::new();
    if !metadata.is_empty() {
        entries.insert("__metadata__".into(), json!(metadata));
    }
    let mut end = 0;
    for (name, shape) in order {
        let (start, precision) = (end, precision(name));
        end += elements(shape) * precision.bytes();
        let entry = json!({ "dtype": precision.name(), "shape": shape, "data_offsets": [start, end] });
        entries.insert(name.clone(), entry);
    }
    let mut text = Value::Object(entries).to_string().into_bytes();
    text.resize(text.len().next_multiple_of(8), b' ');
    [&(text.len() as u64).to_le_bytes(), text.as_slice()].concat()
}

fn encoded(name: &str, values: &[f32], first: usize, precision: Precision) -> Result<Vec<u8>, FormatError> {
    let mut bytes = Vec::with_capacity(values.len() * precision.bytes());
    for (at, &value) in values.iter().enumerate() {
        let half = f16::from_f32(value);
        let holds = value.is_finite() && (precision == Precision::F32 || half.is_finite());
        if !holds {
            let wanted = if precision == Precision::F32 { "f32" } else { "f16" };
            let (tensor, index, value) = (name.to_owned(), first + at, value.to_string());
            return Err(CheckpointError::Range { tensor, index, value, wanted }.into());
        }
        match precision {
            Precision::F32 => bytes.extend(value.to_le_bytes()),
            Precision::F16 => bytes.extend(half.to_le_bytes()),
        }
    }
    Ok(bytes)
}
