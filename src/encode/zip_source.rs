//! A zip of feature files, read entry by entry.

use super::{FeatureError, FileSource};
use crate::formats::archive::Archive;
use crate::formats::{ByteSource, FormatError};

/// Most bytes of one inflated file: 16 hours of ten packed crops of width 1024 in f32 are under 2 GiB.
const MAX_FILE: u64 = if cfg!(target_family = "wasm") { 512 << 20 } else { 2 << 30 };

/// The files of a zip archive.
#[derive(Debug)]
pub struct ZipSource<S> {
    place: String,
    bytes: S,
    archive: Archive,
    paths: Vec<String>,
}

impl<S: ByteSource> ZipSource<S> {
    /// Reads the directory of an archive; `place` names it in messages.
    pub fn open(place: &str, bytes: S) -> Result<Self, FeatureError> {
        let archive = Archive::open(&bytes).map_err(|source| refused(place, source))?;
        let paths = archive.entries().iter().map(|entry| entry.name.clone()).collect();
        Ok(Self { place: place.into(), bytes, archive, paths })
    }
}

fn refused(file: &str, source: FormatError) -> FeatureError {
    FeatureError::Format { file: file.into(), source }
}

impl<S: ByteSource> FileSource for ZipSource<S> {
    fn place(&self) -> &str {
        &self.place
    }

    fn paths(&self) -> &[String] {
        &self.paths
    }

    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError> {
        let Some(entry) = self.archive.entries().get(index) else {
            let (file, reason) = (format!("file {index}"), "there is no such file".into());
            return Err(FeatureError::Read { file, reason });
        };
        entry.read(&self.bytes, MAX_FILE, true).map_err(|source| refused(&entry.name, source))
    }
}
