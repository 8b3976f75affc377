//! An array of numbers with its shape.

use super::{FormatError, FormatWarning};

/// Integers up to this magnitude are exact in f32.
const F32_EXACT: u128 = 1 << 24;
/// Integers up to this magnitude are exact in f64.
const F64_EXACT: u128 = 1 << 53;

/// Numbers in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each axis; none for a single value.
    pub shape: Vec<usize>,
    /// The values, as stored.
    pub data: ArrayData,
    /// What was odd about the file.
    pub warnings: Vec<FormatWarning>,
}

/// Values of one type. Half floats are widened to f32, which is exact.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)] // the variants are their types
pub enum ArrayData {
    F32(Vec<f32>),
    F64(Vec<f64>),
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
    Bool(Vec<bool>),
}

impl Array {
    /// The values as f32: f64 to the nearest, integers only where exact (up to 2^24).
    ///
    /// Values that are not finite pass as they are: what they mean is the consumer's to say.
    /// Errors: [`FormatError::NpyRange`], also for a finite f64 beyond f32.
    pub fn to_f32(&self) -> Result<Vec<f32>, FormatError> {
        let float = |x: f64| Some(x as f32).filter(|narrow| narrow.is_finite() || !x.is_finite());
        let integer = |x: i128| (x.unsigned_abs() <= F32_EXACT).then_some(x as f32);
        self.converted("float32", float, integer)
    }

    /// The values as f64, integers only where exact (up to 2^53).
    ///
    /// Errors: [`FormatError::NpyRange`].
    pub fn to_f64(&self) -> Result<Vec<f64>, FormatError> {
        let integer = |x: i128| (x.unsigned_abs() <= F64_EXACT).then_some(x as f64);
        self.converted("float64", Some, integer)
    }

    /// The values as i64; booleans are 0 and 1, floats are taken where they are whole.
    ///
    /// Errors: [`FormatError::NpyRange`].
    pub fn to_i64(&self) -> Result<Vec<i64>, FormatError> {
        let float = |x: f64| (x.trunc() == x && x.abs() <= F64_EXACT as f64).then_some(x as i64);
        self.converted("int64", float, |x| i64::try_from(x).ok())
    }

    /// Every value through `float` or `integer`; the first that gives nothing is the error.
    fn converted<T>(
        &self,
        wanted: &'static str,
        float: impl Fn(f64) -> Option<T>,
        integer: impl Fn(i128) -> Option<T>,
    ) -> Result<Vec<T>, FormatError> {
        fn collect<S: Copy + std::fmt::Display, T>(
            values: &[S],
            wanted: &'static str,
            convert: impl Fn(S) -> Option<T>,
        ) -> Result<Vec<T>, FormatError> {
            let range = |index, value: S| FormatError::NpyRange { index, value: value.to_string(), wanted };
            let convert = |(index, &value)| convert(value).ok_or_else(|| range(index, value));
            values.iter().enumerate().map(convert).collect()
        }
        match &self.data {
            ArrayData::F32(v) => collect(v, wanted, |x| float(x.into())),
            ArrayData::F64(v) => collect(v, wanted, float),
            ArrayData::I8(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::I16(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::I32(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::I64(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::U8(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::U16(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::U32(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::U64(v) => collect(v, wanted, |x| integer(x.into())),
            ArrayData::Bool(v) => collect(v, wanted, |x| integer(x.into())),
        }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The same for the values of every type: `$values` is the vector.
macro_rules! for_every_type {
    ($data:expr, $values:ident => $do:expr) => {
        match $data {
            ArrayData::F32($values) => $do,
            ArrayData::F64($values) => $do,
            ArrayData::I8($values) => $do,
            ArrayData::I16($values) => $do,
            ArrayData::I32($values) => $do,
            ArrayData::I64($values) => $do,
            ArrayData::U8($values) => $do,
            ArrayData::U16($values) => $do,
            ArrayData::U32($values) => $do,
            ArrayData::U64($values) => $do,
            ArrayData::Bool($values) => $do,
        }
    };
}

impl ArrayData {
    /// Number of values.
    pub fn len(&self) -> usize {
        for_every_type!(self, values => values.len())
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first `count` values.
    pub(super) fn truncated(mut self, count: usize) -> Self {
        for_every_type!(&mut self, values => values.truncate(count));
        self
    }

    /// Adds values of the same type; of another, none.
    pub(super) fn append(&mut self, more: Self) {
        match (self, more) {
            (Self::F32(all), Self::F32(more)) => all.extend(more),
            (Self::F64(all), Self::F64(more)) => all.extend(more),
            (Self::I8(all), Self::I8(more)) => all.extend(more),
            (Self::I16(all), Self::I16(more)) => all.extend(more),
            (Self::I32(all), Self::I32(more)) => all.extend(more),
            (Self::I64(all), Self::I64(more)) => all.extend(more),
            (Self::U8(all), Self::U8(more)) => all.extend(more),
            (Self::U16(all), Self::U16(more)) => all.extend(more),
            (Self::U32(all), Self::U32(more)) => all.extend(more),
            (Self::U64(all), Self::U64(more)) => all.extend(more),
            (Self::Bool(all), Self::Bool(more)) => all.extend(more),
            _ => debug_assert!(false, "pieces of one tensor have one type"),
        }
    }
}
