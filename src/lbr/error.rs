//! What can go wrong while learning and scoring.

use crate::formats::FormatError;
use crate::localize::CUBE_BYTES;

/// Why LBR could not learn or score.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LbrError {
    /// There is too little to learn from.
    #[error("only {found} object cubes were found; at least {needed} are needed")]
    TooFewCubes {
        /// Cubes found.
        found: usize,
        /// Cubes needed.
        needed: usize,
    },
    /// A network width that gives no whole number of channels.
    #[error(
        "network width {width} is not possible: it must lie in 0.0625..=2 and make 32 x width a whole number"
    )]
    Width {
        /// The width asked for.
        width: f64,
    },
    /// A buffer that is no whole number of cubes.
    #[error("{found} bytes of cubes, expected a multiple of {CUBE_BYTES}")]
    CubeBytes {
        /// Bytes given.
        found: usize,
    },
    /// Flow cubes that are not those of the cubes.
    #[error(
        "there are {found} flow cubes, expected one for each of {cubes} cubes; cut both from the same frames"
    )]
    FlowCubes {
        /// Flow cubes given.
        found: usize,
        /// Cubes.
        cubes: usize,
    },
    /// A division of the frame that is none, or not the one asked for.
    #[error("{file}: blocks {found}, expected {expected}; choose the weights and the preset of one data set")]
    Blocks {
        /// Where it stands.
        file: String,
        /// What is there.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// A second network where none is asked for, or none where one is.
    #[error("{file}: tensor {tensor}: expected {expected}, found {found}; {advice}")]
    MotionHead {
        /// The file.
        file: String,
        /// The tensor that shows it.
        tensor: String,
        /// Its shape, or "no such tensor".
        expected: String,
        /// The same of the file.
        found: String,
        /// What to do.
        advice: &'static str,
    },
    /// Learning ran away.
    #[error(
        "the loss became {loss} at step {step} (last finite loss: {last}); no score is shown; try another seed"
    )]
    NotFinite {
        /// The step, counted from 1.
        step: usize,
        /// What the loss became.
        loss: f32,
        /// The last loss that was a number.
        last: f32,
    },
    /// A score came out as no number.
    #[error("the reconstruction error of cube {cube} is {value}; the weights or the device are broken")]
    BadScore {
        /// Index of the cube.
        cube: usize,
        /// The error found.
        value: f32,
    },
    /// A saved run that is not the one to go on with.
    #[error(
        "the saved run has {name} \"{saved}\", this one \"{found}\"; go on with the settings and cubes it began with{}",
        if *name == "flow_digest" { ", on the device that measured their flow" } else { "" }
    )]
    ResumeMismatch {
        /// What differs.
        name: &'static str,
        /// As it was saved.
        saved: String,
        /// As it is now.
        found: String,
    },
    /// The device failed to compute or to give back a result.
    #[error("the device failed while {doing}: {reason}")]
    Device {
        /// What was being computed.
        doing: &'static str,
        /// The device's own words.
        reason: String,
        /// Whether the device is gone.
        lost: bool,
    },
    /// A file of weights that cannot be read, or whose tensors are not the network's.
    #[error(transparent)]
    File(#[from] FormatError),
    /// A weights file that cannot be read.
    #[error("this is not a weights file of LBR: {reason}")]
    WeightsFile {
        /// What is wrong with it.
        reason: String,
    },
}

impl LbrError {
    /// Wraps what a read from a device gave.
    pub(crate) fn device(doing: &'static str, error: &burn::tensor::ExecutionError) -> Self {
        Self::Device { doing, reason: error.to_string(), lost: error.is_device_poisoned() }
    }

    /// A short name for scripts: `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFewCubes { .. } => "lbr/too-few-cubes",
            Self::Width { .. } => "lbr/width",
            Self::CubeBytes { .. } => "lbr/cube-bytes",
            Self::FlowCubes { .. } => "lbr/flow-cubes",
            Self::Blocks { .. } => "lbr/blocks",
            Self::MotionHead { .. } => "lbr/motion-head",
            Self::NotFinite { .. } | Self::BadScore { .. } => "lbr/not-finite",
            Self::Device { .. } => "device/failed",
            Self::File(error) => error.code(),
            Self::WeightsFile { .. } => "lbr/weights",
            Self::ResumeMismatch { .. } => "train/resume",
        }
    }
}
