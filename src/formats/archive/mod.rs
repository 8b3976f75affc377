//! Zip archives by ranges: the directory first, then one entry at a time.
//!
//! Our own reader rather than the `zip` crate's, which cannot keep these rules: sizes, methods and checksums
//! are the directory's alone; a directory is held against limits before it is read; a part of an entry is
//! read without the rest; a stored checksum of 0 means "not computed" only where the directory says so.
//! Source of the layout: PKWARE's APPNOTE 6.3.

mod directory;
mod entry;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::error::check_limit;
use super::{ByteSource, FormatError};

/// Most bytes of one inflated entry.
const MAX_INFLATED: u64 = if cfg!(target_family = "wasm") { 1 << 30 } else { 4 << 30 };
/// Most bytes that one compressed byte may become; deflate itself cannot exceed 1,032.
const MAX_RATIO: u64 = 1_100;

/// How an entry is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Stored,
    Deflated,
    Other(u16),
}

/// What the directory says of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// A key, never a path.
    pub name: String,
    pub method: Method,
    pub encrypted: bool,
    /// CRC-32; 0 where it was not computed.
    pub crc: u32,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes unpacked.
    pub size: u64,
    /// Position of its local header.
    header: u64,
}

/// The entries of an archive. The source is passed to every read, so that an archive borrows nothing.
#[derive(Debug)]
pub(crate) struct Archive {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

impl Archive {
    /// Reads the directory and no entry.
    pub(crate) fn open(source: &dyn ByteSource) -> Result<Self, FormatError> {
        let entries = directory::read(source)?;
        let mut by_name = HashMap::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            if by_name.insert(entry.name.clone(), index).is_some() {
                return Err(damaged("the archive", "two entries have the same name"));
            }
        }
        Ok(Self { entries, by_name })
    }

    /// All entries, in the directory's order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of that name.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(name).map(|&index| &self.entries[index])
    }
}

impl Entry {
    /// Refuses what the writers of our files never write, and sizes that cannot be true.
    pub(super) fn check(&self) -> Result<(), FormatError> {
        if self.encrypted {
            return Err(damaged(&self.name, "it is encrypted"));
        }
        match self.method {
            Method::Stored if self.packed != self.size => Err(FormatError::Damaged {
                entry: self.name.clone(),
                what: "the stored size",
                expected: self.size.to_string(),
                found: self.packed.to_string(),
            }),
            Method::Stored => Ok(()),
            Method::Deflated => {
                check_limit(format!("{}: the size in bytes", self.name), self.size, MAX_INFLATED)?;
                let ratio = self.size / self.packed.max(1);
                check_limit(format!("{}: the ratio of size to compressed size", self.name), ratio, MAX_RATIO)
            }
            Method::Other(method) => Err(damaged(
                &self.name,
                &format!("compression method {method} is neither stored (0) nor deflate (8)"),
            )),
        }
    }
}

fn damaged(entry: &str, reason: &str) -> FormatError {
    FormatError::ZipDamaged { entry: entry.into(), reason: reason.into() }
}
