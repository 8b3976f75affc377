//! What the network looks like: every switch that the paper leaves open or that we added.
//!
//! Sources in the field docs: *slides* are those of the ICME 2022 talk, *sibling code* is PEL4VAD (2023) and
//! CMA-LA (2022) by the same authors, *ours* is our decision where both are silent.

use serde::{Deserialize, Serialize};

use super::LaNetError;

/// Where the locality prior G joins the attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PriorMode {
    /// softmax(M) + G (slides).
    #[default]
    Post,
    /// softmax(M + G) (sibling code).
    Pre,
    /// softmax(M) (the slides' ablation).
    None,
}

/// Which snippets a snippet attends to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Span {
    /// All of the video (slides).
    #[default]
    Full,
    /// Itself and those before (ours).
    Causal,
    /// Some before and some after (ours); `ahead` is the latency in snippets.
    Band {
        /// Snippets before.
        back: usize,
        /// Snippets after.
        ahead: usize,
    },
}

impl Span {
    /// Whether a snippet attends to the one `distance` after it.
    pub fn sees(self, distance: isize) -> bool {
        match self {
            Self::Full => true,
            Self::Causal => distance <= 0,
            Self::Band { back, ahead } => {
                if distance < 0 {
                    distance.unsigned_abs() <= back
                } else {
                    distance.unsigned_abs() <= ahead
                }
            }
        }
    }
}

/// Activation of the second layer of the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mlp2Act {
    /// None (CMA-LA).
    #[default]
    None,
    /// Exact GELU (PEL4VAD, with `mlp2` 300).
    Gelu,
}

/// The attention of PEL4VAD in place of LA-Net's; for its published weights, scoring only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pel4vadConfig {
    /// Width of the local branch in snippets, odd: 9, or 5 on ShanghaiTech (sibling code).
    pub window: usize,
    /// Signed square root, then division by the L2 norm over time: on for UCF-Crime and ShanghaiTech, off for
    /// XD-Violence (sibling code).
    pub normalise: bool,
}

/// What the network looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LaNetConfig {
    /// Columns of the features; 1024 is I3D RGB (slides).
    pub feat_dim: usize,
    /// Width of queries, keys and values; 128 (sibling code).
    pub attn_dim: usize,
    /// Attention heads; 1 (sibling code). Must divide `attn_dim`.
    pub heads: usize,
    /// Whether products are divided by the square root of a head's width (sibling code; the slides have no factor).
    pub attn_scale: bool,
    /// Where the locality prior joins.
    pub prior_mode: PriorMode,
    /// Width of the prior exp(-d² / (2 sigma)), in snippets squared; 1 (ours).
    pub sigma: f64,
    /// Width of the first layer of the head; 512 (sibling code).
    pub mlp1: usize,
    /// Width of the second; 128 (CMA-LA), 300 in PEL4VAD.
    pub mlp2: usize,
    /// Activation of the second.
    pub mlp2_act: Mlp2Act,
    /// Snippets that the causal convolution sees; 7 (CMA-LA).
    pub kernel: usize,
    /// Rate of both dropouts; 0.1 (sibling code).
    pub dropout: f64,
    /// Added to the variance in the layer normalisation; 1e-5 (sibling code).
    pub ln_eps: f64,
    /// Whether padded snippets of a batch are left out as keys; no (sibling code).
    pub mask_padding: bool,
    /// Which snippets a snippet attends to.
    pub span: Span,
    /// Whether columns are brought to mean 0 and deviation 1 of the training set first; no (ours).
    pub standardise: bool,
    /// Standardised values are clipped to plus and minus this; 8 (ours).
    pub input_clip: f64,
    /// PEL4VAD's attention instead of LA-Net's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pel4vad: Option<Pel4vadConfig>,
}

impl Default for LaNetConfig {
    fn default() -> Self {
        Self {
            feat_dim: 1024,
            attn_dim: 128,
            heads: 1,
            attn_scale: true,
            prior_mode: PriorMode::Post,
            sigma: 1.0,
            mlp1: 512,
            mlp2: 128,
            mlp2_act: Mlp2Act::None,
            kernel: 7,
            dropout: 0.1,
            ln_eps: 1e-5,
            mask_padding: false,
            span: Span::Full,
            standardise: false,
            input_clip: 8.0,
            pel4vad: None,
        }
    }
}

