//! FastestDet: objects of the 80 COCO classes in single frames (dog-qiuqiu/FastestDet, BSD-3-Clause).
//!
//! One scale, no anchors, 352x352 pixels in, 22x22 cells out; 240,301 numbers once its batch normalisations are
//! folded. [`Detector`] reads the published `.pth` or `.onnx` file, or folded safetensors, and runs on any device.
//! [`decode`] turns its raw output into [`Detection`]s. What becomes of them is the [`super::Localizer`]'s business.

mod classes;
mod decode;
mod error;
mod input;
mod layout;
mod network;
pub mod reference;
mod weights;

use burn::tensor::{Device, Tensor, TensorData};

pub use self::classes::CLASSES;
pub use self::decode::{CELLS, Detection, OUTPUT_VALUES, decode};
pub use self::error::DetectorError;
pub use self::input::{INPUT_SIDE, INPUT_VALUES, network_input};
pub use self::layout::macs;
pub use self::network::FastestDet;
pub use self::weights::{Folded, folded, known_models, read};

use crate::video::Frame;

/// Detections above this score are kept; ours. Looser ones are large boxes that drive small right ones out
/// through the cover filter: on UCSD Ped2 .40 finds 91 % of the anomalous regions, .20 finds 84 %.
pub const SCORE_THRESHOLD: f32 = 0.40;

/// Frames that go through the network at a time: small convolutions leave a GPU idle; ours.
pub const FRAMES_AT_ONCE: usize = 8;

/// A network on its device.
#[derive(Debug)]
pub struct Detector {
    network: FastestDet,
    device: Device,
    threshold: f32,
}

impl Detector {
    /// A detector that keeps what scores above `threshold`, 0 to 1, on the device of `network`'s tensors.
    pub fn new(network: FastestDet, threshold: f32, device: &Device) -> Self {
        Self { network, device: device.clone(), threshold }
    }

    /// The objects of each frame, by descending score, in pixels of that frame.
    ///
    /// Give it up to [`FRAMES_AT_ONCE`] frames; memory grows with their number. Errors:
    /// [`DetectorError::Device`], [`DetectorError::NotFinite`].
    pub async fn detect(&self, frames: &[Frame]) -> Result<Vec<Vec<Detection>>, DetectorError> {
        if frames.is_empty() {
            return Ok(Vec::new());
        }
        let values: Vec<f32> = frames.iter().flat_map(network_input).collect();
        let shape = [frames.len(), 3, INPUT_SIDE, INPUT_SIDE];
        let shown = Tensor::<4>::from_data(TensorData::new(values, shape), &self.device);
        let failed =
            |error: burn::tensor::ExecutionError| DetectorError::Device { reason: error.to_string() };
        let data = self.network.forward(shown).into_data_async().await.map_err(failed)?;
        let values: Vec<f32> = data.iter::<f32>().collect();
        let outputs = values.chunks_exact(OUTPUT_VALUES).zip(frames);
        outputs
            .map(|(output, frame)| decode(output, (frame.width(), frame.height()), self.threshold))
            .collect()
    }
}
