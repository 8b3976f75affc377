//! Files under their names, wherever they come from.

use std::borrow::Cow;

use super::InputError;

/// Files that belong together: the contents of a folder, of an archive, or what was dropped on a page.
pub trait FileSet {
    /// Paths of the files, their parts separated by `/`.
    fn names(&self) -> &[String];

    /// All bytes of the file `index` of [`FileSet::names`].
    ///
    /// Errors: [`InputError::Read`], or what an archive says of its entry.
    fn read(&self, index: usize) -> Result<Cow<'_, [u8]>, InputError>;
}

/// Files in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    names: Vec<String>,
    contents: Vec<Vec<u8>>,
}

impl MemoryFiles {
    /// One file.
    pub fn one(name: &str, bytes: Vec<u8>) -> Self {
        Self { names: vec![name.into()], contents: vec![bytes] }
    }

    /// One more file.
    pub fn push(&mut self, name: &str, bytes: Vec<u8>) {
        self.names.push(name.into());
        self.contents.push(bytes);
    }
}

impl FromIterator<(String, Vec<u8>)> for MemoryFiles {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(files: I) -> Self {
        let (names, contents) = files.into_iter().unzip();
        Self { names, contents }
    }
}

impl FileSet for MemoryFiles {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&self, index: usize) -> Result<Cow<'_, [u8]>, InputError> {
        Ok(Cow::Borrowed(&self.contents[index]))
    }
}

/// Indices of the files that a person put there, in the order of their names: what the file managers of macOS
/// and Windows leave behind is passed over.
pub(super) fn visible(files: &dyn FileSet) -> Vec<usize> {
    let is_left_behind = |path: &str| {
        path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
            || path.ends_with('/')
            || matches!(path.rsplit('/').next(), Some("Thumbs.db" | "desktop.ini"))
    };
    let names = files.names();
    let mut visible: Vec<usize> = (0..names.len()).filter(|&index| !is_left_behind(&names[index])).collect();
    visible.sort_by(|&a, &b| names[a].cmp(&names[b]));
    visible
}
