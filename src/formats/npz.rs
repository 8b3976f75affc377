//! NumPy's `.npz`: a zip archive with one `.npy` per array.
//!
//! Methods stored and deflate; names, sizes and checksums come from the archive's directory, every checksum
//! is verified, and inflating stops at the declared size. Arrays are read one at a time.

use std::io::{Cursor, Read};

use zip::read::{ZipArchive, ZipReadOptions};
use zip::result::ZipError;
use zip::{CompressionMethod, read::ZipFile};

use super::error::first_bytes;
use super::{Array, FormatError, FormatWarning, read_npy};

/// Most entries of an archive.
const MAX_ENTRIES: u64 = 100_000;
/// Most bytes of an archive's directory.
const MAX_DIRECTORY: u64 = 16 << 20;
/// Most bytes of one inflated array.
const MAX_INFLATED: u64 = if cfg!(target_family = "wasm") { 1 << 30 } else { 4 << 30 };
/// Most bytes that one compressed byte may become; deflate itself cannot exceed 1,032.
const MAX_RATIO: u64 = 1_100;

/// An open archive of arrays.
#[derive(Debug)]
pub struct Npz<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Name without `.npy`, and index of the entry, in the archive's order.
    entries: Vec<(String, usize)>,
}

impl<'a> Npz<'a> {
    /// Opens an archive; reads its directory and no array.
    pub fn open(bytes: &'a [u8]) -> Result<Self, FormatError> {
        if bytes.is_empty() {
            return Err(FormatError::Empty);
        }
        // An archive without entries begins with its directory's end.
        if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
            let expected = "an .npz archive (a zip, bytes 50 4B)";
            return Err(FormatError::Unknown { expected, start: first_bytes(bytes) });
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| opening_error(bytes, error))?;
        if archive.has_duplicate_names() {
            return Err(zip_damaged("the archive", "two entries have the same name"));
        }
        check_limit("the number of the archive's entries", archive.len() as u64, MAX_ENTRIES)?;
        let directory = (bytes.len() as u64).saturating_sub(archive.central_directory_start());
        check_limit("the size in bytes of the archive's directory", directory, MAX_DIRECTORY)?;
        let entries = array_entries(&archive)?;
        Ok(Self { archive, entries })
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
            let names: Vec<&str> = self.names().take(20).collect();
            return Err(FormatError::NoArray { name: name.into(), names: names.join(", ") });
        };
        self.read_entry(index)
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

    fn read_entry(&mut self, index: usize) -> Result<Vec<u8>, FormatError> {
        // Opened without decoding first: only the directory's word counts for what follows.
        let (declared, unchecked) = {
            let entry = self.archive.by_index_raw(index).map_err(|error| entry_error(&error))?;
            check_entry(&entry)?;
            // A stored checksum of 0 means "not computed".
            (entry.size(), entry.crc32() == 0)
        };
        let options = ZipReadOptions::new().ignore_crc32(unchecked);
        let mut entry =
            self.archive.by_index_with_options(index, options).map_err(|error| entry_error(&error))?;
        let mut bytes = Vec::new();
        (&mut entry).take(declared + 1).read_to_end(&mut bytes).map_err(|error| FormatError::Damaged {
            entry: "its data".into(),
            what: "the size or checksum",
            expected: format!("{declared} bytes"),
            found: error.to_string(),
        })?;
        if bytes.len() as u64 != declared {
            return Err(FormatError::Damaged {
                entry: "its data".into(),
                what: "the size",
                expected: format!("{declared} bytes"),
                found: format!("{} bytes", bytes.len()),
            });
        }
        Ok(bytes)
    }
}

/// Names and indices of the entries that are arrays; anything else makes it another kind of archive.
fn array_entries(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<(String, usize)>, FormatError> {
    let mut entries = Vec::new();
    for (index, name) in archive.file_names().enumerate() {
        let name = name.map_err(|error| entry_error(&error))?;
        // macOS adds a folder of metadata; folders have names that end in a slash.
        if name.starts_with("__MACOSX/") || name.ends_with('/') {
            continue;
        }
        match name.strip_suffix(".npy") {
            Some(key) => entries.push((key.to_owned(), index)),
            None => {
                return Err(FormatError::ZipContent { entry: name.into_owned() });
            }
        }
    }
    Ok(entries)
}

fn check_entry<R: Read>(entry: &ZipFile<'_, R>) -> Result<(), FormatError> {
    if entry.encrypted() {
        return Err(zip_damaged("its entry", "it is encrypted"));
    }
    let (packed, declared) = (entry.compressed_size(), entry.size());
    check_limit("its size in bytes", declared, MAX_INFLATED)?;
    match entry.compression() {
        CompressionMethod::Stored if packed != declared => Err(FormatError::Damaged {
            entry: "its entry".into(),
            what: "the stored size",
            expected: declared.to_string(),
            found: packed.to_string(),
        }),
        CompressionMethod::Stored => Ok(()),
        CompressionMethod::Deflated => {
            check_limit("its ratio of size to compressed size", declared / packed.max(1), MAX_RATIO)
        }
        other => Err(zip_damaged("its entry", &format!("compression {other} is neither stored nor deflate"))),
    }
}

fn check_limit(what: &str, found: u64, limit: u64) -> Result<(), FormatError> {
    if found > limit { Err(FormatError::Limit { what: what.into(), found, limit }) } else { Ok(()) }
}

fn opening_error(bytes: &[u8], error: ZipError) -> FormatError {
    let has_end = bytes.windows(4).any(|window| window == b"PK\x05\x06");
    match error {
        ZipError::InvalidArchive(_) | ZipError::Io(_) if !has_end => {
            FormatError::Truncated { length: bytes.len() }
        }
        error => zip_damaged("the archive", &error.to_string()),
    }
}

fn entry_error(error: &ZipError) -> FormatError {
    zip_damaged("its entry", &error.to_string())
}

fn zip_damaged(entry: &str, reason: &str) -> FormatError {
    FormatError::ZipDamaged { entry: entry.into(), reason: reason.into() }
}

#[cfg(test)]
#[path = "npz_tests.rs"]
mod tests;
