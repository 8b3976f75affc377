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
use crate::localize::detector::{self, Detector, FRAMES_AT_ONCE, SCORE_THRESHOLD};
use crate::localize::{FlowCubes, FlowCutter, Localized, Localizer};
use crate::video::Frame;

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

/// Hands frames to a localizer, where there is a detector some at a time with what it found in them.
pub struct Feed<'a> {
    localizer: Localizer,
    detector: Option<&'a Detector>,
    waiting: Vec<Frame>,
    flow: Option<FlowCutter>,
}

impl<'a> Feed<'a> {
    /// Of one clip; `motion` asks for the flow of its cubes.
    pub fn new(localizer: Localizer, detector: Option<&'a Detector>, motion: bool) -> Self {
        Self { localizer, detector, waiting: Vec::new(), flow: motion.then(FlowCutter::default) }
    }

    /// Takes the next analysed frame.
    pub fn push(&mut self, frame: Frame) -> Result<(), CliError> {
        if self.detector.is_none() {
            self.localizer.push(frame)?;
            return self.follow();
        }
        self.waiting.push(frame);
        if self.waiting.len() == FRAMES_AT_ONCE { self.detect() } else { Ok(()) }
    }

    /// Cubes cut until now.
    pub fn cubes_so_far(&self) -> usize {
        self.localizer.cubes_so_far()
    }

    /// Ends the clip.
    pub fn finish(mut self) -> Result<(Localized, Option<FlowCubes>), CliError> {
        self.detect()?;
        let localized = self.localizer.finish()?;
        let flow = self.flow.map(|flow| flow.finish(&localized));
        Ok((localized, flow))
    }

    /// Has the flow cutter look at the frame that the localizer has taken.
    fn follow(&mut self) -> Result<(), CliError> {
        if let Some(flow) = &mut self.flow {
            flow.follow(&self.localizer)?;
        }
        Ok(())
    }

    fn detect(&mut self) -> Result<(), CliError> {
        let Some(detector) = self.detector else { return Ok(()) };
        let found = pollster::block_on(detector.detect(&self.waiting))?;
        for (frame, detections) in std::mem::take(&mut self.waiting).into_iter().zip(found) {
            self.localizer.push_detected(frame, &detections)?;
            self.follow()?;
        }
        Ok(())
    }
}

fn share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to below 1".into()),
    }
}
