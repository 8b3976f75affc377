//! The configuration of a training run of I3D.

use serde::{Deserialize, Serialize};

use crate::cli::data::{ConfigError, section, tables};
use crate::encode::i3d::train::{LONGEST, TrainConfig};
use crate::encode::i3d::{I3dConfig, Width};
use crate::synth::script::{Place, Script};

/// The tables that a configuration may have.
const TABLES: [&str; 3] = ["scenes", "network", "train"];

/// Most pixels of a scene's shorter side: as it is rendered.
const MOST_SHORT: usize = 240;

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
    /// Between which pixels the shorter side of a scene is drawn.
    pub short: [usize; 2],
    /// Fewest and most people about.
    pub crowd: [usize; 2],
}

/// The network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// "1", "1/2", "1/4" or "1/8" of the published channels.
    pub width: Width,
    /// Pixels a side of what the encoder takes.
    pub input: usize,
}

/// How is learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Train {
    /// Pixels a side of the snippets learned from: parts of the scenes, at the encoder's scale.
    pub side: usize,
    /// Steps in all.
    pub steps: usize,
    /// Snippets of a step.
    pub batch: usize,
    /// Adam's rate at its highest; it falls to 0 along half a cosine.
    pub rate: f64,
    /// Seed of start values and draws.
    pub seed: u64,
}

impl Default for Scenes {
    fn default() -> Self {
        Self {
            places: vec![Place::Crossing, Place::Parking, Place::Night],
            count: 600,
            first_seed: 70_001,
            held_out: 60,
            first_held_out_seed: 80_001,
            frames: 64,
            short: [94, 180],
            crowd: [1, 10],
        }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self { width: Width::Eighth, input: 128 }
    }
}

impl Default for Train {
    fn default() -> Self {
        Self { side: 64, steps: 5000, batch: 32, rate: 3e-3, seed: 0 }
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
        self.scenes.check(self.train.side)?;
        for (at, side) in [("network.input", self.network.input), ("train.side", self.train.side)] {
            if let Err(error) = (I3dConfig { width: self.network.width, input: side }).check() {
                return refused(at, side.to_string(), error.to_string());
            }
        }
        let Scenes { count, held_out, .. } = self.scenes;
        for (at, value, least) in [
            ("scenes.count", count, 1),
            ("scenes.held_out", held_out, 1),
            ("train.steps", self.train.steps, 1),
            ("train.batch", self.train.batch, 2),
        ] {
            if value < least {
                return refused(at, value.to_string(), format!("expected at least {least}"));
            }
        }
        if !(self.train.rate > 0.0 && self.train.rate.is_finite()) {
            return refused("train.rate", self.train.rate.to_string(), "expected a number above 0".into());
        }
        Ok(())
    }

    /// As the library takes them: the network as it learns.
    pub fn config(&self) -> TrainConfig {
        let Self { network: Network { width, .. }, train, .. } = self;
        TrainConfig {
            network: I3dConfig { width: *width, input: train.side },
            steps: train.steps,
            rate: train.rate,
            seed: train.seed,
        }
    }
}

impl Scenes {
    /// `side`: pixels of the snippets that are cut out of them.
    fn check(&self, side: usize) -> Result<(), ConfigError> {
        if self.places.is_empty() {
            return refused("scenes.places", "[]".into(), "expected at least one place".into());
        }
        let [learned, tried] = [(self.first_seed, self.count), (self.first_held_out_seed, self.held_out)]
            .map(|(first, count)| first..first.saturating_add(count as u64));
        if learned.start < tried.end && tried.start < learned.end {
            let reason = format!("seeds {learned:?} are learned from; the network is tried on others");
            return refused("scenes.first_held_out_seed", self.first_held_out_seed.to_string(), reason);
        }
        let [fewest, most] = self.crowd;
        if fewest > most || most > Script::MAX_CROWD {
            let reason = format!("expected the fewest people, then the most, at most {}", Script::MAX_CROWD);
            return refused("scenes.crowd", format!("[{fewest}, {most}]"), reason);
        }
        let [least, most] = self.short;
        if least > most || least < side || most > MOST_SHORT {
            let reason = format!(
                "expected the least and the most pixels of the shorter side, from train.side ({side}) to {MOST_SHORT}"
            );
            return refused("scenes.short", format!("[{least}, {most}]"), reason);
        }
        if self.frames < LONGEST {
            let reason = format!("expected at least {LONGEST}, which the fastest snippet takes");
            return refused("scenes.frames", self.frames.to_string(), reason);
        }
        Ok(())
    }
}

fn refused(at: &str, found: String, reason: String) -> Result<(), ConfigError> {
    Err(ConfigError::Value { at: at.into(), found, reason })
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
            ("[train]\nsteps = 0", "train.steps"),
            ("[train]\nbatch = 1", "train.batch"),
            ("[train]\nside = 50", "train.side"),
            ("[scenes]\nshort = [60, 100]", "scenes.short"),
            ("[scenes]\nshort = [100, 90]", "scenes.short"),
            ("[scenes]\nframes = 40", "scenes.frames"),
            ("[train]\nrate = -1.0", "train.rate"),
            ("[train]\nstep = 3", "train.step"),
            ("[scenes]\nplaces = [\"beach\"]", "scenes.places"),
        ] {
            let error = Settings::parse(text).expect_err(text).to_string();
            assert!(error.starts_with(at), "{text}: {error}");
        }
    }
}
