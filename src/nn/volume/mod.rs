//! Convolution and max-pooling in time, rows and columns with TensorFlow's "same" padding.
//!
//! Along an axis of length n with kernel k and stride s the padding is `max(k - s, 0)` where s divides n, else
//! `max(k - n mod s, 0)`; the side after takes the odd one, and the output has `ceil(n / s)` values. On the CPU
//! and on a GPU these are kernels of ours; with a tape they are composed of burn's operations ([`plain`]).
//!
//! Shapes are `[batch, channels, time, rows, columns]`, `f32`. A wrong shape is a mistake of the caller and panics.

mod flex;
mod gpu;
mod plain;

#[cfg(not(target_family = "wasm"))]
use burn::backend::{Autodiff, autodiff::checkpoint::strategy::CheckpointStrategy};
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
    ) -> FloatTensor<Self> {
        plain::conv3d::<Self>(x, weight, bias, stride, relu)
    }

    /// See [`max_pool3d_same`].
    fn max_pool3d_same(x: FloatTensor<Self>, kernel: [usize; 3], stride: [usize; 3]) -> FloatTensor<Self> {
        plain::max_pool3d::<Self>(x, kernel, stride)
    }
}

/// No page learns these layers: their gradients would only lengthen its download.
#[cfg(not(target_family = "wasm"))]
impl<B: Backend, C: CheckpointStrategy> VolumeLayers for Autodiff<B, C> {}

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
    core::array::from_fn(|i| Axis { length: dims[2 + i], kernel: kernel[i], stride: stride[i] })
}

#[cfg(test)]
mod tests;
