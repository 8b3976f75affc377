//! The bytes of a pickle, one after the other.

use crate::formats::FormatError;
use crate::formats::error::check_limit;
use crate::formats::source::Pull;

/// Most bytes of the pickles of a file.
pub(crate) const MAX_STREAM: u64 = 32 << 20;
/// Bytes fetched at a time.
const PIECE: usize = 32 << 10;

/// A buffered stream of bytes of known length.
pub(crate) struct Input<'a> {
    bytes: &'a mut dyn Pull,
    /// Bytes of the stream, by what describes it.
    length: u64,
    /// Position of the next byte.
    at: u64,
    buffer: Vec<u8>,
    next: usize,
    filled: usize,
}

impl<'a> Input<'a> {
    /// The `length` bytes that `bytes` gives.
    pub(crate) fn new(bytes: &'a mut dyn Pull, length: u64) -> Self {
        Self { bytes, length, at: 0, buffer: vec![0; PIECE], next: 0, filled: 0 }
    }

    /// Position of the next byte.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn byte(&mut self) -> Result<u8, FormatError> {
        if self.next == self.filled {
            self.refill(1)?;
        }
        let byte = self.buffer[self.next];
        self.next += 1;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], FormatError> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Ok(bytes)
    }

    /// The next `count` bytes. Nothing is allocated before they are known to be there.
    pub(super) fn take(&mut self, count: u64) -> Result<Vec<u8>, FormatError> {
        if count > self.length - self.at {
            return Err(self.cut_off(count));
        }
        check_limit("the size in bytes of the pickle", self.at + count, MAX_STREAM)?;
        let mut bytes = Vec::with_capacity(count as usize);
        while bytes.len() < count as usize {
            if self.next == self.filled {
                self.refill(count - bytes.len() as u64)?;
            }
            let part = (count as usize - bytes.len()).min(self.filled - self.next);
            bytes.extend_from_slice(&self.buffer[self.next..self.next + part]);
            self.next += part;
            self.at += part as u64;
        }
        Ok(bytes)
    }

    /// Text up to a line feed, which is taken and left out.
    pub(super) fn line(&mut self) -> Result<String, FormatError> {
        /// Longest name of a module or a class.
        const MAX_LINE: u64 = 1_000;
        let mut line = Vec::new();
        loop {
            match self.byte()? {
                b'\n' => return Ok(String::from_utf8_lossy(&line).into_owned()),
                byte => line.push(byte),
            }
            check_limit("the length of a name in the pickle", line.len() as u64, MAX_LINE)?;
        }
    }

    /// Reads the rest, so that a stream with a checksum is held against it.
    pub(crate) fn finish(&mut self) -> Result<(), FormatError> {
        while self.bytes.fill(&mut self.buffer)? > 0 {}
        Ok(())
    }

    fn refill(&mut self, wanted: u64) -> Result<(), FormatError> {
        check_limit("the size in bytes of the pickle", self.at, MAX_STREAM)?;
        self.next = 0;
        self.filled = self.bytes.fill(&mut self.buffer)?;
        if self.filled == 0 { Err(self.cut_off(wanted)) } else { Ok(()) }
    }

    fn cut_off(&self, wanted: u64) -> FormatError {
        FormatError::Truncated {
            length: self.length,
            what: "the pickle".into(),
            from: self.at,
            to: self.at.saturating_add(wanted),
        }
    }
}
