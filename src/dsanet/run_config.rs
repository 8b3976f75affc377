//! How the network learns: optimisers, batches, losses, selection. Maps one to one on a TOML file with the tables `model`
//! and `train`. Defaults are the authors' for UCF-Crime unless marked.

use serde::{Deserialize, Serialize};

use super::DsaNetError;
use super::config::{DataSet, DsaNetConfig, TextMode, require};
use crate::encode::CropPolicy;
pub use crate::learning::Select;

/// Lowest share of the rate that the model of normality falls to.
const FINAL_SHARE: f64 = 0.1;

/// How batches are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sampling {
    /// As many normal as abnormal videos, each shuffled by itself; an epoch ends with the shorter of both (UCF-Crime).
    #[default]
    Balanced,
    /// All videos shuffled together (XD-Violence).
    Mixed,
}

/// The optimisers, the batches, the losses and the selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Seed of start values and shuffles; 234.
    pub seed: u64,
    /// Passes over the videos; 10.
    pub epochs: usize,
    /// Videos of a step, of each kind where they are balanced; 64 (UCF-Crime), 96 (XD-Violence).
    pub batch_size: usize,
    /// Videos computed at a time, whose gradients are added up to those of the batch; 0 for all at once (ours).
    pub micro_batch: usize,
    /// How batches are drawn.
    pub sampling: Sampling,
    /// Whether a last batch that is not full is left out; yes (UCF-Crime), no (XD-Violence).
    pub drop_last: bool,
    /// Rate of both optimisers; 7e-5 (UCF-Crime), 1e-5 (XD-Violence).
    pub lr: f64,
    /// Epochs of half a cosine, along which the rate falls; 10.
    pub cosine_epochs: usize,
    /// Decay of all weights but those of the model of normality; 0.01.
    pub weight_decay: f64,
    /// Decay of the model of normality; 1e-4.
    pub refiner_weight_decay: f64,
    /// Steps over which the rate of the model of normality rises; 100.
    pub refiner_warmup: usize,
    /// Weight of the class loss L2, used with the model of normality; 1.1 (UCF-Crime), 5 (XD-Violence).
    pub lambda: f64,
    /// Whether normality is modelled (L_c, L_g); without it the class loss weighs 1, as in the authors' code.
    pub sgnm: bool,
    /// Whether event and background are compared with the classes (L4, L5); the switch is ours, for ablations.
    pub dcsa: bool,
    /// Crops whose features are samples.
    pub crops: CropPolicy,
    /// Which epoch's weights are the result; the last (ours: the authors choose the best on the test set).
    pub select: Select,
    /// Whether every epoch starts from the best weights so far, with the optimisers' state kept; no (ours: the authors do,
    /// by the test set).
    pub reload_best: bool,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            seed: 234,
            epochs: 10,
            batch_size: 64,
            micro_batch: 0,
            sampling: Sampling::Balanced,
            drop_last: true,
            lr: 7e-5,
            cosine_epochs: 10,
            weight_decay: 0.01,
            refiner_weight_decay: 1e-4,
            refiner_warmup: 100,
            lambda: 1.1,
            sgnm: true,
            dcsa: true,
            crops: CropPolicy::All,
            select: Select::Last,
            reload_best: false,
        }
    }
}

impl TrainConfig {
    /// Refuses settings with which nothing can be learned.
    pub fn check(&self) -> Result<(), DsaNetError> {
        let counts = [
            ("epochs", self.epochs),
            ("batch_size", self.batch_size),
            ("cosine_epochs", self.cosine_epochs),
            ("refiner_warmup", self.refiner_warmup),
        ];
        for (name, count) in counts {
            require(name, count, (1..=1_000_000).contains(&count), "1 to 1000000")?;
        }
        require("lr", self.lr, self.lr > 0.0 && self.lr.is_finite(), "above 0 and finite")?;
        let parts = [
            ("weight_decay", self.weight_decay),
            ("refiner_weight_decay", self.refiner_weight_decay),
            ("lambda", self.lambda),
        ];
        for (name, value) in parts {
            require(name, value, value >= 0.0 && value.is_finite(), "at least 0 and finite")?;
        }
        let chooses = !self.reload_best || self.select != Select::Last;
        require("reload_best", self.reload_best, chooses, "false where select is \"last\"")
    }

    /// Rate of all weights but the model of normality's in epoch `epoch`, counted from 0.
    pub fn rate(&self, epoch: usize) -> f64 {
        let turn = core::f64::consts::PI * epoch as f64 / self.cosine_epochs as f64;
        self.lr / 2.0 * (1.0 + libm::cos(turn))
    }

