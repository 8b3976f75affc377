//! The configuration of a training run of LBR.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Deserializer, Serialize};

use crate::cli::clips::{ClipArgs, Preset};
use crate::cli::data::ConfigError;
use crate::cli::detector::DetectorArgs;
use crate::lbr::data_set::{BATCH, EPOCHS, LearnFrom};
use crate::lbr::model::Width;
use crate::lbr::spr::Mode;
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
    /// Which clips are learned from: "partial", "merge" or "classic".
    #[serde(default, deserialize_with = "learn_from", serialize_with = "learn_from_name")]
    pub mode: LearnFrom,
    /// The training clips of the modes "merge" and "classic", like `frames`.
    pub train_frames: Option<PathBuf>,
    /// Their boxes, like `boxes`.
    pub train_boxes: Option<PathBuf>,
    /// Truth of the clips in `frames`: in the mode "merge" it is written again with the training clips as normal.
    pub truth: Option<PathBuf>,
}

/// How is learned; the defaults are the paper's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainSettings {
    /// Epochs of each run.
    pub epochs: usize,
    /// Cubes of a step.
    pub batch: usize,
    /// A run for each.
    pub seeds: Vec<u64>,
    /// Width of the network.
    pub width: f64,
    /// Self-paced refinement; without it the method is plain LBR.
    pub refine: bool,
    /// How weights fall under refinement: "mixture", "hard", "linear", "huber", or "easy-to-hard" to compare with.
    #[serde(deserialize_with = "weights", serialize_with = "weights_name")]
    pub weights: Mode,
    /// A second network that draws the flow of the cubes.
    pub motion: bool,
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
        let (weights, motion) = (Mode::Mixture, false);
        Self {
            epochs: EPOCHS,
            batch: BATCH,
            seeds: vec![0],
            width: 1.0,
            refine: true,
            weights,
            motion,
            save_every: 1,
        }
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
        let data = &mut settings.data;
        data.frames = folder.join(&data.frames);
        for path in [&mut data.boxes, &mut data.train_frames, &mut data.train_boxes, &mut data.truth] {
            *path = path.take().map(|path| folder.join(path));
        }
        settings.check()?;
        Ok(settings)
    }

    /// How weights fall; none for plain LBR.
    pub fn mode(&self) -> Option<Mode> {
        self.train.refine.then_some(self.train.weights)
    }

    /// The network's width.
    pub fn width(&self) -> Result<Width, ConfigError> {
        Width::new(self.train.width)
            .map_err(|error| refused("train.width", self.train.width, &error.to_string()))
    }

    /// The clips in `frames` as the other commands take them.
    pub fn clips(&self) -> ClipArgs {
        self.clips_of(self.data.frames.clone(), self.data.boxes.clone())
    }

    /// The training clips alike, where the mode has some.
    pub fn train_clips(&self) -> Option<ClipArgs> {
        let frames = self.data.train_frames.clone()?;
        Some(self.clips_of(frames, self.data.train_boxes.clone()))
    }

    fn clips_of(&self, frames: PathBuf, boxes: Option<PathBuf>) -> ClipArgs {
        ClipArgs {
            frames,
            boxes,
            detector: DetectorArgs { detector: None, detector_threshold: None },
            preset: self.data.preset,
            fps: None,
        }
    }

    /// Whether everything that the settings say fits together.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.width()?;
        self.data.check()?;
        let TrainSettings { epochs, batch, seeds, save_every, .. } = &self.train;
        if *epochs == 0 {
            return Err(refused("train.epochs", epochs, "expected at least 1"));
        }
        if *batch < 2 {
            return Err(refused("train.batch", batch, "expected at least 2"));
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

impl DataSettings {
    /// Nothing that the mode has no use for, and everything that it needs.
    fn check(&self) -> Result<(), ConfigError> {
        let mode = self.mode.name();
        let shown = |path: &Option<PathBuf>| {
            path.as_ref().map_or("nothing".into(), |path| path.display().to_string())
        };
        let partial = self.mode == LearnFrom::Partial;
        if partial == self.train_frames.is_some() {
            let reason = if partial {
                "mode = \"partial\" learns from data.frames alone; leave it out, or choose \"merge\" or \"classic\""
            } else {
                "modes \"merge\" and \"classic\" need the folder of the training clips"
            };
            return Err(refused("data.train_frames", shown(&self.train_frames), reason));
        }
        if partial && self.train_boxes.is_some() {
            let reason = "mode = \"partial\" has no training clips; leave it out";
            return Err(refused("data.train_boxes", shown(&self.train_boxes), reason));
        }
        if !partial && self.train_boxes.is_some() != self.boxes.is_some() {
            let reason = "training and test clips need their regions from one source: give boxes of both or of neither";
            return Err(refused("data.train_boxes", shown(&self.train_boxes), reason));
        }
        if self.truth.is_some() && self.mode != LearnFrom::Merge {
            let reason = format!("only mode = \"merge\" writes a truth, this is \"{mode}\"; leave it out");
            return Err(refused("data.truth", shown(&self.truth), &reason));
        }
        if self.preset == Preset::Clip {
            return Err(refused("data.preset", "clip", "expected ped1, ped2, avenue or shanghaitech"));
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
            "\"{name}\" is no preset; expected ped1, ped2, avenue or shanghaitech"
        ))
    })
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn preset_name<S: serde::Serializer>(preset: &Preset, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(preset.name())
}

/// One of `all` by its name.
fn by_name<'de, D: Deserializer<'de>, T: Copy>(
    from: D,
    what: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, D::Error> {
    let given = String::deserialize(from)?;
    all.iter().copied().find(|&one| name(one) == given).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|&one| name(one)).collect();
        serde::de::Error::custom(format_args!("\"{given}\" is no {what}; expected {}", names.join(", ")))
    })
}

fn learn_from<'de, D: Deserializer<'de>>(from: D) -> Result<LearnFrom, D::Error> {
    let all = [LearnFrom::Partial, LearnFrom::Merge, LearnFrom::Classic];
    by_name(from, "mode", &all, LearnFrom::name)
}

fn weights<'de, D: Deserializer<'de>>(from: D) -> Result<Mode, D::Error> {
    let all = [Mode::Mixture, Mode::Hard, Mode::Linear, Mode::Huber, Mode::EasyToHard];
    by_name(from, "rule of weights", &all, Mode::name)
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn learn_from_name<S: serde::Serializer>(mode: &LearnFrom, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(mode.name())
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn weights_name<S: serde::Serializer>(mode: &Mode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(mode.name())
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
