//! Weights of encoders as our files: batch norm folded in, or the image tower alone.

use std::io::Write;
use std::path::Path;

use super::CliError;
use crate::encode::{Provenance, clip, i3d};
use crate::formats::{Checkpoint, Precision, digest};

/// Weights that are not copied tensor by tensor.
pub enum EncoderWeights {
    /// I3D, batch norm still apart in the file.
    I3d(i3d::I3dWeights),
    /// CLIP's image tower.
    Clip(clip::ClipWeights),
}

impl EncoderWeights {
    /// Reads the weights of an encoder; nothing where the file is of another model.
    pub fn read(checkpoint: &Checkpoint<'_>, bn_eps: Option<f64>) -> Result<Option<Self>, CliError> {
        if !i3d::known::known_models(checkpoint).is_empty() {
            let options = i3d::LoadOptions { bn_eps, ..i3d::LoadOptions::default() };
            return Ok(Some(Self::I3d(i3d::load(checkpoint, options)?)));
        }
        if !clip::known::known_models(checkpoint).is_empty() {
            return Ok(Some(Self::Clip(clip::load(checkpoint)?)));
        }
        Ok(None)
    }

    /// What is to be said about the file.
    pub fn notes(&self) -> &[String] {
        match self {
            Self::I3d(weights) => &weights.notes,
            Self::Clip(weights) => &weights.notes,
        }
    }

    /// Writes our file. CLIP chooses its precision itself: halves where nothing is lost.
    pub fn write(
        &self,
        out: &mut dyn Write,
        precision: Precision,
        source: &Provenance,
    ) -> Result<(), CliError> {
        match self {
            Self::I3d(weights) => i3d::write(out, weights, precision, source)?,
            Self::Clip(weights) => clip::write(out, weights, source)?,
        }
        Ok(())
    }
}

/// Where weights come from.
pub fn provenance(checkpoint: &Checkpoint<'_>, path: &Path) -> Result<Provenance, CliError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Provenance { name, sha256: digest::file_sha256(checkpoint.source())? })
}
