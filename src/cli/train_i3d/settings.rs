//! The configuration of a training run of I3D.

use serde::{Deserialize, Serialize};

use crate::cli::data::{ConfigError, section, tables};
use crate::encode::i3d::train::TrainConfig;
use crate::encode::i3d::{I3dConfig, Width};
use crate::synth::script::{Place, Script};

/// The tables that a configuration may have.
const TABLES: [&str; 3] = ["scenes", "network", "train"];

/// Everything that a run needs to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// What is learned from, and what it is tried on.
    pub scenes: Scenes,
    /// What learns.
    pub network: Network,
    /// How.
    pub train: Train,
}

/// Rendered scenes in which nothing odd happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenes {
    /// Where they play, in turn.
    pub places: Vec<Place>,
    /// Scenes to learn from, and the seed of the first; the others follow.
    pub count: usize,
    pub first_seed: u64,
    /// Scenes to try the network on, and the seed of the first.
    pub held_out: usize,
    pub first_held_out_seed: u64,
    /// Frames of each scene.
    pub frames: usize,
    /// Fewest and most people about.
    pub crowd: [usize; 2],
}

/// The network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// "1", "1/2", "1/4" or "1/8" of the published channels.
    pub width: Width,
    /// Pixels a side.
    pub input: usize,
}

/// How is learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Train {
    /// How often every snippet is learned from.
    pub epochs: usize,
    /// Snippets of a step.
    pub batch: usize,
    /// Adam's rate at first; it falls to 0 along half a cosine.
    pub rate: f64,
    /// Seed of start values and shuffles.
    pub seed: u64,
}

impl Default for Scenes {
    fn default() -> Self {
        Self {
            places: vec![Place::Crossing, Place::Parking, Place::Night],
            count: 400,
            first_seed: 70_001,
            held_out: 60,
            first_held_out_seed: 80_001,
            frames: 96,
            crowd: [1, 5],
        }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self { width: Width::Eighth, input: 64 }
    }
}

impl Default for Train {
    fn default() -> Self {
        Self { epochs: 6, batch: 16, rate: 2e-3, seed: 0 }
    }
}

impl Settings {
    /// Reads the text of a configuration.
    ///
    /// Errors: unknown keys with the nearest valid one, values that make no run.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let file = tables(text, &TABLES)?;
        let settings = Self {
            scenes: section(&file, "scenes", &[])?,
            network: section(&file, "network", &[])?,
            train: section(&file, "train", &[])?,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let refused = |at: &str, found: String, reason: String| {
            Err(ConfigError::Value { at: at.into(), found, reason })
        };
        let Scenes { places, count, held_out, first_seed, first_held_out_seed, crowd, .. } = &self.scenes;
        if places.is_empty() {
            return refused("scenes.places", "[]".into(), "expected at least one place".into());
        }
        let [learned, tried] = [(*first_seed, *count), (*first_held_out_seed, *held_out)]
            .map(|(first, count)| first..first.saturating_add(count as u64));
        if learned.start < tried.end && tried.start < learned.end {
            let reason = format!("seeds {learned:?} are learned from; the network is tried on others");
            return refused("scenes.first_held_out_seed", first_held_out_seed.to_string(), reason);
        }
        let [fewest, most] = *crowd;
        if fewest > most || most > Script::MAX_CROWD {
            let reason = format!("expected the fewest people, then the most, at most {}", Script::MAX_CROWD);
            return refused("scenes.crowd", format!("[{fewest}, {most}]"), reason);
        }
        if let Err(error) = self.config().network.check() {
            return refused("network.input", self.network.input.to_string(), error.to_string());
        }
        for (at, value) in
            [("train.epochs", self.train.epochs), ("scenes.count", *count), ("scenes.held_out", *held_out)]
        {
            if value == 0 {
                return refused(at, "0".into(), "expected at least 1".into());
            }
        }
        if !(self.train.rate > 0.0 && self.train.rate.is_finite()) {
            return refused("train.rate", self.train.rate.to_string(), "expected a number above 0".into());
        }
        Ok(())
    }

    /// As the library takes them.
    pub fn config(&self) -> TrainConfig {
        let Self { network: Network { width, input }, train, .. } = self;
        TrainConfig {
            network: I3dConfig { width: *width, input: *input },
            batch: train.batch,
            epochs: train.epochs,
            rate: train.rate,
            seed: train.seed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let settings =
            Settings::parse("[scenes]\nplaces = [\"night\"]\n[network]\nwidth = \"1/4\"").expect("valid");
        assert_eq!(settings.scenes, Scenes { places: vec![Place::Night], ..Scenes::default() });
        assert_eq!(settings.network, Network { width: Width::Quarter, ..Network::default() });
        assert_eq!(settings.train, Train::default());
    }

    #[test]
    fn what_makes_no_run_is_refused_by_its_key() {
        for (text, at) in [
            ("[scenes]\ncrowd = [5, 1]", "scenes.crowd"),
            ("[scenes]\ncrowd = [1, 41]", "scenes.crowd"),
            ("[scenes]\nplaces = []", "scenes.places"),
            ("[scenes]\nfirst_held_out_seed = 70050", "scenes.first_held_out_seed"),
            ("[network]\ninput = 50", "network.input"),
            ("[train]\nepochs = 0", "train.epochs"),
            ("[train]\nrate = -1.0", "train.rate"),
            ("[train]\nepoch = 3", "train.epoch"),
            ("[scenes]\nplaces = [\"beach\"]", "scenes.places"),
        ] {
            let error = Settings::parse(text).expect_err(text).to_string();
            assert!(error.starts_with(at), "{text}: {error}");
        }
    }
}
