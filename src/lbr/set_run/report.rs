//! What a result says of the run that made it.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{SetOutcome, SetRun};
use crate::lbr::block_scores::FLOW_SCORE_WEIGHT;
use crate::lbr::blocks::{Blocks, Grid};
use crate::lbr::data_set::motion_notes;
use crate::lbr::training::TrainingConfig;
use crate::lbr::weights::BlockWeights;

/// The networks of a result: cubes, mean and deviation by block.
pub fn described(weights: &BlockWeights, blocks: &Blocks) -> Value {
    let of = |index: usize| {
        let statistics = weights.blocks[index].as_ref().and_then(|networks| networks.statistics);
        json!({
            "cubes": blocks.shares[index].cubes.len(),
            "mean_error": statistics.map(|s| s.raw.mean), "std_error": statistics.map(|s| s.raw.std),
            "flow_mean_error": statistics.and_then(|s| s.flow).map(|s| s.mean),
            "flow_std_error": statistics.and_then(|s| s.flow).map(|s| s.std),
        })
    };
    let grid = weights.grid;
    (0..grid.count()).map(|index| (grid.key(index), of(index))).collect::<serde_json::Map<_, _>>().into()
}

/// Adds what is known of the networks: of one its mean and deviation, of several those of each block; `motion` is the
/// weight of the first network's score in the motion variant.
pub fn describe(settings: &mut Value, weights: &BlockWeights, blocks: &Blocks, motion: Option<f64>) {
    let networks = described(weights, blocks);
    if let (true, Some(own)) = (weights.grid == Grid::WHOLE, networks.get(weights.grid.key(0))) {
        settings["mean_error"] = own["mean_error"].clone();
        settings["std_error"] = own["std_error"].clone();
    }
    if weights.grid != Grid::WHOLE || motion.is_some() {
        settings["blocks"] = networks;
    }
    if let Some(raw_weight) = motion {
        settings["motion"] = json!({ "raw_weight": raw_weight, "flow_weight": FLOW_SCORE_WEIGHT });
    }
}

impl SetRun {
    /// Every setting, the published ones filled in, and what is known of the networks.
    pub fn report(&self, outcome: &SetOutcome) -> Value {
        let configs = (0..self.learned.shares.len()).filter_map(|block| self.training_of(block));
        let configs: Vec<TrainingConfig> = configs.collect();
        let sum = |part: fn(&TrainingConfig) -> usize| configs.iter().map(part).sum::<usize>();
        let config = &self.config;
        let mut settings = json!({
            "rules": "data set", "settings": config.set.name(), "width": config.width.factor(), "batch": config.batch,
            "epochs": config.epochs, "steps": sum(|config| config.steps), "warm_up": sum(|config| config.warm_up),
            "shrink": config.weights.map(|_| config.set.shrink()), "cubes": self.learned.cubes,
            "mode": config.from.name(), "weights": config.weights.map(|mode| mode.name()),
        });
        let motion = self.motion().then(|| config.set.raw_weight());
        describe(&mut settings, &outcome.weights, &self.learned, motion);
        settings
    }

    /// What a reader of its result has to know.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = motion_notes(self.motion());
        notes.extend(self.config.notes());
        notes
    }

    /// What the file of its weights says of it.
    pub fn metadata(&self) -> HashMap<String, String> {
        let config = &self.config;
        let entries = [
            ("cubes", self.learned.cubes.to_string()),
            ("epochs", config.epochs.to_string()),
            ("shrink", config.weights.map_or("none".into(), |_| config.set.shrink().to_string())),
            ("seed", config.seed.to_string()),
            ("preset", config.set.name().to_owned()),
            ("mode", config.from.name().to_owned()),
            ("weights", config.weights.map_or("none", |mode| mode.name()).to_owned()),
            ("motion", self.motion().to_string()),
        ];
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
