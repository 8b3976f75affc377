//! What the network looks like. Values without another note are those of the authors' repository (lessiYin/DSANet).

use serde::{Deserialize, Serialize};

use super::DsaNetError;
pub use super::data_set::DataSet;
use super::data_set::UCF_CLASSES;

/// Where the text features of the classes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextMode {
    /// CLIP's text tower with learned adapters, as published.
    #[default]
    Adapter,
    /// A given table that is not learned (ours).
    Fixed,
    /// A learned table (ours), so that no CLIP file is needed.
    Table,
}

/// The network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DsaNetConfig {
    /// Columns D of features and of everything within; 512.
    pub width: usize,
    /// Snippets of a chunk, N; 256.
    pub slots: usize,
    /// Names of the classes, the first being normal; UCF-Crime's.
    pub classes: Vec<String>,
    /// Blocks of the temporal encoder; 2 (UCF-Crime), 1 (XD-Violence).
    pub blocks: usize,
    /// Heads of its attention; 1.
    pub heads: usize,
    /// Snippets that attend to one another in it; 8 (UCF-Crime), 64 (XD-Violence).
    pub window: usize,
    /// Softens the class probabilities; 5 (UCF-Crime), 1 (XD-Violence).
    pub temperature: f64,
    /// Where the classes' text features come from.
    pub text_mode: TextMode,
    /// Blocks of the text tower that are adapted; 3 (UCF-Crime), 1 (XD-Violence).
    pub adapters: usize,
    /// Share of an adapter in its block's result, `t_w` in files as in the authors' options; 0.1 (UCF-Crime), 0.6
    /// (XD-Violence).
    #[serde(rename = "t_w")]
    pub text_weight: f64,
    /// Prototypes of normality; 16.
    pub prototypes: usize,
    /// Blocks that rebuild features from them; 8.
    pub decoder_blocks: usize,
    /// Heads of their attention; 8.
    pub refiner_heads: usize,
    /// Share of a chunk's slots that prototypes are made of; 0.8.
    pub normal_ratio: f64,
    /// Whether columns are brought to mean 0 and deviation 1 of the training set first; no (ours).
    pub standardise: bool,
    /// Standardised values are clipped to plus and minus this; 8 (ours).
    pub input_clip: f64,
}

impl Default for DsaNetConfig {
    fn default() -> Self {
        Self {
            width: 512,
            slots: 256,
            classes: UCF_CLASSES.map(String::from).to_vec(),
            blocks: 2,
            heads: 1,
            window: 8,
            temperature: 5.0,
            text_mode: TextMode::Adapter,
            adapters: 3,
            text_weight: 0.1,
            prototypes: 16,
            decoder_blocks: 8,
            refiner_heads: 8,
            normal_ratio: 0.8,
            standardise: false,
            input_clip: 8.0,
        }
    }
}

impl DsaNetConfig {
    /// Whether it is the network of the paper for one of its data sets.
    pub fn is_published(&self) -> bool {
        [DataSet::UcfCrime, DataSet::XdViolence].iter().any(|set| set.config() == *self)
    }

    /// Refuses settings that make no network.
    pub fn check(&self) -> Result<(), DsaNetError> {
        let sizes = [
            ("width", self.width),
            ("slots", self.slots),
            ("heads", self.heads),
            ("window", self.window),
            ("prototypes", self.prototypes),
            ("refiner_heads", self.refiner_heads),
        ];
        for (name, size) in sizes {
            // More than that is a mistake, and its tensors would not fit any memory.
            require(name, size, (1..=4096).contains(&size), "1 to 4096")?;
        }
        for (name, count) in [("blocks", self.blocks), ("decoder_blocks", self.decoder_blocks)] {
            require(name, count, (1..=64).contains(&count), "1 to 64")?;
        }
        require("adapters", self.adapters, self.adapters <= super::text::BLOCKS, "0 to 12")?;
        require("width", self.width, self.width.is_multiple_of(2), "even")?;
        require("heads", self.heads, self.width.is_multiple_of(self.heads), "a divisor of width")?;
        let heads = self.refiner_heads;
        require("refiner_heads", heads, self.width.is_multiple_of(heads), "a divisor of width")?;
        require("window", self.window, self.slots.is_multiple_of(self.window), "a divisor of slots")?;
        self.check_classes()?;
        self.check_numbers()
    }

    fn check_classes(&self) -> Result<(), DsaNetError> {
        let count = self.classes.len();
        require("classes", count, (2..=4096).contains(&count), "2 or more names, the first being normal")?;
        for (at, class) in self.classes.iter().enumerate() {
            require("classes", class, !class.trim().is_empty(), "names that are not empty")?;
            require("classes", class, !self.classes[..at].contains(class), "names that differ")?;
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), DsaNetError> {
        let (temperature, weight, ratio) = (self.temperature, self.text_weight, self.normal_ratio);
        require_above_zero("temperature", temperature)?;
        require("t_w", weight, (0.0..=1.0).contains(&weight), "0 to 1")?;
        let possible = ratio <= 1.0 && self.normal_slots() >= 1;
        require("normal_ratio", ratio, possible, "at most 1, and at least one slot of a chunk")?;
        require_above_zero("input_clip", self.input_clip)
    }

    /// Slots that prototypes are made of.
    pub fn normal_slots(&self) -> usize {
        (self.slots as f64 * self.normal_ratio) as usize
    }
}

/// An error about setting `name` unless it is above 0 and at most 1e6.
pub(crate) fn require_above_zero(name: &'static str, value: f64) -> Result<(), DsaNetError> {
    require(name, value, value > 0.0 && value <= 1e6, "above 0, at most 1e6")
}

/// An error about setting `name` unless `possible`.
pub(crate) fn require(
    name: &'static str,
    found: impl core::fmt::Debug,
    possible: bool,
    expected: &'static str,
) -> Result<(), DsaNetError> {
    if possible {
        return Ok(());
    }
    Err(DsaNetError::Setting { name, found: format!("{found:?}"), expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_settings_are_possible_and_survive_json() {
        for set in [DataSet::UcfCrime, DataSet::XdViolence] {
            let config = set.config();
            config.check().expect("published settings");
            let text = serde_json::to_string(&config).expect("plain values");
            assert_eq!(serde_json::from_str::<DsaNetConfig>(&text).expect("what was written"), config);
            assert_eq!(config.normal_slots(), 204);
        }
    }

    #[test]
    fn impossible_settings_are_named() {
        let base = DsaNetConfig::default;
        let broken: [(DsaNetConfig, &str); 8] = [
            (DsaNetConfig { width: 511, ..base() }, "width"),
            (DsaNetConfig { heads: 3, ..base() }, "heads"),
            (DsaNetConfig { window: 7, ..base() }, "window"),
            (DsaNetConfig { temperature: f64::NAN, ..base() }, "temperature"),
            (DsaNetConfig { normal_ratio: 0.001, ..base() }, "normal_ratio"),
            (DsaNetConfig { classes: vec!["normal".into()], ..base() }, "classes"),
            (DsaNetConfig { classes: vec!["a".into(), "a".into()], ..base() }, "classes"),
            (DsaNetConfig { adapters: 13, ..base() }, "adapters"),
        ];
        for (config, expected) in broken {
            match config.check() {
                Err(DsaNetError::Setting { name, .. }) => assert_eq!(name, expected),
                other => panic!("{expected}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_misspelt_setting_is_an_error() {
        let error = serde_json::from_str::<DsaNetConfig>(r#"{"windows": 5}"#).expect_err("no such setting");
        assert!(error.to_string().contains("windows"));
    }
}
