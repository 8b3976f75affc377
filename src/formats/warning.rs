//! What is odd about a file of numbers and does not stop reading.

use super::FormatError;

/// Something odd that does not stop reading.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatWarning {
    /// Bytes after the last element.
    #[error("{bytes} bytes after the array's last element were not read")]
    Trailing {
        /// How many.
        bytes: usize,
    },
    /// An archive whose entries somebody packed.
    #[error("entries are compressed: the file is unpacked in memory, {megabytes} MB")]
    Compressed {
        /// Size of all of them, rounded up.
        megabytes: u64,
    },
    /// Bytes after the last tensor.
    #[error("{bytes} bytes after the last tensor were not read")]
    Surplus {
        /// How many.
        bytes: u64,
    },
    /// Checksums that the caller asked not to look at.
    #[error("checksums are not verified: values may differ from those that were saved")]
    Unverified,
    /// A tensor that can be listed but not read.
    #[error("{name} is {dtype} and cannot be used as weights")]
    Unreadable {
        /// The tensor.
        name: String,
        /// Type of its values.
        dtype: String,
    },
    /// Tensors that a model does not have.
    #[error("{} tensors are not part of {model}: {}", names.len(), super::error::first_names(names))]
    Unused {
        /// The model.
        model: String,
        /// The tensors, in the file's order.
        names: Vec<String>,
    },
    /// A member of an archive that cannot be read, though others can.
    #[error("array \"{name}\" was not read: {reason}")]
    Refused {
        /// The member.
        name: String,
        /// Why.
        reason: FormatError,
    },
}

impl FormatWarning {
    /// The warning's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Trailing { .. } => "npy/trailing",
            Self::Compressed { .. } => "ckpt/compressed",
            Self::Surplus { .. } => "ckpt/trailing",
            Self::Unverified => "ckpt/damaged",
            Self::Unreadable { .. } => "ckpt/dtype",
            Self::Unused { .. } => "ckpt/unused",
            Self::Refused { reason, .. } => reason.code(),
        }
    }
}
