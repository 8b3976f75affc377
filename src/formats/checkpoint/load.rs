//! The values of one tensor, read in pieces.

use super::CheckpointError;
use super::table::{Place, Stored};
use crate::formats::archive::Archive;
use crate::formats::dtype::gather;
use crate::formats::error::check_limit;
use crate::formats::npy::strides;
use crate::formats::source::{Pull, Stretch, read_exact};
use crate::formats::{ArrayData, ByteSource, FormatError};

/// Bytes converted at a time; a whole number of elements of every type.
const PIECE: usize = 256 << 10;
/// Most bytes of one tensor in memory.
const MAX_TENSOR: u64 = if cfg!(target_family = "wasm") { 1 << 30 } else { 1 << 33 };
/// A tensor above this size may not be more than [`MAX_GROWTH`] times what the file spends on it: weights
/// are neither repeated nor compress well, and a small file must not fill the memory (ours).
const FREE_SIZE: u64 = 24 << 20;
/// See [`FREE_SIZE`].
const MAX_GROWTH: u64 = 16;

/// Reads tensors of one file.
#[derive(Clone, Copy)]
pub(super) struct Loader<'a> {
    pub source: &'a dyn ByteSource,
    pub archive: Option<&'a Archive>,
    pub verify: bool,
}

impl Loader<'_> {
    /// Gives the values in row-major order to `take`, piece by piece, with the index of the first of each.
    pub(super) fn pieces(
        &self,
        tensor: &Stored,
        take: &mut dyn FnMut(ArrayData, usize) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        let Some(size) = tensor.info.dtype.size() else {
            let (tensor, dtype) = (tensor.info.name.clone(), tensor.info.dtype.name().to_owned());
            return Err(CheckpointError::Dtype { tensor, dtype }.into());
        };
        let count = tensor.info.elements() as u64;
        if count == 0 {
            return Ok(());
        }
        self.check_memory(tensor, count * size.max(4))?;
        if is_row_major(&tensor.info.shape, &tensor.stride) {
            let from = tensor.offset as u64 * size;
            let mut reader = self.reader(tensor, from, from + count * size)?;
            return self.decode(tensor, &mut *reader, take);
        }
        let span: u64 = tensor
            .info
            .shape
            .iter()
            .zip(&tensor.stride)
            .map(|(&n, &stride)| (n as u64 - 1) * stride as u64)
            .sum();
        self.check_memory(tensor, (span + 1) * size)?;
        let from = tensor.offset as u64 * size;
        let mut used = vec![0; ((span + 1) * size) as usize];
        fill(&mut *self.reader(tensor, from, from + used.len() as u64)?, &mut used)?;
        let gathered = gather(&used, size as usize, 0, &tensor.info.shape, &tensor.stride);
        drop(used);
        let mut reader = Stretch::new(&gathered, 0, gathered.len() as u64);
        self.decode(tensor, &mut reader, take)
    }

    fn decode(
        &self,
        tensor: &Stored,
        reader: &mut dyn Pull,
        take: &mut dyn FnMut(ArrayData, usize) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        let size = tensor.info.dtype.size().unwrap_or(1) as usize;
        let mut left = tensor.info.elements() * size;
        let mut buffer = vec![0; left.min(PIECE)];
        let mut first = 0;
        while left > 0 {
            let piece = &mut buffer[..left.min(PIECE)];
            fill(reader, piece)?;
            take(tensor.info.dtype.decode(piece, tensor.big_endian, first)?, first)?;
            first += piece.len() / size;
            left -= piece.len();
        }
        // The last piece of an entry is where its checksum is looked at; ask once more, should it be pending.
        reader.pull(&mut [0]).map(drop)
    }

    /// Bytes `from..to` of a tensor's storage.
    fn reader<'s>(
        &'s self,
        tensor: &'s Stored,
        from: u64,
        to: u64,
    ) -> Result<Box<dyn Pull + 's>, FormatError> {
        match &tensor.place {
            Place::File { at } => Ok(Box::new(Stretch::new(self.source, at + from, at + to))),
            Place::Legacy { at, count_at, elements } => {
                let mut count = [0; 8];
                read_exact(self.source, *count_at, &mut count, "a storage")?;
                let found = u64::from_le_bytes(count);
                if found != *elements {
                    return Err(FormatError::Damaged {
                        entry: format!("the storage of {}", tensor.info.name),
                        what: "the number of elements",
                        expected: elements.to_string(),
                        found: found.to_string(),
                    });
                }
                Ok(Box::new(Stretch::new(self.source, at + from, at + to)))
            }
            Place::Entry { name, skip } => {
                let Some(entry) = self.archive.and_then(|archive| archive.find(name)) else {
                    let reason = "it is not in the directory".into();
                    return Err(FormatError::ZipDamaged { entry: name.clone(), reason });
                };
                // With the header in front, the entry is read completely and has its checksum looked at.
                let whole = from == 0 && skip + to == entry.size;
                let start = if whole { 0 } else { skip + from };
                let mut reader = entry.reader(self.source, start, skip + to, self.verify)?;
                if whole {
                    let mut header = vec![0; *skip as usize];
                    fill(&mut reader, &mut header)?;
                }
                Ok(Box::new(reader))
            }
            Place::Memory(bytes) => Ok(Box::new(Stretch::new(&**bytes, from, to))),
            Place::Nowhere => {
                let (tensor, dtype) = (tensor.info.name.clone(), tensor.info.dtype.name().to_owned());
                Err(CheckpointError::Dtype { tensor, dtype }.into())
            }
        }
    }

    fn check_memory(&self, tensor: &Stored, needed: u64) -> Result<(), FormatError> {
        let name = &tensor.info.name;
        check_limit(format!("the size in memory of tensor {name} in bytes"), needed, MAX_TENSOR)?;
        let spent = match &tensor.place {
            Place::Entry { name, .. } => {
                self.archive.and_then(|archive| archive.find(name)).map_or(0, |e| e.packed)
            }
            _ => tensor.bytes,
        };
        let limit = FREE_SIZE.max(spent.saturating_mul(MAX_GROWTH));
        check_limit(
            format!("the size in memory of tensor {name}, for which the file has {spent} bytes,"),
            needed,
            limit,
        )
    }
}

/// Fills all of `out`.
fn fill(reader: &mut dyn Pull, out: &mut [u8]) -> Result<(), FormatError> {
    let filled = reader.fill(out)?;
    if filled == out.len() {
        return Ok(());
    }
    Err(FormatError::Damaged {
        entry: "the values of a tensor".into(),
        what: "their size",
        expected: format!("{} bytes", out.len()),
        found: format!("{filled} bytes"),
    })
}

/// Whether the elements follow each other; the stride of an axis of one element does not matter.
fn is_row_major(shape: &[usize], stride: &[usize]) -> bool {
    let expected = strides(shape, false);
    shape.iter().zip(stride.iter().zip(&expected)).all(|(&n, (found, expected))| n == 1 || found == expected)
}
