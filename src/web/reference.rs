//! Checking what computes against numbers from elsewhere.

use js_sys::{Float32Array, Map};
use wasm_bindgen::prelude::*;

use super::engine::Engine;
use super::failure::{Failure, FailureKind};
use crate::lanet::RunConfig;
use crate::lanet::reference::{forward, learning};
use crate::lanet::scoring::map_budget;
use crate::lbr::model::Width;
use crate::lbr::reference::{adam_weights, pass};
use crate::nn;
use crate::video::flow::sample_field;

#[wasm_bindgen]
impl Engine {
    /// Every number of the reference pass by name: stages, errors, loss, gradients, running statistics.
    #[wasm_bindgen(unchecked_return_type = "Map<string, Float32Array>")]
    pub async fn reference_pass(&self, width: f64) -> Result<Map, JsValue> {
        let width = Width::new(width).map_err(Failure::from)?;
        let device = self.computer().device.clone();
        let results = pass(width, &device).await.map_err(Failure::from)?;
        Ok(by_name(results))
    }

    /// Scores of LA-Net at full size in every prior mode and of PEL4VAD, by case and length.
    #[wasm_bindgen(unchecked_return_type = "Map<string, Float32Array>")]
    pub async fn lanet_scores(&self) -> Result<Map, JsValue> {
        let (device, kind) = (self.computer().device.clone(), self.computer().kind);
        Ok(by_name(forward(&device, map_budget(kind)).await.map_err(Failure::from)?))
    }

    /// Losses, scores and gradients of one learning pass of LA-Net at full size.
    #[wasm_bindgen(unchecked_return_type = "Map<string, Float32Array>")]
    pub async fn lanet_learning(&self) -> Result<Map, JsValue> {
        let device = self.computer().device.clone();
        Ok(by_name(learning(&RunConfig::default(), &device).await.map_err(Failure::from)?))
    }

    /// The layers at sizes that do not fit the tiles of their kernels, and a field of flow, by name.
    #[wasm_bindgen(unchecked_return_type = "Map<string, Float32Array>")]
    pub async fn layer_outputs(&self) -> Result<Map, JsValue> {
        let device = self.computer().device.clone();
        let failed = |error| Failure::new(FailureKind::DeviceLost, error, "Try again on the CPU.");
        let mut found = nn::reference::outputs(&device).await.map_err(failed)?;
        found.push(("flow".to_owned(), sample_field(&device).await.map_err(failed)?));
        Ok(by_name(found))
    }

    /// Weights after every step of Adam from `start` by `gradients`, a row per step.
    pub async fn reference_adam(&self, start: Vec<f32>, gradients: Vec<f32>) -> Result<Vec<f32>, JsValue> {
        let device = self.computer().device.clone();
        Ok(adam_weights(&start, &gradients, &device).await.map_err(Failure::from)?)
    }
}

fn by_name(results: impl IntoIterator<Item = (String, Vec<f32>)>) -> Map {
    let map = Map::new();
    for (name, values) in results {
        map.set(&name.into(), &Float32Array::from(values.as_slice()));
    }
    map
}
