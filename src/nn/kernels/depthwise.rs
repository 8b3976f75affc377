//! Convolution of each channel by itself: one output per unit, since there is little to share.

use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::axis::Axis;
use super::conv::{Window, volumes};
use super::tensors::{contiguous, empty_like};
use super::units::{UNITS, a_unit_each, group};

#[cube(launch_unchecked)]
fn convolve_each(
    source: &[f32],
    weight: &[f32],
    bias: &[f32],
    out: &mut [f32],
    channels: u32,
    values: u32,
    relu: u32,
    y: Axis,
    x: Axis,
) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let (line, ox) = (at / x.out, at % x.out);
        let (plane, oy) = (line / y.out, line % y.out);
        let channel = plane % channels;
        let mut sum = bias[channel as usize];
        for ky in 0..y.taps {
            let sy = oy * y.scale + ky + y.shift;
            for kx in 0..x.taps {
                let sx = ox * x.scale + kx + x.shift;
                if sy < y.length && sx < x.length {
                    let value = source[((plane * y.length + sy) * x.length + sx) as usize];
                    sum += value * weight[((channel * y.taps + ky) * x.taps + kx) as usize];
                }
            }
        }
        // Not `max`: a NaN must stay one.
        out[at as usize] = select(relu == 1u32 && sum < 0.0f32, 0.0f32, sum);
    }
}

/// `x [n, c, h, w]`, `weight [c, 1, k, k]`, `bias [c]` to `[n, c, out..]`.
pub(crate) fn depthwise(
    x: CubeTensor,
    weight: CubeTensor,
    window: Window,
    [_, rows, columns]: [usize; 3],
    bias: CubeTensor,
    relu: bool,
) -> CubeTensor {
    let ([images, channels, _, height, width], [_, _, _, tall, wide]) = (volumes(&x), volumes(&weight));
    let out = empty_like(&x, [images, channels, rows, columns]);
    let values = images * channels * rows * columns;
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        convolve_each::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            contiguous(x).into_buffer_arg(),
            contiguous(weight).into_buffer_arg(),
            contiguous(bias).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            channels as u32,
            values as u32,
            u32::from(relu),
            window.span(1, rows, height, tall, false).launch(),
            window.span(2, columns, width, wide, false).launch(),
        );
    }
    out
}
