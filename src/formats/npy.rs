//! NumPy's `.npy`: magic, version, text header, raw values.
//!
//! Versions 1 to 3; floats of 2, 4 and 8 bytes, integers of 1 to 8 and booleans in either byte order and
//! either index order. Source of the layout: NumPy's format description (NEP 1).

use std::borrow::Cow;

use super::dtype::{Dtype, gather};
use super::error::first_bytes;
use super::npy_header::Header;
use super::{Array, FormatError, FormatWarning};

const MAGIC: &[u8] = b"\x93NUMPY";
/// Longest header of versions 2 and 3; version 1 cannot exceed 64 KiB.
const MAX_HEADER: usize = 1 << 20;
/// Bytes that say how long the header is, in every version.
pub(super) const PREFIX: usize = 12;

/// Reads one array; the values come in row-major order whatever the file's order.
pub fn read_npy(bytes: &[u8]) -> Result<Array, FormatError> {
    let (layout, data) = layout(bytes)?;
    let needed = layout.data_bytes as usize;
    if data.len() < needed {
        return Err(layout.truncated(data.len() as u64));
    }
    let mut warnings = Vec::new();
    if data.len() > needed {
        warnings.push(FormatWarning::Trailing { bytes: data.len() - needed });
    }
    let size = layout.size as usize;
    let data = if layout.row_major() {
        Cow::Borrowed(&data[..needed])
    } else {
        Cow::Owned(gather(&data[..needed], size, 0, &layout.shape, &layout.stride))
    };
    let data = layout.dtype.decode(&data, layout.big_endian, 0)?;
    Ok(Array { shape: layout.shape, data, warnings })
}

/// Where the values of an array lie, and what they are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub dtype: Dtype,
    /// Bytes of one value.
    pub size: u64,
    pub big_endian: bool,
    pub shape: Vec<usize>,
    /// Elements from one index of an axis to the next.
    pub stride: Vec<usize>,
    /// Bytes of all values.
    pub data_bytes: u64,
}

impl Layout {
    /// The error of an array whose data have only `found` bytes.
    pub(super) fn truncated(&self, found: u64) -> FormatError {
        FormatError::NpyTruncated { what: "the array's data", expected: self.data_bytes, found }
    }

    fn row_major(&self) -> bool {
        self.stride == strides(&self.shape, false)
    }
}

/// Bytes before the data, read off at least [`PREFIX`] bytes (or all there are); wrong bytes need no more.
pub(super) fn header_end(start: &[u8]) -> usize {
    let long = start.get(6).is_some_and(|&major| major != 1);
    let length = match start.get(8..PREFIX) {
        Some(&[a, b, c, d]) if long => u32::from_le_bytes([a, b, c, d]) as usize + PREFIX,
        Some(&[a, b, ..]) => usize::from(u16::from_le_bytes([a, b])) + 10,
        _ => start.len(),
    };
    if start.starts_with(MAGIC) { length.min(MAX_HEADER + PREFIX) } else { PREFIX }
}

/// The layout that `bytes` describe, and the bytes after its header.
pub(super) fn layout(bytes: &[u8]) -> Result<(Layout, &[u8]), FormatError> {
    let (header, data) = split_header(bytes)?;
    let (dtype, big_endian) = element(&header.descr)?;
    let Some(size) = dtype.size() else {
        return Err(FormatError::NpyDtype { descr: header.descr });
    };
    let count = element_count(&header.shape, size as usize)?;
    let stride = strides(&header.shape, header.fortran_order);
    let data_bytes = count as u64 * size;
    Ok((Layout { dtype, size, big_endian, shape: header.shape, stride, data_bytes }, data))
}

/// Elements from one index of an axis to the next; with `fortran_order` the first index runs fastest.
pub(super) fn strides(shape: &[usize], fortran_order: bool) -> Vec<usize> {
    let mut stride = vec![0; shape.len()];
    let mut step: usize = 1;
    for k in 0..shape.len() {
        let axis = if fortran_order { k } else { shape.len() - 1 - k };
        stride[axis] = step;
        step = step.saturating_mul(shape[axis]);
    }
    stride
}

fn split_header(bytes: &[u8]) -> Result<(Header, &[u8]), FormatError> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(match bytes.len() {
            0 => FormatError::Empty,
            _ => FormatError::NpyMagic { start: first_bytes(bytes) },
        });
    };
    let truncated = |what, expected: usize, found: usize| FormatError::NpyTruncated {
        what,
        expected: expected as u64,
        found: found as u64,
    };
    let (&[major, minor], rest) =
        rest.split_first_chunk::<2>().ok_or(truncated("the .npy version", 2, rest.len()))?;
    let (length, rest) = match (major, minor) {
        (1, 0) => {
            let (length, rest) =
                rest.split_first_chunk().ok_or(truncated("the .npy header's length", 2, rest.len()))?;
            (usize::from(u16::from_le_bytes(*length)), rest)
        }
        (2 | 3, 0) => {
            let (length, rest) =
                rest.split_first_chunk().ok_or(truncated("the .npy header's length", 4, rest.len()))?;
            (u32::from_le_bytes(*length) as usize, rest)
        }
        _ => return Err(FormatError::NpyVersion { major, minor }),
    };
    if length > MAX_HEADER {
        let what = "the .npy header's length in bytes".into();
        return Err(FormatError::Limit { what, found: length as u64, limit: MAX_HEADER as u64 });
    }
    let (text, data) =
        rest.split_at_checked(length).ok_or(truncated("the .npy header", length, rest.len()))?;
    Ok((Header::parse(&header_text(text, major)?)?, data))
}

/// Latin-1 up to version 2, UTF-8 in version 3.
fn header_text(text: &[u8], major: u8) -> Result<String, FormatError> {
    if major < 3 {
        return Ok(text.iter().map(|&byte| char::from(byte)).collect());
    }
    match std::str::from_utf8(text) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(FormatError::NpyHeader {
            at: error.valid_up_to(),
            expected: "UTF-8",
            header: first_bytes(text),
        }),
    }
}

/// Number of elements; the bytes they take fit memory, at least as a number.
fn element_count(shape: &[usize], size: usize) -> Result<usize, FormatError> {
    if shape.contains(&0) {
        return Ok(0);
    }
    let bytes = shape.iter().try_fold(size, |bytes, &length| bytes.checked_mul(length));
    bytes.filter(|&bytes| bytes <= isize::MAX as usize).map(|bytes| bytes / size).ok_or_else(|| {
        FormatError::Limit {
            what: format!("the size in bytes of an array of shape {shape:?}"),
            found: u64::MAX,
            limit: isize::MAX as u64,
        }
    })
}

/// Type and byte order of the elements, e.g. `<f4`, `|b1`.
pub(super) fn element(descr: &str) -> Result<(Dtype, bool), FormatError> {
    match descr.as_bytes() {
        [b'|' | b'<' | b'>' | b'=', b'O', ..] | [b'O', ..] => Err(FormatError::NpyObject),
        // A structured type with an object in it is pickled as a whole.
        [b'[' | b'(', ..] if descr.contains("O'") || descr.contains("O\"") => Err(FormatError::NpyObject),
        [order @ (b'|' | b'<' | b'>' | b'='), ..] => match Dtype::of_numpy(&descr[1..]) {
            Some(dtype) => Ok((dtype, *order == b'>')),
            None => Err(FormatError::NpyDtype { descr: descr.into() }),
        },
        _ => Err(FormatError::NpyDtype { descr: descr.into() }),
    }
}

#[cfg(test)]
#[path = "npy_tests.rs"]
mod tests;
