//! What linear layers and attention are made of: products of matrices, softmax, GELU and its quick approximation, `f32`.
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

    /// See [`multiply`] and [`multiply_transposed`].
    fn product(left: FloatTensor<Self>, right: FloatTensor<Self>, transposed: bool) -> FloatTensor<Self> {
        let right = if transposed { Self::float_swap_dims(right, 1, 2) } else { right };
        Self::float_matmul(left, right)
    }

    /// See [`softmax`].
    fn softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::softmax(x, 2)
    }

    /// See [`gelu`].
    fn gelu_exact(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::gelu(x)
    }

    /// See [`quick_gelu`].
    fn gelu_quick(x: FloatTensor<Self>) -> FloatTensor<Self> {
        plain::quick_gelu::<Self>(x)
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
    Tensor::from_dispatch(Dispatch::product(left.into_dispatch(), right.into_dispatch(), false))
}

/// The product of each left matrix and the transpose of its right one.
///
/// # Shapes
/// `left [n, rows, depth]`, `right [n, columns, depth]` to `[n, rows, columns]`.
pub fn multiply_transposed(left: Tensor<3>, right: Tensor<3>) -> Tensor<3> {
    Tensor::from_dispatch(Dispatch::product(left.into_dispatch(), right.into_dispatch(), true))
}

/// Softmax over the last axis.
pub fn softmax(x: Tensor<3>) -> Tensor<3> {
    Tensor::from_dispatch(Dispatch::softmax_rows(x.into_dispatch()))
}

/// x Φ(x), the exact GELU.
pub fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(Dispatch::gelu_exact(x.into_dispatch()))
}

/// x sg(1.702 x), CLIP's QuickGELU.
pub fn quick_gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(Dispatch::gelu_quick(x.into_dispatch()))
}

#[cfg(test)]
mod tests;
