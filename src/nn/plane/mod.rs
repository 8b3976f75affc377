//! Convolution in rows and columns with any stride and padding, of all channels together or of each by itself, and
//! max-pooling.
//!
//! These are kernels of ours, but for windows on the CPU that give fewer values than one for every stride: those are burn's own
//! operation ([`plain`]). Shapes are
//! `[batch, channels, rows, columns]`, `f32`. A wrong shape is a mistake of the caller and panics.

mod flex;
mod gpu;
mod plain;
#[cfg(not(target_family = "wasm"))]
pub(super) mod tape;

use burn::backend::{Backend, Dispatch, backend_extension, tensor::FloatTensor};
use burn::tensor::Tensor;

/// How a kernel moves over a picture, and what happens to its sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Pixels from a place to the next, along rows and along columns.
    pub stride: usize,
    /// Zeros around the picture.
    pub padding: usize,
    /// 1: every output reads all channels. As many as channels: each output reads its own. Other numbers are not there.
    pub groups: usize,
    /// Whether values below 0 become 0.
    pub relu: bool,
}

impl Steps {
    /// Places along a side of `length` pixels under a kernel of `taps`.
    pub fn places(&self, length: usize, taps: usize) -> usize {
        (length + 2 * self.padding - taps) / self.stride + 1
    }
}

/// The layer as an operation of a device.
#[backend_extension(Cube, Flex, Autodiff: cfg(not(target_family = "wasm")))]
pub trait PlaneLayers: Backend {
    /// See [`conv2d`].
    fn conv2d_steps(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        steps: Steps,
    ) -> FloatTensor<Self> {
        plain::conv2d::<Self>(x, weight, bias, steps)
    }

    /// See [`max_pool2d`].
    fn max_pool2d_centred(x: FloatTensor<Self>, side: usize, stride: usize) -> FloatTensor<Self> {
        plain::max_pool2d::<Self>(x, side, stride)
    }
}

/// Its first derivatives, on devices without a tape.
pub trait PlaneGradients: Backend {
    /// Of `x` in [`conv2d`] without ReLU.
    fn conv2d_steps_x_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        steps: Steps,
    ) -> FloatTensor<Self> {
        Self::conv2d_x_backward(x, weight, grad, plain::options(steps))
    }

    /// Of `weight`.
    fn conv2d_steps_weight_grad(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        steps: Steps,
    ) -> FloatTensor<Self> {
        Self::conv2d_weight_backward(x, weight, grad, plain::options(steps))
    }
}

/// Convolution.
///
/// # Shapes
/// `x [n, ci, h, w]`, `weight [co, ci / groups, k, k]`, `bias [co]` to `[n, co, h', w']` ([`Steps::places`]).
pub fn conv2d(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, steps: Steps) -> Tensor<4> {
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::conv2d_steps(x, weight, bias, steps))
}

/// The largest of the `side` by `side` pixels about every `stride`-th one; what lies beyond the border counts for nothing.
/// An even side has no middle and panics.
///
/// # Shapes
/// `[n, c, h, w]` to `[n, c, h', w']`, where a side is divided by the stride and rounded up.
pub fn max_pool2d(x: Tensor<4>, side: usize, stride: usize) -> Tensor<4> {
    assert_eq!(side % 2, 1, "windows with a middle");
    Tensor::from_dispatch(Dispatch::max_pool2d_centred(x.into_dispatch(), side, stride))
}
