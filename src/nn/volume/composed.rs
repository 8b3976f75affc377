//! The layers composed of burn's operations, which have gradients of their own: to hold ours against.

use burn::backend::ops::ConvOptions;
use burn::backend::{Backend, TensorMetadata, tensor::FloatTensor};
use burn::tensor::Shape;

use super::plain::{dims, pad};

/// Convolution with "same" padding, and ReLU where asked.
pub(super) fn conv3d<B: Backend>(
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: FloatTensor<B>,
    stride: [usize; 3],
    relu: bool,
) -> FloatTensor<B> {
    let kernel = core::array::from_fn(|i| weight.shape()[2 + i]);
    let padded = pad::<B>(x, kernel, stride, 0.0);
    let out = B::conv3d(padded, weight, Some(bias), ConvOptions::new(stride, [0; 3], [1; 3], 1));
    if relu { B::relu(out) } else { out }
}

/// Max-pooling: rows and columns of every frame, then the same pixel over time. The largest of a box is the largest
/// of its largest, so two pools in two axes are exact.
pub(super) fn max_pool3d<B: Backend>(
    x: FloatTensor<B>,
    kernel: [usize; 3],
    stride: [usize; 3],
) -> FloatTensor<B> {
    // Less than any value there is; not infinite, which shaders need not have.
    let padded = pad::<B>(x, kernel, stride, f32::MIN);
    let [n, c, t, h, w] = dims::<B>(&padded);
    let frames = B::float_reshape(padded, Shape::from([n, c * t, h, w]));
    let [[kt, ky, kx], [st, sy, sx]] = [kernel, stride];
    let pooled = B::max_pool2d(frames, [ky, kx], [sy, sx], [0; 2], [1; 2], false);
    let (h, w) = (pooled.shape()[2], pooled.shape()[3]);
    if kt == 1 && st == 1 {
        return B::float_reshape(pooled, Shape::from([n, c, t, h, w]));
    }
    let lines = B::float_reshape(pooled, Shape::from([n, c, t, h * w]));
    let pooled = B::max_pool2d(lines, [kt, 1], [st, 1], [0; 2], [1; 2], false);
    let t = pooled.shape()[2];
    B::float_reshape(pooled, Shape::from([n, c, t, h, w]))
}
