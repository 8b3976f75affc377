//! Opening: from the first bytes to the reader of the container.

use super::recognise::{Kind, recognise};
use super::{Checkpoint, Opened, legacy, numpy, onnx, safetensors, torch_zip};
use crate::formats::archive::Archive;
use crate::formats::npz::array_entries;
use crate::formats::{ByteSource, FormatError, FormatWarning};

/// How to open a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOptions {
    /// Whether checksums are held against the values. Only for a visitor who insists on a damaged file:
    /// without, [`FormatWarning::Unverified`] stands in the warnings, for the card to record.
    pub verify_checksums: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { verify_checksums: true }
    }
}

/// Opens a file of weights or arrays; `file_name` is for messages (and names the array of a `.npy`).
///
/// Reads the directory and the description of the tensors, no tensor; takes at most 64 MiB of memory.
/// Errors are [`FormatError::InFile`] with the reason.
pub fn open<'a>(source: impl ByteSource + 'a, file_name: &str) -> Result<Checkpoint<'a>, FormatError> {
    open_with(source, file_name, OpenOptions::default())
}

/// [`open`], with options.
pub fn open_with<'a>(
    source: impl ByteSource + 'a,
    file_name: &str,
    options: OpenOptions,
) -> Result<Checkpoint<'a>, FormatError> {
    let verify = options.verify_checksums;
    let mut opened = open_source(&source, file_name, verify).map_err(|error| error.in_file(file_name))?;
    if !verify {
        opened.warnings.push(FormatWarning::Unverified);
    }
    Ok(Checkpoint { file: file_name.into(), source: Box::new(source), opened, verify })
}

fn open_source(source: &dyn ByteSource, file_name: &str, verify: bool) -> Result<Opened, FormatError> {
    match recognise(source)? {
        Kind::Legacy => legacy::open(source),
        Kind::Npy => numpy::open_npy(source, file_name),
        Kind::Onnx => onnx::open(source),
        Kind::Safetensors(length) => safetensors::open(source, length),
        Kind::Zip => {
            let archive = Archive::open(source)?;
            if let Some(prefix) = torch_zip::prefix(&archive).map(String::from) {
                return torch_zip::open(source, archive, &prefix, verify);
            }
            // Says what else is in an archive that is neither.
            array_entries(&archive)?;
            numpy::open_npz(source, archive)
        }
    }
}
