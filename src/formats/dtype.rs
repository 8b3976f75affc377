//! Types of stored values and their bytes.

use half::{bf16, f16};

use super::{ArrayData, FormatError};

/// Type of the values of a tensor or array.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // the variants are their types
pub enum Dtype {
    F32,
    F16,
    Bf16,
    F64,
    I64,
    I32,
    I16,
    I8,
    U8,
    Bool,
    /// Unsigned integers of more than a byte occur in NumPy's files only.
    U16,
    U32,
    U64,
    /// A type that is listed but never read, by the name that the file gives it.
    Other(Box<str>),
}

impl Dtype {
    /// The name in PyTorch and NumPy, e.g. `float32`.
    pub fn name(&self) -> &str {
        match self {
            Self::F32 => "float32",
            Self::F16 => "float16",
            Self::Bf16 => "bfloat16",
            Self::F64 => "float64",
            Self::I64 => "int64",
            Self::I32 => "int32",
            Self::I16 => "int16",
            Self::I8 => "int8",
            Self::U8 => "uint8",
            Self::Bool => "bool",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::Other(name) => name,
        }
    }

    /// Bytes of one value; none for a type that is not read.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::F64 | Self::I64 | Self::U64 => Some(8),
            Self::F32 | Self::I32 | Self::U32 => Some(4),
            Self::F16 | Self::Bf16 | Self::I16 | Self::U16 => Some(2),
            Self::I8 | Self::U8 | Self::Bool => Some(1),
            Self::Other(_) => None,
        }
    }

    /// Whether the values are floating-point numbers: what weights are made of.
    pub fn is_float(&self) -> bool {
        matches!(self, Self::F32 | Self::F16 | Self::Bf16 | Self::F64)
    }

    /// The type of a NumPy description without its byte order, e.g. `f4`.
    pub(super) fn of_numpy(kind_and_size: &str) -> Option<Self> {
        Some(match kind_and_size {
            "f2" => Self::F16,
            "f4" => Self::F32,
            "f8" => Self::F64,
            "i1" => Self::I8,
            "i2" => Self::I16,
            "i4" => Self::I32,
            "i8" => Self::I64,
            "u1" => Self::U8,
            "u2" => Self::U16,
            "u4" => Self::U32,
            "u8" => Self::U64,
            "b1" => Self::Bool,
            _ => return None,
        })
    }

    /// The values of `data`, a whole number of elements; `first` is the index of the first, for messages.
    pub(super) fn decode(
        &self,
        data: &[u8],
        big_endian: bool,
        first: usize,
    ) -> Result<ArrayData, FormatError> {
        macro_rules! numbers {
            ($variant:ident, $number:ty) => {
                ArrayData::$variant(numbers(
                    data,
                    big_endian,
                    <$number>::from_le_bytes,
                    <$number>::from_be_bytes,
                ))
            };
        }
        let halves = |widen: fn(u16) -> f32| {
            let bits = numbers(data, big_endian, u16::from_le_bytes, u16::from_be_bytes);
            ArrayData::F32(bits.into_iter().map(widen).collect())
        };
        Ok(match self {
            Self::F16 => halves(|bits| f16::from_bits(bits).to_f32()),
            Self::Bf16 => halves(|bits| bf16::from_bits(bits).to_f32()),
            Self::F32 => numbers!(F32, f32),
            Self::F64 => numbers!(F64, f64),
            Self::I8 => numbers!(I8, i8),
            Self::I16 => numbers!(I16, i16),
            Self::I32 => numbers!(I32, i32),
            Self::I64 => numbers!(I64, i64),
            Self::U8 => numbers!(U8, u8),
            Self::U16 => numbers!(U16, u16),
            Self::U32 => numbers!(U32, u32),
            Self::U64 => numbers!(U64, u64),
            Self::Bool => ArrayData::Bool(
                data.iter()
                    .enumerate()
                    .map(|(at, &byte)| boolean(first + at, byte))
                    .collect::<Result<_, _>>()?,
            ),
            Self::Other(name) => return Err(FormatError::NpyDtype { descr: name.to_string() }),
        })
    }
}

fn numbers<T, const N: usize>(
    data: &[u8],
    big_endian: bool,
    little: impl Fn([u8; N]) -> T,
    big: impl Fn([u8; N]) -> T,
) -> Vec<T> {
    let (elements, _) = data.as_chunks::<N>();
    if big_endian {
        elements.iter().map(|&bytes| big(bytes)).collect()
    } else {
        elements.iter().map(|&bytes| little(bytes)).collect()
    }
}

fn boolean(index: usize, byte: u8) -> Result<bool, FormatError> {
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

/// Number of elements of a shape; an axis of 0 makes it 0 however long the others are.
pub(super) fn elements(shape: &[usize]) -> usize {
    if shape.contains(&0) { 0 } else { shape.iter().product() }
}

/// Copies the elements of `size` bytes at `offset + Σ index · stride` of `data`, last index fastest.
///
/// The caller has checked that every one of them lies in `data`.
pub(super) fn gather(data: &[u8], size: usize, offset: usize, shape: &[usize], stride: &[usize]) -> Vec<u8> {
    let count = elements(shape);
    let mut out = Vec::with_capacity(count * size);
    let mut index = vec![0; shape.len()];
    let mut at = offset;
    for _ in 0..count {
        out.extend_from_slice(&data[at * size..(at + 1) * size]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            at += stride[axis];
            if index[axis] < shape[axis] {
                break;
            }
            at -= stride[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f32s(dtype: &Dtype, bytes: &[u8]) -> Vec<f32> {
        match dtype.decode(bytes, false, 0) {
            Ok(ArrayData::F32(values)) => values,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn halves_are_widened_exactly() {
        let halves: Vec<u8> =
            [0x3E00_u16, 0xC000, 0x0001, 0x7C00, 0x8000].iter().flat_map(|h| h.to_le_bytes()).collect();
        let wide = f32s(&Dtype::F16, &halves);
        assert_eq!(wide, [1.5, -2.0, 5.960_464_5e-8, f32::INFINITY, 0.0]);
        assert!(wide[4].is_sign_negative());
        let upper: Vec<u8> = [0x3FC0_u16, 0x4049].iter().flat_map(|h| h.to_le_bytes()).collect();
        assert_eq!(f32s(&Dtype::Bf16, &upper), [1.5, 3.140_625]);
        assert!(f32s(&Dtype::F16, &[0x01, 0x7C])[0].is_nan());
    }

    #[test]
    fn gathering_follows_strides_back_to_the_start() {
        let data: Vec<u8> = (0..6).collect(); // [2, 3]
        assert_eq!(gather(&data, 1, 0, &[3, 2], &[1, 3]), [0, 3, 1, 4, 2, 5]);
        assert_eq!(gather(&data, 1, 1, &[2, 2], &[3, 0]), [1, 1, 4, 4]);
        assert_eq!(gather(&data, 2, 2, &[], &[]), [4, 5]);
        assert_eq!(gather(&data, 1, 0, &[0, 3], &[3, 1]), Vec::<u8>::new());
    }
}
