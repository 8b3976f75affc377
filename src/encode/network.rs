//! What an encoder's network is to the walk over a clip's snippets and crops.

use std::future::Future;

use burn::tensor::ExecutionError;

/// A network that makes one row of features of one crop of one snippet.
pub trait SnippetNetwork {
    /// Rows and columns of a crop.
    fn side(&self) -> usize;

    /// Length of a row of features.
    fn dim(&self) -> usize;

    /// Which frames of a snippet it looks at, in order, each below 16.
    fn looks_at(&self) -> &[usize];

    /// The row of features of those frames, `rgb` being `[frames, side, side, 3]`.
    fn encode(&self, rgb: &[u8]) -> impl Future<Output = Result<Vec<f32>, NetworkFailure>>;
}

impl<N: SnippetNetwork> SnippetNetwork for &N {
    fn side(&self) -> usize {
        (**self).side()
    }

    fn dim(&self) -> usize {
        (**self).dim()
    }

    fn looks_at(&self) -> &[usize] {
        (**self).looks_at()
    }

    fn encode(&self, rgb: &[u8]) -> impl Future<Output = Result<Vec<f32>, NetworkFailure>> {
        (**self).encode(rgb)
    }
}

/// Why a network gave no features.
#[derive(Debug)]
pub enum NetworkFailure {
    /// A stage gave a value that is not finite.
    NotFinite {
        /// The first such stage.
        stage: &'static str,
    },
    /// The device stopped.
    Device(ExecutionError),
}

/// Bytes `[frames, side, side, 3]` as planes, `[frames, 3, side, side]` or, with time inside, `[3, frames, side,
/// side]`; `value` gives the network's input for a plane's level.
pub(super) fn planes(
    rgb: &[u8],
    side: usize,
    time_inside: bool,
    value: impl Fn(usize, u8) -> f32,
) -> Vec<f32> {
    let levels: Vec<[f32; 3]> = (0..=255).map(|level| [0, 1, 2].map(|plane| value(plane, level))).collect();
    let (pixels, frames) = (side * side, rgb.len() / (side * side * 3));
    let mut planes = vec![0.0; rgb.len()];
    for (frame, rgb) in rgb.chunks_exact(pixels * 3).enumerate() {
        for plane in 0..3 {
            let at = if time_inside { plane * frames + frame } else { frame * 3 + plane };
            let target = &mut planes[at * pixels..(at + 1) * pixels];
            for (target, rgb) in target.iter_mut().zip(rgb.chunks_exact(3)) {
                *target = levels[usize::from(rgb[plane])][plane];
            }
        }
    }
    planes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_stand_by_frame_or_by_colour() {
        // Two frames of one pixel.
        let rgb = [1, 2, 3, 11, 12, 13];
        let value = |plane: usize, level: u8| f32::from(level) + 100.0 * plane as f32;
        assert_eq!(planes(&rgb, 1, false, value), [1.0, 102.0, 203.0, 11.0, 112.0, 213.0]);
        assert_eq!(planes(&rgb, 1, true, value), [1.0, 11.0, 102.0, 112.0, 203.0, 213.0]);
    }
}
