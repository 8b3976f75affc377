//! Flow as operations on tensors: on a GPU kernels of ours, on the CPU the plain program. No gradients.

use burn::backend::{Backend, Dispatch, DispatchDevice, Flex, backend_extension, tensor::FloatTensor};
use burn::tensor::{Device, ExecutionError, Tensor, TensorData};
use burn_wgpu::CubeBackend;

use super::expansion::Expansion;
use super::filter::Plane;
use super::gpu;
use super::pyramid::{Pyramid, levels};
use crate::nn::flex::{Values, filled};

/// The two halves of the method as operations of a device.
#[backend_extension(Cube, Flex)]
pub trait FlowOperations: Backend {
    /// See [`expansions`].
    fn expansions(luma: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`displacements`].
    fn displacements(
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        size: (usize, usize),
    ) -> FloatTensor<Self>;
}

impl FlowOperations for CubeBackend {
    fn expansions(luma: FloatTensor<Self>) -> FloatTensor<Self> {
        gpu::expansions(luma)
    }

    fn displacements(
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        size: (usize, usize),
    ) -> FloatTensor<Self> {
        gpu::displacements(first, second, size)
    }
}

impl FlowOperations for Flex {
    fn expansions(luma: FloatTensor<Self>) -> FloatTensor<Self> {
        let luma = Values::new(luma);
        let [height, width] = luma.dims();
        let pyramid = Pyramid::of(&Plane { width, height, values: luma.slice().to_vec() });
        let coefficients = pyramid.expansions().iter().flat_map(|expansion| {
            (0..5).flat_map(|k| expansion.coefficients.iter().map(move |coefficients| coefficients[k]))
        });
        let values: Vec<f32> = coefficients.collect();
        filled([values.len()], |out| out.copy_from_slice(&values))
    }

    fn displacements(
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        (width, height): (usize, usize),
    ) -> FloatTensor<Self> {
        let [first, second] = [first, second].map(|tensor| pyramid(&Values::new(tensor), width, height));
        let field = first.field_to(&second);
        filled([2, height, width], |out| {
            let (across, down) = out.split_at_mut(width * height);
            across.copy_from_slice(field.to_the_right());
            down.copy_from_slice(field.downwards());
        })
    }
}

/// What [`FlowOperations::expansions`] made of a picture of `width` x `height`.
fn pyramid(values: &Values, width: usize, height: usize) -> Pyramid {
    let mut rest = values.slice();
    let expansions = levels(width, height).into_iter().map(|level| {
        let (planes, finer) = rest.split_at(5 * level.pixels());
        rest = finer;
        let at = |i| std::array::from_fn(|k| planes[k * level.pixels() + i]);
        let coefficients = (0..level.pixels()).map(at).collect();
        Expansion { width: level.width, height: level.height, coefficients }
    });
    Pyramid::from_expansions(expansions.collect())
}

/// Whether the flow of this device is computed by kernels.
pub(super) fn has_kernels(device: &Device) -> bool {
    matches!(device.as_dispatch(), DispatchDevice::Cube(_))
}

/// The polynomials around every pixel, level after level from the coarsest.
///
/// # Shapes
/// Luma of 0 to 255, `[height, width]`, to one line of values, `[5, height', width']` of each level in turn.
pub(super) fn expansions(luma: Tensor<2>) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::expansions(luma.into_dispatch()))
}

/// The displacement between two pictures of `(width, height)` from their [`expansions`], in pixels.
///
/// # Shapes
/// Two lines of values to `[2, height, width]`: to the right, then downwards.
pub(super) fn displacements(first: Tensor<1>, second: Tensor<1>, size: (usize, usize)) -> Tensor<3> {
    let [first, second] = [first, second].map(Tensor::into_dispatch);
    Tensor::from_dispatch(Dispatch::displacements(first, second, size))
}

/// The displacement from one picture to another, at their own size, in pixels.
///
/// # Shapes
/// Luma of 0 to 255, two of `[height, width]`, to `[2, height, width]`: to the right, then downwards.
///
/// # Panics
/// For two shapes, for a side of 0, and on a GPU for one over 32,768.
pub fn flow_between(from: Tensor<2>, to: Tensor<2>) -> Tensor<3> {
    let [height, width] = from.dims();
    assert_eq!([height, width], to.dims(), "pictures of one size");
    assert!(height > 0 && width > 0, "a picture of {width}x{height} pixels");
    displacements(expansions(from), expansions(to), (width, height))
}

/// The field of a moved pattern of 81x66 pixels, `[2, 66, 81]`: numbers by which a device is held against the CPU.
pub async fn sample_field(device: &Device) -> Result<Vec<f32>, ExecutionError> {
    const SHAPE: [usize; 2] = [66, 81];
    let picture = |moved: f64| {
        let level = |i: usize| {
            let (x, y) = ((i % SHAPE[1]) as f64 - moved, (i / SHAPE[1]) as f64);
            libm::rint(
                128.0 + 60.0 * libm::sin(x / 5.0) * libm::cos(y / 4.0) + 30.0 * libm::sin((x + y) / 7.0),
            )
        };
        let values: Vec<f32> = (0..SHAPE[0] * SHAPE[1]).map(|i| level(i) as f32).collect();
        Tensor::from_data(TensorData::new(values, SHAPE), device)
    };
    Ok(flow_between(picture(0.0), picture(1.5)).into_data_async().await?.iter::<f32>().collect())
}
