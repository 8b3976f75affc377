//! Why there are no detections.

use super::decode::OUTPUT_VALUES;
use crate::formats::FormatError;

/// What stops the detector.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DetectorError {
    /// The file cannot be read, or its tensors are not the network's.
    #[error(transparent)]
    File(#[from] FormatError),
    /// A running variance that has no square root.
    #[error("{tensor}[{index}] is {value}, a variance cannot be negative; download the weights again")]
    Variance {
        /// The tensor.
        tensor: String,
        /// Which channel.
        index: usize,
        /// The value.
        value: f32,
    },
    /// An output of another length.
    #[error("the output has {found} numbers, expected {OUTPUT_VALUES} for a frame")]
    OutputLength {
        /// Numbers given.
        found: usize,
    },
    /// The network gave something that is no number.
    #[error(
        "the detector's output {index} is {value}, expected a finite number; the weights or the device are broken"
    )]
    NotFinite {
        /// Index in the output of one frame, `[85, 22, 22]`.
        index: usize,
        /// The value.
        value: f32,
    },
    /// The device failed to compute or to give back a result.
    #[error("the device failed while detecting: {reason}")]
    Device {
        /// The device's own words.
        reason: String,
    },
}

impl DetectorError {
    /// The error's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(error) => error.code(),
            Self::Variance { .. } => "ckpt/range",
            Self::OutputLength { .. } | Self::NotFinite { .. } => "detector/output",
            Self::Device { .. } => "detector/device",
        }
    }
}
