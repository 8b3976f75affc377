//! The layer on burn's CPU device.

use burn::backend::Flex;
use burn_flex::FlexTensor;
use oddframe_kernels::{self as cpu, Axis, Conv3d, Depthwise};

use super::{PlaneGradients, PlaneLayers, Steps, plain};
use crate::nn::flex::{Values, convolve, filled};

impl PlaneLayers for Flex {
    fn conv2d_steps(x: FlexTensor, weight: FlexTensor, bias: FlexTensor, steps: Steps) -> FlexTensor {
        let (x, weight, bias) = (Values::new(x), Values::new(weight), Values::new(bias));
        let ([_, _, height, width], [_, _, side, _]) = (x.dims(), weight.dims());
        let keeps_size = steps.stride == 1 && 2 * steps.padding + 1 == side;
        let every_stride = |length: usize| steps.places(length, side) == length.div_ceil(steps.stride);
        match (steps.groups, side) {
            (1, 1 | 3) if keeps_size => {
                convolve(x.into_tensor(), weight.into_tensor(), bias.into_tensor(), steps.relu)
            }
            (1, _) if every_stride(height) && every_stride(width) => skipping(&x, &weight, &bias, steps),
            (1, _) => plain::conv2d::<Self>(x.into_tensor(), weight.into_tensor(), bias.into_tensor(), steps),
            _ => apart(&x, &weight, &bias, steps),
        }
    }

    fn max_pool2d_centred(x: FlexTensor, side: usize, stride: usize) -> FlexTensor {
        let x = Values::new(x);
        let [images, channels, height, width] = x.dims();
        let axis = |length: usize| Axis::padded(length, side, stride, side / 2);
        let axes = [Axis::same(1, 1, 1), axis(height), axis(width)];
        let [_, rows, columns] = axes.map(Axis::out);
        filled([images, channels, rows, columns], |out| cpu::max_pool3d(axes, x.slice(), out))
    }
}

impl PlaneGradients for Flex {}

/// Of all channels together, a value for every stride.
fn skipping(x: &Values, weight: &Values, bias: &Values, steps: Steps) -> FlexTensor {
    let ([images, inputs, height, width], [outputs, weight_inputs, side, _]) = (x.dims(), weight.dims());
    assert_eq!(inputs, weight_inputs, "channels of the input and of the weight");
    let axis = |length: usize| Axis::padded(length, side, steps.stride, steps.padding);
    let shape = Conv3d { inputs, outputs, axes: [Axis::same(1, 1, 1), axis(height), axis(width)] };
    let [_, rows, columns] = shape.axes.map(Axis::out);
    filled([images, outputs, rows, columns], |out| {
        cpu::conv3d(shape, x.slice(), weight.slice(), bias.slice(), steps.relu, out);
    })
}

/// Of each channel by itself.
fn apart(x: &Values, weight: &Values, bias: &Values, steps: Steps) -> FlexTensor {
    let ([images, channels, height, width], [outputs, _, side, _]) = (x.dims(), weight.dims());
    assert_eq!([steps.groups; 2], [channels, outputs], "one group, or as many as channels");
    let Steps { stride, padding, relu, .. } = steps;
    let shape = Depthwise { channels, height, width, side, stride, padding };
    let [rows, columns] = shape.out();
    filled([images, channels, rows, columns], |out| {
        cpu::depthwise(shape, x.slice(), weight.slice(), bias.slice(), relu, out);
    })
}
