//! CLIP's image tower as the network of a snippet encoder.

use burn::tensor::{Tensor, TensorData};

use super::model::ClipVisual;
use crate::encode::network::{NetworkFailure, SnippetNetwork, planes};

/// Mean and standard deviation of the three colours over CLIP's training images (openai/CLIP).
const MEAN: [f32; 3] = [0.481_454_66, 0.457_827_5, 0.408_210_73];
const DEVIATION: [f32; 3] = [0.268_629_54, 0.261_302_6, 0.275_777_1];

/// The tower over chosen frames of a snippet.
#[derive(Debug, Clone, Copy)]
pub struct ClipSnippets<'a> {
    tower: &'a ClipVisual,
    places: &'a [usize],
}

impl<'a> ClipSnippets<'a> {
    /// The tower over the frames at `places`, as [`super::SnippetFrames::places`] gives them.
    pub fn new(tower: &'a ClipVisual, places: &'a [usize]) -> Self {
        Self { tower, places }
    }
}

impl SnippetNetwork for ClipSnippets<'_> {
    fn side(&self) -> usize {
        self.tower.config().side
    }

    fn dim(&self) -> usize {
        self.tower.config().output
    }

    fn looks_at(&self) -> &[usize] {
        self.places
    }

    async fn encode(&self, rgb: &[u8]) -> Result<Vec<f32>, NetworkFailure> {
        let side = self.side();
        let level = |plane: usize, level: u8| (f32::from(level) / 255.0 - MEAN[plane]) / DEVIATION[plane];
        let images = TensorData::new(planes(rgb, side, false, level), [self.places.len(), 3, side, side]);
        let embeddings = self.tower.forward(Tensor::<4>::from_data(images, self.tower.device()));
        let row = embeddings.mean_dim(0).into_data_async().await.map_err(NetworkFailure::Device)?;
        let row: Vec<f32> = row.iter().collect();
        match row.iter().all(|value| value.is_finite()) {
            true => Ok(row),
            false => Err(NetworkFailure::NotFinite { stage: "the image tower" }),
        }
    }
}
