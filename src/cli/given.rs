//! Files, folders and archives that a command was given, as the sets that readers take.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{CliError, InPath};
use crate::evaluate::inputs::{FileSet, InputError};
use crate::formats::annotations::VideoList;

/// A file, or all files below a folder; each is read when it is asked for.
#[derive(Debug)]
pub struct GivenFiles {
    folder: PathBuf,
    names: Vec<String>,
}

impl GivenFiles {
    /// The file at `path`, or the files below it.
    pub fn open(path: &Path) -> Result<Self, CliError> {
        let refused = |source| CliError::Read { path: path.into(), source };
        if !fs::metadata(path).map_err(refused)?.is_dir() {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let folder = path.parent().unwrap_or(Path::new("")).into();
            return Ok(Self { folder, names: vec![name] });
        }
        let mut names = Vec::new();
        collect(path, "", &mut names)?;
        Ok(Self { folder: path.into(), names })
    }
}

/// Adds the names of all files below `folder`, each with `prefix` in front.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<(), CliError> {
    let refused = |source| CliError::Read { path: folder.into(), source };
    for entry in fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let Some(name) = entry.file_name().to_str().map(String::from) else {
            let words = format!("{} has a name that is not UTF-8; rename it", entry.path().display());
            return Err(CliError::Usage(words));
        };
        let name = format!("{prefix}{name}");
        // The kind of the entry itself: a link to a folder is not followed, so there is no endless way.
        if entry.file_type().map_err(refused)?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

impl FileSet for GivenFiles {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, index: usize) -> Result<Cow<'_, [u8]>, InputError> {
        let name = &self.names[index];
        let refused =
            |error: std::io::Error| InputError::Read { name: name.clone(), reason: error.to_string() };
        fs::read(self.folder.join(name)).map(Cow::Owned).map_err(refused)
    }
}

/// Reads a list of videos.
pub fn read_list(path: &Path) -> Result<VideoList, CliError> {
    VideoList::read(&super::files::read(path)?).in_path(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_the_files_below_it_and_a_file_itself() {
        let folder = std::env::temp_dir().join(format!("oddframe-given-{}", std::process::id()));
        let inner = folder.join("a").join("b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("1.npy"), [1]).unwrap();
        fs::write(folder.join("2.npy"), [2, 2]).unwrap();
        let files = GivenFiles::open(&folder).unwrap();
        let mut found: Vec<(&str, usize)> = files
            .names()
            .iter()
            .enumerate()
            .map(|(i, n)| (n.as_str(), files.read(i).unwrap().len()))
            .collect();
        found.sort_unstable();
        assert_eq!(found, [("2.npy", 2), ("a/b/1.npy", 1)]);
        let one = GivenFiles::open(&inner.join("1.npy")).unwrap();
        assert_eq!((one.names(), &one.read(0).unwrap()[..]), (&["1.npy".to_string()][..], &[1][..]));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(GivenFiles::open(&folder).unwrap_err().code(), "file/read");
        assert_eq!(files.read(0).unwrap_err().code(), "file/read");
    }
}
