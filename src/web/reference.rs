//! Checking what computes against numbers from elsewhere.

use js_sys::{Float32Array, Map};
use wasm_bindgen::prelude::*;

use super::engine::Engine;
use super::failure::Failure;
use crate::lbr::model::Width;
use crate::lbr::reference::{adam_weights, pass};

#[wasm_bindgen]
impl Engine {
    /// Every number of the reference pass by name: stages, errors, loss, gradients, running statistics.
    #[wasm_bindgen(unchecked_return_type = "Map<string, Float32Array>")]
    pub async fn reference_pass(&self, width: f64) -> Result<Map, JsValue> {
        let width = Width::new(width).map_err(Failure::from)?;
        let device = self.computer().device.clone();
        let results = pass(width, &device).await.map_err(Failure::from)?;
        let map = Map::new();
        for (name, values) in results {
            map.set(&name.into(), &Float32Array::from(values.as_slice()));
        }
        Ok(map)
    }

    /// Weights after every step of Adam from `start` by `gradients`, a row per step.
    pub async fn reference_adam(&self, start: Vec<f32>, gradients: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let device = self.computer().device.clone();
        Ok(adam_weights(&start, &gradients, &device).await.map_err(Failure::from)?)
    }
}
