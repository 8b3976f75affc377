//! Attention with what depends on distance alone, for scoring: on a GPU in one pass without a map, elsewhere composed of
//! burn's operations. No gradients: learning keeps its map.

use burn::backend::{
    Backend, Dispatch, DispatchDevice, Flex, TensorMetadata, backend_extension, tensor::FloatTensor,
};
use burn::tensor::{Device, Shape, Tensor};
use burn_wgpu::CubeBackend;

use super::kernels::attention as gpu;
pub use super::kernels::attention::Place;

/// The attention as an operation of a device.
#[backend_extension(Cube, Flex)]
pub trait AttentionLayers: Backend {
    /// See [`attend`].
    fn attend(
        queries: FloatTensor<Self>,
        keys: FloatTensor<Self>,
        values: FloatTensor<Self>,
        before: FloatTensor<Self>,
        after: FloatTensor<Self>,
        place: Place,
    ) -> FloatTensor<Self> {
        let (rows, count) = (queries.shape()[1], keys.shape()[1]);
        // A row of the matrix is the line from where the row's first key is.
        let matrix = |line| {
            let windows = Self::float_flip(Self::float_unfold(line, 0, count, 1), &[0]);
            Self::float_reshape(windows, Shape::from([1, rows, count]))
        };
        let products = Self::float_matmul(queries, Self::float_swap_dims(keys, 1, 2));
        let products = Self::float_mul_scalar(products, place.scale.into());
        let weights = Self::softmax(Self::float_add(products, matrix(before)), 2);
        Self::float_matmul(Self::float_add(weights, matrix(after)), values)
    }
}

/// Values by key - query, both `[rows + keys - 1]`, least distance first.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Added to the products before the softmax.
    pub before: Tensor<1>,
    /// Added to the weights after it.
    pub after: Tensor<1>,
}

impl AttentionLayers for Flex {}

impl AttentionLayers for CubeBackend {
    fn attend(
        queries: FloatTensor<Self>,
        keys: FloatTensor<Self>,
        values: FloatTensor<Self>,
        before: FloatTensor<Self>,
        after: FloatTensor<Self>,
        place: Place,
    ) -> FloatTensor<Self> {
        gpu::attend([queries, keys, values], [before, after], place)
    }
}

/// Whether [`attend`] is one pass on this device.
pub fn is_one_pass(device: &Device) -> bool {
    matches!(device.as_dispatch(), DispatchDevice::Cube(_))
}

/// `(softmax(scale * queries keys^T + before) + after) values`.
///
/// # Shapes
/// `queries [n, rows, depth]`, `keys [n, keys, depth]`, `values [n, keys, width]` to `[n, rows, width]`.
pub fn attend(
    queries: Tensor<3>,
    keys: Tensor<3>,
    values: Tensor<3>,
    lines: Lines,
    place: Place,
) -> Tensor<3> {
    let [queries, keys, values] = [queries, keys, values].map(Tensor::into_dispatch);
    let [before, after] = [lines.before, lines.after].map(Tensor::into_dispatch);
    Tensor::from_dispatch(Dispatch::attend(queries, keys, values, before, after, place))
}
