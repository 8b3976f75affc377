//! The detector on the command line: loading it, and running it over the frames of a clip.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::clips::{ClipArgs, LocalizedClip, Rules, Wanted, localize_clips};
use super::device::open;
use super::error::InPath;
use super::score::DeviceChoice;
use super::weights::open_weights;
use crate::device::Computer;
use crate::formats::digest::file_sha256;
use crate::localize::detector::{self, Detector, SCORE_THRESHOLD};

/// Which detector, if any.
#[derive(Debug, Args)]
pub struct DetectorArgs {
    /// FastestDet's weights (.pth, .onnx or .safetensors): its boxes, and motion outside them
    #[arg(long, value_name = "FILE", conflicts_with = "boxes")]
    pub detector: Option<PathBuf>,
    /// Boxes that score above this are kept, 0 to 1 [default: 0.4]
    #[arg(long, value_name = "SCORE", requires = "detector", value_parser = share)]
    pub detector_threshold: Option<f32>,
}

/// Clips with their objects, and where those came from.
pub struct Localization {
    /// The clips in name order.
    pub clips: Vec<LocalizedClip>,
    /// Which rules turn objects into tracks.
    pub rules: Rules,
    /// What computed the detections; none where no network was asked.
    computer: Option<Computer>,
    /// What a reader of the result should know of the detector.
    pub note: Option<String>,
}

impl Localization {
    /// Reads and localizes every clip; `data_set` asks for the rules of a data set.
    pub fn new(args: &ClipArgs, data_set: bool, device: Option<DeviceChoice>) -> Result<Self, CliError> {
        Self::wanted(args, Wanted { data_set, motion: false }, device)
    }

    /// The same with the flow of the cubes on request.
    pub fn wanted(args: &ClipArgs, wanted: Wanted, device: Option<DeviceChoice>) -> Result<Self, CliError> {
        let Some(path) = &args.detector.detector else {
            let (clips, rules) = localize_clips(args, wanted, None)?;
            return Ok(Self { clips, rules, computer: None, note: None });
        };
        let checkpoint = open_weights(path)?;
        let computer = open(device)?;
        let network = detector::read(&checkpoint, &computer.device).in_path(path)?;
        let threshold = args.detector.detector_threshold.unwrap_or(SCORE_THRESHOLD);
        let detector = Detector::new(network, threshold, &computer.device);
        let (clips, rules) = localize_clips(args, wanted, Some(&detector))?;
        let note = format!(
            "regions: FastestDet above a score of {threshold} (SHA-256 {}), then motion outside its boxes",
            file_sha256(checkpoint.source())?
        );
        Ok(Self { clips, rules, computer: Some(computer), note: Some(note) })
    }

    /// What computes: the device of the detector, which can be opened only once, or the one chosen.
    pub fn computer(&self, device: Option<DeviceChoice>) -> Result<Computer, CliError> {
        self.computer.clone().map_or_else(|| open(device), Ok)
    }
}

fn share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to below 1".into()),
    }
}
