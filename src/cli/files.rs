//! Files that commands read and write.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::CliError;

/// All bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|source| CliError::Read { path: path.into(), source })
}

/// Writes a file, and the folders above it where they are missing. The file is there whole or as it was:
/// the bytes go to a neighbour that then takes its name.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| write_whole(path, bytes))
        .map_err(|source| CliError::Write { path: path.into(), source })
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A pipe or a device is written to, never replaced.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, bytes);
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}.part", std::process::id()));
    let written = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        // What could not be finished is of no use; the first error is the one to tell.
        let _ = fs::remove_file(&partial);
    }
    written
}

/// Prints a line of the result. A reader that has seen enough and closed the pipe is no error.
pub fn print_line(line: &str) -> Result<(), CliError> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(CliError::Print),
    }
}
