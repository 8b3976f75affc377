//! A folder of files, with the folders in it (native only).

use std::fs;
use std::path::{Path, PathBuf};

use super::{FeatureError, FileSource};

/// Folders within folders that are looked into: `test/Abuse/` and the like.
const MAX_DEPTH: usize = 4;

/// The files of a folder, or one file.
#[derive(Debug, Clone)]
pub struct FolderSource {
    place: String,
    root: PathBuf,
    paths: Vec<String>,
}

impl FolderSource {
    /// Lists the files below `path`, in name order; `path` may be a file itself.
    pub fn open(path: &Path) -> Result<Self, FeatureError> {
        let place = path.display().to_string();
        let metadata = fs::metadata(path).map_err(|error| refused(path, &error))?;
        if !metadata.is_dir() {
            let root = path.parent().unwrap_or(Path::new("")).to_owned();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(Self { place, root, paths: vec![name] });
        }
        let mut paths = Vec::new();
        list(path, "", MAX_DEPTH, &mut paths)?;
        paths.sort_unstable();
        Ok(Self { place, root: path.to_owned(), paths })
    }
}

fn list(folder: &Path, prefix: &str, depth: usize, paths: &mut Vec<String>) -> Result<(), FeatureError> {
    for entry in fs::read_dir(folder).map_err(|error| refused(folder, &error))? {
        let entry = entry.map_err(|error| refused(folder, &error))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue; // A name that is no text is no feature file of ours.
        };
        // Followed: sets are often links to another disk.
        let is_folder = fs::metadata(entry.path()).map_err(|error| refused(&entry.path(), &error))?.is_dir();
        match (is_folder, depth) {
            (false, _) => paths.push(format!("{prefix}{name}")),
            (true, 0) => {}
            (true, _) => list(&entry.path(), &format!("{prefix}{name}/"), depth - 1, paths)?,
        }
    }
    Ok(())
}

fn refused(path: &Path, error: &std::io::Error) -> FeatureError {
    FeatureError::Read { file: path.display().to_string(), reason: error.to_string() }
}

impl FileSource for FolderSource {
    fn place(&self) -> &str {
        &self.place
    }

    fn paths(&self) -> &[String] {
        &self.paths
    }

    async fn read(&self, index: usize) -> Result<Vec<u8>, FeatureError> {
        let name = self.paths.get(index).map_or("", String::as_str);
        let path = self.root.join(name);
        fs::read(&path).map_err(|error| refused(&path, &error))
    }
}
