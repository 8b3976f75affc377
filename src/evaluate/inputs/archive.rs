//! The files of a zip archive.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::InputError;
use super::file_set::FileSet;
use crate::formats::FormatError;

/// Most bytes of one unpacked file: far above any array of scores or labels.
const MAX_FILE: u64 = 1 << 28;

/// An archive in memory; its files are unpacked one at a time.
pub(super) struct ArchiveFiles<'a> {
    names: Vec<String>,
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
}

impl<'a> ArchiveFiles<'a> {
    /// Reads the directory of the archive `name`.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Self, InputError> {
        let damaged = |reason: String| InputError::Format {
            name: name.into(),
            source: FormatError::ZipDamaged { entry: "the archive".into(), reason },
        };
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
        if archive.has_duplicate_names() {
            return Err(damaged("two entries have the same name".into()));
        }
        let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
        let names = names.collect::<Result<_, _>>().map_err(|error| damaged(error.to_string()))?;
        Ok(Self { names, archive: RefCell::new(archive) })
    }
}

impl FileSet for ArchiveFiles<'_> {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, index: usize) -> Result<Cow<'_, [u8]>, InputError> {
        let name = &self.names[index];
        let refused = |reason: String| InputError::Format {
            name: name.clone(),
            source: FormatError::ZipDamaged { entry: "its entry".into(), reason },
        };
        let mut archive = self.archive.borrow_mut();
        let entry = archive.by_index(index).map_err(|error| refused(error.to_string()))?;
        let mut bytes = Vec::new();
        entry.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| refused(error.to_string()))?;
        if bytes.len() as u64 > MAX_FILE {
            let (what, found) = ("its size in bytes".into(), bytes.len() as u64);
            let source = FormatError::Limit { what, found, limit: MAX_FILE };
            return Err(InputError::Format { name: name.clone(), source });
        }
        Ok(Cow::Owned(bytes))
    }
}
