//! Why an object scores as it does: what the network was shown and what it drew (ours).

use burn::tensor::Device;

use super::LbrError;
use super::batch::batch;
use super::model::ReconCae;
use crate::localize::{CUBE_FRAMES, CUBE_SIDE, Cubes};

/// Error of a pixel that is drawn at full strength: five times the mean of the published Ped2 scores (ours).
pub const FULL_ERROR: f32 = 0.2;

/// The five frames of one cube as pictures of 32x32, RGB8 each.
#[derive(Debug, Clone, PartialEq)]
pub struct Pictures {
    /// What the network was shown.
    pub input: Vec<Vec<u8>>,
    /// What it drew, clamped to what can be shown.
    pub reconstruction: Vec<Vec<u8>>,
    /// √(mean squared error over the colours) per pixel, 0 to [`FULL_ERROR`] as 0 to 255, grey; the same
    /// scale for all, so that pictures compare.
    pub error: Vec<Vec<u8>>,
    /// Sum of the squared errors of all values, unclamped: what [`Scoring`](super::scoring::Scoring) gives the cube.
    pub squared_error: f32,
}

/// Draws cube `index` of `cubes`.
pub async fn explain(
    model: &ReconCae,
    cubes: &Cubes,
    index: usize,
    device: &Device,
) -> Result<Pictures, LbrError> {
    let shown = batch(cubes, &[index], device);
    let drawn = model.evaluate(shown.clone());
    let read = |error| LbrError::device("drawing a cube", &error);
    let shown: Vec<f32> = shown.into_data_async().await.map_err(read)?.iter().collect();
    let drawn: Vec<f32> = drawn.into_data_async().await.map_err(read)?.iter().collect();
    let frame = |values: &[f32], k: usize| picture(k, |plane, pixel| values[plane * PIXELS + pixel]);
    Ok(Pictures {
        input: (0..CUBE_FRAMES).map(|k| frame(&shown, k)).collect(),
        reconstruction: (0..CUBE_FRAMES).map(|k| frame(&drawn, k)).collect(),
        error: (0..CUBE_FRAMES).map(|k| error(k, &shown, &drawn)).collect(),
        squared_error: shown.iter().zip(&drawn).map(|(shown, drawn)| (shown - drawn).powi(2)).sum(),
    })
}

const PIXELS: usize = CUBE_SIDE * CUBE_SIDE;

fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// RGB of frame `k`; cubes hold B, G, R.
fn picture(k: usize, value: impl Fn(usize, usize) -> f32) -> Vec<u8> {
    (0..PIXELS).flat_map(|pixel| [2, 1, 0].map(|colour| byte(value(3 * k + colour, pixel)))).collect()
}

fn error(k: usize, shown: &[f32], drawn: &[f32]) -> Vec<u8> {
    let squared =
        |plane: usize, pixel: usize| (shown[plane * PIXELS + pixel] - drawn[plane * PIXELS + pixel]).powi(2);
    let level = |pixel| {
        let mean = (0..3).map(|colour| squared(3 * k + colour, pixel)).sum::<f32>() / 3.0;
        byte(mean.sqrt() / FULL_ERROR)
    };
    (0..PIXELS).flat_map(|pixel| [level(pixel); 3]).collect()
}
