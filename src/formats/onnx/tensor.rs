//! One initialiser: a `TensorProto` without its values.

use super::Initialiser;
use super::wire::{Field, Fields, Value, varint};
use crate::formats::error::check_limit;
use crate::formats::source::{check_range, read_vec};
use crate::formats::{ByteSource, Dtype, FormatError};

/// Most bytes of a name.
const MAX_NAME: u64 = 4096;
/// Most axes that are read; the table of tensors allows fewer and says so.
const MAX_AXES: u64 = 64;

/// Field numbers of `TensorProto`.
const DIMS: u64 = 1;
const DATA_TYPE: u64 = 2;
const SEGMENT: u64 = 3;
const FLOAT_DATA: u64 = 4;
const INT32_DATA: u64 = 5;
const STRING_DATA: u64 = 6;
const INT64_DATA: u64 = 7;
const NAME: u64 = 8;
const RAW_DATA: u64 = 9;
const DOUBLE_DATA: u64 = 10;
const UINT64_DATA: u64 = 11;
const DATA_LOCATION: u64 = 14;

/// `TensorProto.DataLocation.EXTERNAL`.
const EXTERNAL: u64 = 1;

/// What a `TensorProto` was found to hold.
#[derive(Default)]
struct Parts {
    name: Option<String>,
    dims: Vec<u64>,
    data_type: u64,
    range: Option<(u64, u64)>,
    /// Where the values are, if not in a stretch of bytes.
    elsewhere: Option<&'static str>,
}

/// Reads everything but the values.
pub(super) fn read_tensor(
    source: &dyn ByteSource,
    fields: &mut Fields<'_>,
) -> Result<Initialiser, FormatError> {
    let mut parts = Parts::default();
    while let Some(field) = fields.next()? {
        match (field.number, field.value) {
            (DIMS, _) => dims(source, field, &mut parts.dims)?,
            (DATA_TYPE, Value::Int(kind)) => parts.data_type = kind,
            (NAME, Value::Bytes(from, to)) => parts.name = Some(name(source, from, to)?),
            (RAW_DATA | FLOAT_DATA | DOUBLE_DATA, Value::Bytes(from, to)) => {
                let before = parts.range.replace((from, to));
                before.map_or(Ok(()), |_| Err(field.damaged("the values once")))?;
            }
            // Floats one by one, each with a key of its own: written by nobody, but allowed.
            (FLOAT_DATA | DOUBLE_DATA, Value::Fixed) => parts.elsewhere = Some("in single fields"),
            (INT32_DATA | INT64_DATA | UINT64_DATA, Value::Int(_) | Value::Bytes(..)) => {
                parts.elsewhere = Some("in integers of variable length");
            }
            (STRING_DATA, Value::Bytes(..)) => parts.elsewhere = Some("in texts"),
            (SEGMENT, _) => parts.elsewhere = Some("in segments"),
            (DATA_LOCATION, Value::Int(EXTERNAL)) => parts.elsewhere = Some("in another file"),
            (DATA_TYPE | NAME | RAW_DATA, _) => return Err(field.damaged("a field of its own type")),
            _ => {}
        }
    }
    Ok(parts.initialiser())
}

impl Parts {
    fn initialiser(self) -> Initialiser {
        let mut dtype = dtype(self.data_type);
        if let Some(place) = self.elsewhere {
            dtype = Dtype::Other(format!("{} {place}", dtype.name()).into());
        }
        Initialiser {
            name: self.name.unwrap_or_default(),
            dtype,
            shape: self.dims,
            range: self.range.unwrap_or_default(),
        }
    }
}

/// Adds one length, or the packed lengths of a whole field.
fn dims(source: &dyn ByteSource, field: Field, dims: &mut Vec<u64>) -> Result<(), FormatError> {
    let limit = |count: u64| check_limit("the number of axes of an initialiser", count, MAX_AXES);
    match field.value {
        Value::Int(length) => dims.push(length),
        Value::Bytes(from, to) => {
            // Each takes at least one byte and at most ten.
            limit((to - from) / 10)?;
            let bytes = read_vec(source, from, to - from, "an initialiser")?;
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (length, used) =
                    varint(rest).ok_or_else(|| field.damaged("lengths of at most 64 bits"))?;
                dims.push(length);
                rest = &rest[used..];
                limit(dims.len() as u64)?;
            }
        }
        Value::Fixed => return Err(field.damaged("lengths")),
    }
    limit(dims.len() as u64)
}

fn name(source: &dyn ByteSource, from: u64, to: u64) -> Result<String, FormatError> {
    check_range(source, from, to - from, "the name of an initialiser")?;
    check_limit("the length in bytes of the name of an initialiser", to - from, MAX_NAME)?;
    let bytes = read_vec(source, from, to - from, "the name of an initialiser")?;
    String::from_utf8(bytes).map_err(|_| super::wire::damaged(from, "a name in UTF-8", "other bytes"))
}

/// `TensorProto.DataType`.
fn dtype(kind: u64) -> Dtype {
    match kind {
        1 => Dtype::F32,
        2 => Dtype::U8,
        3 => Dtype::I8,
        4 => Dtype::U16,
        5 => Dtype::I16,
        6 => Dtype::I32,
        7 => Dtype::I64,
        9 => Dtype::Bool,
        10 => Dtype::F16,
        11 => Dtype::F64,
        12 => Dtype::U32,
        13 => Dtype::U64,
        16 => Dtype::Bf16,
        8 => Dtype::Other("string".into()),
        14 | 15 => Dtype::Other("complex".into()),
        other => Dtype::Other(format!("ONNX type {other}").into()),
    }
}
