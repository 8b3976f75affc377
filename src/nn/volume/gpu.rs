//! The layers on a GPU.

use burn::backend::{TensorMetadata, tensor::FloatTensor};
use burn_wgpu::CubeBackend;

#[cfg(not(target_family = "wasm"))]
use super::VolumeGradients;
use super::{VolumeLayers, axes};
use crate::nn::cpu::Axis;
use crate::nn::kernels::conv::{self, Added, Finish, Window};
use crate::nn::kernels::pool::max_pool;
#[cfg(not(target_family = "wasm"))]
use crate::nn::kernels::{pool_grad::max_pool_grad, weight_grad::weight_gradient};

type Float = FloatTensor<CubeBackend>;

/// Padding before, and the lengths of the output.
fn window(axes: [Axis; 3]) -> (Window, [usize; 3]) {
    let window = Window { stride: axes.map(|axis| axis.stride), pad: axes.map(|axis| axis.padding().0) };
    (window, axes.map(Axis::out))
}

fn dims(x: &Float) -> [usize; 5] {
    core::array::from_fn(|i| x.shape()[i])
}

fn kernel(weight: &Float) -> [usize; 3] {
    core::array::from_fn(|i| weight.shape()[2 + i])
}

impl VolumeLayers for CubeBackend {
    fn conv3d_same(x: Float, weight: Float, bias: Float, stride: [usize; 3], relu: bool) -> Float {
        let (window, out) = window(axes(&dims(&x), kernel(&weight), stride));
        conv::forward(x, weight, window, out, Finish { added: Added::Bias(bias), relu })
    }

    fn max_pool3d_same(x: Float, kernel: [usize; 3], stride: [usize; 3]) -> Float {
        let (window, out) = window(axes(&dims(&x), kernel, stride));
        max_pool(x, kernel, window, out)
    }
}

#[cfg(not(target_family = "wasm"))]
impl VolumeGradients for CubeBackend {
    fn conv3d_same_x_grad(x: Float, weight: Float, grad: Float, stride: [usize; 3]) -> Float {
        let [_, _, lengths @ ..] = dims(&x);
        let (window, _) = window(axes(&dims(&x), kernel(&weight), stride));
        conv::adjoint(grad, weight, window, lengths, Finish::PLAIN)
    }

    fn conv3d_same_weight_grad(x: Float, weight: Float, grad: Float, stride: [usize; 3]) -> Float {
        let taps = kernel(&weight);
        let (window, _) = window(axes(&dims(&x), taps, stride));
        weight_gradient(grad, x, window, taps)
    }

    fn max_pool3d_same_grad(x: Float, grad: Float, kernel: [usize; 3], stride: [usize; 3]) -> Float {
        let (window, out) = window(axes(&dims(&x), kernel, stride));
        max_pool_grad(x, grad, kernel, window, out)
    }
}
