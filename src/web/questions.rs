//! Questions that need no device.

use js_sys::Uint8Array;
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::failure::Failure;
use super::types::{OddEvent, OddEvents, Picture};
use crate::evaluate;
use crate::scores;
use crate::video::decode_image;

/// The program's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Decodes a PNG, JPEG, TIFF or BMP.
#[wasm_bindgen]
pub fn decode_picture(bytes: &[u8]) -> Result<Ts<Picture>, JsValue> {
    let frame = decode_image(bytes, 0.0).map_err(Failure::from)?;
    let rgba = Uint8Array::from(super::rgba(frame.rgb()).as_slice());
    super::out(Picture { width: frame.width(), height: frame.height(), rgba })
}

/// Stretches of a curve that stand out. `times` are the seconds of its frames.
#[wasm_bindgen]
pub fn find_events(robust: &[f32], times: &[f64], threshold: f32) -> Result<Ts<OddEvents>, JsValue> {
    let events = scores::events(robust, scores::mean_rate(times), threshold).map_err(Failure::from)?;
    let event = |event: scores::Event| OddEvent {
        start: event.start,
        end: event.end,
        peak: event.peak,
        peak_score: event.value,
    };
    super::out(OddEvents(events.into_iter().map(event).collect()))
}

/// Area under the ROC curve of `scores` against `labels`, 0 or 1.
#[wasm_bindgen]
pub fn auroc(scores: &[f32], labels: &[u8]) -> Result<f64, JsValue> {
    let labels: Vec<bool> = labels.iter().map(|&label| label != 0).collect();
    Ok(evaluate::auroc(scores, &labels).map_err(Failure::from)?)
}
