//! The layer composed of a device's own operations.

use burn::backend::ops::ConvOptions;
use burn::backend::{Backend, tensor::FloatTensor};

use super::Steps;

/// Convolution, and ReLU where asked.
pub(super) fn conv2d<B: Backend>(
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: FloatTensor<B>,
    steps: Steps,
) -> FloatTensor<B> {
    let out = B::conv2d(x, weight, Some(bias), options(steps));
    if steps.relu { B::relu(out) } else { out }
}

/// Max-pooling.
pub(super) fn max_pool2d<B: Backend>(x: FloatTensor<B>, side: usize, stride: usize) -> FloatTensor<B> {
    B::max_pool2d(x, [side; 2], [stride; 2], [side / 2; 2], [1, 1], false)
}

/// As burn has them.
pub(super) fn options(steps: Steps) -> ConvOptions<2> {
    ConvOptions::new([steps.stride; 2], [steps.padding; 2], [1, 1], steps.groups)
}
