//! Cubes as tensors.

use burn::tensor::{Device, Tensor, TensorData};

use crate::localize::{CUBE_BYTES, CUBE_PLANES, CUBE_SIDE, Cubes, FLOW_PLANES, FLOW_VALUES, FlowCubes};
use crate::nn::squared_error;

/// The chosen cubes as values of 0 to 1.
///
/// # Shapes
/// `[indices, 15, 32, 32]`.
pub(super) fn batch(cubes: &Cubes, indices: &[usize], device: &Device) -> Tensor<4> {
    let mut values = Vec::with_capacity(indices.len() * CUBE_BYTES);
    for &index in indices {
        let cube = &cubes.pixels[index * CUBE_BYTES..(index + 1) * CUBE_BYTES];
        values.extend(cube.iter().map(|&pixel| f32::from(pixel) / 255.0));
    }
    let shape = [indices.len(), CUBE_PLANES, CUBE_SIDE, CUBE_SIDE];
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// The flow of the chosen cubes, unscaled.
///
/// # Shapes
/// `[indices, 10, 32, 32]`.
pub(super) fn flow_batch(flow: &FlowCubes, indices: &[usize], device: &Device) -> Tensor<4> {
    let mut values = Vec::with_capacity(indices.len() * FLOW_VALUES);
    indices.iter().for_each(|&index| values.extend_from_slice(flow.cube(index)));
    let shape = [indices.len(), FLOW_PLANES, CUBE_SIDE, CUBE_SIDE];
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Sums of squared errors per cube.
///
/// # Shapes
/// Two of `[n, planes, 32, 32]` to `[n]`.
pub(crate) fn squared_errors(drawn: Tensor<4>, wanted: Tensor<4>) -> Tensor<1> {
    let [count, planes, rows, columns] = wanted.dims();
    let [drawn, wanted] = [drawn, wanted].map(|x| x.reshape([count, planes * rows * columns]));
    squared_error::squared_errors(drawn, wanted)
}
