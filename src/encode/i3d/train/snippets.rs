//! Snippets with labels, in memory.

use burn::tensor::{Device, Tensor, TensorData};

use super::TrainError;
use crate::encode::i3d::config::FRAMES;
use crate::encode::network::planes;

/// Snippets of one size with the same labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snippets {
    side: usize,
    labels: usize,
    /// `[n, 16, side, side, 3]`.
    rgb: Vec<u8>,
    /// `[n, labels]`, 0 or 1.
    targets: Vec<f32>,
}

impl Snippets {
    /// None yet, of `side` pixels a side and `labels` labels each.
    pub fn new(side: usize, labels: usize) -> Self {
        Self { side, labels, ..Self::default() }
    }

    /// Adds a snippet: `rgb [16, side, side, 3]` and whether each label holds.
    pub fn push(&mut self, rgb: &[u8], holds: &[bool]) -> Result<(), TrainError> {
        let counts =
            [("pixels of a snippet", self.values(), rgb.len()), ("labels", self.labels, holds.len())];
        for (what, expected, found) in counts {
            if expected != found {
                return Err(TrainError::Count { what, expected, found });
            }
        }
        self.rgb.extend_from_slice(rgb);
        self.targets.extend(holds.iter().map(|&holds| f32::from(u8::from(holds))));
        Ok(())
    }

    /// Adds all of others.
    pub fn append(&mut self, others: &Self) -> Result<(), TrainError> {
        let counts = [("pixels a side", self.side, others.side), ("labels", self.labels, others.labels)];
        for (what, expected, found) in counts {
            if expected != found {
                return Err(TrainError::Count { what, expected, found });
            }
        }
        self.rgb.extend_from_slice(&others.rgb);
        self.targets.extend_from_slice(&others.targets);
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rgb.len() / self.values().max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rgb.is_empty()
    }

    /// Pixels a side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Labels of each.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// Whether a label holds, snippet by snippet.
    pub fn holds(&self, label: usize) -> Vec<bool> {
        self.targets.chunks_exact(self.labels).map(|targets| targets[label] > 0.5).collect()
    }

    /// Pictures `[n, 3, 16, side, side]` scaled to -1..1, and targets `[n, labels]`, of the snippets `chosen`.
    pub(super) fn batch(&self, chosen: &[usize], device: &Device) -> (Tensor<5>, Tensor<2>) {
        let mut values = Vec::with_capacity(chosen.len() * self.values());
        let mut targets = Vec::with_capacity(chosen.len() * self.labels);
        for &index in chosen {
            let rgb = &self.rgb[index * self.values()..][..self.values()];
            values.extend(planes(rgb, self.side, true, |_, level| f32::from(level) / 255.0 * 2.0 - 1.0));
            targets.extend_from_slice(&self.targets[index * self.labels..][..self.labels]);
        }
        let shape = [chosen.len(), 3, FRAMES, self.side, self.side];
        let pictures = Tensor::from_data(TensorData::new(values, shape), device);
        let targets = TensorData::new(targets, [chosen.len(), self.labels]);
        (pictures, Tensor::from_data(targets, device))
    }

    fn values(&self) -> usize {
        FRAMES * self.side * self.side * 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_with_both_counts() {
        let mut snippets = Snippets::new(16, 2);
        let error = snippets.push(&[0; 10], &[true, false]).expect_err("too few");
        assert_eq!(error.to_string(), "pixels of a snippet: expected 12288 values, found 10");
        let error = snippets.push(&[0; 12288], &[true]).expect_err("too few");
        assert_eq!(error.to_string(), "labels: expected 2 values, found 1");
        assert!(snippets.is_empty());
        snippets.push(&[7; 12288], &[true, false]).expect("fits");
        let error = snippets.append(&Snippets::new(32, 2)).expect_err("another size");
        assert_eq!(error.to_string(), "pixels a side: expected 16 values, found 32");
        assert_eq!((snippets.len(), snippets.holds(0), snippets.holds(1)), (1, vec![true], vec![false]));
    }

    #[test]
    fn a_batch_holds_the_chosen_snippets_in_their_order() {
        let mut snippets = Snippets::new(16, 1);
        snippets.push(&[0; 12288], &[false]).expect("fits");
        snippets.push(&[255; 12288], &[true]).expect("fits");
        let (pictures, targets) = snippets.batch(&[1, 0], &Device::flex());
        let pictures: Vec<f32> = pictures.to_data().iter().collect();
        assert!(pictures[..12288].iter().all(|&v| v == 1.0) && pictures[12288..].iter().all(|&v| v == -1.0));
        assert_eq!(targets.to_data().iter::<f32>().collect::<Vec<_>>(), [1.0, 0.0]);
    }
}
