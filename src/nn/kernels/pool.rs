//! Max-pooling in time, rows and columns: one output per unit.

use burn_cubecl::cubecl::{self, prelude::*};
use burn_cubecl::tensor::CubeTensor;

use super::axis::Axis;
use super::conv::Window;
use super::gemm::UNITS;
use super::tensors::{contiguous, dims, empty_like, folded};

#[cube(launch_unchecked)]
fn largest(source: &[f32], out: &mut [f32], values: u32, z: Axis, y: Axis, x: Axis) {
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
                        let value =
                            source[(((volume * z.length + sz) * y.length + sy) * x.length + sx) as usize];
                        // A NaN stays, and one that comes later is taken: it is not at most anything.
                        most = select(value <= most || most.is_nan(), most, value);
                    }
                }
            }
        }
        out[at as usize] = most;
    }
}

/// `x [n, c, t, h, w]` to `[n, c, out..]`; what lies beyond the border counts for nothing.
pub(crate) fn max_pool(x: CubeTensor, kernel: [usize; 3], window: Window, lengths: [usize; 3]) -> CubeTensor {
    let [n, c, source @ ..] = dims::<5>(&x);
    let [t, h, w] = lengths;
    let out = empty_like(&x, [n, c, t, h, w]);
    let values = n * c * t * h * w;
    let (across, lines) = folded(values.div_ceil(UNITS as usize));
    let axis = |i: usize| window.span(i, lengths[i], source[i], kernel[i], false).launch();
    // SAFETY: every index is tested against the lengths of the tensors.
    unsafe {
        largest::launch_unchecked(
            &out.client,
            CubeCount::Static(across, lines, 1),
            CubeDim::new_1d(UNITS),
            contiguous(x).into_buffer_arg(),
            out.clone().into_buffer_arg(),
            values as u32,
            axis(0),
            axis(1),
            axis(2),
        );
    }
    out
}
