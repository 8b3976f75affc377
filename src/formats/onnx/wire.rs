//! Protocol buffers on the wire: the fields of a message, by ranges.
//!
//! Source: the encoding's description (protobuf.dev, "Encoding"). A field is a key, `number << 3 | type`, and a
//! value: a variable-length integer (0), eight bytes (1), a length and as many bytes (2), or four bytes (5). The
//! group types 3 and 4, which no writer has used for a decade, are refused. Nothing is copied.

use crate::formats::error::check_limit;
use crate::formats::source::{check_range, read_exact};
use crate::formats::{ByteSource, FormatError};

/// Most fields that are walked in a model; the largest exports have some ten thousand nodes.
const MAX_FIELDS: u64 = 4_000_000;
/// Most bytes of a variable-length integer of 64 bits.
const MAX_VARINT: usize = 10;

/// Keys that may follow `ir_version` in a `ModelProto`, all of one byte: versions, names, imports, graph.
const MODEL_KEYS: [u8; 7] = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42];

/// Whether a file begins like a `ModelProto`: its first field is `ir_version`, a small number.
pub(in crate::formats) fn looks_like_model(head: &[u8]) -> bool {
    matches!(head, [0x08, 1..=0x7F, key, ..] if MODEL_KEYS.contains(key))
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// A variable-length integer.
    Int(u64),
    /// Four or eight bytes, which nothing here reads.
    Fixed,
    /// A stretch of the file: its first byte and the byte after its last.
    Bytes(u64, u64),
}

/// One field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// Its number.
    pub number: u64,
    /// What it holds.
    pub value: Value,
    /// Where its key stands.
    at: u64,
}

impl Field {
    /// The refusal of a field that does not hold what it should.
    pub(super) fn damaged(self, expected: &'static str) -> FormatError {
        damaged(self.at, expected, &format!("field {}", self.number))
    }
}

/// A refusal at a byte of the file.
pub(super) fn damaged(at: u64, expected: &'static str, found: &str) -> FormatError {
    FormatError::Damaged {
        entry: format!("the ONNX model at byte {at}"),
        what: "a field",
        expected: expected.into(),
        found: found.into(),
    }
}

/// Walks the fields of one message.
pub(super) struct Fields<'a> {
    source: &'a dyn ByteSource,
    at: u64,
    end: u64,
    /// What the message is, for the sentence of a file that ends too early.
    what: &'static str,
    walked: u64,
}

impl<'a> Fields<'a> {
    /// The fields of the message at `from..to`.
    pub(super) fn new(source: &'a dyn ByteSource, from: u64, to: u64, what: &'static str) -> Self {
        Self { source, at: from, end: to, what, walked: 0 }
    }

    /// The fields of a message inside; they count towards the same limit.
    pub(super) fn inner(&self, from: u64, to: u64, what: &'static str) -> Self {
        Self { walked: self.walked, ..Self::new(self.source, from, to, what) }
    }

    /// Counts the fields that were walked inside.
    pub(super) fn take_count(&mut self, inner: &Self) {
        self.walked = inner.walked;
    }

    /// The next field, none at the end of the message.
    pub(super) fn next(&mut self) -> Result<Option<Field>, FormatError> {
        if self.at >= self.end {
            return Ok(None);
        }
        self.walked += 1;
        check_limit("the number of fields of the ONNX model", self.walked, MAX_FIELDS)?;
        let at = self.at;
        let key = self.varint()?;
        let number = key >> 3;
        if number == 0 {
            return Err(damaged(at, "a field number above 0", "0"));
        }
        let value = match key & 7 {
            0 => Value::Int(self.varint()?),
            1 => self.skip(8).map(|_| Value::Fixed)?,
            2 => {
                let length = self.varint()?;
                let (from, to) = self.skip(length)?;
                Value::Bytes(from, to)
            }
            5 => self.skip(4).map(|_| Value::Fixed)?,
            other => return Err(damaged(at, "a wire type of 0, 1, 2 or 5", &other.to_string())),
        };
        Ok(Some(Field { number, value, at }))
    }

    /// Steps over `length` bytes, which must lie in the message and in the file.
    fn skip(&mut self, length: u64) -> Result<(u64, u64), FormatError> {
        let from = self.at;
        check_range(self.source, from, length, self.what)?;
        if length > self.end - from {
            return Err(damaged(from, "a length inside its message", &format!("{length} bytes")));
        }
        self.at += length;
        Ok((from, self.at))
    }

    fn varint(&mut self) -> Result<u64, FormatError> {
        let start = self.at;
        let mut bytes = [0; MAX_VARINT];
        let bytes = &mut bytes[..(self.end - start).min(MAX_VARINT as u64) as usize];
        read_exact(self.source, start, bytes, self.what)?;
        let (value, length) =
            varint(bytes).ok_or_else(|| damaged(start, "an integer of at most 64 bits", "none"))?;
        self.at += length as u64;
        Ok(value)
    }
}

/// The integer that `bytes` begin with, and how many bytes it takes; none where it does not end in time.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (index, &byte) in bytes.iter().take(MAX_VARINT).enumerate() {
        let low = u64::from(byte & 0x7F);
        // The tenth byte has room for one bit.
        if index == MAX_VARINT - 1 && low > 1 {
            return None;
        }
        value |= low << (7 * index);
        if byte < 0x80 {
            return Some((value, index + 1));
        }
    }
    None
}
