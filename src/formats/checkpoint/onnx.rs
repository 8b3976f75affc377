//! ONNX models as tables of tensors: their initialisers. Source: `onnx.proto3` of ONNX.

use super::table::{Place, Stored, Table, element_count};
use super::{CheckpointError, Opened, TensorInfo};
use crate::formats::error::check_limit;
use crate::formats::npy::strides;
use crate::formats::onnx::{Initialiser, initialisers};
use crate::formats::{ByteSource, Container, FormatError, FormatWarning};

/// Lists the initialisers, and reads no value.
pub(super) fn open(source: &dyn ByteSource) -> Result<Opened, FormatError> {
    let (mut table, mut warnings) = (Table::default(), Vec::new());
    for initialiser in initialisers(source)? {
        let tensor = stored(initialiser)?;
        if tensor.info.dtype.size().is_none() {
            let (name, dtype) = (tensor.info.name.clone(), tensor.info.dtype.name().to_owned());
            warnings.push(FormatWarning::Unreadable { name, dtype });
        }
        table.add(tensor)?;
    }
    Ok(Opened { container: Container::Onnx, table, warnings, ..Opened::default() })
}

/// Holds the bytes of an initialiser against its shape.
fn stored(initialiser: Initialiser) -> Result<Stored, FormatError> {
    let Initialiser { name, dtype, shape: lengths, range: (from, to) } = initialiser;
    let rank = lengths.len() as u64;
    check_limit(format!("the number of axes of tensor {name}"), rank, super::MAX_RANK as u64)?;
    // Sizes beyond 32 bits, negative ones among them, exceed the limit of elements whatever they are.
    let shape: Vec<usize> = lengths.iter().map(|&n| n.min(u32::MAX.into()) as usize).collect();
    let count = element_count(&name, &shape)? as u64;
    let place = match dtype.size() {
        None => Place::Nowhere,
        Some(size) if count * size == to - from => Place::File { at: from },
        Some(_) => {
            let dtype = dtype.name().to_owned();
            return Err(CheckpointError::Bytes { tensor: name, from, to, dtype, shape: lengths }.into());
        }
    };
    let stride = strides(&shape, false);
    let info = TensorInfo { name, dtype, shape };
    Ok(Stored { info, place, bytes: to - from, offset: 0, stride, big_endian: false })
}
