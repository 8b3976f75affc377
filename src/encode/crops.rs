//! Which crops of a video are used.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which crops of a video are used, written `all`, `available` or `only:3`. Their scores are averaged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CropPolicy {
    /// All that the data set has; a missing one is an error.
    #[default]
    All,
    /// Those that are there; missing ones are remarked.
    Available,
    /// This one alone.
    Only(usize),
}

impl CropPolicy {
    /// Whether files of `crop` are read at all.
    pub(super) fn wants(self, crop: usize) -> bool {
        match self {
            Self::All | Self::Available => true,
            Self::Only(only) => crop == only,
        }
    }
}

impl fmt::Display for CropPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str("all"),
            Self::Available => formatter.write_str("available"),
            Self::Only(crop) => write!(formatter, "only:{crop}"),
        }
    }
}

impl TryFrom<String> for CropPolicy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<CropPolicy> for String {
    fn from(policy: CropPolicy) -> Self {
        policy.to_string()
    }
}

impl FromStr for CropPolicy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "available" => Ok(Self::Available),
            _ => {
                text.strip_prefix("only:").and_then(|crop| crop.parse().ok()).map(Self::Only).ok_or_else(
                    || format!("expected all, available or only:I such as only:0, found {text:?}"),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_reads_back_as_it_is_written() {
        for policy in [CropPolicy::All, CropPolicy::Available, CropPolicy::Only(7)] {
            assert_eq!(policy.to_string().parse(), Ok(policy));
        }
        for text in ["", "only", "only:", "only:-1", "only:x", "All", "centre"] {
            assert!(text.parse::<CropPolicy>().unwrap_err().contains("only:0"), "{text}");
        }
    }
}
