//! What every training on feature files is asked for, and its configuration file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::ConfigError;
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::files::read;
use crate::cli::score::DeviceChoice;

/// Where a run writes and what it runs on.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Folder for weights, trace.json and report.json
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Seed instead of the configuration's
    #[arg(long)]
    pub seed: Option<u64>,
    /// Go on with the run in --out
    #[arg(long)]
    pub resume: bool,
    /// What computes [default: a hardware GPU if there is one, else the CPU]
    #[arg(long, value_enum)]
    pub device: Option<DeviceChoice>,
}

/// What `parse` makes of the text of the configuration at `path` and of the folder that its paths are relative to.
///
/// Errors: a file that cannot be read, one that is no text, and what `parse` refuses; each names the file.
pub fn read_config<T>(
    path: &Path,
    parse: impl FnOnce(&str, &Path) -> Result<T, ConfigError>,
) -> Result<T, CliError> {
    let bytes = read(path)?;
    let text = str::from_utf8(&bytes).map_err(|error| ConfigError::Syntax(format!("no text ({error})")));
    let folder = path.parent().unwrap_or(Path::new(""));
    text.and_then(|text| parse(text, folder)).in_path(path)
}
