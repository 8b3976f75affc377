//! The layers on burn's CPU device.

use burn::backend::Flex;
use burn_flex::FlexTensor;

#[cfg(not(target_family = "wasm"))]
use super::VolumeGradients;
use super::{VolumeLayers, axes};
use crate::nn::cpu::{self, Axis, Conv3d};
use crate::nn::flex::{Values, filled};

fn conv_shape(x: &Values, weight: &Values, stride: [usize; 3]) -> Conv3d {
    let (dims, [outputs, inputs, kt, ky, kx]) = (x.dims::<5>(), weight.dims());
    assert_eq!(dims[1], inputs, "channels of the input and of the weight");
    Conv3d { inputs, outputs, axes: axes(&dims, [kt, ky, kx], stride) }
}

impl VolumeLayers for Flex {
    fn conv3d_same(
        x: FlexTensor,
        weight: FlexTensor,
        bias: FlexTensor,
        stride: [usize; 3],
        relu: bool,
    ) -> FlexTensor {
        let (x, weight, bias) = (Values::new(x), Values::new(weight), Values::new(bias));
        let shape = conv_shape(&x, &weight, stride);
        assert_eq!([shape.outputs], bias.dims(), "channels of the weight and of the bias");
        let ([volumes, ..], [time, rows, columns]) = (x.dims::<5>(), shape.axes.map(Axis::out));
        filled([volumes, shape.outputs, time, rows, columns], |out| {
            cpu::conv3d(shape, x.slice(), weight.slice(), bias.slice(), relu, out);
        })
    }

    fn max_pool3d_same(x: FlexTensor, kernel: [usize; 3], stride: [usize; 3]) -> FlexTensor {
        let x = Values::new(x);
        let dims = x.dims::<5>();
        let axes = axes(&dims, kernel, stride);
        let [time, rows, columns] = axes.map(Axis::out);
        filled([dims[0], dims[1], time, rows, columns], |out| cpu::max_pool3d(axes, x.slice(), out))
    }
}

#[cfg(not(target_family = "wasm"))]
impl VolumeGradients for Flex {
    fn conv3d_same_x_grad(
        x: FlexTensor,
        weight: FlexTensor,
        grad: FlexTensor,
        stride: [usize; 3],
    ) -> FlexTensor {
        let (x, weight, grad) = (Values::new(x), Values::new(weight), Values::new(grad));
        let shape = conv_shape(&x, &weight, stride);
        filled(x.dims::<5>(), |out| cpu::conv3d_x_grad(shape, grad.slice(), weight.slice(), out))
    }

    fn conv3d_same_weight_grad(
        x: FlexTensor,
        weight: FlexTensor,
        grad: FlexTensor,
        stride: [usize; 3],
    ) -> FlexTensor {
        let (x, weight, grad) = (Values::new(x), Values::new(weight), Values::new(grad));
        let shape = conv_shape(&x, &weight, stride);
        let sums = cpu::conv3d_weight_grad(shape, x.slice(), grad.slice());
        filled(weight.dims::<5>(), |out| out.copy_from_slice(&sums))
    }

    fn max_pool3d_same_grad(
        x: FlexTensor,
        grad: FlexTensor,
        kernel: [usize; 3],
        stride: [usize; 3],
    ) -> FlexTensor {
        let (x, grad) = (Values::new(x), Values::new(grad));
        let dims = x.dims::<5>();
        let axes = axes(&dims, kernel, stride);
        filled(dims, |out| cpu::max_pool3d_grad(axes, x.slice(), grad.slice(), out))
    }
}
