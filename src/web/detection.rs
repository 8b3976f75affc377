//! FastestDet alone, on input as the network takes it: what its numbers and its speed are held against others' with.

use super::features::blob::Blob;
use burn::tensor::{Device, Tensor, TensorData};
use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::engine::Engine;
use super::failure::{Failure, FailureKind};
use crate::formats;
use crate::localize::detector::{self, FastestDet, INPUT_SIDE, INPUT_VALUES};

/// The network on the engine's device.
#[wasm_bindgen]
pub struct DetectorNetwork {
    network: FastestDet,
    device: Device,
}

#[wasm_bindgen]
impl DetectorNetwork {
    /// Reads weights in any layout that the page takes.
    pub fn open(engine: &Engine, weights: Blob) -> Result<DetectorNetwork, JsValue> {
        let device = engine.computer().device.clone();
        let checkpoint = formats::open(weights, "the detector").map_err(Failure::from)?;
        let network = detector::read(&checkpoint, &device).map_err(Failure::from)?;
        Ok(Self { network, device })
    }

    /// `[3, 352, 352]` to `[85, 22, 22]`: [`FastestDet::forward`] of one picture.
    pub async fn outputs_of(&self, input: Vec<f32>) -> Result<Float32Array, JsValue> {
        if input.len() != INPUT_VALUES {
            let detail = format!("{} values of input, expected {INPUT_VALUES}", input.len());
            let advice = "Give a picture of the network’s size.";
            return Err(Failure::new(FailureKind::BadFile, detail, advice).into());
        }
        let picture = TensorData::new(input, [1, 3, INPUT_SIDE, INPUT_SIDE]);
        let outputs = self.network.forward(Tensor::<4>::from_data(picture, &self.device));
        let data = outputs.into_data_async().await.map_err(|error| {
            Failure::new(FailureKind::DeviceLost, error.to_string(), "Try again on the CPU.")
        })?;
        let values: Vec<f32> = data.iter().collect();
        Ok(Float32Array::from(values.as_slice()))
    }
}
