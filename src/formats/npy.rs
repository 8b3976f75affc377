//! NumPy's `.npy`: magic, version, text header, raw values.
//!
//! Versions 1 to 3; floats of 2, 4 and 8 bytes, integers of 1 to 8 and booleans in either byte order and
//! either index order. Source of the layout: NumPy's format description (NEP 1).

use std::borrow::Cow;

use super::error::first_bytes;
use super::npy_header::Header;
use super::{Array, ArrayData, FormatError, FormatWarning};

const MAGIC: &[u8] = b"\x93NUMPY";
/// Longest header of versions 2 and 3; version 1 cannot exceed 64 KiB.
const MAX_HEADER: usize = 1 << 20;

/// Reads one array; the values come in row-major order whatever the file's order.
pub fn read_npy(bytes: &[u8]) -> Result<Array, FormatError> {
    let (header, data) = split_header(bytes)?;
    let element = Element::parse(&header.descr)?;
    let count = element_count(&header.shape, element.size)?;
    let needed = count * element.size;
    if data.len() < needed {
        return Err(FormatError::NpyTruncated {
            what: "the array's data",
            expected: needed as u64,
            found: data.len() as u64,
        });
    }
    let mut warnings = Vec::new();
    if data.len() > needed {
        warnings.push(FormatWarning::Trailing { bytes: data.len() - needed });
    }
    let data = if header.fortran_order && header.shape.len() > 1 {
        Cow::Owned(row_major(&data[..needed], &header.shape, element.size))
    } else {
        Cow::Borrowed(&data[..needed])
    };
    Ok(Array { shape: header.shape, data: element.values(&data)?, warnings })
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

/// Reorders bytes of elements whose first index runs fastest.
fn row_major(data: &[u8], shape: &[usize], size: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut strides = Vec::with_capacity(shape.len());
    let mut stride = 1;
    for length in shape {
        strides.push(stride);
        stride *= length;
    }
    let mut index = vec![0; shape.len()];
    for _ in 0..data.len() / size {
        let at: usize = index.iter().zip(&strides).map(|(i, stride)| i * stride).sum();
        out.extend_from_slice(&data[at * size..(at + 1) * size]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
    out
}

/// Type of the elements.
struct Element {
    kind: u8,
    size: usize,
    big_endian: bool,
}

impl Element {
    /// Byte order, kind and size, e.g. `<f4`, `|b1`.
    fn parse(descr: &str) -> Result<Self, FormatError> {
        let refused = || FormatError::NpyDtype { descr: descr.into() };
        let (order, kind, size) = match descr.as_bytes() {
            [b'|' | b'<' | b'>' | b'=', b'O', ..] | [b'O', ..] => {
                return Err(FormatError::NpyObject);
            }
            // A structured type with an object in it is pickled as a whole.
            [b'[' | b'(', ..] if descr.contains("O'") || descr.contains("O\"") => {
                return Err(FormatError::NpyObject);
            }
            [order @ (b'|' | b'<' | b'>' | b'='), kind, digit @ b'1'..=b'8'] => (*order, *kind, digit - b'0'),
            _ => return Err(refused()),
        };
        match (kind, size) {
            (b'f', 2 | 4 | 8) | (b'i' | b'u', 1 | 2 | 4 | 8) | (b'b', 1) => {
                Ok(Self { kind, size: size.into(), big_endian: order == b'>' })
            }
            _ => Err(refused()),
        }
    }

    fn values(&self, data: &[u8]) -> Result<ArrayData, FormatError> {
        macro_rules! numbers {
            ($variant:ident, $number:ty) => {
                ArrayData::$variant(self.numbers(data, <$number>::from_le_bytes, <$number>::from_be_bytes))
            };
        }
        Ok(match (self.kind, self.size) {
            (b'f', 2) => {
                let bits = self.numbers(data, u16::from_le_bytes, u16::from_be_bytes);
                ArrayData::F32(bits.into_iter().map(widened).collect())
            }
            (b'f', 4) => numbers!(F32, f32),
            (b'f', _) => numbers!(F64, f64),
            (b'i', 1) => numbers!(I8, i8),
            (b'i', 2) => numbers!(I16, i16),
            (b'i', 4) => numbers!(I32, i32),
            (b'i', _) => numbers!(I64, i64),
            (b'u', 1) => numbers!(U8, u8),
            (b'u', 2) => numbers!(U16, u16),
            (b'u', 4) => numbers!(U32, u32),
            (b'u', _) => numbers!(U64, u64),
            _ => ArrayData::Bool(data.iter().enumerate().map(boolean).collect::<Result<_, _>>()?),
        })
    }

    fn numbers<T, const N: usize>(
        &self,
        data: &[u8],
        little: impl Fn([u8; N]) -> T,
        big: impl Fn([u8; N]) -> T,
    ) -> Vec<T> {
        let (elements, _) = data.as_chunks::<N>();
        if self.big_endian {
            elements.iter().map(|&bytes| big(bytes)).collect()
        } else {
            elements.iter().map(|&bytes| little(bytes)).collect()
        }
    }
}

fn boolean((index, &byte): (usize, &u8)) -> Result<bool, FormatError> {
    match byte {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(FormatError::Damaged {
            entry: format!("element {index} of the boolean array"),
            what: "its byte",
            expected: "0 or 1".into(),
            found: other.to_string(),
        }),
    }
}

/// A half float as f32, exactly.
fn widened(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    let exponent = u32::from(half >> 10) & 0x1F;
    let fraction = u32::from(half) & 0x3FF;
    match exponent {
        // Subnormal halves are normal in f32: fraction units of 2^-24.
        0 => {
            let magnitude = fraction as f32 / (1 << 24) as f32;
            f32::from_bits(magnitude.to_bits() | sign)
        }
        0x1F => f32::from_bits(sign | 0x7F80_0000 | (fraction << 13)),
        _ => f32::from_bits(sign | ((exponent + 112) << 23) | (fraction << 13)),
    }
}

#[cfg(test)]
#[path = "npy_tests.rs"]
mod tests;
