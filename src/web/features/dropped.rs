//! The feature files that a visitor chose: any number of arrays, or one archive of them.

use wasm_bindgen::prelude::*;

use super::blob::Blob;
use crate::encode::{FeatureError, FileSource, ZipSource};
use crate::formats::ByteSource;

/// First bytes of a zip archive, so of an `.npz` too.
const ZIP_START: [u8; 4] = *b"PK\x03\x04";

/// Files on their way in: a list of pairs does not cross the border as such.
#[wasm_bindgen]
#[derive(Debug, Default, Clone)]
pub struct ChosenFiles {
    paths: Vec<String>,
    blobs: Vec<Blob>,
}

#[wasm_bindgen]
impl ChosenFiles {
    /// Without any file.
    #[wasm_bindgen(constructor)]
    pub fn new() -> ChosenFiles {
        Self::default()
    }

    /// One more file; `path` has folders where a folder was chosen. Nothing is read.
    pub fn push(&mut self, path: String, file: Blob) {
        self.paths.push(path);
        self.blobs.push(file);
    }
}

impl ChosenFiles {
    /// All files whole, by path.
    pub(in crate::web) fn in_memory(&self) -> Result<Vec<(String, Vec<u8>)>, FeatureError> {
        let paths = self.paths.iter().zip(&self.blobs);
        paths.map(|(path, blob)| Ok((path.clone(), whole(path, blob)?))).collect()
    }
}

/// Feature files on the visitor's disk.
#[derive(Debug)]
pub enum Dropped {
    /// Files as they were chosen.
    Files(ChosenFiles),
    /// A zip or an `.npz`.
    Zip(ZipSource<Blob>),
}

impl Dropped {
    /// One archive is opened; anything else is taken as it is.
    pub fn open(files: ChosenFiles) -> Result<Self, FeatureError> {
        if let ([path], [blob]) = (files.paths.as_slice(), files.blobs.as_slice()) {
            let mut start = [0; ZIP_START.len()];
            if ByteSource::len(blob) >= start.len() as u64 {
                blob.read_at(0, &mut start).map_err(|error| unread(path, &error))?;
            }
            if start == ZIP_START {
                return Ok(Self::Zip(ZipSource::open(path, blob.clone())?));
            }
        }
        Ok(Self::Files(files))
    }
}

impl FileSource for Dropped {
    fn place(&self) -> &str {
        match self {
            Self::Files(_) => "the chosen files",
            Self::Zip(zip) => zip.place(),
        }
    }

    fn paths(&self) -> &[String] {
        match self {
            Self::Files(files) => &files.paths,
            Self::Zip(zip) => zip.paths(),
        }
    }

    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError> {
        let files = match self {
            Self::Zip(zip) => return zip.read(index).await,
            Self::Files(files) => files,
        };
        let (Some(path), Some(blob)) = (files.paths.get(index), files.blobs.get(index)) else {
            let (file, reason) = (format!("file {index}"), "there is no such file".into());
            return Err(FeatureError::Read { file, reason });
        };
        whole(path, blob)
    }
}

fn whole(path: &str, blob: &Blob) -> Result<Vec<u8>, FeatureError> {
    let mut bytes = vec![0; ByteSource::len(blob) as usize];
    blob.read_at(0, &mut bytes).map_err(|error| unread(path, &error))?;
    Ok(bytes)
}

fn unread(path: &str, error: &std::io::Error) -> FeatureError {
    FeatureError::Read { file: path.into(), reason: error.to_string() }
}
