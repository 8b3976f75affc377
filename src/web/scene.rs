//! Rendered scenes.

use tsify::Ts;
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;

use super::failure::Failure;
use super::types::{SceneEvent, SceneTruth};
use crate::synth::{FPS, Plaza, PlazaConfig};

/// A scene that is rendered frame by frame.
#[wasm_bindgen]
pub struct Scene {
    plaza: Plaza,
}

#[wasm_bindgen]
impl Scene {
    /// Scripts a scene of the usual size.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32, frames: usize, odd: bool) -> Result<Scene, JsValue> {
        let config = PlazaConfig { seed: u64::from(seed), frames, odd, ..PlazaConfig::default() };
        Ok(Self { plaza: Plaza::new(config).map_err(Failure::from)? })
    }

    /// Pixels per row.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> usize {
        self.plaza.config().width
    }

    /// Rows.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> usize {
        self.plaza.config().height
    }

    /// Frames.
    #[wasm_bindgen(getter)]
    pub fn frames(&self) -> usize {
        self.plaza.config().frames
    }

    /// Frames per second.
    #[wasm_bindgen(getter)]
    pub fn fps(&self) -> f64 {
        FPS
    }

    /// Frame `t` as R G B A.
    pub fn render(&self, t: usize) -> Result<Clamped<Vec<u8>>, JsValue> {
        let frame = self.plaza.render(t).map_err(Failure::from)?;
        Ok(Clamped(super::rgba(frame.rgb())))
    }

    /// What is odd in it.
    pub fn truth(&self) -> Result<Ts<SceneTruth>, JsValue> {
        let truth = self.plaza.truth();
        let event = |event: crate::evaluate::TruthEvent| SceneEvent {
            start: event.start,
            end: event.end,
            class: event.class,
        };
        super::out(SceneTruth { frames: truth.frames, events: truth.events.into_iter().map(event).collect() })
    }
}
