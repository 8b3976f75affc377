//! The differentiable layers of a small convolutional network, `f32` throughout.
//!
//! Shapes are `[batch, channels, height, width]`. A wrong shape is a mistake of the caller and panics.

use burn::backend::{Backend, Dispatch, TensorMetadata, backend_extension, tensor::FloatTensor};
use burn::tensor::{Shape, Tensor};

/// Added to a variance before its square root, in PyTorch's batch normalisation and ours.
pub const NORM_EPSILON: f32 = 1e-5;

/// The layers as operations of a device.
#[backend_extension(Cube, Flex, Autodiff)]
pub trait Layers: Backend {
    /// See [`conv`].
    fn conv(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`conv_relu`].
    fn conv_relu(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// See [`conv_norm_relu`].
    fn conv_norm_relu(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let deviation = Self::float_sqrt(Self::float_add_scalar(variance, NORM_EPSILON.into()));
        let scale = Self::float_div(gamma, deviation);
        let shift = Self::float_sub(beta, Self::float_mul(mean, scale.clone()));
        let outputs = scale.shape()[0];
        let per_output = Self::float_reshape(scale.clone(), Shape::from([outputs, 1, 1, 1]));
        let bias = Self::float_add(Self::float_mul(bias, scale), shift);
        Self::conv_relu(x, Self::float_mul(weight, per_output), bias)
    }
    /// See [`up`].
    fn up(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`max_pool2`].
    fn max_pool2(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`moments`].
    fn moments(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`norm_relu`].
    fn norm_relu(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        moments: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
}

/// The first derivatives of [`Layers`], on devices without a tape.
pub trait LayerGradients: Backend {
    /// Of `x` in [`conv`].
    fn conv_x_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// Of `weight` in [`conv`].
    fn conv_weight_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// Of `x` in [`up`].
    fn up_x_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// Of `weight` in [`up`].
    fn up_weight_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// Of a bias: sums per channel.
    fn bias_grad(grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of `x` in [`max_pool2`]: to the first of the largest.
    fn max_pool2_grad(x: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of `x`, then of `gamma`, then of `beta` in [`norm_relu`], through the moments.
    fn norm_relu_grad(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        moments: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> [FloatTensor<Self>; 3];
}

/// Convolution with stride 1 that keeps the size.
///
/// # Shapes
/// `x [n, ci, h, w]`, `weight [co, ci, k, k]` with k = 1 or 3 (padded by k / 2), `bias [co]` to
/// `[n, co, h, w]`.
pub fn conv(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::conv(x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()))
}

/// [`conv`] and the larger of its result and 0, in one pass.
pub fn conv_relu(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::conv_relu(
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ))
}

/// [`conv`], batch normalisation by given statistics and the larger of the result and 0: evaluation mode.
///
/// # Shapes
/// As [`conv`]; all vectors `[co]`.
pub fn conv_norm_relu(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    mean: Tensor<1>,
    variance: Tensor<1>,
) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::conv_norm_relu(
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
        gamma.into_dispatch(),
        beta.into_dispatch(),
        mean.into_dispatch(),
        variance.into_dispatch(),
    ))
}

/// Transposed convolution 3x3, stride 2, padding 1, output padding 1: twice the size.
///
/// # Shapes
/// `x [n, ci, h, w]`, `weight [ci, co, 3, 3]`, `bias [co]` to `[n, co, 2h, 2w]`.
pub fn up(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::up(x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()))
}

/// Max-pooling 2x2 with stride 2; both sides must be even.
///
/// # Shapes
/// `x [n, c, h, w]` to `[n, c, h / 2, w / 2]`.
pub fn max_pool2(x: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::max_pool2(x.into_dispatch()))
}

/// Mean and biased variance per channel; not differentiable by itself (see [`norm_relu`]).
///
/// # Shapes
/// `x [n, c, h, w]` to `[c, 2]`.
pub fn moments(x: Tensor<4>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::moments(x.into_dispatch()))
}

/// Batch normalisation by `moments`, which must be those of `x`, then ReLU. The gradient of `x` goes through
/// the moments too, as it does in a framework that computes them on the tape.
///
/// # Shapes
/// `x [n, c, h, w]`, `gamma [c]`, `beta [c]`, `moments [c, 2]` to `[n, c, h, w]`.
pub fn norm_relu(x: Tensor<4>, gamma: Tensor<1>, beta: Tensor<1>, moments: Tensor<2>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::norm_relu(
        x.into_dispatch(),
        gamma.into_dispatch(),
        beta.into_dispatch(),
        moments.into_dispatch(),
    ))
}
