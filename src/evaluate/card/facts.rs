//! What only the caller knows.

use serde::{Deserialize, Serialize};

use super::super::stated;
use crate::scores::Run;

/// Facts for a card that scores and truth do not hold themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CardFacts {
    /// Which split of the data set, for instance "test".
    pub split: Option<String>,
    /// SHA-256 of the scores as they were given.
    pub scores_sha256: Option<String>,
    /// SHA-256 of the ground truth as it was given.
    pub truth_sha256: Option<String>,
    /// What made the scores.
    pub model: ModelFacts,
    /// What made the card.
    pub run: RunFacts,
    /// mAP, where scores have classes.
    pub detection: Option<DetectionResult>,
    /// RBDC and TBDC, where there are boxes.
    pub regions: Option<RegionResult>,
}

/// What made the scores.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelFacts {
    /// Its name, for instance "LA-Net".
    #[serde(with = "stated::not_available")]
    pub method: Option<String>,
    /// SHA-256 of its configuration.
    #[serde(with = "stated::not_available")]
    pub config_sha256: Option<String>,
    /// SHA-256 of its weights, or "trained here, seed n".
    #[serde(with = "stated::not_available")]
    pub weights: Option<String>,
    /// How the iterate was chosen, for instance "last"; "best on test" is a flag to the reader.
    #[serde(with = "stated::not_available")]
    pub selection: Option<String>,
    /// Width of a feature vector.
    #[serde(with = "stated::not_available")]
    pub feature_width: Option<usize>,
    /// SHA-256 of the sorted list of the feature files' hashes.
    #[serde(with = "stated::not_available")]
    pub features_sha256: Option<String>,
}

/// What made the card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// Version of the program.
    pub version: String,
    /// When, as ISO 8601.
    #[serde(with = "stated::not_available")]
    pub date: Option<String>,
    /// What computed the scores: "gpu" or "cpu".
    #[serde(with = "stated::not_available")]
    pub backend: Option<String>,
    /// Name of the adapter.
    #[serde(with = "stated::not_available")]
    pub adapter: Option<String>,
    /// Whether that adapter is software.
    #[serde(with = "stated::not_available")]
    pub fallback: Option<bool>,
}

/// mAP at thresholds of temporal IoU.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DetectionResult {
    /// `[threshold, mAP in percent]`, ascending.
    pub map: Vec<[f64; 2]>,
    /// Their mean in percent, "AVG".
    pub average: f64,
}

/// Region metrics, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RegionResult {
    /// Region-based detection criterion.
    pub rbdc: f64,
    /// Track-based detection criterion.
    pub tbdc: f64,
}

impl Default for RunFacts {
    fn default() -> Self {
        let version = env!("CARGO_PKG_VERSION").into();
        Self { version, date: None, backend: None, adapter: None, fallback: None }
    }
}

impl CardFacts {
    /// Takes over what a `scores.json` says of the run that made it.
    pub fn of_run(mut self, run: &Run) -> Self {
        self.model.method.get_or_insert_with(|| run.method.clone());
        let trained_here = || run.seed.map(|seed| format!("trained here, seed {seed}"));
        self.model.weights = self.model.weights.or_else(|| run.weights.clone()).or_else(trained_here);
        self.run.backend.get_or_insert_with(|| run.device.clone());
        self.run.adapter.get_or_insert_with(|| run.adapter.clone());
        self
    }
}
