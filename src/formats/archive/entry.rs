//! The bytes of one entry, or of a part of it.

use crc32fast::Hasher;
use flate2::{Decompress, FlushDecompress, Status};

use super::directory::u16_at;
use super::{Entry, Method, damaged};
use crate::formats::error::check_limit;
use crate::formats::source::{Pull, Stretch, read_exact};
use crate::formats::{ByteSource, FormatError};

/// Bytes of a local header, without its names.
const LOCAL: u64 = 30;
/// Compressed bytes read at a time.
const PIECE: usize = 32 << 10;

impl Entry {
    /// Reads the bytes `from..to` of the unpacked entry, which the caller knows to lie in it.
    ///
    /// A whole entry is held against its checksum unless `verify` is false; a part cannot be.
    pub(crate) fn reader<'a>(
        &'a self,
        source: &'a dyn ByteSource,
        from: u64,
        to: u64,
        verify: bool,
    ) -> Result<EntryReader<'a>, FormatError> {
        self.check()?;
        let start = self.data_start(source)?;
        let whole = from == 0 && to == self.size;
        let mut reader = EntryReader {
            entry: self,
            bytes: match self.method {
                Method::Deflated => {
                    Bytes::Deflated(Inflate::new(Stretch::new(source, start, start + self.packed)))
                }
                _ => Bytes::Stored(Stretch::new(source, start + from, start + to)),
            },
            left: to - from,
            whole,
            finished: false,
            hasher: (whole && verify && self.crc != 0).then(Hasher::new),
        };
        if self.method == Method::Deflated {
            reader.skip(from)?;
        }
        Ok(reader)
    }

    /// The whole entry, of at most `limit` bytes.
    pub(crate) fn read(
        &self,
        source: &dyn ByteSource,
        limit: u64,
        verify: bool,
    ) -> Result<Vec<u8>, FormatError> {
        check_limit(format!("{}: the size in bytes", self.name), self.size, limit)?;
        let mut reader = self.reader(source, 0, self.size, verify)?;
        let mut bytes = Vec::new();
        // Grows with what is really there: a declared size is only a claim.
        loop {
            let filled = bytes.len();
            let room = (self.size - filled as u64).min(filled.max(PIECE) as u64) as usize;
            bytes.resize(filled + room, 0);
            let more = reader.fill(&mut bytes[filled..])?;
            if more == 0 {
                // Also an empty entry has an end to be checked.
                reader.pull(&mut [])?;
                return Ok(bytes);
            }
        }
    }

    /// Where its data begin: the local header's names differ in length from the directory's.
    fn data_start(&self, source: &dyn ByteSource) -> Result<u64, FormatError> {
        let mut local = [0; LOCAL as usize];
        read_exact(source, self.header, &mut local, &self.name)?;
        if !local.starts_with(b"PK\x03\x04") {
            return Err(damaged(&self.name, "there is no entry where the directory says"));
        }
        let start = self.header + LOCAL + u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28));
        if start + self.packed > source.len() {
            return Err(damaged(&self.name, "it lies outside the file"));
        }
        Ok(start)
    }
}

/// Unpacks an entry piece by piece.
pub(crate) struct EntryReader<'a> {
    entry: &'a Entry,
    bytes: Bytes<'a>,
    left: u64,
    whole: bool,
    finished: bool,
    hasher: Option<Hasher>,
}

enum Bytes<'a> {
    Stored(Stretch<'a>),
    Deflated(Inflate<'a>),
}

impl Bytes<'_> {
    fn pull(&mut self, out: &mut [u8]) -> Result<Option<usize>, FormatError> {
        match self {
            Self::Stored(stretch) => stretch.pull(out).map(Some),
            Self::Deflated(inflate) => inflate.pull(out),
        }
    }
}

impl EntryReader<'_> {
    fn skip(&mut self, mut bytes: u64) -> Result<(), FormatError> {
        let mut waste = [0; 4096];
        while bytes > 0 {
            let room = bytes.min(waste.len() as u64) as usize;
            match self.bytes.pull(&mut waste[..room])? {
                Some(0) | None => return Err(self.wrong_size("fewer bytes")),
                Some(skipped) => bytes -= skipped as u64,
            }
        }
        Ok(())
    }

    /// At the end of a whole entry: nothing may follow, and the checksum must fit.
    fn finish(&mut self) -> Result<(), FormatError> {
        self.finished = true;
        if self.whole && !matches!(self.bytes.pull(&mut [0]), Ok(Some(0))) {
            return Err(self.wrong_size("more bytes, or no end"));
        }
        let Some(found) = self.hasher.take().map(Hasher::finalize) else { return Ok(()) };
        if found == self.entry.crc {
            return Ok(());
        }
        Err(FormatError::Damaged {
            entry: self.entry.name.clone(),
            what: "the CRC-32 checksum",
            expected: format!("{:08x}", self.entry.crc),
            found: format!("{found:08x}"),
        })
    }

    fn wrong_size(&self, found: &str) -> FormatError {
        FormatError::Damaged {
            entry: self.entry.name.clone(),
            what: "the size",
            expected: format!("{} bytes", self.entry.size),
            found: found.into(),
        }
    }
}

impl Pull for EntryReader<'_> {
    fn pull(&mut self, out: &mut [u8]) -> Result<usize, FormatError> {
        if out.is_empty() && self.left > 0 {
            return Ok(0);
        }
        let room = self.left.min(out.len() as u64) as usize;
        if room > 0 {
            match self.bytes.pull(&mut out[..room])? {
                Some(0) | None => return Err(self.wrong_size("fewer bytes")),
                Some(count) => {
                    if let Some(hasher) = &mut self.hasher {
                        hasher.update(&out[..count]);
                    }
                    self.left -= count as u64;
                    if self.left == 0 {
                        self.finish()?;
                    }
                    return Ok(count);
                }
            }
        }
        if !self.finished {
            self.finish()?;
        }
        Ok(0)
    }
}

/// Inflates raw deflate data.
struct Inflate<'a> {
    packed: Stretch<'a>,
    state: Box<Decompress>,
    piece: Vec<u8>,
    /// The part of `piece` that has not been inflated.
    fresh: std::ops::Range<usize>,
    ended: bool,
}

impl<'a> Inflate<'a> {
    fn new(packed: Stretch<'a>) -> Self {
        let state = Box::new(Decompress::new(false));
        Self { packed, state, piece: vec![0; PIECE], fresh: 0..0, ended: false }
    }

    /// Some inflated bytes; `Some(0)` at the proper end, none where the data are cut off or broken.
    fn pull(&mut self, out: &mut [u8]) -> Result<Option<usize>, FormatError> {
        while !self.ended {
            if self.fresh.is_empty() {
                self.fresh = 0..self.packed.pull(&mut self.piece)?;
            }
            let (before_in, before_out) = (self.state.total_in(), self.state.total_out());
            let input = &self.piece[self.fresh.clone()];
            let Ok(status) = self.state.decompress(input, out, FlushDecompress::None) else {
                return Ok(None);
            };
            self.fresh.start += (self.state.total_in() - before_in) as usize;
            self.ended = status == Status::StreamEnd;
            match self.state.total_out() - before_out {
                0 if self.ended => break,
                0 if self.state.total_in() == before_in => return Ok(None),
                0 => {}
                count => return Ok(Some(count as usize)),
            }
        }
        Ok(Some(0))
    }
}
