//! The layer on a GPU.

use burn::backend::ops::ModuleOps;
use burn::backend::{TensorMetadata, tensor::FloatTensor};
use burn_wgpu::CubeBackend;

use super::{PlaneGradients, PlaneLayers, Steps, plain};
use crate::nn::kernels::conv::{self, Added, Finish, Window};
use crate::nn::kernels::depthwise::depthwise;
use crate::nn::kernels::pool::max_pool;
use crate::nn::kernels::weight_grad::weight_gradient;

type Float = FloatTensor<CubeBackend>;

fn window(steps: Steps) -> Window {
    Window::plane(steps.stride, steps.padding)
}

/// Rows and columns of an image, in the place of those of a volume.
fn sides(x: &Float) -> [usize; 3] {
    [1, x.shape()[2], x.shape()[3]]
}

fn places(x: &Float, weight: &Float, steps: Steps) -> [usize; 3] {
    let of = |axis: usize| steps.places(x.shape()[axis], weight.shape()[axis]);
    [1, of(2), of(3)]
}

impl PlaneLayers for CubeBackend {
    fn conv2d_steps(x: Float, weight: Float, bias: Float, steps: Steps) -> Float {
        let [channels, outputs] = [x.shape()[1], weight.shape()[0]];
        let out = places(&x, &weight, steps);
        let finish = Finish { added: Added::Bias(bias.clone()), relu: steps.relu };
        if steps.groups == 1 {
            return conv::forward(x, weight, window(steps), out, finish);
        }
        assert_eq!([steps.groups; 2], [channels, outputs], "one group, or as many as channels");
        depthwise(x, weight, window(steps), out, bias, steps.relu)
    }

    fn max_pool2d_centred(x: Float, side: usize, stride: usize) -> Float {
        let out = sides(&x).map(|length| length.div_ceil(stride));
        max_pool(x, [1, side, side], Window::plane(stride, side / 2), out)
    }
}

impl PlaneGradients for CubeBackend {
    fn conv2d_steps_x_grad(x: Float, weight: Float, grad: Float, steps: Steps) -> Float {
        if steps.groups > 1 {
            return Self::conv2d_x_backward(x, weight, grad, plain::options(steps));
        }
        conv::adjoint(grad, weight, window(steps), sides(&x), Finish::PLAIN)
    }

    fn conv2d_steps_weight_grad(x: Float, weight: Float, grad: Float, steps: Steps) -> Float {
        if steps.groups > 1 {
            return Self::conv2d_weight_backward(x, weight, grad, plain::options(steps));
        }
        weight_gradient(grad, x, window(steps), sides(&weight))
    }
}
