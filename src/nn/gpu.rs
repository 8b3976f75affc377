//! The layers on a GPU: convolutions by our kernels, the rest of burn's own operations.

use burn::backend::ops::{ActivationOps, FloatTensorOps, ModuleOps};
use burn::backend::{TensorMetadata, tensor::FloatTensor};
use burn::tensor::{BoolDType, IntDType, Shape, Slice};
use burn_wgpu::CubeBackend;

use super::kernels::conv::{self, Finish, Window};
use super::kernels::weight_grad::weight_gradient;
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
    conv::forward(x, weight, window, out, Finish { bias: Some(bias), relu })
}

/// `[c]` (or `[c, 1]`) as `[1, c, 1, 1]`, to be spread over a batch.
fn per_channel(values: Float) -> Float {
    let channels = values.shape()[0];
    CubeBackend::float_reshape(values, Shape::from([1, channels, 1, 1]))
}

/// Means over batch, rows and columns: `[n, c, h, w]` to `[1, c, 1, 1]`.
fn channel_means(x: Float) -> Float {
    let shape = x.shape();
    let (images, channels) = (shape[0], shape[1]);
    let pixels = shape[2] * shape[3];
    let planes = CubeBackend::float_mean_dim(
        CubeBackend::float_reshape(x, Shape::from([images, channels, pixels])),
        2,
    );
    per_channel(CubeBackend::float_reshape(CubeBackend::float_mean_dim(planes, 0), Shape::from([channels])))
}

/// `(x - mean) / sqrt(var + epsilon)` and `1 / sqrt(var + epsilon)`.
fn normal(x: Float, moments: Float) -> (Float, Float) {
    let part = |at: usize| {
        per_channel(CubeBackend::float_slice(moments.clone(), &[Slice::full(), Slice::from(at..at + 1)]))
    };
    let root = CubeBackend::float_sqrt(CubeBackend::float_add_scalar(part(1), NORM_EPSILON.into()));
    let inverse = CubeBackend::float_recip(root);
    let centred = CubeBackend::float_sub(x, part(0));
    (CubeBackend::float_mul(centred, inverse.clone()), inverse)
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
        conv::adjoint(x, weight, DOUBLED, out, Finish { bias: Some(bias), relu: false })
    }

    fn max_pool2(x: Float) -> Float {
        Self::max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], false)
    }

    fn moments(x: Float) -> Float {
        let channels = x.shape()[1];
        let mean = channel_means(x.clone());
        let centred = Self::float_sub(x, mean.clone());
        let var = channel_means(Self::float_mul(centred.clone(), centred));
        let column = |values| Self::float_reshape(values, Shape::from([channels, 1]));
        Self::float_cat(vec![column(mean), column(var)], 1)
    }

    fn norm_relu(x: Float, gamma: Float, beta: Float, moments: Float) -> Float {
        let (normal, _) = normal(x, moments);
        let scaled = Self::float_mul(normal, per_channel(gamma));
        Self::relu(Self::float_add(scaled, per_channel(beta)))
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
        let shape = grad.shape();
        let count = (shape[0] * shape[2] * shape[3]) as f32;
        let sums = Self::float_mul_scalar(channel_means(grad), count.into());
        Self::float_reshape(sums, Shape::from([shape[1]]))
    }

    fn max_pool2_grad(x: Float, grad: Float) -> Float {
        let pooled =
            Self::max_pool2d_with_indices(x.clone(), [2, 2], [2, 2], [0, 0], [1, 1], false, IntDType::I32);
        Self::max_pool2d_with_indices_backward(x, [2, 2], [2, 2], [0, 0], [1, 1], false, grad, pooled.indices)
            .x_grad
    }

    fn norm_relu_grad(x: Float, gamma: Float, beta: Float, moments: Float, grad: Float) -> [Float; 3] {
        let shape = x.shape();
        let (channels, count) = (shape[1], (shape[0] * shape[2] * shape[3]) as f32);
        let (normal, inverse) = normal(x, moments);
        let line =
            Self::float_add(Self::float_mul(normal.clone(), per_channel(gamma.clone())), per_channel(beta));
        let off = Self::float_lower_equal_elem(line, 0_f32.into(), BoolDType::U32);
        let grad = Self::float_mask_fill(grad, off, 0_f32.into());
        let along = channel_means(Self::float_mul(grad.clone(), normal.clone()));
        let mean = channel_means(grad.clone());
        let sums = |mean: Float| {
            Self::float_reshape(Self::float_mul_scalar(mean, count.into()), Shape::from([channels]))
        };
        let (gamma_grad, beta_grad) = (sums(along.clone()), sums(mean.clone()));
        let projected = Self::float_sub(Self::float_sub(grad, mean), Self::float_mul(normal, along));
        let x_grad = Self::float_mul(projected, Self::float_mul(per_channel(gamma), inverse));
        [x_grad, gamma_grad, beta_grad]
    }
}
