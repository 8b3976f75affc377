//! Where weights in our files come from, and reading it back.

use std::collections::BTreeMap;
use std::str::FromStr;

use half::f16;

use super::WeightsError;
use crate::formats::{Checkpoint, Precision};

/// The file that weights were converted from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Provenance {
    /// As metadata of our files.
    pub(super) fn metadata(&self) -> [(String, String); 2] {
        [("source_name".into(), self.name.clone()), ("source_sha256".into(), self.sha256.clone())]
    }
}

/// Values after they have been stored.
pub(super) fn as_stored(values: &[f32], precision: Precision) -> Vec<f32> {
    match precision {
        Precision::F32 => values.to_vec(),
        Precision::F16 => values.iter().map(|&value| f16::from_f32(value).to_f32()).collect(),
    }
}

/// The metadata of a file of ours.
pub(super) struct Metadata<'a> {
    file: &'a str,
    values: &'a BTreeMap<String, String>,
}

impl<'a> Metadata<'a> {
    pub(super) fn of(checkpoint: &'a Checkpoint<'_>) -> Self {
        Self { file: checkpoint.file_name(), values: checkpoint.metadata() }
    }

    /// Refuses another value than `expected`.
    pub(super) fn expect(&self, key: &'static str, expected: &str) -> Result<(), WeightsError> {
        match self.values.get(key) {
            Some(found) if found == expected => Ok(()),
            found => Err(self.wrong(key, expected, found)),
        }
    }

    /// Reads a value.
    pub(super) fn parse<T: FromStr>(&self, key: &'static str, expected: &str) -> Result<T, WeightsError> {
        let found = self.values.get(key);
        let parsed = found.and_then(|value| value.parse().ok());
        parsed.ok_or_else(|| self.wrong(key, expected, found))
    }

    fn wrong(&self, key: &'static str, expected: &str, found: Option<&String>) -> WeightsError {
        let (file, expected) = (self.file.to_owned(), expected.to_owned());
        let found = found.map_or("nothing".into(), |found| format!("\"{found}\""));
        WeightsError::Metadata { file, key, expected, found }
    }
}
