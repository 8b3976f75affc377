//! Rendered scenes.

use tsify::Ts;
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;

use super::failure::Failure;
use super::scene_script::SceneScript;
use super::types::{SceneEvent, SceneTruth};
use crate::synth::script::{ScriptedScene, scripts_hash};
use crate::synth::{AnyScene, FPS, Plaza, PlazaConfig};

/// A scene that is rendered frame by frame.
#[wasm_bindgen]
pub struct Scene {
    scene: AnyScene,
}

#[wasm_bindgen]
impl Scene {
    /// Scripts a scene of the usual size.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32, frames: usize, odd: bool) -> Result<Scene, JsValue> {
        let config = PlazaConfig { seed: u64::from(seed), frames, odd, ..PlazaConfig::default() };
        Ok(Self { scene: Plaza::new(config).map_err(Failure::from)?.into() })
    }

    /// Sets a scene of the visitor's own, of the usual size.
    pub fn own(script: Ts<SceneScript>) -> Result<Scene, JsValue> {
        let script: SceneScript = super::taken(&script)?;
        Ok(Self { scene: ScriptedScene::new(script.into()).map_err(Failure::from)?.into() })
    }

    /// Hash of one of the scripts by which the web is held against native rendering, from 1, in hexadecimal digits.
    pub fn own_hash(number: u32) -> Result<String, JsValue> {
        Ok(format!("{:016X}", scripts_hash(u64::from(number)).map_err(Failure::from)?))
    }

    /// Pixels per row.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> usize {
        self.scene.size().0
    }

    /// Rows.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> usize {
        self.scene.size().1
    }

    /// Frames.
    #[wasm_bindgen(getter)]
    pub fn frames(&self) -> usize {
        self.scene.frames()
    }

    /// Frames per second.
    #[wasm_bindgen(getter)]
    pub fn fps(&self) -> f64 {
        FPS
    }

    /// Frame `t` as R G B A.
    pub fn render(&self, t: usize) -> Result<Clamped<Vec<u8>>, JsValue> {
        let frame = self.scene.render(t).map_err(Failure::from)?;
        Ok(Clamped(super::rgba(frame.rgb())))
    }

    /// What is odd in it.
    pub fn truth(&self) -> Result<Ts<SceneTruth>, JsValue> {
        let truth = self.scene.truth();
        let event = |event: crate::evaluate::TruthEvent| SceneEvent {
            start: event.start,
            end: event.end,
            class: event.class,
        };
        super::out(SceneTruth { frames: truth.frames, events: truth.events.into_iter().map(event).collect() })
    }
}
