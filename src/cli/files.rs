//! Files that commands read and write.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::CliError;

/// All bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|source| CliError::Read { path: path.into(), source })
}

/// Writes a file, and the folders above it where they are missing.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, bytes)).map_err(|source| CliError::Write { path: path.into(), source })
}

/// Prints a line of the result. A reader that has seen enough and closed the pipe is no error.
pub fn print_line(line: &str) -> Result<(), CliError> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(CliError::Print),
    }
}
