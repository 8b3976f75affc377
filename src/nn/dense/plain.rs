//! The layers composed of a device's own operations.

use burn::backend::{Backend, TensorMetadata, tensor::FloatTensor};
use burn::tensor::Shape;

/// x W^T + b.
pub(super) fn linear<B: Backend>(
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: FloatTensor<B>,
) -> FloatTensor<B> {
    let outputs = bias.shape()[0];
    let product = B::float_matmul(x, B::float_swap_dims(weight, 0, 1));
    B::float_add(product, B::float_reshape(bias, Shape::from([1, outputs])))
}
