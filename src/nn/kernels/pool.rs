//! Max-pooling in rows and columns, and in time: one output per unit.

use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::axis::Axis;
use super::conv::{Window, beside, volumes};
use super::tensors::{contiguous, dims, element, empty_like, stored};
use super::units::{UNITS, a_unit_each, group};

#[cube(launch_unchecked)]
fn largest<S: Float>(
    source: &[S],
    out: &mut [S],
    values: u32,
    z: Axis,
    y: Axis,
    x: Axis,
    #[define(S)] _stored: ElemType,
) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let (line, ox) = (at / x.out, at % x.out);
        let (frame, oy) = (line / y.out, line % y.out);
        let (volume, oz) = (frame / z.out, frame % z.out);
        // Less than any value there is; not infinite, which shaders need not know.
        let mut most = f32::min_value();
        for kz in 0..z.taps {
            let sz = oz * z.scale + kz + z.shift;
            for ky in 0..y.taps {
                let sy = oy * y.scale + ky + y.shift;
                for kx in 0..x.taps {
                    let sx = ox * x.scale + kx + x.shift;
                    if sz < z.length && sy < y.length && sx < x.length {
                        let from = ((volume * z.length + sz) * y.length + sy) * x.length + sx;
                        let value = f32::cast_from(source[from as usize]);
                        // A NaN stays, and one that comes later is taken: it is not at most anything.
                        most = select(value <= most || most.is_nan(), most, value);
                    }
                }
            }
        }
        out[at as usize] = S::cast_from(most);
    }
}

/// The gradient of a pooling of 2x2: a window's goes to the first of its largest values.
#[cube(launch_unchecked)]
fn to_the_first(x: &[f32], grad: &[f32], out: &mut [f32], values: u32, width: u32) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let (line, column) = (at / width, at % width);
        // Windows begin at even lines and columns, and planes have an even number of lines.
        let first = (line - line % 2u32) * width + column - column % 2u32;
        let value = x[at as usize];
        let mut chosen = true;
        #[unroll]
        for i in 0..4u32 {
            let other = first + comptime!(i / 2) * width + comptime!(i % 2);
            let beaten = select(other < at, x[other as usize] >= value, x[other as usize] > value);
            chosen = chosen && (other == at || !beaten);
        }
        let window = line / 2u32 * (width / 2u32) + column / 2u32;
        out[at as usize] = select(chosen, grad[window as usize], 0.0f32);
    }
}

/// `x [n, c, ..]` to `[n, c, out..]`; what lies beyond the border counts for nothing.
pub(crate) fn max_pool(x: CubeTensor, kernel: [usize; 3], window: Window, lengths: [usize; 3]) -> CubeTensor {
    let [n, c, source @ ..] = volumes(&x);
    let out = beside(&x, n, c, lengths);
    let values = n * c * lengths.iter().product::<usize>();
    let axis = |i: usize| window.span(i, lengths[i], source[i], kernel[i], false).launch();
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        largest::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            stored(x).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            values as u32,
            axis(0),
            axis(1),
            axis(2),
            element(&out),
        );
    }
    out
}

/// `x [n, c, h, w]` with even sides, `grad [n, c, h / 2, w / 2]`, to the gradient of `x`.
pub(crate) fn max_pool2_grad(x: CubeTensor, grad: CubeTensor) -> CubeTensor {
    let [n, c, h, w] = dims(&x);
    assert!(h % 2 == 0 && w % 2 == 0, "{h}x{w}: sides that windows of 2x2 cover");
    let out = empty_like(&x, [n, c, h, w]);
    let values = n * c * h * w;
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        to_the_first::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            contiguous(x).into_buffer_arg(),
            contiguous(grad).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            values as u32,
            w as u32,
        );
    }
    out
}
