//! What the GPU runs for a batch normalisation: statistics per channel by a workgroup each, the rest a value per unit.

use burn_cubecl::cubecl::{self, prelude::*};

use super::units::{UNITS, sum_of_units};

/// Lengths of `[images, channels, pixels]`.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Sizes {
    channels: u32,
    pixels: u32,
    /// Images times pixels.
    count: u32,
}

/// Where value `i` of a channel is.
#[cube]
fn place(sizes: &Sizes, channel: u32, i: u32) -> usize {
    ((i / sizes.pixels * sizes.channels + channel) * sizes.pixels + i % sizes.pixels) as usize
}

/// Mean and biased variance: the mean first, then squares of what is left, so that no digits cancel.
#[cube(launch_unchecked)]
pub(super) fn mean_and_variance(x: &[f32], out: &mut [f32], sizes: Sizes) {
    let mut parts = Shared::<[f32]>::new_slice(comptime!(UNITS as usize));
    let channel = CUBE_POS_X;
    let steps = sizes.count.div_ceil(UNITS);
    let mut sum = 0.0f32;
    for step in 0..steps {
        let i = step * UNITS + UNIT_POS;
        if i < sizes.count {
            sum += x[place(&sizes, channel, i)];
        }
    }
    let count = f32::cast_from(sizes.count);
    let mean = sum_of_units(&mut parts, sum) / count;
    let mut squares = 0.0f32;
    for step in 0..steps {
        let i = step * UNITS + UNIT_POS;
        if i < sizes.count {
            let off = x[place(&sizes, channel, i)] - mean;
            squares += off * off;
        }
    }
    let variance = sum_of_units(&mut parts, squares) / count;
    if UNIT_POS == 0u32 {
        out[(2u32 * channel) as usize] = mean;
        out[(2u32 * channel + 1u32) as usize] = variance;
    }
}

/// `1 / sqrt(variance + epsilon)`.
#[cube]
fn inverse(moments: &[f32], channel: u32, epsilon: f32) -> f32 {
    1.0f32 / (moments[(2u32 * channel + 1u32) as usize] + epsilon).sqrt()
}

/// The normalised value; as on the CPU, so that both round alike before a ReLU.
#[cube]
fn normal(x: f32, moments: &[f32], channel: u32, epsilon: f32) -> f32 {
    (x - moments[(2u32 * channel) as usize]) * inverse(moments, channel, epsilon)
}

#[cube(launch_unchecked)]
pub(super) fn normalise(
    x: &[f32],
    gamma: &[f32],
    beta: &[f32],
    moments: &[f32],
    out: &mut [f32],
    values: u32,
    sizes: Sizes,
    epsilon: f32,
) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let channel = at / sizes.pixels % sizes.channels;
        let line = normal(x[at as usize], moments, channel, epsilon) * gamma[channel as usize]
            + beta[channel as usize];
        // Not `max`: a NaN must stay one.
        out[at as usize] = select(line < 0.0f32, 0.0f32, line);
    }
}

/// Sums of the gradient behind the ReLU, and of its product with the normalised values: the gradients of shift and scale.
#[cube(launch_unchecked)]
pub(super) fn slope_sums(
    x: &[f32],
    gamma: &[f32],
    beta: &[f32],
    moments: &[f32],
    grad: &[f32],
    out: &mut [f32],
    sizes: Sizes,
    epsilon: f32,
) {
    let mut parts = Shared::<[f32]>::new_slice(comptime!(UNITS as usize));
    let channel = CUBE_POS_X;
    let mut along = 0.0f32;
    let mut sum = 0.0f32;
    for step in 0..sizes.count.div_ceil(UNITS) {
        let i = step * UNITS + UNIT_POS;
        if i < sizes.count {
            let at = place(&sizes, channel, i);
            let normal = normal(x[at], moments, channel, epsilon);
            let line = normal * gamma[channel as usize] + beta[channel as usize];
            let slope = select(line <= 0.0f32, 0.0f32, grad[at]);
            sum += slope;
            along += slope * normal;
        }
    }
    let along = sum_of_units(&mut parts, along);
    let sum = sum_of_units(&mut parts, sum);
    if UNIT_POS == 0u32 {
        out[channel as usize] = along;
        out[(sizes.channels + channel) as usize] = sum;
    }
}

/// The gradient of the input, through the moments too.
#[cube(launch_unchecked)]
pub(super) fn slopes(
    x: &[f32],
    gamma: &[f32],
    beta: &[f32],
    moments: &[f32],
    grad: &[f32],
    sums: &[f32],
    out: &mut [f32],
    values: u32,
    sizes: Sizes,
    epsilon: f32,
) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let channel = at / sizes.pixels % sizes.channels;
        let normal = normal(x[at as usize], moments, channel, epsilon);
        let line = normal * gamma[channel as usize] + beta[channel as usize];
        let slope = select(line <= 0.0f32, 0.0f32, grad[at as usize]);
        let count = f32::cast_from(sizes.count);
        let (along, sum) = (sums[channel as usize], sums[(sizes.channels + channel) as usize]);
        let factor = gamma[channel as usize] * inverse(moments, channel, epsilon);
        out[at as usize] = factor * (slope - sum / count - normal * (along / count));
    }
}

/// Sums per channel.
#[cube(launch_unchecked)]
pub(super) fn sums_of_channels(x: &[f32], out: &mut [f32], sizes: Sizes) {
    let mut parts = Shared::<[f32]>::new_slice(comptime!(UNITS as usize));
    let mut sum = 0.0f32;
    for step in 0..sizes.count.div_ceil(UNITS) {
        let i = step * UNITS + UNIT_POS;
        if i < sizes.count {
            sum += x[place(&sizes, CUBE_POS_X, i)];
        }
    }
    let sum = sum_of_units(&mut parts, sum);
    if UNIT_POS == 0u32 {
        out[CUBE_POS_X as usize] = sum;
    }
}

/// `gamma / sqrt(variance + epsilon)` and what a convolution's bias and this normalisation add together, a channel per unit.
#[cube(launch_unchecked)]
pub(super) fn fold(
    bias: &[f32],
    gamma: &[f32],
    beta: &[f32],
    mean: &[f32],
    variance: &[f32],
    out: &mut [f32],
    channels: u32,
    epsilon: f32,
) {
    let channel = ABSOLUTE_POS;
    if channel < channels as usize {
        let scale = gamma[channel] / (variance[channel] + epsilon).sqrt();
        out[channel] = scale;
        out[channels as usize + channel] = (bias[channel] - mean[channel]) * scale + beta[channel];
    }
}
