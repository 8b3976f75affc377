//! The layers composed of a device's own operations.

use burn::backend::{Backend, TensorMetadata, tensor::FloatTensor};
use burn::tensor::{Scalar, Shape};

/// Slope of the sigmoid in CLIP's approximation of GELU.
const QUICK: f32 = 1.702;

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

/// x sg(1.702 x).
pub(super) fn quick_gelu<B: Backend>(x: FloatTensor<B>) -> FloatTensor<B> {
    let gate = B::sigmoid(B::float_mul_scalar(x.clone(), Scalar::from(QUICK)));
    B::float_mul(x, gate)
}
