//! Convolution and max-pooling in time, rows and columns with TensorFlow's "same" padding.
//!
//! Along an axis of length n with kernel k and stride s the padding is `max(k - s, 0)` where s divides n, else
//! `max(k - n mod s, 0)`; the side after takes the odd one, and the output has `ceil(n / s)` values. On the CPU
//! and on a GPU these and their gradients are kernels of ours, held against burn's operations (`composed`, `plain`).
//!
//! Shapes are `[batch, channels, time, rows, columns]`, `f32`; on a GPU that has it, input and weight may both be `f16`, and
//! the result then is ([`crate::nn::storage`]); a bias is `f32`. A wrong shape is a mistake of the caller and panics.

#[cfg(test)]
mod composed;
mod flex;
mod gpu;
#[cfg(test)]
mod plain;
#[cfg(not(target_family = "wasm"))]
mod tape;

use burn::backend::{Backend, Dispatch, backend_extension, tensor::FloatTensor};
use burn::tensor::Tensor;

use super::cpu::Axis;

/// The layers as operations of a device.
#[backend_extension(Cube, Flex, Autodiff: cfg(not(target_family = "wasm")))]
pub trait VolumeLayers: Backend {
    /// See [`conv3d_same`] and [`conv3d_same_relu`].
    fn conv3d_same(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        stride: [usize; 3],
        relu: bool,
    ) -> FloatTensor<Self>;

    /// See [`max_pool3d_same`].
    fn max_pool3d_same(x: FloatTensor<Self>, kernel: [usize; 3], stride: [usize; 3]) -> FloatTensor<Self>;
}

/// Their first derivatives, on devices without a tape. No page learns these layers: their gradients would only lengthen
/// its download.
#[cfg(not(target_family = "wasm"))]
pub trait VolumeGradients: Backend {
    /// Of `x` in [`conv3d_same`].
    fn conv3d_same_x_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        stride: [usize; 3],
    ) -> FloatTensor<Self>;

    /// Of `weight`.
    fn conv3d_same_weight_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        stride: [usize; 3],
    ) -> FloatTensor<Self>;

    /// Of `x` in [`max_pool3d_same`]: to the first of the largest in the order time, row, column, as in PyTorch.
    fn max_pool3d_same_grad(
        x: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        kernel: [usize; 3],
        stride: [usize; 3],
    ) -> FloatTensor<Self>;
}

/// Convolution with "same" padding.
///
/// # Shapes
/// `x [n, ci, t, h, w]`, `weight [co, ci, kt, ky, kx]`, `bias [co]` to `[n, co, t', h', w']`, where a side is
/// divided by its stride and rounded up.
pub fn conv3d_same(x: Tensor<5>, weight: Tensor<5>, bias: Tensor<1>, stride: [usize; 3]) -> Tensor<5> {
    convolved(x, weight, bias, stride, false)
}

/// [`conv3d_same`] and the larger of its result and 0, in one pass.
pub fn conv3d_same_relu(x: Tensor<5>, weight: Tensor<5>, bias: Tensor<1>, stride: [usize; 3]) -> Tensor<5> {
    convolved(x, weight, bias, stride, true)
}

fn convolved(x: Tensor<5>, weight: Tensor<5>, bias: Tensor<1>, stride: [usize; 3], relu: bool) -> Tensor<5> {
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::conv3d_same(x, weight, bias, stride, relu))
}

/// Max-pooling with "same" padding; what lies beyond the border counts for nothing. (Ports to PyTorch fill with 0
/// there, which is the same for the results of a ReLU.)
///
/// # Shapes
/// `x [n, c, t, h, w]` to `[n, c, t', h', w']`, where a side is divided by its stride and rounded up.
pub fn max_pool3d_same(x: Tensor<5>, kernel: [usize; 3], stride: [usize; 3]) -> Tensor<5> {
    Tensor::from_dispatch(Dispatch::max_pool3d_same(x.into_dispatch(), kernel, stride))
}

/// Time, rows and columns of an input under windows.
fn axes(dims: &[usize], kernel: [usize; 3], stride: [usize; 3]) -> [Axis; 3] {
    core::array::from_fn(|i| Axis::same(dims[2 + i], kernel[i], stride[i]))
}

#[cfg(test)]
mod tests;
