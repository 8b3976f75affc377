//! Where feature files come from on the command line: a folder, one file, or a zip.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::encode::{FeatureError, FeatureSet, FeatureSetOptions, FileSource, FolderSource, ZipSource};

/// First bytes of a zip archive, so of an `.npz` too.
const ZIP_START: [u8; 4] = *b"PK\x03\x04";

/// Feature files on disk.
#[derive(Debug)]
pub enum DiskSource {
    /// A folder, or one file.
    Folder(FolderSource),
    /// An archive.
    Zip(ZipSource<BufReader<File>>),
}

/// Opens the feature files at `path`, which may be a folder, one `.npy`, a zip or an `.npz`.
pub fn open_features(path: &Path, options: FeatureSetOptions) -> Result<FeatureSet<DiskSource>, CliError> {
    let source = open_source(path)?;
    FeatureSet::open(source, options).in_path(path)
}

fn open_source(path: &Path) -> Result<DiskSource, CliError> {
    let unreadable = |source| CliError::Read { path: path.into(), source };
    if path.is_file() {
        let mut start = Vec::new();
        File::open(path).and_then(|file| file.take(4).read_to_end(&mut start)).map_err(unreadable)?;
        if start == ZIP_START {
            let file = File::open(path).map_err(unreadable)?;
            let place = path.display().to_string();
            return Ok(DiskSource::Zip(ZipSource::open(&place, BufReader::new(file))?));
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
