//! The table of a file's tensors: what each is, where its values lie, whether they can lie there.

use std::collections::HashMap;
use std::sync::Arc;

use super::CheckpointError;
use super::flatten::Leaf;
use crate::formats::dtype::elements;
use crate::formats::error::check_limit;
use crate::formats::pickle::{ArrayState, NumpyArray, StorageRef, TensorRef};
use crate::formats::{Dtype, FormatError};

/// Most tensors of a file.
const MAX_TENSORS: u64 = 100_000;
/// Most axes of a tensor.
pub(crate) const MAX_RANK: usize = 8;
/// Most elements of a tensor.
const MAX_ELEMENTS: u64 = (1 << 31) - 1;

/// What is known of a tensor without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    /// The whole name, with whatever the file puts in front.
    pub name: String,
    /// Type of the stored values.
    pub dtype: Dtype,
    /// Length of each axis; none for a single value.
    pub shape: Vec<usize>,
}

impl TensorInfo {
    /// Number of values.
    pub fn elements(&self) -> usize {
        elements(&self.shape)
    }
}

/// Where a storage lies.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// At a byte of the file.
    File { at: u64 },
    /// The same in an old PyTorch file, where an integer at `count_at` must say the number of elements.
    Legacy { at: u64, count_at: u64, elements: u64 },
    /// In an entry of an archive, after `skip` bytes of it.
    Entry { name: String, skip: u64 },
    /// In memory, from a pickle.
    Memory(Arc<Vec<u8>>),
    /// Of a type that is not read.
    Nowhere,
}

/// A tensor and where its values are.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub info: TensorInfo,
    pub place: Place,
    /// Bytes of its storage.
    pub bytes: u64,
    /// First element.
    pub offset: usize,
    /// Elements from one index of an axis to the next.
    pub stride: Vec<usize>,
    pub big_endian: bool,
}

/// Where a tensor's storage lies and how many bytes it has; the tensor's name is for messages.
pub(super) type Locate<'a> = dyn Fn(&str, &StorageRef) -> Result<(Place, u64), FormatError> + 'a;

/// All tensors, in the file's order.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub tensors: Vec<Stored>,
    by_name: HashMap<String, usize>,
}

impl Table {
    /// The tensor of that name.
    pub(super) fn find(&self, name: &str) -> Option<&Stored> {
        self.by_name.get(name).map(|&at| &self.tensors[at])
    }

    /// Adds a tensor whose place has been checked.
    pub(super) fn add(&mut self, tensor: Stored) -> Result<(), FormatError> {
        check_limit("the number of tensors", self.tensors.len() as u64 + 1, MAX_TENSORS)?;
        let name = &tensor.info.name;
        if self.by_name.insert(name.clone(), self.tensors.len()).is_some() {
            return Err(CheckpointError::Twice { tensor: name.clone() }.into());
        }
        self.tensors.push(tensor);
        Ok(())
    }

    /// Adds what a pickle describes; `locate` knows where storages lie and how many bytes they have.
    pub(super) fn add_leaf(
        &mut self,
        name: String,
        leaf: Leaf,
        big_endian: bool,
        locate: &Locate<'_>,
    ) -> Result<(), FormatError> {
        let stored = match leaf {
            Leaf::Tensor(tensor) => {
                let (place, bytes) = locate(&name, &tensor.storage)?;
                view(name, &tensor, place, bytes, big_endian)?
            }
            Leaf::Array(array) => array_view(name, array)?,
        };
        self.add(stored)
    }
}

/// Bytes of an element of a storage, also of the types that are only listed.
pub(super) fn element_bytes(storage: &StorageRef) -> u64 {
    match &storage.dtype {
        None => 1,
        Some(Dtype::Other(name)) if &**name == "complex128" => 16,
        Some(dtype) => dtype.size().unwrap_or(8),
    }
}

/// Holds a tensor against its storage of `bytes` bytes.
fn view(
    name: String,
    tensor: &TensorRef,
    place: Place,
    bytes: u64,
    big_endian: bool,
) -> Result<Stored, FormatError> {
    let unit = tensor.dtype.size().unwrap_or_else(|| element_bytes(&tensor.storage).max(1));
    let has = bytes / unit;
    let bounds = |needs: String| {
        FormatError::from(CheckpointError::Bounds {
            tensor: name.clone(),
            shape: tensor.shape.to_vec(),
            needs,
            has,
        })
    };
    check_limit(format!("the number of axes of tensor {name}"), tensor.shape.len() as u64, MAX_RANK as u64)?;
    let lengths = |numbers: &[i64], what: &str| -> Result<Vec<usize>, FormatError> {
        let convert =
            |&n: &i64| u32::try_from(n).map(|n| n as usize).map_err(|_| bounds(format!("a {what} of {n}")));
        numbers.iter().map(convert).collect()
    };
    let (shape, stride) = (lengths(&tensor.shape, "size")?, lengths(&tensor.stride, "stride")?);
    let offset =
        usize::try_from(tensor.offset).map_err(|_| bounds(format!("an offset of {}", tensor.offset)))?;
    let count = element_count(&name, &shape)?;
    if count > 0 {
        let last = shape.iter().zip(&stride).try_fold(offset as u64, |last, (&size, &stride)| {
            (stride as u64).checked_mul(size as u64 - 1).and_then(|step| last.checked_add(step))
        });
        match last {
            Some(last) if last < has => {}
            Some(last) => return Err(bounds(format!("number {}", last.saturating_add(1)))),
            None => return Err(bounds("beyond all numbers".into())),
        }
    }
    let place = if tensor.dtype.size().is_some() { place } else { Place::Nowhere };
    let info = TensorInfo { name, dtype: tensor.dtype.clone(), shape };
    Ok(Stored { info, place, bytes, offset, stride, big_endian })
}

/// An array of NumPy's in a pickle, which must fill its bytes exactly.
fn array_view(name: String, array: NumpyArray) -> Result<Stored, FormatError> {
    let damaged = |expected: String, found: String| FormatError::Damaged {
        entry: format!("array {name}"),
        what: "its size",
        expected,
        found,
    };
    let Some(ArrayState { kind, shape, fortran, data }) = array.state else {
        return Err(damaged("values".into(), "an array without a state".into()));
    };
    let shape: Vec<usize> = shape
        .iter()
        .map(|&n| u32::try_from(n).map(|n| n as usize).map_err(|_| damaged("sizes".into(), n.to_string())))
        .collect::<Result<_, _>>()?;
    let needed = element_count(&name, &shape)? as u64 * kind.dtype.size().unwrap_or(0);
    if needed != data.len() as u64 {
        return Err(damaged(format!("{needed} bytes"), format!("{} bytes", data.len())));
    }
    let stride = crate::formats::npy::strides(&shape, fortran);
    let info = TensorInfo { name, dtype: kind.dtype, shape };
    Ok(Stored {
        info,
        bytes: needed,
        place: Place::Memory(data),
        offset: 0,
        stride,
        big_endian: kind.big_endian,
    })
}

/// Number of elements of a tensor.
pub(super) fn element_count(name: &str, shape: &[usize]) -> Result<usize, FormatError> {
    if shape.contains(&0) {
        return Ok(0);
    }
    let count = shape.iter().try_fold(1_u64, |count, &size| count.checked_mul(size as u64));
    let count = count.unwrap_or(u64::MAX);
    check_limit(format!("the number of elements of tensor {name}"), count, MAX_ELEMENTS)?;
    Ok(count as usize)
}
