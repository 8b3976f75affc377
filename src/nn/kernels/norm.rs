//! Batch normalisation with ReLU on a GPU: two passes forward, two backward.

use burn_cubecl::cubecl::CubeCount;
use burn_cubecl::tensor::CubeTensor;

use super::norm_shaders::{
    SizesLaunch, fold, mean_and_variance, normalise, slope_sums, slopes, sums_of_channels,
};
use super::tensors::{contiguous, dims, empty_like};
use super::units::{a_unit_each, group};

/// `[n, c, h, w]`, its sizes for a kernel, and its channels.
fn sizes(x: &CubeTensor) -> ([usize; 4], SizesLaunch, CubeCount) {
    let [images, channels, height, width] = dims(x);
    let pixels = height * width;
    let sizes = SizesLaunch::new(channels as u32, pixels as u32, (images * pixels) as u32);
    ([images, channels, height, width], sizes, CubeCount::Static(channels as u32, 1, 1))
}

/// Mean and biased variance: `x [n, c, h, w]` to `[c, 2]`.
pub(crate) fn moments(x: CubeTensor) -> CubeTensor {
    let ([_, channels, ..], sizes, groups) = sizes(&x);
    let out = empty_like(&x, [channels, 2]);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        mean_and_variance::launch_unchecked(
            &out.client,
            groups,
            group(),
            contiguous(x).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            sizes,
        );
    }
    out
}

/// Normalised by `moments`, scaled, shifted, at least 0; `[n, c, h, w]`.
pub(crate) fn norm_relu(x: CubeTensor, [gamma, beta, moments]: [CubeTensor; 3], epsilon: f32) -> CubeTensor {
    let (shape, sizes, _) = sizes(&x);
    let out = empty_like(&x, shape);
    let values = shape.iter().product();
    let [x, gamma, beta, moments] =
        [x, gamma, beta, moments].map(|tensor| contiguous(tensor).into_buffer_arg());
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        normalise::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            x,
            gamma,
            beta,
            moments,
            out.clone().into_buffer_arg(),
            values as u32,
            sizes,
            epsilon,
        );
    }
    out
}

/// The gradients of `x`, and of scale and shift as rows of `[2, c]`.
pub(crate) fn norm_relu_grad(
    x: CubeTensor,
    [gamma, beta, moments]: [CubeTensor; 3],
    grad: CubeTensor,
    epsilon: f32,
) -> [CubeTensor; 2] {
    let (shape, lengths, groups) = sizes(&x);
    let [x, gamma, beta, moments, grad] = [x, gamma, beta, moments, grad].map(contiguous);
    let (out, sums) = (empty_like(&x, shape), empty_like(&x, [2, shape[1]]));
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        slope_sums::launch_unchecked(
            &out.client,
            groups,
            group(),
            x.clone().into_buffer_arg(),
            gamma.clone().into_buffer_arg(),
            beta.clone().into_buffer_arg(),
            moments.clone().into_buffer_arg(),
            grad.clone().into_buffer_arg(),
            sums.clone().into_buffer_arg(),
            lengths,
            epsilon,
        );
    }
    let (_, lengths, _) = self::sizes(&x);
    let values = shape.iter().product();
    // SAFETY: as above.
    unsafe {
        slopes::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            x.into_buffer_arg(),
            gamma.into_buffer_arg(),
            beta.into_buffer_arg(),
            moments.into_buffer_arg(),
            grad.into_buffer_arg(),
            sums.clone().into_buffer_arg(),
            out.clone().into_buffer_arg(),
            values as u32,
            lengths,
            epsilon,
        );
    }
    [out, sums]
}

/// `[n, c, h, w]` to `[c]`.
pub(crate) fn channel_sums(x: CubeTensor) -> CubeTensor {
    let ([_, channels, ..], sizes, groups) = sizes(&x);
    let out = empty_like(&x, [channels]);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        sums_of_channels::launch_unchecked(
            &out.client,
            groups,
            group(),
            contiguous(x).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            sizes,
        );
    }
    out
}

/// The factor and the shift, `[2, c]`, that a normalisation by `mean` and `variance` is behind a convolution with a bias; all
/// `[c]`.
pub(crate) fn scale_and_shift(
    [bias, gamma, beta, mean, variance]: [CubeTensor; 5],
    epsilon: f32,
) -> CubeTensor {
    let [channels] = dims(&gamma);
    let out = empty_like(&gamma, [2, channels]);
    let [bias, gamma, beta, mean, variance] =
        [bias, gamma, beta, mean, variance].map(|tensor| contiguous(tensor).into_buffer_arg());
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        fold::launch_unchecked(
            &out.client,
            a_unit_each(channels),
            group(),
            bias,
            gamma,
            beta,
            mean,
            variance,
            out.clone().into_buffer_arg(),
            channels as u32,
            epsilon,
        );
    }
    out
}
