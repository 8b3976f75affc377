//! NumPy's `.npz`: a zip archive with one `.npy` per array.
//!
//! Methods stored and deflate; names, sizes and checksums come from the archive's directory, every checksum
//! is verified, and inflating stops at the declared size. Arrays are read one at a time.

use super::archive::Archive;
use super::error::{first_bytes, first_names};
use super::source::read_vec;
use super::{Array, ByteSource, FormatError, FormatWarning, read_npy};

/// An open archive of arrays.
pub struct Npz<'a> {
    source: Box<dyn ByteSource + 'a>,
    archive: Archive,
    /// Name without `.npy`, and index of the entry, in the archive's order.
    entries: Vec<(String, usize)>,
}

impl<'a> Npz<'a> {
    /// Opens an archive that is in memory; reads its directory and no array.
    pub fn open(bytes: &'a [u8]) -> Result<Self, FormatError> {
        Self::from_source(bytes)
    }

    /// Opens an archive anywhere; reads its directory and no array.
    ///
    /// Only the array that is asked for is ever in memory, so an archive may be larger than that.
    pub fn from_source(source: impl ByteSource + 'a) -> Result<Self, FormatError> {
        if source.is_empty() {
            return Err(FormatError::Empty);
        }
        let start = read_vec(&source, 0, source.len().min(16), "the first bytes")?;
        // An archive without entries begins with its directory's end.
        if !start.starts_with(b"PK\x03\x04") && !start.starts_with(b"PK\x05\x06") {
            let expected = "an .npz archive (a zip, bytes 50 4B)";
            return Err(FormatError::Unknown { expected, start: first_bytes(&start) });
        }
        let archive = Archive::open(&source)?;
        let entries = array_entries(&archive)?;
        Ok(Self { source: Box::new(source), archive, entries })
    }

    /// The arrays' names, in the archive's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Whether there is an array `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.names().any(|other| other == name)
    }

    /// Reads the array `name`.
    ///
    /// Errors are [`FormatError::NoArray`] or a [`FormatError::Member`] with the reason.
    pub fn array(&mut self, name: &str) -> Result<Array, FormatError> {
        let Some(&(_, index)) = self.entries.iter().find(|(other, _)| other == name) else {
            let names: Vec<&str> = self.names().collect();
            return Err(FormatError::NoArray { name: name.into(), names: first_names(&names) });
        };
        self.archive.entries()[index]
            .read(&self.source, u64::MAX, true)
            .and_then(|bytes| read_npy(&bytes))
            .map_err(|source| FormatError::Member { name: name.into(), source: Box::new(source) })
    }

    /// Reads every array, in the archive's order.
    ///
    /// Members of objects or other types that are no numbers are left out with a warning, unless nothing
    /// else is there; any other trouble is an error.
    #[allow(clippy::type_complexity)] // named arrays and warnings, spelled out
    pub fn arrays(&mut self) -> Result<(Vec<(String, Array)>, Vec<FormatWarning>), FormatError> {
        let names: Vec<String> = self.names().map(String::from).collect();
        let (mut arrays, mut warnings, mut refused) = (Vec::new(), Vec::new(), None);
        for name in names {
            match self.array(&name) {
                Ok(array) => arrays.push((name, array)),
                Err(FormatError::Member { source, name })
                    if matches!(*source, FormatError::NpyObject | FormatError::NpyDtype { .. }) =>
                {
                    warnings.push(FormatWarning::Refused { name: name.clone(), reason: (*source).clone() });
                    refused.get_or_insert(FormatError::Member { source, name });
                }
                Err(error) => return Err(error),
            }
        }
        match refused {
            Some(error) if arrays.is_empty() => Err(error),
            _ => Ok((arrays, warnings)),
        }
    }
}

impl std::fmt::Debug for Npz<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Npz").field("entries", &self.entries).finish_non_exhaustive()
    }
}

/// Names and indices of the entries that are arrays; anything else makes it another kind of archive.
pub(super) fn array_entries(archive: &Archive) -> Result<Vec<(String, usize)>, FormatError> {
    let mut entries = Vec::new();
    for (index, entry) in archive.entries().iter().enumerate() {
        let name = entry.name.as_str();
        // macOS adds a folder of metadata; folders have names that end in a slash.
        if name.starts_with("__MACOSX/") || name.ends_with('/') {
            continue;
        }
        match name.strip_suffix(".npy") {
            Some(key) => entries.push((key.to_owned(), index)),
            None => return Err(FormatError::ZipContent { entry: name.to_owned() }),
        }
    }
    Ok(entries)
}

#[cfg(test)]
#[path = "npz_tests.rs"]
mod tests;
