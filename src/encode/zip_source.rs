//! A zip of feature files, read entry by entry.
//!
//! Sizes and checksums come from the archive's directory; an entry is inflated up to its declared size and
//! its checksum verified. Stored and deflated entries are read, which is all that common tools write.

use std::cell::RefCell;
use std::io::{Read, Seek};

use zip::CompressionMethod;
use zip::read::ZipArchive;

use super::{FeatureError, FileSource};
use crate::formats::FormatError;

/// Most bytes of one inflated file: 16 hours of ten packed crops of width 1024 in f32 are under 2 GiB.
const MAX_FILE: u64 = if cfg!(target_family = "wasm") { 512 << 20 } else { 2 << 30 };

/// The files of a zip archive.
#[derive(Debug)]
pub struct ZipSource<R> {
    place: String,
    // Taking an entry moves the reader.
    archive: RefCell<ZipArchive<R>>,
    paths: Vec<String>,
}

impl<R: Read + Seek> ZipSource<R> {
    /// Reads the directory of an archive; `place` names it in messages.
    pub fn open(place: &str, reader: R) -> Result<Self, FeatureError> {
        let damaged = |reason: String| zip_error(place, "the archive", reason);
        let archive = ZipArchive::new(reader).map_err(|error| damaged(error.to_string()))?;
        if archive.has_duplicate_names() {
            return Err(damaged("two entries have the same name".into()));
        }
        let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
        let paths = names.collect::<Result<_, _>>().map_err(|error| damaged(error.to_string()))?;
        Ok(Self { place: place.into(), archive: RefCell::new(archive), paths })
    }
}

fn zip_error(file: &str, entry: &str, reason: String) -> FeatureError {
    FeatureError::Format {
        file: file.into(),
        source: FormatError::ZipDamaged { entry: entry.into(), reason },
    }
}

impl<R: Read + Seek> FileSource for ZipSource<R> {
    fn place(&self) -> &str {
        &self.place
    }

    fn paths(&self) -> &[String] {
        &self.paths
    }

    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError> {
        let name = self.paths.get(index).cloned().unwrap_or_default();
        let damaged = |reason: String| zip_error(&name, "its entry", reason);
        let mut archive = self.archive.borrow_mut();
        let entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(damaged(format!(
                "compression {} is neither stored nor deflate",
                entry.compression()
            )));
        }
        let declared = entry.size();
        if declared > MAX_FILE {
            let what = "its size in bytes".into();
            let source = FormatError::Limit { what, found: declared, limit: MAX_FILE };
            return Err(FeatureError::Format { file: name, source });
        }
        let mut bytes = Vec::new();
        entry.take(declared + 1).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
        if bytes.len() as u64 != declared {
            return Err(damaged(format!("{declared} bytes declared, {} found", bytes.len())));
        }
        Ok(bytes)
    }
}
