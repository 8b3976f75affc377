//! What networks there are: how wide, and what they draw (LBR-SPR, CVPR 2022).

use super::LbrError;
use crate::localize::{CUBE_PLANES, FLOW_PLANES};

/// Channels of the first stage in the paper's network.
const BASE_CHANNELS: f64 = 32.0;
/// Stages on the way down.
pub(super) const STAGES: usize = 4;

/// How wide the network is: 1 is the paper's, 32 to 256 channels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Width(f64);

impl Width {
    /// The paper's network.
    pub const PAPER: Self = Self(1.0);
    /// Two channels at first: no use but to try a device.
    pub const NARROWEST: Self = Self(0.0625);
    /// Eight channels at first: an experiment of seconds on one core.
    pub const QUARTER: Self = Self(0.25);

    /// Takes a factor between 1/16 and 2 for which the first stage has a whole number of channels.
    pub fn new(width: f64) -> Result<Self, LbrError> {
        let channels = width * BASE_CHANNELS;
        if !(0.0625..=2.0).contains(&width) || channels.fract() != 0.0 {
            return Err(LbrError::Width { width });
        }
        Ok(Self(width))
    }

    /// The factor.
    pub fn factor(self) -> f64 {
        self.0
    }

    /// Channels of each stage.
    pub fn channels(self) -> [usize; STAGES] {
        core::array::from_fn(|stage| (self.0 * BASE_CHANNELS) as usize * (1 << stage))
    }

    /// Multiply-accumulate operations of one cube forward.
    pub fn macs_per_cube(self) -> u64 {
        let c = self.channels().map(|c| c as u64);
        let side = [32_u64, 16, 8, 4].map(|side| side * side);
        let pair = |from: u64, to: u64, pixels: u64| 9 * pixels * (from * to + to * to);
        let down: u64 = (0..STAGES)
            .map(|s| pair(if s == 0 { CUBE_PLANES as u64 } else { c[s - 1] }, c[s], side[s]))
            .sum();
        let up: u64 =
            (1..STAGES).map(|s| 9 * side[s] * c[s] * c[s] + pair(c[s], c[s - 1], side[s - 1])).sum();
        down + up + side[0] * c[0] * CUBE_PLANES as u64
    }
}

/// What a network redraws its input as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The cube itself.
    Raw,
    /// The optical flow of the cube's frames: the second network of the motion variant.
    Flow,
}

impl Target {
    /// Planes that it draws: those of the last convolution.
    pub fn planes(self) -> usize {
        match self {
            Self::Raw => CUBE_PLANES,
            Self::Flow => FLOW_PLANES,
        }
    }

    /// Its name in a weights file (authors' program).
    pub fn key(self) -> &'static str {
        match self {
            Self::Raw => "raw_ae",
            Self::Flow => "of_ae",
        }
    }
}
