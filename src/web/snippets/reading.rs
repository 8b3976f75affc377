//! Frames in, features out.

use js_sys::Float64Array;
use tsify::Ts;
use wasm_bindgen::prelude::*;

use crate::encode::compact::{CompactEncoder, CompactError};
use crate::formats::npy_bytes;
use crate::scores::mean_rate;
use crate::video::Frame;
use crate::web::failure::{Failure, FailureKind};
use crate::web::types::ClipSize;

/// A clip that goes through the compact encoder, every frame of it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SnippetReading {
    width: usize,
    height: usize,
    times: Vec<f64>,
    encoder: CompactEncoder,
}

#[wasm_bindgen]
impl SnippetReading {
    /// Starts on a clip of frames of this size.
    #[wasm_bindgen(constructor)]
    pub fn new(width: usize, height: usize) -> SnippetReading {
        Self { width, height, times: Vec::new(), encoder: CompactEncoder::new() }
    }

    /// Takes the next frame, R G B A, shown at `time` seconds.
    pub fn push(&mut self, rgba: &[u8], time: f64) -> Result<(), JsValue> {
        let frame = Frame::from_rgba(self.width, self.height, rgba, time).map_err(Failure::from)?;
        self.encoder.push(&frame).map_err(Failure::from)?;
        self.times.push(time);
        Ok(())
    }

    /// Seconds of every frame.
    pub fn times(&self) -> Float64Array {
        Float64Array::from(self.times.as_slice())
    }

    /// Size and rate of what was read.
    pub fn clip(&self) -> Result<Ts<ClipSize>, JsValue> {
        let (frames, fps) = (self.times.len(), mean_rate(&self.times));
        crate::web::out(ClipSize { frames, width: self.width, height: self.height, fps })
    }

    /// The features, `[snippets, dim]`, as the bytes of a `.npy` file.
    pub fn features(&mut self) -> Result<Vec<u8>, JsValue> {
        let features = std::mem::take(&mut self.encoder).finish().map_err(Failure::from)?;
        Ok(npy_bytes(&[features.snippets, features.dim], &features.data))
    }
}

impl From<CompactError> for Failure {
    fn from(error: CompactError) -> Self {
        match error {
            CompactError::TooShort { .. } => {
                Self::new(FailureKind::TooLittle, &error, "Choose a clip of 20 s or more.")
            }
            CompactError::Frame { .. } => {
                Self::new(FailureKind::BadFile, &error, "Choose a clip of at least 160 × 120 pixels.")
            }
        }
    }
}
