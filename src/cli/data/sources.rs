//! Where feature files come from on the command line: a folder, one file, or a zip.

use std::path::Path;

use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::encode::{FeatureError, FeatureSet, FeatureSetOptions, FileSource, FolderSource, ZipSource};
use crate::formats::{self, ByteSource};

/// First bytes of a zip archive, so of an `.npz` too.
const ZIP_START: [u8; 4] = *b"PK\x03\x04";

/// Feature files on disk.
#[derive(Debug)]
pub enum DiskSource {
    /// A folder, or one file.
    Folder(FolderSource),
    /// An archive.
    Zip(ZipSource<formats::FileSource>),
}

/// Opens the feature files at `path`, which may be a folder, one `.npy`, a zip or an `.npz`.
pub fn open_features(path: &Path, options: FeatureSetOptions) -> Result<FeatureSet<DiskSource>, CliError> {
    let source = open_source(path)?;
    FeatureSet::open(source, options).in_path(path)
}

fn open_source(path: &Path) -> Result<DiskSource, CliError> {
    let unreadable = |source| CliError::Read { path: path.into(), source };
    if path.is_file() {
        let file = formats::FileSource::open(path).map_err(unreadable)?;
        let mut start = [0; ZIP_START.len()];
        if file.len() >= start.len() as u64 {
            file.read_at(0, &mut start).map_err(unreadable)?;
        }
        if start == ZIP_START {
            return Ok(DiskSource::Zip(ZipSource::open(&path.display().to_string(), file)?));
        }
    }
    Ok(DiskSource::Folder(FolderSource::open(path)?))
}

impl FileSource for DiskSource {
    fn place(&self) -> &str {
        match self {
            Self::Folder(source) => source.place(),
            Self::Zip(source) => source.place(),
        }
    }

    fn paths(&self) -> &[String] {
        match self {
            Self::Folder(source) => source.paths(),
            Self::Zip(source) => source.paths(),
        }
    }

    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError> {
        match self {
            Self::Folder(source) => source.read(index).await,
            Self::Zip(source) => source.read(index).await,
        }
    }
}
