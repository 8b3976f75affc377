//! NumPy's dtypes, scalars and arrays inside a pickle.

use std::sync::Arc;

use super::build::bytes_of;
use super::globals::{Global, refusal};
use super::value::{Heap, Ref, Value};
use crate::formats::{ArrayData, Dtype, FormatError};

/// A type and its byte order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumpyType {
    pub dtype: Dtype,
    pub big_endian: bool,
}

/// An array; its state arrives by BUILD.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NumpyArray {
    pub state: Option<ArrayState>,
}

/// What an array holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArrayState {
    pub kind: NumpyType,
    pub shape: Box<[i64]>,
    /// Whether the first index runs fastest.
    pub fortran: bool,
    /// The values' bytes.
    pub data: Arc<Vec<u8>>,
}

/// `numpy.dtype('f8', False, True)`; the byte order comes later.
pub(super) fn dtype(heap: &Heap, arguments: &[Ref]) -> Result<Option<NumpyType>, FormatError> {
    let Some(name) = arguments.first().and_then(|&name| heap.text(name)) else { return Ok(None) };
    if name.starts_with('O') {
        return Err(FormatError::NpyObject);
    }
    let bare = name.trim_start_matches(['<', '=', '|', '>']);
    match Dtype::of_numpy(bare) {
        Some(dtype) => Ok(Some(NumpyType { dtype, big_endian: name.starts_with('>') })),
        None => Err(FormatError::NpyDtype { descr: name.chars().take(80).collect() }),
    }
}

/// `(version, '<', None, None, None, -1, -1, 0)`.
pub(super) fn dtype_state(heap: &mut Heap, object: Ref, state: Ref) -> Result<(), FormatError> {
    let order = heap.sequence(state).and_then(|parts| heap.text(*parts.get(1)?));
    let big_endian = match order {
        Some("<" | "|" | "=") => false,
        Some(">") => true,
        _ => return Err(refusal("numpy.dtype", "with a state that NumPy does not give it")),
    };
    if let Value::NumpyType(kind) = heap.get_mut(object) {
        kind.big_endian = big_endian;
    }
    Ok(())
}

/// `_reconstruct(numpy.ndarray, (0,), b'b')`: an array without a state.
pub(super) fn reconstruct(heap: &Heap, arguments: &[Ref]) -> Option<NumpyArray> {
    let &[class, _shape, _kind] = arguments else { return None };
    matches!(heap.get(class), Value::Global(Global::NumpyArray)).then(NumpyArray::default)
}

/// `(version, shape, dtype, fortran_order, bytes)`.
pub(super) fn array_state(heap: &mut Heap, object: Ref, state: Ref) -> Result<(), FormatError> {
    let refused = || refusal("numpy.ndarray", "with a state that NumPy does not give it");
    let Some(&[_version, shape, kind, fortran, data]) = heap.sequence(state) else { return Err(refused()) };
    let Value::NumpyType(kind) = heap.get(kind) else { return Err(refused()) };
    let fortran = match heap.get(fortran) {
        Value::Bool(fortran) => *fortran,
        Value::Int(number @ (0 | 1)) => *number == 1,
        _ => return Err(refused()),
    };
    let (kind, shape) = (kind.clone(), heap.lengths(shape)?.ok_or_else(refused)?);
    heap.charge(heap.text(data).map_or(0, |text| text.len() as u64))?;
    let data = bytes(heap, data).ok_or_else(refused)?;
    let state = Some(ArrayState { kind, shape: shape.into(), fortran, data });
    heap.set(object, Value::Array(Box::new(NumpyArray { state })));
    Ok(())
}

/// `scalar(dtype, bytes)`: one number.
pub(super) fn scalar(heap: &Heap, arguments: &[Ref]) -> Result<Option<Value>, FormatError> {
    let &[kind, data] = arguments else { return Ok(None) };
    let Value::NumpyType(kind) = heap.get(kind) else { return Ok(None) };
    /// Longest scalar, twice over as Latin-1 in UTF-8.
    const MAX_SCALAR: usize = 16;
    if heap.text(data).is_some_and(|text| text.len() > MAX_SCALAR) {
        return Ok(None);
    }
    let Some(data) = bytes(heap, data) else { return Ok(None) };
    if Some(data.len() as u64) != kind.dtype.size() {
        return Ok(None);
    }
    Ok(match kind.dtype.decode(&data, kind.big_endian, 0)? {
        ArrayData::F32(v) => v.first().map(|&x| Value::Float(x.into())),
        ArrayData::F64(v) => v.first().map(|&x| Value::Float(x)),
        ArrayData::Bool(v) => v.first().map(|&x| Value::Bool(x)),
        ArrayData::I8(v) => v.first().map(|&x| Value::Int(x.into())),
        ArrayData::I16(v) => v.first().map(|&x| Value::Int(x.into())),
        ArrayData::I32(v) => v.first().map(|&x| Value::Int(x.into())),
        ArrayData::I64(v) => v.first().map(|&x| Value::Int(x)),
        ArrayData::U8(v) => v.first().map(|&x| Value::Int(x.into())),
        ArrayData::U16(v) => v.first().map(|&x| Value::Int(x.into())),
        ArrayData::U32(v) => v.first().map(|&x| Value::Int(x.into())),
        ArrayData::U64(v) => v.first().map(|&x| i64::try_from(x).map_or(Value::Float(x as f64), Value::Int)),
    })
}

/// Bytes, or the text that Python 2 wrote instead.
fn bytes(heap: &Heap, at: Ref) -> Option<Arc<Vec<u8>>> {
    match heap.get(at) {
        Value::Bytes(bytes) => Some(bytes.clone()),
        Value::Text(text) => bytes_of(text).map(Arc::new),
        _ => None,
    }
}
