//! Writes arrays as NumPy reads them: `.npy` version 1.0, little-endian, C order; `.npz` of such members.

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Header text and what stands before it fill a multiple of this, so that the data is aligned.
const ALIGNMENT: usize = 64;
/// Magic, version and length of the header.
const PREAMBLE: usize = 10;

/// The values of an array and their type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NpyValues<'a> {
    /// 32-bit floating-point numbers.
    F32(&'a [f32]),
    /// 32-bit integers.
    I32(&'a [i32]),
}

impl NpyValues<'_> {
    fn descr(&self) -> &'static str {
        match self {
            Self::F32(_) => "<f4",
            Self::I32(_) => "<i4",
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::I32(values) => values.len(),
        }
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::F32(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::I32(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        }
    }
}

impl<'a> From<&'a [f32]> for NpyValues<'a> {
    fn from(values: &'a [f32]) -> Self {
        Self::F32(values)
    }
}

impl<'a> From<&'a Vec<f32>> for NpyValues<'a> {
    fn from(values: &'a Vec<f32>) -> Self {
        Self::F32(values)
    }
}

impl<'a> From<&'a Vec<i32>> for NpyValues<'a> {
    fn from(values: &'a Vec<i32>) -> Self {
        Self::I32(values)
    }
}

/// `values` in the shape `shape` as the bytes of an `.npy`.
///
/// # Panics
/// Where `values` does not fill `shape`, or the shape has so many axes that its text is beyond 64 KiB.
pub fn npy_bytes<'a>(shape: &[usize], values: impl Into<NpyValues<'a>>) -> Vec<u8> {
    let values = values.into();
    assert_eq!(values.len(), shape.iter().product::<usize>(), "the values fill the shape {shape:?}");
    let axes: String = shape.iter().map(|size| format!("{size}, ")).collect();
    let axes = if shape.len() == 1 { axes.trim_end() } else { axes.trim_end_matches(", ") };
    let mut header =
        format!("{{'descr': '{}', 'fortran_order': False, 'shape': ({axes}), }}", values.descr());
    let padding = ALIGNMENT - (PREAMBLE + header.len() + 1) % ALIGNMENT;
    header.extend(std::iter::repeat_n(' ', padding % ALIGNMENT));
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a header of a few axes");
    let mut bytes = Vec::with_capacity(PREAMBLE + header.len() + 4 * values.len());
    bytes.extend(b"\x93NUMPY\x01\x00");
    bytes.extend(length.to_le_bytes());
    bytes.extend(header.bytes());
    values.put(&mut bytes);
    bytes
}

/// The bytes of an `.npz`, deflated, with one array per `(name, shape, values)`; the same arrays give the same bytes.
///
/// Errors: two arrays of one name, a name that a zip cannot hold.
pub fn npz_bytes<'a, V: Into<NpyValues<'a>>>(
    arrays: impl IntoIterator<Item = (&'a str, &'a [usize], V)>,
) -> Result<Vec<u8>, ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, shape, values) in arrays {
        writer.start_file(format!("{name}.npy"), options)?;
        writer.write_all(&npy_bytes(shape, values))?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Npz, read_npy};

    #[test]
    fn what_is_written_reads_back() {
        for shape in [&[][..], &[6], &[2, 3], &[1, 2, 3]] {
            let count = shape.iter().product::<usize>();
            let values: Vec<f32> = (0..count).map(|i| i as f32 - 0.5).collect();
            let bytes = npy_bytes(shape, &values);
            assert_eq!((bytes.len() - 4 * count) % ALIGNMENT, 0);
            let array = read_npy(&bytes).expect("an array");
            assert_eq!((array.shape.as_slice(), array.to_f32().expect("floats")), (shape, values));
        }
    }

    #[test]
    fn an_archive_reads_back_by_name_and_is_the_same_twice() {
        let arrays = || [("a", &[2_usize][..], &[1.0_f32, 2.0][..]), ("b", &[1, 1][..], &[3.0][..])];
        let bytes = npz_bytes(arrays()).expect("an archive");
        assert_eq!(bytes, npz_bytes(arrays()).expect("an archive"));
        let mut archive = Npz::open(&bytes).expect("an archive");
        assert_eq!(archive.array("b").expect("an array").shape, [1, 1]);
        assert!(npz_bytes([("a", &[1][..], &[1.0][..]), ("a", &[1][..], &[1.0][..])]).is_err());
    }
}
