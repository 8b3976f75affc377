//! Weights from a file to an encoder on a device.

use std::cell::Cell;

use burn::tensor::{Tensor, TensorData};
use js_sys::Float32Array;
use tsify::Ts;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::network::{Network, Opened};
use super::types::{EncoderFacts, EncoderSettings, SnippetCut};
use crate::device::DeviceKind;
use crate::encode::{Cut, Preset, Recipe, SNIPPET_FRAMES, SnippetNetwork};
use crate::formats;
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};
use crate::web::features::blob::Blob;

/// An encoder; the clips that it encodes share its weights.
#[wasm_bindgen]
pub struct Encoder {
    opened: Opened,
    engine: String,
    device: burn::tensor::Device,
    /// Whether a hardware GPU computes that has not been warmed.
    cold: Cell<bool>,
}

#[wasm_bindgen]
impl Encoder {
    /// Reads the tensors of the encoder that `weights` holds, by ranges; `name` is the file's, for messages.
    pub fn open(
        engine: &Engine,
        name: &str,
        weights: Blob,
        settings: Ts<EncoderSettings>,
    ) -> Result<Encoder, JsValue> {
        let settings: EncoderSettings = crate::web::taken(&settings)?;
        let checkpoint = formats::open(weights, name).map_err(Failure::from)?;
        let computer = engine.computer();
        let (device, cold) = (computer.device.clone(), Cell::new(computer.kind == DeviceKind::Gpu));
        let opened = Network::open(&checkpoint, &settings, &device)?;
        Ok(Self { opened, engine: computer.name.clone(), device, cold })
    }

    /// Turns to another preset, null for the first; false where the weights must be opened again for it.
    pub fn turn_to(&mut self, preset: Option<String>, any_epsilon: bool) -> Result<bool, JsValue> {
        Ok(self.opened.turn_to(preset.as_deref(), any_epsilon)?)
    }

    /// What it is.
    pub fn facts(&self) -> Result<Ts<EncoderFacts>, JsValue> {
        let network = &self.opened.network;
        // Narrow networks have the one preset whose sizes follow theirs.
        let served = network.presets().iter().filter(|preset| Recipe::of(**preset, network.side()).is_ok());
        crate::web::out(EncoderFacts {
            name: self.opened.name.clone(),
            preset: self.opened.preset.to_string(),
            presets: served.map(Preset::to_string).collect(),
            side: network.side(),
            width: network.dim(),
            notes: self.opened.notes.clone(),
            weight_bytes: self.opened.parameters as f64 * 4.0,
            device: self.engine.clone(),
        })
    }

    /// The row of features of a cut that an encoder of the same weights made.
    pub async fn row(&self, cut: Ts<SnippetCut>) -> Result<Float32Array, JsValue> {
        let SnippetCut { clip, snippet, crop, rgb } = crate::web::taken(&cut)?;
        let cut = Cut { clip, snippet, crop, rgb: rgb.to_vec() };
        let network = self.opened.network.clone();
        let expected = network.looks_at().len() * network.side().pow(2) * 3;
        if cut.rgb.len() != expected {
            let detail = format!("{} bytes of a cut, expected {expected}", cut.rgb.len());
            return Err(Failure::new(FailureKind::Unknown, detail, "Encode the clip again.").into());
        }
        let row = cut.row(&network).await.map_err(Failure::from)?;
        Ok(Float32Array::from(row.as_slice()))
    }

    /// Has a GPU compile what a row needs, while the clip is still opened and read; settles when it has. Nothing on the CPU,
    /// and nothing on a GPU in software, which computes a row longer than it compiles.
    pub fn warm(&self) -> js_sys::Promise {
        let (network, cold) = (self.opened.network.clone(), self.cold.take());
        // Not a method that waits: the encoder may be let go of meanwhile.
        future_to_promise(async move {
            if cold {
                Cut::blank(&network).row(&network).await.map_err(Failure::from)?;
            }
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Features of input as the network takes it, `[3, 16, side, side]` for I3D, `[3, side, side]` for CLIP: what its
    /// numbers are held against the authors' with.
    pub async fn features_of(&self, input: Vec<f32>) -> Result<Float32Array, JsValue> {
        let side = self.opened.network.side();
        let images = match self.opened.network.as_ref() {
            Network::I3d(_) => 3 * SNIPPET_FRAMES,
            Network::Clip { .. } => 3,
        };
        if input.len() != images * side * side {
            let expected = images * side * side;
            let detail = format!("{} values of input, expected {expected}", input.len());
            return Err(
                Failure::new(FailureKind::BadFile, detail, "Give input of the network’s size.").into()
            );
        }
        let row = match self.opened.network.as_ref() {
            Network::I3d(network) => {
                let data = TensorData::new(input, [1, 3, SNIPPET_FRAMES, side, side]);
                network.forward(Tensor::<5>::from_data(data, &self.device))
            }
            Network::Clip { tower, .. } => tower
                .forward(Tensor::<4>::from_data(TensorData::new(input, [1, 3, side, side]), &self.device)),
        };
        let row = row.into_data_async().await.map_err(|error| {
            Failure::new(FailureKind::DeviceLost, error.to_string(), "Try again on the CPU.")
        })?;
        let values: Vec<f32> = row.iter().collect();
        Ok(Float32Array::from(values.as_slice()))
    }
}

impl Encoder {
    /// The network, another hand on it.
    pub(super) fn network(&self) -> std::rc::Rc<Network> {
        self.opened.network.clone()
    }

    /// What its network is called, without its settings.
    pub(in crate::web) fn network_name(&self) -> String {
        self.opened.network.name()
    }

    /// Values of a row of features.
    pub(in crate::web) fn columns(&self) -> usize {
        self.opened.network.dim()
    }

    /// Whether it is the network that the released features were made with.
    pub(in crate::web) fn is_published(&self) -> bool {
        self.opened.network.is_published()
    }

    /// Whether it is CLIP's image tower, for whose features classes have words.
    pub(in crate::web) fn is_clip(&self) -> bool {
        matches!(self.opened.network.as_ref(), Network::Clip { .. })
    }

    /// How it makes features.
    pub(super) fn recipe(&self) -> Result<Recipe, Failure> {
        Ok(Recipe::of(self.opened.preset, self.opened.network.side())?)
    }
}
