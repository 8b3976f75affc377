//! The layers on burn's CPU device: tensors in and out of the kernels of [`cpu`].

use burn::backend::Flex;
use burn::tensor::{DType, Shape};
use burn_flex::FlexTensor;

use super::layers::{LayerGradients, Layers, NORM_EPSILON};
use oddframe_kernels::{self as cpu, Conv, NormSaved};

/// A contiguous `f32` view, copied only where the tensor is a strided one.
pub(crate) struct Values(FlexTensor);

impl Values {
    pub(crate) fn new(tensor: FlexTensor) -> Self {
        assert_eq!(tensor.dtype(), DType::F32, "the layers compute in f32");
        Self(if tensor.is_contiguous() { tensor } else { tensor.to_contiguous() })
    }

    pub(crate) fn slice(&self) -> &[f32] {
        let len = self.0.layout().num_elements();
        let start = self.0.layout().start_offset();
        &self.0.storage::<f32>()[start..start + len]
    }

    pub(crate) fn into_tensor(self) -> FlexTensor {
        self.0
    }

    pub(crate) fn dims<const D: usize>(&self) -> [usize; D] {
        core::array::from_fn(|i| self.0.layout().shape()[i])
    }
}

/// A new tensor filled by `fill`.
pub(crate) fn filled(shape: impl Into<Shape>, fill: impl FnOnce(&mut [f32])) -> FlexTensor {
    let mut tensor = FlexTensor::empty(shape.into(), DType::F32);
    fill(tensor.storage_mut::<f32>());
    tensor
}

fn vector(values: &[f32], shape: impl Into<Shape>) -> FlexTensor {
    filled(shape, |out| out.copy_from_slice(values))
}

fn conv_shape(x: &Values, weight: &Values) -> Conv {
    let [_, inputs, height, width] = x.dims();
    let [outputs, weight_inputs, side, _] = weight.dims();
    assert_eq!(inputs, weight_inputs, "channels of the input and of the weight");
    Conv { inputs, outputs, height, width, side }
}

fn up_shape(x: &Values, weight: &Values) -> Conv {
    let [_, inputs, height, width] = x.dims();
    let [weight_inputs, outputs, side, _] = weight.dims();
    assert_eq!((inputs, 3), (weight_inputs, side), "channels and side of a transposed convolution");
    Conv { inputs, outputs, height, width, side }
}

pub(crate) fn convolve(x: FlexTensor, weight: FlexTensor, bias: FlexTensor, relu: bool) -> FlexTensor {
    let (x, weight, bias) = (Values::new(x), Values::new(weight), Values::new(bias));
    let shape = conv_shape(&x, &weight);
    let [images, ..] = x.dims::<4>();
    filled([images, shape.outputs, shape.height, shape.width], |out| {
        cpu::conv(shape, x.slice(), weight.slice(), Some(bias.slice()), relu, out);
    })
}

impl Layers for Flex {
    fn conv(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        convolve(x, weight, bias, false)
    }

    fn conv_relu(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        convolve(x, weight, bias, true)
    }

    fn up(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        let (x, weight, bias) = (Values::new(x), Values::new(weight), Values::new(bias));
        let shape = up_shape(&x, &weight);
        let [images, ..] = x.dims::<4>();
        filled([images, shape.outputs, 2 * shape.height, 2 * shape.width], |out| {
            cpu::up(shape, x.slice(), weight.slice(), Some(bias.slice()), out);
        })
    }

    fn max_pool2(x: FlexTensor) -> FlexTensor {
        let x = Values::new(x);
        let [images, channels, height, width] = x.dims();
        filled([images, channels, height / 2, width / 2], |out| cpu::max_pool2(x.slice(), height, width, out))
    }

    fn moments(x: FlexTensor) -> FlexTensor {
        let x = Values::new(x);
        let [_, channels, height, width] = x.dims();
        let NormSaved { mean, var } = cpu::moments(x.slice(), channels, height * width);
        let pairs: Vec<f32> = mean.into_iter().zip(var).flat_map(|(mean, var)| [mean, var]).collect();
        vector(&pairs, [channels, 2])
    }

