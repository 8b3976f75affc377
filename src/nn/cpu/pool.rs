//! Max-pooling 2x2 with stride 2.

use super::parallel::for_each_block;

/// `[planes, height, width]` to `[planes, height / 2, width / 2]`; both sides must be even.
pub fn max_pool2(x: &[f32], height: usize, width: usize, out: &mut [f32]) {
    let (plane, pooled) = (height * width, height * width / 4);
    for_each_block(
        out,
        pooled * PLANES,
        || (),
        |(), block, out| {
            let planes = out.len() / pooled;
            let x = &x[block * PLANES * plane..][..planes * plane];
            for (pair, row) in x.chunks_exact(2 * width).zip(out.chunks_exact_mut(width / 2)) {
                let (top, bottom) = pair.split_at(width);
                for ((value, t), b) in row.iter_mut().zip(top.chunks_exact(2)).zip(bottom.chunks_exact(2)) {
                    *value = larger(larger(t[0], t[1]), larger(b[0], b[1]));
                }
            }
        },
    );
}

/// The gradient of the input: each output's gradient goes to the first of the largest of its four inputs, in
/// reading order.
pub fn max_pool2_grad(x: &[f32], grad: &[f32], height: usize, width: usize, out: &mut [f32]) {
    let plane = height * width;
    for_each_block(
        out,
        plane * PLANES,
        || (),
        |(), block, out| {
            let first = block * PLANES * plane;
            let x = &x[first..first + out.len()];
            let grad = &grad[first / 4..(first + out.len()) / 4];
            let rows = out
                .chunks_exact_mut(2 * width)
                .zip(x.chunks_exact(2 * width))
                .zip(grad.chunks_exact(width / 2));
            for ((out, x), grad) in rows {
                out.fill(0.0);
                for (i, &grad) in grad.iter().enumerate() {
                    let places = [2 * i, 2 * i + 1, width + 2 * i, width + 2 * i + 1];
                    let best = places
                        .into_iter()
                        .fold(places[0], |best, at| if x[at] > x[best] { at } else { best });
                    out[best] = grad;
                }
            }
        },
    );
}

/// Planes per block of work.
const PLANES: usize = 64;

/// The larger of two; a NaN stays one.
#[inline(always)]
pub(super) fn larger(a: f32, b: f32) -> f32 {
    if (b > a) | b.is_nan() { b } else { a }
}
