//! Width and input side of the network.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::encode::WeightsError;

/// Frames that the network sees at once.
pub const FRAMES: usize = crate::encode::SNIPPET_FRAMES;
/// Sides must be multiples of this, as all poolings then halve even sides and the ports agree (ours).
const SIDE_STEP: usize = 16;
/// Largest side: a plane of activations must stay small beside the memory of a browser (ours).
const LARGEST_SIDE: usize = 512;
/// Channels are multiples of this, for kernels that read four values at once (ours).
const CHANNEL_STEP: usize = 4;

/// Share of the published channels (less than the whole is ours).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Width {
    /// As published.
    #[default]
    #[serde(rename = "1")]
    Whole,
    /// Half of the channels.
    #[serde(rename = "1/2")]
    Half,
    /// A quarter.
    #[serde(rename = "1/4")]
    Quarter,
    /// An eighth.
    #[serde(rename = "1/8")]
    Eighth,
}

impl Width {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Half, Self::Quarter, Self::Eighth];

    /// Channels where the paper has `published`.
    pub fn channels(self, published: usize) -> usize {
        CHANNEL_STEP * published.div_ceil(CHANNEL_STEP * self.divisor())
    }

    fn divisor(self) -> usize {
        match self {
            Self::Whole => 1,
            Self::Half => 2,
            Self::Quarter => 4,
            Self::Eighth => 8,
        }
    }
}

impl fmt::Display for Width {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Whole => "1",
            Self::Half => "1/2",
            Self::Quarter => "1/4",
            Self::Eighth => "1/8",
        })
    }
}

impl FromStr for Width {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|width| width.to_string() == text);
        known.ok_or_else(|| format!("expected a width of 1, 1/2, 1/4 or 1/8, found {text:?}"))
    }
}

/// The shape of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct I3dConfig {
    /// Share of the published channels.
    pub width: Width,
    /// Rows and columns of the input, a multiple of 16.
    pub input: usize,
}

impl Default for I3dConfig {
    /// The published network.
    fn default() -> Self {
        Self { width: Width::Whole, input: 224 }
    }
}

impl I3dConfig {
    /// Refuses sides that are no multiple of 16, or beyond 512.
    pub fn check(self) -> Result<Self, WeightsError> {
        let side = self.input;
        if side == 0 || !side.is_multiple_of(SIDE_STEP) || side > LARGEST_SIDE {
            return Err(WeightsError::Side { side, step: SIDE_STEP, largest: LARGEST_SIDE });
        }
        Ok(self)
    }

    /// Length of a feature.
    pub fn dim(self) -> usize {
        self.width.channels(1024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_the_published_share_rounded_up_to_four() {
        assert_eq!(Width::ALL.map(|width| width.channels(1024)), [1024, 512, 256, 128]);
        assert_eq!(Width::ALL.map(|width| width.channels(24)), [24, 12, 8, 4]);
        assert_eq!(Width::ALL.map(|width| width.channels(208)), [208, 104, 52, 28]);
    }

    #[test]
    fn a_width_reads_back_as_it_is_written() {
        for width in Width::ALL {
            assert_eq!(width.to_string().parse(), Ok(width));
        }
        assert!("0.25".parse::<Width>().is_err());
    }

    #[test]
    fn sides_that_are_no_multiple_of_16_are_refused() {
        for input in [0, 8, 100, 113, 250, 528] {
            let refused = I3dConfig { input, ..I3dConfig::default() }.check();
            assert!(matches!(refused, Err(WeightsError::Side { side, .. }) if side == input), "{input}");
        }
        for input in [16, 64, 112, 224] {
            assert!(I3dConfig { input, ..I3dConfig::default() }.check().is_ok(), "{input}");
        }
    }
}
