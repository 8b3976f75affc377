//! The layers on a GPU.

use burn::backend::ops::FloatTensorOps;
use burn::backend::{TensorMetadata, tensor::FloatTensor};
use burn::tensor::{Shape, Slice};
use burn_wgpu::CubeBackend;

use super::kernels::conv::{self, Added, Finish, Window};
use super::kernels::weight_grad::weight_gradient;
use super::kernels::{norm, pool};
use super::layers::{LayerGradients, Layers, NORM_EPSILON};

type Float = FloatTensor<CubeBackend>;

/// Rows and columns of a convolution that keeps the size.
fn keep_size(weight: &Float) -> Window {
    Window::plane(1, weight.shape()[2] / 2)
}

/// Of a transposed convolution that doubles it.
const DOUBLED: Window = Window { stride: [1, 2, 2], pad: [0, 1, 1] };

/// Rows and columns of an image, in the place of those of a volume.
fn sides(x: &Float) -> [usize; 3] {
    [1, x.shape()[2], x.shape()[3]]
}

fn convolved(x: Float, weight: Float, bias: Float, relu: bool) -> Float {
    let (window, out) = (keep_size(&weight), sides(&x));
    conv::forward(x, weight, window, out, Finish { added: Added::Bias(bias), relu })
}

impl Layers for CubeBackend {
    fn conv(x: Float, weight: Float, bias: Float) -> Float {
        convolved(x, weight, bias, false)
    }

    fn conv_relu(x: Float, weight: Float, bias: Float) -> Float {
        convolved(x, weight, bias, true)
    }

    fn up(x: Float, weight: Float, bias: Float) -> Float {
        let [_, rows, columns] = sides(&x);
        let out = [1, 2 * rows, 2 * columns];
        conv::adjoint(x, weight, DOUBLED, out, Finish { added: Added::Bias(bias), relu: false })
    }

    fn max_pool2(x: Float) -> Float {
        let [_, rows, columns] = sides(&x);
        pool::max_pool(x, [1, 2, 2], Window { pad: [0; 3], ..DOUBLED }, [1, rows / 2, columns / 2])
    }

    fn moments(x: Float) -> Float {
        norm::moments(x)
    }

    fn norm_relu(x: Float, gamma: Float, beta: Float, moments: Float) -> Float {
        norm::norm_relu(x, [gamma, beta, moments], NORM_EPSILON)
    }

    fn conv_norm_relu(
        x: Float,
        weight: Float,
        bias: Float,
        gamma: Float,
        beta: Float,
        mean: Float,
        variance: Float,
    ) -> Float {
        let (window, out) = (keep_size(&weight), sides(&x));
        let line = norm::scale_and_shift([bias, gamma, beta, mean, variance], NORM_EPSILON);
        conv::forward(x, weight, window, out, Finish { added: Added::ScaleAndShift(line), relu: true })
    }
}

impl LayerGradients for CubeBackend {
    fn conv_x_grad(x: Float, weight: Float, grad: Float) -> Float {
        let window = keep_size(&weight);
        conv::adjoint(grad, weight, window, sides(&x), Finish::PLAIN)
    }

    fn conv_weight_grad(x: Float, weight: Float, grad: Float) -> Float {
        weight_gradient(grad, x, keep_size(&weight), sides(&weight))
    }

    fn up_x_grad(x: Float, weight: Float, grad: Float) -> Float {
        conv::forward(grad, weight, DOUBLED, sides(&x), Finish::PLAIN)
    }

    fn up_weight_grad(x: Float, weight: Float, grad: Float) -> Float {
        weight_gradient(x, grad, DOUBLED, sides(&weight))
    }

    fn bias_grad(grad: Float) -> Float {
        norm::channel_sums(grad)
    }

    fn max_pool2_grad(x: Float, grad: Float) -> Float {
        pool::max_pool2_grad(x, grad)
    }

    fn norm_relu_grad(x: Float, gamma: Float, beta: Float, moments: Float, grad: Float) -> [Float; 3] {
        let channels = x.shape()[1];
        let [x_grad, sums] = norm::norm_relu_grad(x, [gamma, beta, moments], grad, NORM_EPSILON);
        let row = |at: usize| {
            let row = Self::float_slice(sums.clone(), &[Slice::from(at..at + 1), Slice::full()]);
            Self::float_reshape(row, Shape::from([channels]))
        };
        [x_grad, row(0), row(1)]
    }
}
