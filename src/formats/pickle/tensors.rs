//! PyTorch's tensors and storages as a pickle describes them; nothing of them is checked or read here.

use super::globals::Global;
use super::value::{Heap, Ref, Value};
use crate::formats::{Dtype, FormatError};

/// What a tensor is reckoned at beside its value.
const TENSOR_COST: u64 = 250;
/// Longest key of a storage: PyTorch's have at most 20 digits.
const MAX_KEY: usize = 64;

/// A storage by its key, `('storage', type, key, location, elements[, view])`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct StorageRef {
    /// Its name in the file.
    pub key: Box<str>,
    /// Type of the values; none for untyped storages, whose elements are bytes.
    pub dtype: Option<Dtype>,
    /// Number of elements of the root storage.
    pub elements: i64,
    /// Beginning and length in elements, where only a part of the root is meant.
    pub view: Option<(i64, i64)>,
}

/// A tensor: a storage and how to walk in it, in elements. Numbers are as they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TensorRef {
    pub storage: StorageRef,
    pub dtype: Dtype,
    pub offset: i64,
    pub shape: Box<[i64]>,
    pub stride: Box<[i64]>,
}

/// The storage of a persistent id; none if it is something else.
pub(super) fn storage(heap: &Heap, id: Ref) -> Option<StorageRef> {
    let Value::Tuple(parts) = heap.get(id) else { return None };
    let (fixed, view) = parts.split_at_checked(5)?;
    let &[kind, dtype, key, location, elements] = fixed else { return None };
    if heap.text(kind)? != "storage" {
        return None;
    }
    let Value::Global(Global::StorageType(dtype)) = heap.get(dtype) else { return None };
    // Where it lay (cpu, cuda:0) is of no interest, but must be text.
    heap.text(location)?;
    let view = match view {
        [] => None,
        [only] => match heap.get(*only) {
            Value::None => None,
            Value::Tuple(parts) => match **parts {
                [_key, offset, size] => Some((heap.int(offset)?, heap.int(size)?)),
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    };
    Some(StorageRef {
        key: heap.text(key).filter(|key| key.len() <= MAX_KEY)?.into(),
        dtype: dtype.clone(),
        elements: heap.int(elements)?,
        view,
    })
}

/// The tensor of one of the `_rebuild_tensor` functions; none if the arguments are not theirs.
pub(super) fn rebuild(
    heap: &mut Heap,
    function: &Global,
    arguments: &[Ref],
) -> Result<Option<TensorRef>, FormatError> {
    heap.charge(TENSOR_COST)?;
    let &[storage, offset, shape, stride, ..] = arguments else { return Ok(None) };
    let (Some(shape), Some(stride)) = (heap.lengths(shape)?, heap.lengths(stride)?) else { return Ok(None) };
    let Some((storage, dtype)) = stored(heap, function, storage, &arguments[4..]) else { return Ok(None) };
    let Some(offset) = heap.int(offset) else { return Ok(None) };
    if shape.len() != stride.len() {
        return Ok(None);
    }
    Ok(Some(TensorRef { storage, dtype, offset, shape: shape.into(), stride: stride.into() }))
}

/// Storage and type of a tensor; `rest` is what follows the stride.
fn stored(heap: &Heap, function: &Global, storage: Ref, rest: &[Ref]) -> Option<(StorageRef, Dtype)> {
    let Value::Storage(storage) = heap.get(storage) else { return None };
    let empty = |at: Ref| match heap.get(at) {
        Value::None => true,
        Value::Dict(pairs) => pairs.is_empty(),
        _ => false,
    };
    let dtype = match (function, rest) {
        (Global::RebuildTensor, []) => storage.dtype.clone()?,
        (Global::RebuildTensorV2, [_gradient, _hooks]) => storage.dtype.clone()?,
        (Global::RebuildTensorV2, &[_gradient, _hooks, metadata]) if empty(metadata) => {
            storage.dtype.clone()?
        }
        (Global::RebuildTensorV3, &[_gradient, _hooks, dtype]) => named_dtype(heap, dtype)?,
        (Global::RebuildTensorV3, &[_gradient, _hooks, dtype, metadata]) if empty(metadata) => {
            named_dtype(heap, dtype)?
        }
        _ => return None,
    };
    Some(((**storage).clone(), dtype))
}

fn named_dtype(heap: &Heap, at: Ref) -> Option<Dtype> {
    match heap.get(at) {
        Value::Global(Global::Dtype(dtype)) => Some(dtype.clone()),
        _ => None,
    }
}
