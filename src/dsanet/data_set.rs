//! The data sets that weights were published for: classes, network, crop (lessiYin/DSANet).

use serde::{Deserialize, Serialize};

use super::config::DsaNetConfig;

/// Classes of UCF-Crime in the order of the weights; the first is normal.
pub(super) const UCF_CLASSES: [&str; 14] = [
    "normal",
    "abuse",
    "arrest",
    "arson",
    "assault",
    "burglary",
    "explosion",
    "fighting",
    "roadaccidents",
    "robbery",
    "shooting",
    "shoplifting",
    "stealing",
    "vandalism",
];
/// Classes of XD-Violence (A, B1, B2, B4, B5, B6, G) in the order of the weights.
const XD_CLASSES: [&str; 7] =
    ["normal", "fighting", "shooting", "riot", "abuse", "car accident", "explosion"];

/// The data set that weights were published for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataSet {
    /// UCF-Crime: 14 classes, two temporal blocks, windows of 8.
    UcfCrime,
    /// XD-Violence: 7 classes, one temporal block, windows of 64.
    XdViolence,
}

impl DataSet {
    /// The published network.
    pub fn config(self) -> DsaNetConfig {
        match self {
            Self::UcfCrime => DsaNetConfig::default(),
            Self::XdViolence => DsaNetConfig {
                classes: XD_CLASSES.map(String::from).to_vec(),
                blocks: 1,
                window: 64,
                temperature: 1.0,
                adapters: 1,
                text_weight: 0.6,
                ..DsaNetConfig::default()
            },
        }
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::UcfCrime => "UCF-Crime",
            Self::XdViolence => "XD-Violence",
        }
    }

    /// The one crop of the published protocol, by its number: the mirrored centre of UCF-Crime, the centre of XD-Violence.
    /// Both were chosen by their results (nwpu-zxr/VadCLIP, issue 2).
    pub fn crop(self) -> usize {
        match self {
            Self::UcfCrime => 5,
            Self::XdViolence => 0,
        }
    }
}
