//! What linear layers and attention are made of: products of matrices, softmax, GELU, layer normalisation, `f32`.
//!
//! On the CPU these are kernels of ours; on a GPU and with a tape they are burn's own operations ([`plain`]). A wrong shape
//! is a mistake of the caller and panics.

mod flex;
mod plain;

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::{Autodiff, Backend, Dispatch, backend_extension, tensor::FloatTensor};
use burn::tensor::Tensor;
use burn_wgpu::CubeBackend;

/// The layers as operations of a device.
#[backend_extension(Cube, Flex, Autodiff)]
pub trait DenseLayers: Backend {
    /// See [`linear`].
    fn linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        plain::linear::<Self>(x, weight, bias)
    }

    /// See [`multiply`].
    fn multiply(left: FloatTensor<Self>, right: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_matmul(left, right)
    }

    /// See [`multiply_transposed`].
    fn multiply_transposed(left: FloatTensor<Self>, right: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_matmul(left, Self::float_swap_dims(right, 1, 2))
    }

    /// See [`softmax`].
    fn softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::softmax(x, 2)
    }

    /// See [`gelu`].
    fn gelu_exact(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::gelu(x)
    }

    /// See [`layer_norm`].
    fn normalise_rows(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f64,
    ) -> FloatTensor<Self> {
        Self::layer_norm(x, gamma, Some(beta), epsilon)
    }
}

impl DenseLayers for CubeBackend {}

impl<B: Backend, C: CheckpointStrategy> DenseLayers for Autodiff<B, C> {}

/// x W^T + b.
///
/// # Shapes
/// `x [rows, in]`, `weight [out, in]`, `bias [out]` to `[rows, out]`.
pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::linear(x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()))
}

/// The product of each pair of matrices.
///
/// # Shapes
/// `left [n, rows, depth]`, `right [n, depth, columns]` to `[n, rows, columns]`; either n may be 1, which is then taken
/// for all.
pub fn multiply(left: Tensor<3>, right: Tensor<3>) -> Tensor<3> {
    Tensor::from_dispatch(Dispatch::multiply(left.into_dispatch(), right.into_dispatch()))
}

/// The product of each left matrix and the transpose of its right one.
///
/// # Shapes
/// `left [n, rows, depth]`, `right [n, columns, depth]` to `[n, rows, columns]`.
pub fn multiply_transposed(left: Tensor<3>, right: Tensor<3>) -> Tensor<3> {
    Tensor::from_dispatch(Dispatch::multiply_transposed(left.into_dispatch(), right.into_dispatch()))
}

/// Softmax over the last axis.
pub fn softmax(x: Tensor<3>) -> Tensor<3> {
    Tensor::from_dispatch(Dispatch::softmax_rows(x.into_dispatch()))
}

/// x Φ(x), the exact GELU.
pub fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(Dispatch::gelu_exact(x.into_dispatch()))
}

/// Every row to mean 0 and variance 1, then times `gamma [columns]` plus `beta [columns]`.
pub fn layer_norm<const D: usize>(
    x: Tensor<D>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f64,
) -> Tensor<D> {
    let (x, gamma, beta) = (x.into_dispatch(), gamma.into_dispatch(), beta.into_dispatch());
    Tensor::from_dispatch(Dispatch::normalise_rows(x, gamma, beta, epsilon))
}

#[cfg(test)]
mod tests;
