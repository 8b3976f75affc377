//! Gradients composed of a device's own operations: what was padded by hand, since the padding is not the same on both
//! sides, is convolved or pooled without padding, and the padding's gradients are left out.

use burn::backend::ops::ConvOptions;
use burn::backend::{
    Backend, TensorMetadata,
    tensor::{FloatTensor, IntTensor},
};
use burn::tensor::{FloatDType, IntDType, Scalar, Shape, Slice};

use super::axes;
use crate::nn::cpu::Axis;

/// Of `x` in a convolution.
pub(super) fn conv3d_x_grad<B: Backend>(
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    grad: FloatTensor<B>,
    stride: [usize; 3],
) -> FloatTensor<B> {
    let (dims, kernel) = (dims::<B>(&x), kernel::<B>(&weight));
    let padded = pad::<B>(x, kernel, stride, 0.0);
    inner::<B>(B::conv3d_x_backward(padded, weight, grad, options(stride)), dims, kernel, stride)
}

/// Of the weight.
pub(super) fn conv3d_weight_grad<B: Backend>(
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    grad: FloatTensor<B>,
    stride: [usize; 3],
) -> FloatTensor<B> {
    let padded = pad::<B>(x, kernel::<B>(&weight), stride, 0.0);
    B::conv3d_weight_backward(padded, weight, grad, options(stride))
}

/// Of `x` in max-pooling: rows and columns of every frame, then the same pixel over time, and back. The largest of a box
/// is the largest of its largest, so two pools in two axes are exact.
pub(super) fn max_pool3d_grad<B: Backend>(
    x: FloatTensor<B>,
    grad: FloatTensor<B>,
    kernel: [usize; 3],
    stride: [usize; 3],
) -> FloatTensor<B> {
    let inside = dims::<B>(&x);
    // Less than any value there is; not infinite, which shaders need not have.
    let padded = pad::<B>(x, kernel, stride, f32::MIN);
    let [n, c, t, h, w] = dims::<B>(&padded);
    let [[kt, ky, kx], [st, sy, sx]] = [kernel, stride];
    let frames = Pool::<B>::new(padded, [n, c * t, h, w], [ky, kx], [sy, sx]);
    let [_, _, low, narrow] = frames.pooled;
    let lines = Pool::<B>::new(frames.output.clone(), [n, c, t, low * narrow], [kt, 1], [st, 1]);
    let grad = frames.backward(lines.backward(grad));
    inner::<B>(B::float_reshape(grad, Shape::from([n, c, t, h, w])), inside, kernel, stride)
}

/// A pool in two axes and what its way back needs.
struct Pool<B: Backend> {
    x: FloatTensor<B>,
    kernel: [usize; 2],
    stride: [usize; 2],
    output: FloatTensor<B>,
    indices: IntTensor<B>,
    pooled: [usize; 4],
}

impl<B: Backend> Pool<B> {
    fn new(x: FloatTensor<B>, dims: [usize; 4], kernel: [usize; 2], stride: [usize; 2]) -> Self {
        let x = B::float_reshape(x, Shape::from(dims));
        let found =
            B::max_pool2d_with_indices(x.clone(), kernel, stride, [0; 2], [1; 2], false, IntDType::I32);
        let shape = found.output.shape();
        let pooled = core::array::from_fn(|i| shape[i]);
        Self { x, kernel, stride, output: found.output, indices: found.indices, pooled }
    }

    fn backward(self, grad: FloatTensor<B>) -> FloatTensor<B> {
        let grad = B::float_reshape(grad, Shape::from(self.pooled));
        let Self { x, kernel, stride, indices, .. } = self;
        B::max_pool2d_with_indices_backward(x, kernel, stride, [0; 2], [1; 2], false, grad, indices).x_grad
    }
}

fn options(stride: [usize; 3]) -> ConvOptions<3> {
    ConvOptions::new(stride, [0; 3], [1; 3], 1)
}

/// `x` in the middle of `value`.
pub(super) fn pad<B: Backend>(
    x: FloatTensor<B>,
    kernel: [usize; 3],
    stride: [usize; 3],
    value: f32,
) -> FloatTensor<B> {
    let inner = dims::<B>(&x);
    let padding = axes(&inner, kernel, stride).map(Axis::padding);
    if padding == [(0, 0); 3] {
        return x;
    }
    let mut outer = inner;
    for (axis, (before, after)) in padding.into_iter().enumerate() {
        outer[2 + axis] += before + after;
    }
    let device = x.device();
    let ground = B::float_full(Shape::from(outer), Scalar::from(value), &device, FloatDType::F32);
    B::float_slice_assign(ground, &slices(inner, kernel, stride), x)
}

/// What [`pad`] has put its padding around.
fn inner<B: Backend>(
    padded: FloatTensor<B>,
    dims: [usize; 5],
    kernel: [usize; 3],
    stride: [usize; 3],
) -> FloatTensor<B> {
    B::float_slice(padded, &slices(dims, kernel, stride))
}

/// Where `dims` are in the padded tensor.
fn slices(dims: [usize; 5], kernel: [usize; 3], stride: [usize; 3]) -> [Slice; 5] {
    let mut slices = dims.map(|length| Slice::from(0..length));
    for (axis, (before, _)) in axes(&dims, kernel, stride).map(Axis::padding).into_iter().enumerate() {
        slices[2 + axis] = Slice::from(before..before + dims[2 + axis]);
    }
    slices
}

/// Frames, rows and columns of a weight.
fn kernel<B: Backend>(weight: &FloatTensor<B>) -> [usize; 3] {
    let shape = weight.shape();
    core::array::from_fn(|i| shape[2 + i])
}

pub(super) fn dims<B: Backend>(x: &FloatTensor<B>) -> [usize; 5] {
    let shape = x.shape();
    core::array::from_fn(|i| shape[i])
}
