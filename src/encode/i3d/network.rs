//! I3D as the network of a snippet encoder.

use burn::tensor::{Tensor, TensorData};

use super::config::FRAMES;
use super::model::I3d;
use crate::encode::network::{NetworkFailure, SnippetNetwork, planes};

/// All frames of a snippet.
const ALL_FRAMES: [usize; FRAMES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

impl SnippetNetwork for I3d {
    fn side(&self) -> usize {
        self.config().input
    }

    fn dim(&self) -> usize {
        self.config().dim()
    }

    fn looks_at(&self) -> &[usize] {
        &ALL_FRAMES
    }

    async fn encode(&self, rgb: &[u8]) -> Result<Vec<f32>, NetworkFailure> {
        let side = SnippetNetwork::side(self);
        let values = planes(rgb, side, true, |_, level| f32::from(level) / 255.0 * 2.0 - 1.0);
        let data = TensorData::new(values, [1, 3, FRAMES, side, side]);
        let input = || Tensor::<5>::from_data(data.clone(), self.device());
        let features = read(self.forward(input())).await?;
        if features.iter().all(|value| value.is_finite()) {
            return Ok(features);
        }
        // Once more, to name the stage.
        let mut stages = Vec::new();
        self.forward_stages(input(), &mut |name, x| stages.push((name, x.clone())));
        for (stage, x) in stages {
            if !read(x).await?.iter().all(|value| value.is_finite()) {
                return Err(NetworkFailure::NotFinite { stage });
            }
        }
        Err(NetworkFailure::NotFinite { stage: "the mean over positions" })
    }
}

async fn read<const D: usize>(x: Tensor<D>) -> Result<Vec<f32>, NetworkFailure> {
    Ok(x.into_data_async().await.map_err(NetworkFailure::Device)?.iter().collect())
}
