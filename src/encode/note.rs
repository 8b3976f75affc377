//! What was odd about features that were read.

use super::error::numbers;
use crate::formats::FormatWarning;

/// Something odd that does not stop reading.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeatureNote {
    /// Rows of zeros at the end; they are scored.
    #[error("\"{file}\": {rows} trailing zero rows: zero padding stored in the file?")]
    TrailingZeros {
        /// The file.
        file: String,
        /// How many.
        rows: usize,
    },
    /// Rows of zeros before the end; they are snippets like others.
    #[error("\"{file}\": {rows} rows of zeros before the end; they count as snippets")]
    InnerZeros {
        /// The file.
        file: String,
        /// How many.
        rows: usize,
    },
    /// Crops that are not there, where the policy allows it.
    #[error("{video}: crops {} missing, scored from the others", numbers(missing))]
    MissingCrops {
        /// The video.
        video: String,
        /// Which.
        missing: Vec<usize>,
    },
    /// Bytes after the array.
    #[error("\"{file}\": {warning}")]
    Format {
        /// The file.
        file: String,
        /// What the reader remarked.
        warning: FormatWarning,
    },
}

impl FeatureNote {
    /// The note's stable short name, by which notes of one kind are counted.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TrailingZeros { .. } => "features/trailing-zeros",
            Self::InnerZeros { .. } => "features/inner-zeros",
            Self::MissingCrops { .. } => "features/crops",
            Self::Format { warning, .. } => warning.code(),
        }
    }
}
