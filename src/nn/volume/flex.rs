//! The layers on burn's CPU device.

use burn::backend::Flex;
use burn_flex::FlexTensor;

use super::{VolumeLayers, axes};
use crate::nn::cpu::{self, Axis, Conv3d};
use crate::nn::flex::{Values, filled};

impl VolumeLayers for Flex {
    fn conv3d_same(
        x: FlexTensor,
        weight: FlexTensor,
        bias: FlexTensor,
        stride: [usize; 3],
        relu: bool,
    ) -> FlexTensor {
        let (x, weight, bias) = (Values::new(x), Values::new(weight), Values::new(bias));
        let (dims, [outputs, inputs, kt, ky, kx]) = (x.dims::<5>(), weight.dims());
        assert_eq!(dims[1], inputs, "channels of the input and of the weight");
        assert_eq!([outputs], bias.dims(), "channels of the weight and of the bias");
        let shape = Conv3d { inputs, outputs, axes: axes(&dims, [kt, ky, kx], stride) };
        let [time, rows, columns] = shape.axes.map(Axis::out);
        filled([dims[0], outputs, time, rows, columns], |out| {
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
