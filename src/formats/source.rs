//! Where bytes come from: a file, a browser's Blob, a slice.
//!
//! Reading is synchronous on purpose: a worker reads a Blob by `FileReaderSync` and its own files by
//! synchronous handles, a program by positioned reads. Nobody ever asks for a whole file.

use super::FormatError;

/// Bytes that can be read anywhere, any number of times.
///
/// Object-safe. An implementation answers for exactly the bytes it is asked for: no cache, no state that a
/// caller could see. The length must not change while the source is open.
pub trait ByteSource {
    /// Number of bytes.
    fn len(&self) -> u64;

    /// Whether there is no byte.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `out` with the bytes from `offset` on.
    ///
    /// Callers stay within [`ByteSource::len`]; asked for more, an implementation gives
    /// [`std::io::ErrorKind::UnexpectedEof`].
    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()>;
}

impl ByteSource for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        let bytes = usize::try_from(offset).ok().and_then(|at| self.get(at..)?.get(..out.len()));
        out.copy_from_slice(bytes.ok_or(std::io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

impl ByteSource for Vec<u8> {
    fn len(&self) -> u64 {
        ByteSource::len(self.as_slice())
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        self.as_slice().read_at(offset, out)
    }
}

impl<S: ByteSource + ?Sized> ByteSource for &S {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        (**self).read_at(offset, out)
    }
}

impl<S: ByteSource + ?Sized> ByteSource for Box<S> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        (**self).read_at(offset, out)
    }
}

/// Fills `out` from `offset`; `what` is what the bytes are, for the message of a file that ends too early.
pub(super) fn read_exact(
    source: &dyn ByteSource,
    offset: u64,
    out: &mut [u8],
    what: &str,
) -> Result<(), FormatError> {
    check_range(source, offset, out.len() as u64, what)?;
    source.read_at(offset, out).map_err(|error| FormatError::Read {
        from: offset,
        bytes: out.len() as u64,
        reason: error.to_string(),
    })
}

/// `length` bytes from `offset`. The caller has held `length` against a limit of its own.
pub(super) fn read_vec(
    source: &dyn ByteSource,
    offset: u64,
    length: u64,
    what: &str,
) -> Result<Vec<u8>, FormatError> {
    check_range(source, offset, length, what)?;
    let mut bytes = vec![0; length as usize];
    read_exact(source, offset, &mut bytes, what)?;
    Ok(bytes)
}

/// Whether the file has `length` bytes from `offset`.
pub(super) fn check_range(
    source: &dyn ByteSource,
    offset: u64,
    length: u64,
    what: &str,
) -> Result<(), FormatError> {
    let to = offset.saturating_add(length);
    if to <= source.len() {
        return Ok(());
    }
    Err(FormatError::Truncated { length: source.len(), what: what.into(), from: offset, to })
}

/// Bytes in their order, as many at a time as the reader has room for.
pub(super) trait Pull {
    /// Fills the beginning of `out` and says how much; 0 only at the end or where `out` is empty.
    fn pull(&mut self, out: &mut [u8]) -> Result<usize, FormatError>;

    /// Fills `out` as far as there are bytes.
    fn fill(&mut self, out: &mut [u8]) -> Result<usize, FormatError> {
        let mut filled = 0;
        while filled < out.len() {
            match self.pull(&mut out[filled..])? {
                0 => break,
                more => filled += more,
            }
        }
        Ok(filled)
    }
}

/// A stretch of a source.
pub(super) struct Stretch<'a> {
    source: &'a dyn ByteSource,
    at: u64,
    end: u64,
}

impl<'a> Stretch<'a> {
    /// The bytes `from..to`, which the caller knows to be there.
    pub(super) fn new(source: &'a dyn ByteSource, from: u64, to: u64) -> Self {
        Self { source, at: from, end: to.max(from) }
    }
}

impl Pull for Stretch<'_> {
    fn pull(&mut self, out: &mut [u8]) -> Result<usize, FormatError> {
        let count = (self.end - self.at).min(out.len() as u64) as usize;
        read_exact(self.source, self.at, &mut out[..count], "the data")?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_past_the_end_is_a_truncated_file_and_reads_nothing() {
        let source: &[u8] = &[1, 2, 3];
        let mut out = [9; 2];
        let error = read_exact(&source, 2, &mut out, "the tail").unwrap_err();
        assert_eq!(error.code(), "ckpt/truncated");
        assert_eq!(out, [9; 2]);
        assert_eq!(read_vec(&source, u64::MAX, 2, "the tail").unwrap_err().code(), "ckpt/truncated");
        assert!(source.read_at(3, &mut out).is_err());
    }

    #[test]
    fn a_stretch_gives_its_bytes_in_pieces() {
        let source = vec![1, 2, 3, 4, 5];
        let mut stretch = Stretch::new(&source, 1, 5);
        let mut out = [0; 3];
        assert_eq!((stretch.fill(&mut out).unwrap(), out), (3, [2, 3, 4]));
        assert_eq!((stretch.fill(&mut out).unwrap(), out), (1, [5, 3, 4]));
        assert_eq!(stretch.fill(&mut out).unwrap(), 0);
    }
}
