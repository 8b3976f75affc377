//! How the network learns: optimiser, batches, selection; a whole run with its losses. Maps one to one on a TOML file with the
//! tables `model`, `train` and `loss`.

use serde::{Deserialize, Serialize};

use super::LaNetError;
use super::config::{LaNetConfig, require};
use super::loss_config::LossConfig;
use crate::encode::CropPolicy;
use crate::formats::digest;
pub use crate::learning::Select;

/// Letters of a configuration's hash in a method's name.
const HASH_LETTERS: usize = 8;

/// How the rate falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// lr / 2 x (1 + cos(pi e / `cosine_epochs`)), set per epoch (sibling code).
    #[default]
    Cosine,
    /// Not at all.
    Constant,
}

/// The optimiser, the batches and the selection (defaults: sibling code unless marked).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Seed of start values, shuffles and dropout masks; 9.
    pub seed: u64,
    /// Passes over all bags; 50.
    pub epochs: usize,
    /// Bags per step; 128 (32 is wise in a browser).
    pub batch_size: usize,
    /// Adam's rate; 5e-4.
    pub lr: f64,
    /// How the rate falls.
    pub schedule: Schedule,
    /// Epochs of half a cosine; 60.
    pub cosine_epochs: usize,
    /// Snippets of a bag at most; 200.
    pub t_max: usize,
    /// L2 term in the gradient; 0.
    pub weight_decay: f64,
    /// Crops that become bags.
    pub crops: CropPolicy,
    /// Which epoch's weights are the result; the last (ours).
    pub select: Select,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            seed: 9,
            epochs: 50,
            batch_size: 128,
            lr: 5e-4,
            schedule: Schedule::Cosine,
            cosine_epochs: 60,
            t_max: 200,
            weight_decay: 0.0,
            crops: CropPolicy::All,
            select: Select::Last,
        }
    }
}

impl TrainConfig {
    /// Refuses settings with which nothing can be learned.
    pub fn check(&self) -> Result<(), LaNetError> {
        require("epochs", self.epochs, self.epochs > 0, "at least 1")?;
        require("batch_size", self.batch_size, self.batch_size > 0, "at least 1")?;
        require("cosine_epochs", self.cosine_epochs, self.cosine_epochs > 0, "at least 1")?;
        require("t_max", self.t_max, self.t_max >= 2, "at least 2")?;
        require("lr", self.lr, self.lr > 0.0 && self.lr.is_finite(), "above 0 and finite")?;
        let decay = self.weight_decay;
        require("weight_decay", decay, decay >= 0.0 && decay.is_finite(), "at least 0 and finite")
    }

    /// Adam's rate in epoch `epoch`, counted from 0.
    pub fn rate(&self, epoch: usize) -> f64 {
        match self.schedule {
            Schedule::Constant => self.lr,
            Schedule::Cosine => {
                let turn = core::f64::consts::PI * epoch as f64 / self.cosine_epochs as f64;
                self.lr / 2.0 * (1.0 + libm::cos(turn))
            }
        }
    }
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunConfig {
    /// The network.
    pub model: LaNetConfig,
    /// The optimiser, the batches and the selection.
    pub train: TrainConfig,
    /// The losses.
    pub loss: LossConfig,
}

impl RunConfig {
    /// "LA-Net, config 1a2b3c4d": the paper's name with the settings that made it; the seed does not count.
    pub fn method_name(&self) -> Result<String, LaNetError> {
        let mut plain = self.clone();
        plain.train.seed = 0;
        let text = serde_json::to_vec(&plain)
            .map_err(|error| LaNetError::WeightsFile { reason: error.to_string() })?;
        Ok(format!("LA-Net, config {}", &digest::sha256(&text)[..HASH_LETTERS]))
    }

    /// Refuses what any part refuses.
    pub fn check(&self) -> Result<(), LaNetError> {
        self.model.check()?;
        self.train.check()?;
        self.loss.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_falls_along_half_a_cosine() {
        let config = TrainConfig::default();
        assert!((config.rate(0) - 5e-4).abs() < 1e-18);
        assert!((config.rate(49) - 4.033e-5).abs() < 5e-9, "{}", config.rate(49));
        let constant = TrainConfig { schedule: Schedule::Constant, ..config };
        assert_eq!(constant.rate(49), 5e-4);
    }

    #[test]
    fn the_last_epoch_is_taken_unless_another_is_asked_for() {
        assert_eq!(RunConfig::default().train.select, Select::Last);
        let run: RunConfig = serde_json::from_str(r#"{"train": {"select": "best_test"}}"#).expect("a choice");
        assert_eq!(run.train.select, Select::BestTest);
    }

    #[test]
    fn impossible_settings_and_unknown_names_are_refused() {
        assert!(serde_json::from_str::<RunConfig>(r#"{"training": {}}"#).is_err());
        assert!(serde_json::from_str::<RunConfig>(r#"{"loss": {"lambda3": 1}}"#).is_err());
        assert!(TrainConfig { lr: f64::NAN, ..Default::default() }.check().is_err());
        assert!(TrainConfig { t_max: 1, ..Default::default() }.check().is_err());
    }
}
