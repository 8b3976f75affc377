//! Official checkpoints for `weights convert`.

use std::path::Path;

use burn::tensor::Device;

use crate::cli::CliError;
use crate::dsanet::official::{self, Official};
use crate::dsanet::weights::{self, Wants};
use crate::formats::{Checkpoint, Precision, digest};

/// What an official checkpoint with classes is called; nothing for other files.
pub fn official_name(checkpoint: &Checkpoint<'_>) -> Option<String> {
    let found = official::is_official(checkpoint).then(|| official::official(checkpoint, None).ok())??;
    (!found.trunk_only).then(|| Official::name(&found))
}

/// An official checkpoint as a file of ours: the head, and the text features computed once from its text tower.
pub fn write_ours(
    checkpoint: &Checkpoint<'_>,
    path: &Path,
    precision: Precision,
) -> Result<Vec<u8>, CliError> {
    let opened = official::read(checkpoint, None, Wants::Scores, &Device::flex())?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut about = vec![("source_name", name), ("source_sha256", digest::file_sha256(checkpoint.source())?)];
    // Also where the widths are not the published ones.
    if let Some(set) = official::official(checkpoint, None)?.data_set {
        about.push(("dataset", set.name().to_owned()));
    }
    Ok(pollster::block_on(weights::write(&opened.model, None, &about, precision))?)
}
