//! What can go wrong while timing.

use burn::tensor::ExecutionError;

use super::workload::WORKLOADS;
use crate::dsanet::DsaNetError;
use crate::lanet::LaNetError;
use crate::lbr::LbrError;
use crate::localize::LocalizeError;
use crate::video::VideoError;

/// Why a workload could not be timed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BenchError {
    /// No workload has this name.
    #[error("there is no workload \"{name}\"; there are {}", names())]
    Unknown {
        /// The name asked for.
        name: String,
    },
    /// Samples that make no timing.
    #[error("{found} runs of {workload} were timed, expected at least one, each of a finite time above 0 ms")]
    Samples {
        /// The workload.
        workload: String,
        /// Runs timed.
        found: usize,
    },
    /// The device failed.
    #[error("multiplying matrices stopped: {reason}; try the CPU")]
    Device {
        /// The device's own words.
        reason: String,
    },
    /// The device computes something else than PyTorch.
    #[error(
        "{device} computes wrong values; the report says which; update its driver, or choose another device"
    )]
    Wrong {
        /// The device's name.
        device: String,
    },
    /// LA-Net failed.
    #[error(transparent)]
    LaNet(#[from] LaNetError),
    /// DSANet failed.
    #[error(transparent)]
    DsaNet(#[from] DsaNetError),
    /// LBR failed.
    #[error(transparent)]
    Lbr(#[from] LbrError),
    /// Frames could not be taken.
    #[error(transparent)]
    Video(#[from] VideoError),
    /// Motion could not be looked for.
    #[error(transparent)]
    Localize(#[from] LocalizeError),
}

impl BenchError {
    /// The short name that scripts match on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "bench/model",
            Self::Samples { .. } => "bench/samples",
            Self::Device { .. } => "bench/device",
            Self::Wrong { .. } => "bench/wrong",
            Self::LaNet(error) => error.code(),
            Self::DsaNet(error) => error.code(),
            Self::Lbr(error) => error.code(),
            Self::Video(_) => "video",
            Self::Localize(_) => "localize",
        }
    }
}

impl From<ExecutionError> for BenchError {
    fn from(error: ExecutionError) -> Self {
        Self::Device { reason: error.to_string() }
    }
}

fn names() -> String {
    WORKLOADS.map(|workload| workload.name).join(", ")
}
