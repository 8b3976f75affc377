//! The losses' settings: the table `loss` of a TOML file.

use serde::{Deserialize, Serialize};

use super::LaNetError;
use super::config::require;

/// Which steps of the score dynamics the ranking loss looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrSelect {
    /// The k largest (ours: the slide reuses the symbol of the top-k mean).
    #[default]
    Topk,
    /// The first k (the slide's sum, taken literally).
    Firstk,
    /// All.
    All,
}

/// k of negative bags in the ranking loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrKNeg {
    /// As in positive bags (ours).
    #[default]
    Same,
    /// 1.
    One,
}

/// What the ranking loss compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrPairing {
    /// The means over the bags of each class (ours).
    #[default]
    BatchMean,
    /// Every positive with every negative bag, and the mean hinge.
    AllPairs,
}

/// How the steps of the aligning loss are averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DaNorm {
    /// Mean within each bag, then over bags (slides).
    #[default]
    PerBag,
    /// Mean over all steps of the batch.
    PerStep,
    /// Sum over bags times the longest bag's steps.
    Padded,
}

/// Where the aligning loss stops the gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detach {
    /// Nowhere (ours: the slides' score peaks fall, so the gradient reaches the scores).
    #[default]
    None,
    /// Before the score dynamics.
    Score,
    /// Before the feature dynamics.
    Feature,
}

/// Which features the feature dynamics come from, while learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatTap {
    /// Those that the causal convolution sees (ours).
    #[default]
    PostDropout,
    /// Those before the last dropout.
    PreDropout,
}

/// The losses; the paper's slides name the unknowns without values, so all defaults are ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LossConfig {
    /// Margin between the energies of positive and negative bags; 0.5.
    pub zeta: f64,
    /// Weight of the ranking loss L_DR; 0.1.
    pub lambda1: f64,
    /// Weight of the aligning loss L_DA; 0.1.
    pub lambda2: f64,
    /// Added to the feature dynamics before the logarithm; 1e-6.
    pub eps: f64,
    /// Steps in L_DR.
    pub dr_select: DrSelect,
    /// k of negative bags in L_DR.
    pub dr_k_neg: DrKNeg,
    /// What L_DR compares.
    pub dr_pairing: DrPairing,
    /// Average in L_DA.
    pub da_norm: DaNorm,
    /// Where L_DA stops the gradient.
    pub detach: Detach,
    /// Features of the feature dynamics.
    pub feat_tap: FeatTap,
}

impl Default for LossConfig {
    fn default() -> Self {
        Self {
            zeta: 0.5,
            lambda1: 0.1,
            lambda2: 0.1,
            eps: 1e-6,
            dr_select: DrSelect::Topk,
            dr_k_neg: DrKNeg::Same,
            dr_pairing: DrPairing::BatchMean,
            da_norm: DaNorm::PerBag,
            detach: Detach::None,
            feat_tap: FeatTap::PostDropout,
        }
    }
}

impl LossConfig {
    /// Refuses settings that make no loss.
    pub fn check(&self) -> Result<(), LaNetError> {
        let weights = [("zeta", self.zeta), ("lambda1", self.lambda1), ("lambda2", self.lambda2)];
        for (name, value) in weights {
            require(name, value, value >= 0.0 && value.is_finite(), "at least 0 and finite")?;
        }
        require("eps", self.eps, self.eps > 0.0 && self.eps <= 1.0, "above 0, at most 1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_losses_are_refused() {
        LossConfig::default().check().expect("the defaults");
        assert!(LossConfig { eps: 0.0, ..Default::default() }.check().is_err());
        assert!(LossConfig { zeta: f64::NAN, ..Default::default() }.check().is_err());
        assert!(LossConfig { lambda2: -0.1, ..Default::default() }.check().is_err());
    }
}