    fn norm_relu(x: FlexTensor, gamma: FlexTensor, beta: FlexTensor, moments: FlexTensor) -> FlexTensor {
        let (x, gamma, beta) = (Values::new(x), Values::new(gamma), Values::new(beta));
        let dims: [usize; 4] = x.dims();
        let saved = saved(moments);
        filled(dims, |out| {
            let norm = cpu::Norm {
                gamma: gamma.slice(),
                beta: beta.slice(),
                saved: &saved,
                pixels: dims[2] * dims[3],
                epsilon: NORM_EPSILON,
            };
            norm.forward(x.slice(), out);
        })
    }
}

fn saved(moments: FlexTensor) -> NormSaved {
    let moments = Values::new(moments);
    let part = |at: usize| moments.slice().iter().skip(at).step_by(2).copied().collect();
    NormSaved { mean: part(0), var: part(1) }
}

impl LayerGradients for Flex {
    fn conv_x_grad(x: FlexTensor, weight: FlexTensor, grad: FlexTensor) -> FlexTensor {
        let (x, weight, grad) = (Values::new(x), Values::new(weight), Values::new(grad));
        let shape = conv_shape(&x, &weight);
        filled(x.dims::<4>(), |out| cpu::conv_x_grad(shape, grad.slice(), weight.slice(), out))
    }

    fn conv_weight_grad(x: FlexTensor, weight: FlexTensor, grad: FlexTensor) -> FlexTensor {
        let (x, weight, grad) = (Values::new(x), Values::new(weight), Values::new(grad));
        let shape = conv_shape(&x, &weight);
        vector(&cpu::conv_weight_grad(shape, x.slice(), grad.slice()), weight.dims::<4>())
    }

    fn up_x_grad(x: FlexTensor, weight: FlexTensor, grad: FlexTensor) -> FlexTensor {
        let (x, weight, grad) = (Values::new(x), Values::new(weight), Values::new(grad));
        let shape = up_shape(&x, &weight);
        filled(x.dims::<4>(), |out| cpu::up_x_grad(shape, grad.slice(), weight.slice(), out))
    }

    fn up_weight_grad(x: FlexTensor, weight: FlexTensor, grad: FlexTensor) -> FlexTensor {
        let (x, weight, grad) = (Values::new(x), Values::new(weight), Values::new(grad));
        let shape = up_shape(&x, &weight);
        vector(&cpu::up_weight_grad(shape, x.slice(), grad.slice()), weight.dims::<4>())
    }

    fn bias_grad(grad: FlexTensor) -> FlexTensor {
        let grad = Values::new(grad);
        let [_, channels, height, width] = grad.dims();
        vector(&cpu::channel_sums(grad.slice(), channels, height * width), [channels])
    }

    fn max_pool2_grad(x: FlexTensor, grad: FlexTensor) -> FlexTensor {
        let (x, grad) = (Values::new(x), Values::new(grad));
        let dims: [usize; 4] = x.dims();
        filled(dims, |out| cpu::max_pool2_grad(x.slice(), grad.slice(), dims[2], dims[3], out))
    }

    fn norm_relu_grad(
        x: FlexTensor,
        gamma: FlexTensor,
        beta: FlexTensor,
        moments: FlexTensor,
        grad: FlexTensor,
    ) -> [FlexTensor; 3] {
        let (x, gamma, beta, grad) =
            (Values::new(x), Values::new(gamma), Values::new(beta), Values::new(grad));
        let dims: [usize; 4] = x.dims();
        let norm = cpu::Norm {
            gamma: gamma.slice(),
            beta: beta.slice(),
            saved: &saved(moments),
            pixels: dims[2] * dims[3],
            epsilon: NORM_EPSILON,
        };
        let mut sums = (Vec::new(), Vec::new());
        let x_grad = filled(dims, |out| sums = norm.grad(x.slice(), grad.slice(), out));
        [x_grad, vector(&sums.0, [dims[1]]), vector(&sums.1, [dims[1]])]
    }
}
