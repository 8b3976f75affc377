//! The configuration of a training run of LBR.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Deserializer, Serialize};

use crate::cli::clips::{ClipArgs, Preset};
use crate::cli::data::ConfigError;
use crate::cli::detector::DetectorArgs;
use crate::lbr::data_set::{EPOCHS, LearnFrom};
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
        Self { epochs: EPOCHS, seeds: vec![0], width: 1.0, refine: true, weights, motion, save_every: 1 }
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
    fn the_committed_configurations_of_the_other_sets_are_the_published_ones() {
        let sets = [
            (include_str!("../../../configs/ped1.toml"), Preset::Ped1),
            (include_str!("../../../configs/avenue.toml"), Preset::Avenue),
            (include_str!("../../../configs/shanghaitech.toml"), Preset::ShanghaiTech),
        ];
        for (text, preset) in sets {
            let found = parsed(text).unwrap();
            let seeds = vec![0, 1, 2];
            assert_eq!(found.train, TrainSettings { seeds, ..TrainSettings::default() });
            assert_eq!((found.score.window, found.data.preset), (10, preset));
            assert_eq!((found.data.mode, found.data.boxes), (LearnFrom::Partial, None));
        }
    }

    #[test]
    fn merge_and_classic_modes_have_training_clips() {
        let with = |lines: &str| parsed(&format!("{DATA}{lines}\n"));
        let merge = with("mode = \"merge\"\ntrain_frames = \"t\"\ntruth = \"m\"").unwrap();
        assert_eq!(merge.data.mode, LearnFrom::Merge);
        assert_eq!(merge.train_clips().map(|clips| clips.frames), Some(PathBuf::from("/set/t")));
        assert_eq!(with("mode = \"classic\"\ntrain_frames = \"t\"").unwrap().data.mode, LearnFrom::Classic);
        let code = |lines: &str| with(lines).unwrap_err().code();
        assert_eq!(code("mode = \"merge\""), "config/value");
        assert_eq!(code("train_frames = \"t\""), "config/value");
        assert_eq!(code("train_boxes = \"t.npz\""), "config/value");
        assert_eq!(code("truth = \"m\""), "config/value");
        let one_sided = "boxes = \"b.npz\"\nmode = \"merge\"\ntrain_frames = \"t\"";
        assert_eq!(code(one_sided), "config/value");
        assert_eq!(code("mode = \"all\""), "config/toml");
    }

    #[test]
    fn the_variants_are_named() {
        let with = |lines: &str| parsed(&format!("{DATA}[train]\n{lines}\n"));
        let found = with("motion = true\nweights = \"easy-to-hard\"").unwrap();
        assert_eq!((found.train.motion, found.mode()), (true, Some(Mode::EasyToHard)));
        assert_eq!(with("refine = false").unwrap().mode(), None);
        assert_eq!(with("weights = \"soft\"").unwrap_err().code(), "config/toml");
    }

    #[test]
    fn keys_and_values_that_cannot_be_are_refused() {
        let code = |text: &str| parsed(text).unwrap_err().code();
        assert_eq!(code("[data]\npreset = \"ped2\"\n"), "config/toml");
        assert_eq!(code(&format!("{DATA}colour = 1\n")), "config/toml");
        assert_eq!(code(&DATA.replace("ped2", "ped3")), "config/toml");
        assert_eq!(code(&DATA.replace("ped2", "clip")), "config/value");
        let with = |line: &str| code(&format!("{DATA}{line}\n"));
        assert_eq!(with("[train]\nepochs = 0"), "config/value");
        assert_eq!(with("[train]\nsave_every = 0"), "config/value");
        assert_eq!(with("[train]\nseeds = []"), "config/value");
        assert_eq!(with("[train]\nseeds = [1, 1]"), "config/value");
        assert_eq!(with("[train]\nwidth = 0.3"), "config/value");
        assert_eq!(with("[score]\nwindow = 7"), "config/value");
    }
}
