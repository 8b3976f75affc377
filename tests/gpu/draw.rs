//! Random tensors, and how near is near enough.

use burn::tensor::{Device, Tensor, TensorData};
use oddframe::random::Random;

/// Sums of some thousand products of about 1 in two orders, by adapters that may fuse products and sums.
const ALLOWED: f32 = 1e-5;

/// Random sizes and values.
pub struct Draw(Random);

impl Draw {
    /// Its own stream for each case.
    pub fn new(case: u64) -> Self {
        Self(Random::keyed(case, "kernels of the GPU", 0))
    }

    /// From `least` to `most`, both possible.
    pub fn size(&mut self, least: usize, most: usize) -> usize {
        least + self.0.below(most - least + 1)
    }

    /// Values of -1 to 1 and their shape.
    pub fn data<const D: usize>(&mut self, shape: [usize; D]) -> (Vec<f32>, Vec<usize>) {
        let count: usize = shape.iter().product();
        ((0..count).map(|_| self.0.between(-1.0, 1.0) as f32).collect(), shape.to_vec())
    }

    /// The same on a device.
    pub fn tensor<const D: usize>(&mut self, shape: [usize; D], device: &Device) -> Tensor<D> {
        Tensor::from_data(TensorData::new(self.data(shape).0, shape), device)
    }
}

/// Fails where a value is off by more than rounding, or no number.
pub fn near(what: &str, got: &[f32], want: &[f32]) {
    assert_eq!(got.len(), want.len(), "{what}");
    let largest = want.iter().fold(1.0_f32, |most, v| most.max(v.abs()));
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!((got - want).abs() <= ALLOWED * largest, "{what}[{i}]: {got}, expected {want}");
    }
}
