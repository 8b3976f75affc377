//! Snippets with targets, in memory.

use burn::tensor::{Device, Tensor, TensorData};

use super::TrainError;
use super::targets::PER_CELL;
use crate::encode::i3d::config::FRAMES;
use crate::encode::network::planes;

/// Pixels from one part of the last maps to the next.
const CELL: usize = 32;

/// Snippets of one size, each part of which has [`PER_CELL`] targets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snippets {
    side: usize,
    /// `[n, 16, side, side, 3]`.
    rgb: Vec<u8>,
    /// `[n, cells, cells, PER_CELL]`.
    targets: Vec<f32>,
}

impl Snippets {
    /// None yet, of `side` pixels a side.
    pub fn new(side: usize) -> Self {
        Self { side, ..Self::default() }
    }

    /// Adds a snippet: `rgb [16, side, side, 3]` and targets `[cells, cells, PER_CELL]`.
    pub fn push(&mut self, rgb: &[u8], targets: &[f64]) -> Result<(), TrainError> {
        let counts = [
            ("pixels of a snippet", self.pixels(), rgb.len()),
            ("targets of a snippet", self.values(), targets.len()),
        ];
        for (what, expected, found) in counts {
            if expected != found {
                return Err(TrainError::Count { what, expected, found });
            }
        }
        self.rgb.extend_from_slice(rgb);
        self.targets.extend(targets.iter().map(|&target| target as f32));
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rgb.len() / self.pixels().max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rgb.is_empty()
    }

    /// Pixels a side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Parts of the last maps along a side.
    pub fn cells(&self) -> usize {
        cells(self.side)
    }

    /// Targets of all parts of all snippets, `[n * cells * cells, PER_CELL]`.
    pub fn targets(&self) -> &[f32] {
        &self.targets
    }

    /// Pictures `[n, 3, 16, side, side]` of snippets from `first` on, `count` of them, scaled to -1..1.
    pub(super) fn pictures(&self, first: usize, count: usize, device: &Device) -> Tensor<5> {
        let rgb = &self.rgb[first * self.pixels()..][..count * self.pixels()];
        let values: Vec<f32> = rgb
            .chunks_exact(self.pixels())
            .flat_map(|rgb| planes(rgb, self.side, true, |_, level| f32::from(level) / 255.0 * 2.0 - 1.0))
            .collect();
        Tensor::from_data(TensorData::new(values, [count, 3, FRAMES, self.side, self.side]), device)
    }

    fn pixels(&self) -> usize {
        FRAMES * self.side * self.side * 3
    }

    fn values(&self) -> usize {
        self.cells() * self.cells() * PER_CELL
    }
}

/// Parts of the last maps along a side of so many pixels.
pub(super) fn cells(side: usize) -> usize {
    side.div_ceil(CELL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_with_both_counts() {
        let mut snippets = Snippets::new(16);
        let error = snippets.push(&[0; 10], &[0.0; PER_CELL]).expect_err("too few");
        assert_eq!(error.to_string(), "pixels of a snippet: expected 12288 values, found 10");
        let error = snippets.push(&[0; 12288], &[1.0]).expect_err("too few");
        assert_eq!(error.to_string(), "targets of a snippet: expected 27 values, found 1");
        assert!(snippets.is_empty());
        snippets.push(&[7; 12288], &[0.5; PER_CELL]).expect("fits");
        assert_eq!((snippets.len(), snippets.cells(), snippets.targets()), (1, 1, &[0.5; PER_CELL][..]));
        assert_eq!((Snippets::new(64).cells(), Snippets::new(96).cells()), (2, 3));
    }

    #[test]
    fn pictures_are_the_chosen_snippets_in_their_order() {
        let mut snippets = Snippets::new(16);
        snippets.push(&[0; 12288], &[0.0; PER_CELL]).expect("fits");
        snippets.push(&[255; 12288], &[1.0; PER_CELL]).expect("fits");
        let levels = |first, count| -> Vec<f32> {
            snippets.pictures(first, count, &Device::flex()).to_data().iter().collect()
        };
        assert!(levels(0, 2)[..12288].iter().all(|&v| v == -1.0));
        assert!(levels(1, 1).iter().all(|&v| v == 1.0));
    }
}
