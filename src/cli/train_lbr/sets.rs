//! The clips of a run: those that are learned from and those that are scored.

use std::path::Path;

use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::clips::{LocalizedClip, Wanted};
use crate::cli::detector::Localization;
use crate::cli::device::Chosen;
use crate::cli::error::InPath;
use crate::cli::files::write;
use crate::cli::given::GivenFiles;
use crate::cli::score::DeviceChoice;
use crate::device::Computer;
use crate::evaluate::VideoTruth;
use crate::evaluate::inputs::{TruthContent, read_truth};
use crate::lbr::data_set::LearnFrom;

/// What stands before the ids of training clips: both splits count theirs from 01.
const TRAIN: &str = "train-";

/// The clips of a run and what computes it.
pub struct Sets {
    /// The training clips of the modes that have some.
    train: Vec<LocalizedClip>,
    /// The clips in `frames`.
    test: Vec<LocalizedClip>,
    /// What computes.
    pub computer: Computer,
}

impl Sets {
    /// Reads and localizes all clips that the settings name.
    pub fn localize(settings: &Settings, device: Option<DeviceChoice>) -> Result<Self, CliError> {
        let wanted = Wanted { data_set: true, motion: settings.train.motion };
        let device = Chosen::new(device);
        let mut train = Vec::new();
        if let Some(clips) = settings.train_clips() {
            train = Localization::wanted(&clips, wanted, &device)?.clips;
            train.iter_mut().for_each(|clip| clip.id.insert_str(0, TRAIN));
        }
        let found = Localization::wanted(&settings.clips(), wanted, &device)?;
        let computer = device.computer()?.clone();
        Ok(Self { train, test: found.clips, computer })
    }

    /// The clips that are learned from.
    pub fn learned(&self, from: LearnFrom) -> impl Iterator<Item = &LocalizedClip> {
        let test = if from == LearnFrom::Classic { &[][..] } else { &self.test };
        self.train.iter().chain(test)
    }

    /// The clips that are scored.
    pub fn scored(&self, from: LearnFrom) -> impl Iterator<Item = &LocalizedClip> {
        let train = if from == LearnFrom::Merge { &self.train[..] } else { &[] };
        train.iter().chain(&self.test)
    }

    /// Writes the truth of the test clips again, with the training clips as normal throughout.
    pub fn write_truth(&self, given: &Path, to: &Path) -> Result<(), CliError> {
        let truth = read_truth(&GivenFiles::open(given)?).in_path(given)?;
        let TruthContent::PerVideo(mut truth) = truth.truth else {
            return Err(CliError::Usage(format!(
                "{}: expected a truth by video, such as a folder of masks, a truth.json or an .npz",
                given.display()
            )));
        };
        for clip in &self.train {
            let normal = VideoTruth { frames: clip.clip_frames, events: Vec::new() };
            truth.videos.insert(clip.id.clone(), normal);
        }
        write(to, truth.to_json()?.as_bytes())
    }
}