impl LaNetConfig {
    /// Whether its features are I3D RGB's, as in the paper; all else that it may do otherwise, results say by a hash.
    pub fn takes_published_features(&self) -> bool {
        self.feat_dim == Self::default().feat_dim
    }

    /// Refuses settings that make no network.
    pub fn check(&self) -> Result<(), LaNetError> {
        let sizes = [
            ("feat_dim", self.feat_dim),
            ("attn_dim", self.attn_dim),
            ("heads", self.heads),
            ("mlp1", self.mlp1),
            ("mlp2", self.mlp2),
            ("kernel", self.kernel),
        ];
        for (name, size) in sizes {
            // More than that is a mistake, and its tensors would not fit any memory.
            require(name, size, (1..=65_536).contains(&size), "1 to 65536")?;
        }
        require("heads", self.heads, self.attn_dim.is_multiple_of(self.heads), "a divisor of attn_dim")?;
        require("sigma", self.sigma, self.sigma > 0.0 && self.sigma <= 1e6, "above 0, at most 1e6")?;
        require("dropout", self.dropout, (0.0..1.0).contains(&self.dropout), "at least 0 and below 1")?;
        require("ln_eps", self.ln_eps, self.ln_eps > 0.0 && self.ln_eps <= 1.0, "above 0, at most 1")?;
        let clip = self.input_clip;
        require("input_clip", clip, clip > 0.0 && clip.is_finite(), "above 0 and finite")?;
        let Some(pel) = self.pel4vad else { return Ok(()) };
        require("pel4vad.window", pel.window, pel.window % 2 == 1, "odd")?;
        require("heads", self.heads, self.heads == 1, "1 with pel4vad")?;
        require("span", self.span, self.span == Span::Full, "full with pel4vad")?;
        require("mask_padding", self.mask_padding, !self.mask_padding, "false with pel4vad")
    }

    /// Columns of one head.
    pub(crate) fn head_dim(&self) -> usize {
        self.attn_dim / self.heads
    }

    /// The factor on the products of queries and keys.
    pub(crate) fn scale(&self) -> f64 {
        if self.attn_scale { 1.0 / (self.head_dim() as f64).sqrt() } else { 1.0 }
    }
}

/// An error about setting `name` unless `possible`.
pub(crate) fn require(
    name: &'static str,
    found: impl core::fmt::Debug,
    possible: bool,
    expected: &'static str,
) -> Result<(), LaNetError> {
    if possible {
        return Ok(());
    }
    Err(LaNetError::Setting { name, found: format!("{found:?}"), expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_possible_and_survive_json() {
        let config = LaNetConfig::default();
        config.check().expect("the defaults");
        let text = serde_json::to_string(&config).expect("plain values");
        assert_eq!(serde_json::from_str::<LaNetConfig>(&text).expect("what was written"), config);
    }

    #[test]
    fn a_misspelt_setting_is_an_error() {
        let error = serde_json::from_str::<LaNetConfig>(r#"{"sgima": 5}"#).expect_err("no such setting");
        assert!(error.to_string().contains("sgima"));
    }

    #[test]
    fn a_band_is_written_with_its_two_widths() {
        let text = r#"{"span": {"band": {"back": 2, "ahead": 1}}}"#;
        let config: LaNetConfig = serde_json::from_str(text).expect("a band");
        let seen: Vec<isize> = (-4..=4).filter(|&d| config.span.sees(d)).collect();
        assert_eq!(seen, [-2, -1, 0, 1]);
    }

    #[test]
    fn impossible_settings_are_named() {
        let broken: [(LaNetConfig, &str); 6] = [
            (LaNetConfig { heads: 3, ..Default::default() }, "heads"),
            (LaNetConfig { sigma: f64::NAN, ..Default::default() }, "sigma"),
            (LaNetConfig { dropout: 1.0, ..Default::default() }, "dropout"),
            (LaNetConfig { kernel: 0, ..Default::default() }, "kernel"),
            (LaNetConfig { ln_eps: 0.0, ..Default::default() }, "ln_eps"),
            (LaNetConfig { input_clip: f64::INFINITY, ..Default::default() }, "input_clip"),
        ];
        for (config, expected) in broken {
            match config.check() {
                Err(LaNetError::Setting { name, .. }) => assert_eq!(name, expected),
                other => panic!("{expected}: {other:?}"),
            }
        }
    }
}
