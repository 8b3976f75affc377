//! Frames in, objects out.

use wasm_bindgen::prelude::*;

use super::failure::Failure;
use super::types::{AnalysedSize, ClipSize};
use crate::lbr::clip::{MAX_CUBES, thin};
use crate::localize::{LocalizeConfig, Localized, Localizer, RegionsFrom};
use crate::scores::mean_rate;
use crate::video::{Frame, analysed_size, analysis_stride, to_analysed};

/// A clip that is being read.
#[wasm_bindgen]
pub struct Analysis {
    width: usize,
    height: usize,
    stride: usize,
    times: Vec<f64>,
    localizer: Option<Localizer>,
    found: Option<Localized>,
    notes: Vec<String>,
}

#[wasm_bindgen]
impl Analysis {
    /// Starts on a clip of frames of this size and about this rate.
    #[wasm_bindgen(constructor)]
    pub fn new(width: usize, height: usize, fps: f64) -> Analysis {
        let (analysed_width, analysed_height) = analysed_size(width, height);
        let config = LocalizeConfig::auto(analysed_width, analysed_height);
        Self {
            width,
            height,
            stride: analysis_stride(fps),
            times: Vec::new(),
            localizer: Some(Localizer::new(config, RegionsFrom::Motion)),
            found: None,
            notes: Vec::new(),
        }
    }

    /// Whether the clip's frame `frame` has to be pushed; the others are skipped.
    pub fn wants(&self, frame: usize) -> bool {
        frame.is_multiple_of(self.stride)
    }

    /// Takes a wanted frame, R G B A, shown at `time` seconds.
    pub fn push(&mut self, rgba: &[u8], time: f64) -> Result<(), JsValue> {
        let frame = Frame::from_rgba(self.width, self.height, rgba, time).map_err(Failure::from)?;
        let frame = to_analysed(frame).map_err(Failure::from)?;
        if let Some(localizer) = &mut self.localizer {
            localizer.push(frame).map_err(Failure::from)?;
        }
        self.times.push(time);
        Ok(())
    }

    /// Counts a frame that is not wanted.
    pub fn skip(&mut self, time: f64) {
        self.times.push(time);
    }

    /// Objects found until now.
    #[wasm_bindgen(getter)]
    pub fn cubes(&self) -> usize {
        let reading = self.localizer.as_ref().map(Localizer::cubes_so_far);
        reading.or(self.found.as_ref().map(|found| found.cubes.len())).unwrap_or(0)
    }

    /// Frames of the clip met until now.
    #[wasm_bindgen(getter)]
    pub fn frames(&self) -> usize {
        self.times.len()
    }

    /// Share of the analysed frames that changed as a whole, as under a moving camera.
    #[wasm_bindgen(getter)]
    pub fn moving_share(&self) -> f64 {
        self.localizer.as_ref().map_or(0.0, Localizer::moving_share)
    }

    /// Cuts met until now; a camera shaken hard looks like many.
    #[wasm_bindgen(getter)]
    pub fn cuts(&self) -> usize {
        self.localizer.as_ref().map_or(0, Localizer::cuts_so_far)
    }

    /// The clip is over.
    pub fn finish(&mut self) -> Result<(), JsValue> {
        let Some(localizer) = self.localizer.take() else { return Ok(()) };
        let localized = localizer.finish().map_err(Failure::from)?;
        self.notes = localized.notes.iter().map(ToString::to_string).collect();
        let cuts = localized.cuts().len();
        if cuts > 0 {
            let (times, parts) = (if cuts == 1 { "time" } else { "times" }, cuts + 1);
            self.notes.push(format!(
                "The picture cuts {cuts} {times}; the {parts} parts are smoothed on their own."
            ));
        }
        let (localized, k) = thin(localized, MAX_CUBES);
        if k > 1 {
            self.stride *= k;
            self.notes.push(format!(
                "More than {MAX_CUBES} objects were found; only every {}th frame of the clip counts.",
                self.stride
            ));
        }
        self.found = Some(localized);
        Ok(())
    }
}

/// A clip that was read.
pub struct ReadClip {
    /// Objects and frames.
    pub localized: Localized,
    /// Every how many frames one was analysed.
    pub stride: usize,
    /// Seconds of each frame of the clip.
    pub times: Vec<f64>,
    /// Size and rate.
    pub clip: ClipSize,
    /// What was analysed.
    pub analysed: AnalysedSize,
    /// What to show beside the result.
    pub notes: Vec<String>,
}

impl Analysis {
    /// The clip, if it is over.
    pub(super) fn into_clip(self) -> Option<ReadClip> {
        let localized = self.found?;
        let (width, height) = analysed_size(self.width, self.height);
        let clip = ClipSize {
            frames: self.times.len(),
            width: self.width,
            height: self.height,
            fps: mean_rate(&self.times),
        };
        let analysed = AnalysedSize {
            frames: localized.frames.len(),
            stride: self.stride,
            width,
            height,
            cubes: localized.cubes.len(),
        };
        Some(ReadClip {
            localized,
            stride: self.stride,
            times: self.times,
            clip,
            analysed,
            notes: self.notes,
        })
    }
}
