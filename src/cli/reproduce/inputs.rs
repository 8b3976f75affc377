//! What a table needs on disk, and where it comes from.

use std::path::PathBuf;

use super::error::ReproduceError;

/// A file or folder that must be there.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where.
    pub path: PathBuf,
    /// What it holds.
    pub what: &'static str,
    /// Who has it.
    pub from: &'static str,
}

impl Input {
    /// Refuses a table whose data is absent, before anything is computed.
    pub fn check(&self, table: &'static str) -> Result<(), ReproduceError> {
        if self.path.exists() {
            return Ok(());
        }
        let Self { path, what, from } = self.clone();
        Err(ReproduceError::Data { path, table, what, from })
    }
}