    /// Rate of the model of normality at step `step`, counted from 0, of a schedule of `steps`.
    pub fn refiner_rate(&self, step: usize, steps: usize) -> f64 {
        if step < self.refiner_warmup {
            let last = (self.refiner_warmup - 1).max(1);
            return self.lr * step as f64 / last as f64;
        }
        let falling = steps.saturating_sub(self.refiner_warmup).max(1);
        let turn =
            core::f64::consts::PI * ((step - self.refiner_warmup).min(falling) as f64 / falling as f64);
        self.lr * (FINAL_SHARE + (1.0 - FINAL_SHARE) / 2.0 * (1.0 + libm::cos(turn)))
    }

    /// Weight of the class loss.
    pub fn class_weight(&self) -> f64 {
        if self.sgnm { self.lambda } else { 1.0 }
    }
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunConfig {
    /// The network.
    pub model: DsaNetConfig,
    /// The optimisers, the batches, the losses and the selection.
    pub train: TrainConfig,
}

impl RunConfig {
    /// What results of this run are called: the paper's name only in the paper's set-up.
    pub fn method_name(&self) -> String {
        let published =
            [DataSet::UcfCrime, DataSet::XdViolence].into_iter().find(|set| self.model == set.config());
        match published {
            Some(set) => format!("DSANet, trained here ({})", set.name()),
            None => "DSANet head, demo encoder, no CLIP".to_owned(),
        }
    }

    /// The published run.
    pub fn published(set: DataSet) -> Self {
        let train = match set {
            DataSet::UcfCrime => TrainConfig::default(),
            DataSet::XdViolence => TrainConfig {
                batch_size: 96,
                sampling: Sampling::Mixed,
                drop_last: false,
                lr: 1e-5,
                lambda: 5.0,
                ..TrainConfig::default()
            },
        };
        Self { model: set.config(), train }
    }

    /// A network small enough to learn in a minute from features of `width` columns, without CLIP (ours); that of
    /// `configs/plaza-weak-classes.toml`.
    pub fn small(width: usize, classes: Vec<String>) -> Self {
        let model = DsaNetConfig {
            width,
            slots: 64,
            classes,
            blocks: 1,
            heads: 2,
            window: 16,
            temperature: 1.0,
            text_mode: TextMode::Table,
            prototypes: 8,
            decoder_blocks: 2,
            refiner_heads: 4,
            standardise: true,
            ..DsaNetConfig::default()
        };
        let train = TrainConfig {
            lr: 1e-3,
            batch_size: 10,
            epochs: 40,
            cosine_epochs: 40,
            refiner_warmup: 10,
            ..TrainConfig::default()
        };
        Self { model, train }
    }

    /// Refuses what any part refuses.
    pub fn check(&self) -> Result<(), DsaNetError> {
        self.model.check()?;
        self.train.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_falls_along_half_a_cosine() {
        let config = TrainConfig::default();
        assert!((config.rate(0) - 7e-5).abs() < 1e-18);
        assert!((config.rate(5) - 3.5e-5).abs() < 1e-18);
        assert!(config.rate(9) < 2e-6 && config.rate(9) > 0.0);
    }

    #[test]
    fn the_rate_of_normality_has_the_worked_values() {
        let config = TrainConfig::default();
        for (step, expected) in [(0, 0.0), (1, 7.071e-7), (99, 7e-5), (100, 7e-5), (1249, 4.080e-5)] {
            let found = config.refiner_rate(step, 2510);
            assert!(
                (found - expected).abs() <= 5e-9 * f64::from(u8::from(step > 1)) + 5e-11,
                "{step}: {found}"
            );
        }
        assert!((config.refiner_rate(9999, 2510) - 7e-6).abs() < 1e-18, "beyond its end it stays");
    }

    #[test]
    fn impossible_settings_are_refused() {
        for set in [DataSet::UcfCrime, DataSet::XdViolence] {
            RunConfig::published(set).check().expect("the published runs");
        }
        let base = TrainConfig::default;
        for (config, expected) in [
            (TrainConfig { lr: f64::NAN, ..base() }, "lr"),
            (TrainConfig { batch_size: 0, ..base() }, "batch_size"),
            (TrainConfig { lambda: -1.0, ..base() }, "lambda"),
            (TrainConfig { reload_best: true, ..base() }, "reload_best"),
        ] {
            match config.check() {
                Err(DsaNetError::Setting { name, .. }) => assert_eq!(name, expected),
                other => panic!("{expected}: {other:?}"),
            }
        }
        assert!(serde_json::from_str::<RunConfig>(r#"{"train": {"lamda": 1}}"#).is_err());
    }
}
