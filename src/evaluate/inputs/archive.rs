//! The files of a zip archive.

use std::borrow::Cow;

use super::InputError;
use super::file_set::FileSet;
use crate::formats::FormatError;
use crate::formats::archive::Archive;

/// Most bytes of one unpacked file: far above any array of scores or labels.
const MAX_FILE: u64 = 1 << 28;

/// An archive in memory; its files are unpacked one at a time.
pub(super) struct ArchiveFiles<'a> {
    names: Vec<String>,
    archive: Archive,
    bytes: &'a [u8],
}

impl<'a> ArchiveFiles<'a> {
    /// Reads the directory of the archive `name`.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Self, InputError> {
        let refused = |source: FormatError| InputError::Format { name: name.into(), source };
        let archive = Archive::open(&bytes).map_err(refused)?;
        let names = archive.entries().iter().map(|entry| entry.name.clone()).collect();
        Ok(Self { names, archive, bytes })
    }
}

impl FileSet for ArchiveFiles<'_> {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, index: usize) -> Result<Cow<'_, [u8]>, InputError> {
        let entry = &self.archive.entries()[index];
        let refused = |source: FormatError| InputError::Format { name: entry.name.clone(), source };
        entry.read(&self.bytes, MAX_FILE, true).map(Cow::Owned).map_err(refused)
    }
}
