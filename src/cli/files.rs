//! Files that commands read and write.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::{CliError, InPath};
use crate::evaluate::Truth;
use crate::scores::ScoreFile;

/// First bytes of a zip archive, so of every `.npz`; an empty archive starts with its end.
const ZIP_STARTS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Frames per score of an `.npz` where `--stride` does not say.
const SNIPPET_FRAMES: usize = 16;

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

/// Scores from a `scores.json` or an `.npz`, told apart by content.
///
/// `stride` is `--stride`: frames per score of an `.npz`. A `scores.json` says its own.
pub fn read_scores(path: &Path, stride: Option<usize>) -> Result<ScoreFile, CliError> {
    let bytes = read(path)?;
    if is_zip(&bytes) {
        return ScoreFile::from_npz(&bytes, stride.unwrap_or(SNIPPET_FRAMES)).in_path(path);
    }
    let file = ScoreFile::from_json_bytes(&bytes).in_path(path)?;
    let own = file.videos.values().next().map(|track| track.stride);
    match (stride, own) {
        (Some(asked), Some(own)) if asked != own => Err(CliError::Usage(format!(
            "--stride {asked} contradicts {}, which says stride {own}; leave --stride out, it is for .npz",
            path.display()
        ))),
        _ => Ok(file),
    }
}

/// Truth from a `truth.json` or an `.npz`, told apart by content.
pub fn read_truth(path: &Path) -> Result<Truth, CliError> {
    let bytes = read(path)?;
    if is_zip(&bytes) {
        return Truth::from_npz(&bytes).in_path(path);
    }
    Truth::from_json_bytes(&bytes).in_path(path)
}

fn is_zip(bytes: &[u8]) -> bool {
    ZIP_STARTS.iter().any(|start| bytes.starts_with(start))
}
