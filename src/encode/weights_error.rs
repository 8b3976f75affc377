//! Why an encoder's weights were not taken.

use crate::formats::FormatError;

/// A refusal; [`WeightsError::code`] is its stable short name.
#[derive(Debug, Clone, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file cannot be read, or its tensors are not the network's.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A side that the network cannot take.
    #[error("input {side}x{side}: sides must be multiples of {step}, at most {largest}")]
    Side {
        /// The side.
        side: usize,
        /// What it must be a multiple of.
        step: usize,
        /// The largest.
        largest: usize,
    },
    /// A running variance below 0.
    #[error("{tensor}: channel {channel} has the variance {value}; the file is damaged, download it again")]
    Variance {
        /// The tensor.
        tensor: String,
        /// The channel.
        channel: usize,
        /// The value.
        value: f32,
    },
    /// Metadata of our own format that say something else.
    #[error(
        "{file}: its metadata say {key} {found}, expected {expected}; convert the original weights again"
    )]
    Metadata {
        /// The file.
        file: String,
        /// The entry.
        key: &'static str,
        /// What it should say.
        expected: String,
        /// What it says.
        found: String,
    },
    /// Folded weights hold one epsilon for good.
    #[error("batch norm is folded in with epsilon {folded}, asked for is {asked}; give the original weights")]
    FoldedEps {
        /// The epsilon asked for.
        asked: f64,
        /// The epsilon folded in.
        folded: f64,
    },
}

impl WeightsError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format(error) => error.code(),
            Self::Side { .. } => "encode/side",
            Self::Variance { .. } => "ckpt/damaged",
            Self::Metadata { .. } => "ckpt/metadata",
            Self::FoldedEps { .. } => "encode/bn-eps",
        }
    }
}
