//! The detector on the command line: loading it, and running it over the frames of a clip.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::clips::{ClipArgs, LocalizedClip, Observers, Rules, Wanted, localize_clips};
use super::device::Chosen;
use super::error::InPath;
use super::weights::open_weights;
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
    /// What a reader of the result should know of the detector.
    pub note: Option<String>,
}

impl Localization {
    /// Reads and localizes every clip; `data_set` asks for the rules of a data set.
    pub fn new(args: &ClipArgs, data_set: bool, device: &Chosen) -> Result<Self, CliError> {
        Self::wanted(args, Wanted { data_set, motion: false }, device)
    }

    /// The same with the flow of the cubes on request. The device is opened where a detector or the flow needs it.
    pub fn wanted(args: &ClipArgs, wanted: Wanted, device: &Chosen) -> Result<Self, CliError> {
        let flow = || Ok::<_, CliError>(if wanted.motion { Some(&device.computer()?.device) } else { None });
        let Some(path) = &args.detector.detector else {
            let observers = Observers { detector: None, flow: flow()? };
            let (clips, rules) = localize_clips(args, wanted.data_set, observers)?;
            return Ok(Self { clips, rules, note: None });
        };
        let checkpoint = open_weights(path)?;
        let computer = device.computer()?;
        let network = detector::read(&checkpoint, &computer.device).in_path(path)?;
        let threshold = args.detector.detector_threshold.unwrap_or(SCORE_THRESHOLD);
        let detector = Detector::new(network, threshold, &computer.device);
        let observers = Observers { detector: Some(&detector), flow: flow()? };
        let (clips, rules) = localize_clips(args, wanted.data_set, observers)?;
        let note = format!(
            "regions: FastestDet above a score of {threshold} (SHA-256 {}), then motion outside its boxes",
            file_sha256(checkpoint.source())?
        );
        Ok(Self { clips, rules, note: Some(note) })
    }
}

fn share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to below 1".into()),
    }
}
