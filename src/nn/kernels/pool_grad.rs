//! The gradient of max-pooling whose windows overlap: each window's goes to the first of its largest values, in the order
//! time, row, column.
//!
//! Two passes and no atomics, so that sums have one order: every window finds its place, then every place sums the
//! windows that chose it.

use burn::tensor::{DType, Shape};
use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::ops::numeric::empty_device_contiguous_dtype;
use burn_cubecl::tensor::CubeTensor;

use super::axis::Axis;
use super::conv::{Window, beside, volumes};
use super::tensors::contiguous;
use super::units::{UNITS, a_unit_each, group};

/// The place in its volume that each window's gradient goes to: the walk of `pool.rs`, which keeps the value.
#[cube(launch_unchecked)]
fn choose(source: &[f32], chosen: &mut [u32], windows: u32, z: Axis, y: Axis, x: Axis) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < windows {
        let (line, ox) = (at / x.out, at % x.out);
        let (frame, oy) = (line / y.out, line % y.out);
        let (volume, oz) = (frame / z.out, frame % z.out);
        let first = volume * z.length * y.length * x.length;
        let mut most = f32::min_value();
        // No place there is: a window without one chooses none.
        let mut place = u32::MAX.runtime();
        for kz in 0..z.taps {
            let sz = oz * z.scale + kz + z.shift;
            for ky in 0..y.taps {
                let sy = oy * y.scale + ky + y.shift;
                for kx in 0..x.taps {
                    let sx = ox * x.scale + kx + x.shift;
                    if sz < z.length && sy < y.length && sx < x.length {
                        let here = (sz * y.length + sy) * x.length + sx;
                        let value = source[(first + here) as usize];
                        // As in pooling forward: a NaN stays, and one that comes later is taken.
                        let kept = place < u32::MAX && (value <= most || most.is_nan());
                        most = select(kept, most, value);
                        place = select(kept, place, here);
                    }
                }
            }
        }
        chosen[at as usize] = place;
    }
}

/// The first window along an axis that reads position `at`, and the one behind the last.
#[derive(CubeType, Clone, Copy)]
struct Reading {
    from: u32,
    to: u32,
}

#[cube]
fn windows_over(axis: &Axis, at: u32) -> Reading {
    // Counted from the border's first value; `shift` is minus the padding.
    let place = at - axis.shift;
    let from = select(place < axis.taps, 0u32, (place - axis.taps) / axis.scale + 1u32);
    Reading { from, to: min(place / axis.scale + 1u32, axis.out) }
}

/// Per place the sum over the windows that chose it.
#[cube(launch_unchecked)]
fn gather(chosen: &[u32], grad: &[f32], out: &mut [f32], values: u32, z: Axis, y: Axis, x: Axis) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let size = z.length * y.length * x.length;
        let (volume, here) = (at / size, at % size);
        let (frame, column) = (here / x.length, here % x.length);
        let over_z = windows_over(&z, frame / y.length);
        let over_y = windows_over(&y, frame % y.length);
        let over_x = windows_over(&x, column);
        let mut sum = 0.0f32.runtime();
        for oz in over_z.from..over_z.to {
            for oy in over_y.from..over_y.to {
                for ox in over_x.from..over_x.to {
                    let window = (((volume * z.out + oz) * y.out + oy) * x.out + ox) as usize;
                    sum += select(chosen[window] == here, grad[window], 0.0f32);
                }
            }
        }
        out[at as usize] = sum;
    }
}

/// `x [n, c, ..]`, `grad [n, c, out..]` to the gradient of `x`.
pub(crate) fn max_pool_grad(
    x: CubeTensor,
    grad: CubeTensor,
    kernel: [usize; 3],
    window: Window,
    lengths: [usize; 3],
) -> CubeTensor {
    let [n, c, source @ ..] = volumes(&x);
    let (windows, values) =
        (n * c * lengths.iter().product::<usize>(), n * c * source.iter().product::<usize>());
    let [found @ .., t, h, w] = volumes(&grad);
    assert_eq!((found, [t, h, w]), ([n, c], lengths), "a gradient for every window");
    let axis = |i: usize| window.span(i, lengths[i], source[i], kernel[i], false).launch();
    let out = beside(&x, n, c, source);
    let shape = Shape::from([windows]);
    let chosen = empty_device_contiguous_dtype(x.client.clone(), x.device.clone(), shape, DType::U32);
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        choose::launch_unchecked(
            &out.client,
            a_unit_each(windows),
            group(),
            contiguous(x).into_buffer_arg(),
            chosen.clone().into_buffer_arg(),
            windows as u32,
            axis(0),
            axis(1),
            axis(2),
        );
        gather::launch_unchecked(
            &out.client,
            a_unit_each(values),
            group(),
            chosen.into_buffer_arg(),
            contiguous(grad).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            values as u32,
            axis(0),
            axis(1),
            axis(2),
        );
    }
    out
}
