//! The configuration of a training run of LBR.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Deserializer, Serialize};

use crate::cli::clips::{ClipArgs, Preset};
use crate::cli::data::ConfigError;
use crate::cli::detector::DetectorArgs;
use crate::lbr::data_set::EPOCHS;
use crate::lbr::model::Width;
use crate::scores::BOX_WINDOW;

/// Tables `[data]`, `[train]` and `[score]`; paths are relative to the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is learned from.
    pub data: DataSettings,
    /// How.
    #[serde(default)]
    pub train: TrainSettings,
    /// What becomes of the scores.
    #[serde(default)]
    pub score: ScoreSettings,
}

/// What is learned from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSettings {
    /// A folder of folders of pictures, a clip each.
    pub frames: PathBuf,
    /// Boxes over all clips in name order; motion regions without.
    pub boxes: Option<PathBuf>,
    /// The data set whose settings hold.
    #[serde(deserialize_with = "preset", serialize_with = "preset_name")]
    pub preset: Preset,
}

/// How is learned; the defaults are the paper's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainSettings {
    /// Epochs of each run.
    pub epochs: usize,
    /// A run for each.
    pub seeds: Vec<u64>,
    /// Width of the network.
    pub width: f64,
    /// Self-paced refinement; without it the method is plain LBR.
    pub refine: bool,
    /// Epochs between two saved states.
    pub save_every: usize,
}

/// What becomes of the scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScoreSettings {
    /// Frames of the smoothing window: 10 as in the authors' program now, or 1 as in its first release.
    pub window: usize,
}

impl Default for TrainSettings {
    fn default() -> Self {
        Self { epochs: EPOCHS, seeds: vec![0], width: 1.0, refine: true, save_every: 1 }
    }
}

impl Default for ScoreSettings {
    fn default() -> Self {
        Self { window: BOX_WINDOW }
    }
}

impl Settings {
    /// Reads a configuration that lies in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let mut settings: Self = toml::from_str(text).map_err(|error| {
            let words: Vec<String> = error.to_string().lines().map(|line| line.trim().into()).collect();
            ConfigError::Syntax(words.join(" "))
        })?;
        settings.data.frames = folder.join(&settings.data.frames);
        settings.data.boxes = settings.data.boxes.map(|boxes| folder.join(boxes));
        settings.check()?;
        Ok(settings)
    }

    /// The network's width.
    pub fn width(&self) -> Result<Width, ConfigError> {
        Width::new(self.train.width)
            .map_err(|error| refused("train.width", self.train.width, &error.to_string()))
    }

    /// The clips as the other commands take them.
    pub fn clips(&self) -> ClipArgs {
        ClipArgs {
            frames: self.data.frames.clone(),
            boxes: self.data.boxes.clone(),
            detector: DetectorArgs { detector: None, detector_threshold: None },
            preset: self.data.preset,
            fps: None,
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.width()?;
        let TrainSettings { epochs, seeds, save_every, .. } = &self.train;
        if *epochs == 0 {
            return Err(refused("train.epochs", epochs, "expected at least 1"));
        }
        if *save_every == 0 {
            return Err(refused("train.save_every", save_every, "expected at least 1"));
        }
        let twice = seeds.iter().enumerate().any(|(at, seed)| seeds[..at].contains(seed));
        if seeds.is_empty() || twice {
            return Err(refused(
                "train.seeds",
                format!("{seeds:?}"),
                "expected different seeds, at least one",
            ));
        }
        if ![1, BOX_WINDOW].contains(&self.score.window) {
            return Err(refused("score.window", self.score.window, "expected 10, or 1 for no smoothing"));
        }
        Ok(())
    }
}

fn refused(at: &str, found: impl ToString, reason: &str) -> ConfigError {
    ConfigError::Value { at: at.into(), found: found.to_string(), reason: reason.into() }
}

fn preset<'de, D: Deserializer<'de>>(from: D) -> Result<Preset, D::Error> {
    let name = String::deserialize(from)?;
    Preset::from_str(&name, true).map_err(|_| {
        serde::de::Error::custom(format_args!(
            "\"{name}\" is no preset; expected ped2, avenue or shanghaitech"
        ))
    })
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn preset_name<S: serde::Serializer>(preset: &Preset, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(preset.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Settings, ConfigError> {
        Settings::parse(text, Path::new("/set"))
    }

    const DATA: &str = "[data]\nframes = \"f\"\npreset = \"ped2\"\n";

    #[test]
    fn what_is_left_out_is_the_papers() {
        let found = parsed(DATA).unwrap();
        assert_eq!(found.train, TrainSettings::default());
        assert_eq!((found.train.epochs, found.score.window), (30, 10));
        assert_eq!((found.data.frames, found.data.preset), (PathBuf::from("/set/f"), Preset::Ped2));
    }

    #[test]
    fn the_committed_configuration_of_ped2_is_the_published_one() {
        let found = parsed(include_str!("../../../configs/ped2.toml")).unwrap();
        let seeds = vec![0, 1, 2];
        assert_eq!(found.train, TrainSettings { seeds, ..TrainSettings::default() });
        assert_eq!((found.score.window, found.data.preset), (10, Preset::Ped2));
        assert!(found.data.boxes.is_some());
    }

    #[test]
    fn keys_and_values_that_cannot_be_are_refused() {
        let code = |text: &str| parsed(text).unwrap_err().code();
        assert_eq!(code("[data]\npreset = \"ped2\"\n"), "config/toml");
        assert_eq!(code(&format!("{DATA}colour = 1\n")), "config/toml");
        assert_eq!(code(&DATA.replace("ped2", "ped3")), "config/toml");
        let with = |line: &str| code(&format!("{DATA}{line}\n"));
        assert_eq!(with("[train]\nepochs = 0"), "config/value");
        assert_eq!(with("[train]\nsave_every = 0"), "config/value");
        assert_eq!(with("[train]\nseeds = []"), "config/value");
        assert_eq!(with("[train]\nseeds = [1, 1]"), "config/value");
        assert_eq!(with("[train]\nwidth = 0.3"), "config/value");
        assert_eq!(with("[score]\nwindow = 7"), "config/value");
    }
}
