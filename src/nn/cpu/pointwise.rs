//! Functions of single values and of rows: GELU, its quick approximation and softmax.
//!
//! Written as plain loops without a branch or a call, which the compiler turns into vectors. The polynomials are fits of
//! ours (least squares at Chebyshev nodes, weighted towards the largest error); a NaN stays one.

use super::parallel::for_each_block;

/// Values that a core takes at a time.
const BLOCK: usize = 16_384;
/// Partial sums of a reduction: independent, so that they fill vectors.
const LANES: usize = 8;

/// e to the `x`, within 2 units in the last place for -87 to 88; below that next to nothing.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// 1.5 * 2^23: adding and taking it away rounds to whole numbers.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 as a short number and the rest, so that n * HIGH is exact.
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    // Comparisons that a NaN fails.
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 88.0 { 88.0 } else { x };
    let shifted = x * core::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * HIGH) - n * LOW;
    let tail =
        0.499_999_88 + r * (0.166_665_18 + r * (0.041_669_533 + r * (0.008_368_916 + r * 0.001_375_140_8)));
    let scale = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    (1.0 + (r + r * r * tail)) * scale
}

/// The error function, within 4e-7.
#[inline(always)]
fn erf(x: f32) -> f32 {
    /// From here on it is 1 in `f32`.
    const END: f32 = 3.85;
    let x = if x < -END { -END } else { x };
    let x = if x > END { END } else { x };
    let z = x * x;
    let above = core::f32::consts::FRAC_2_SQRT_PI
        + z * (0.187_896_8
            + z * (0.052_479_587 + z * (0.003_673_889_6 + z * (0.000_285_673_45 + z * 2.108_283_3e-6))));
    let below = 1.0
        + z * (0.499_852_1
            + z * (0.113_128_59 + z * (0.014_784_814 + z * (0.001_145_49 + z * 3.873_188e-5))));
    x * above / below
}

/// x Φ(x), the exact GELU.
pub fn gelu(x: &[f32], out: &mut [f32]) {
    each(x, out, |x| 0.5 * x * (1.0 + erf(x * core::f32::consts::FRAC_1_SQRT_2)));
}

/// x / (1 + exp(-1.702 x)), CLIP's approximation of GELU.
pub fn quick_gelu(x: &[f32], out: &mut [f32]) {
    each(x, out, |x| x / (1.0 + exp(-1.702 * x)));
}

#[inline(always)]
fn each(x: &[f32], out: &mut [f32], value: impl Fn(f32) -> f32 + Sync + Send) {
    assert_eq!(x.len(), out.len());
    for_each_block(
        out,
        BLOCK,
        || (),
        |(), b, out| {
            for (out, &x) in out.iter_mut().zip(&x[b * BLOCK..]) {
                *out = value(x);
            }
        },
    );
}

/// Softmax of every row of `columns` values, in place of `out`'s.
pub fn softmax_rows(columns: usize, x: &[f32], out: &mut [f32]) {
    by_rows(columns, x, out, |x, out| {
        // A NaN is lost here and comes back with the difference.
        let largest = reduce(x, f32::NEG_INFINITY, |x| x, |most, x| if x > most { x } else { most });
        for (out, &x) in out.iter_mut().zip(x) {
            *out = exp(x - largest);
        }
        let inverse = 1.0 / sum(out);
        out.iter_mut().for_each(|value| *value *= inverse);
    });
}

fn by_rows(columns: usize, x: &[f32], out: &mut [f32], row: impl Fn(&[f32], &mut [f32]) + Sync + Send) {
    assert_eq!(x.len(), out.len());
    if columns == 0 {
        return;
    }
    let block = (BLOCK / columns).max(1) * columns;
    for_each_block(
        out,
        block,
        || (),
        |(), b, out| {
            for (x, out) in x[b * block..].chunks_exact(columns).zip(out.chunks_exact_mut(columns)) {
                row(x, out);
            }
        },
    );
}

fn sum(x: &[f32]) -> f32 {
    reduce(x, 0.0, |x| x, |a, b| a + b)
}

/// Folds what `value` makes of all values, eight partial results first: a fixed order, whatever the vectors.
#[inline(always)]
fn reduce(x: &[f32], start: f32, value: impl Fn(f32) -> f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut partial = [start; LANES];
    let (chunks, rest) = x.as_chunks::<LANES>();
    for chunk in chunks {
        for (partial, &x) in partial.iter_mut().zip(chunk) {
            *partial = join(*partial, value(x));
        }
    }
    for (partial, &x) in partial.iter_mut().zip(rest) {
        *partial = join(*partial, value(x));
    }
    partial.into_iter().fold(start, join)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a fine grid: the largest of `error(x)`.
    fn worst(from: f64, to: f64, error: impl Fn(f32) -> f64) -> f64 {
        let at = |i: u32| (from + (to - from) * f64::from(i) / 200_000.0) as f32;
        (0..=200_000).map(|i| error(at(i))).fold(0.0, f64::max)
    }

    #[test]
    fn the_polynomials_are_close_to_the_functions() {
        let relative = worst(-86.9, 87.9, |x| (f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs());
        assert!(relative < 2.5e-7, "{relative:e}");
        let absolute = worst(-8.0, 8.0, |x| (f64::from(erf(x)) - libm::erf(f64::from(x))).abs());
        assert!(absolute < 5e-7, "{absolute:e}");
        assert!(exp(-1000.0) < 2e-38 && exp(f32::NEG_INFINITY) < 2e-38 && exp(0.0) == 1.0);
    }

    #[test]
    fn a_nan_stays_one() {
        assert!(exp(f32::NAN).is_nan() && erf(f32::NAN).is_nan());
        let mut out = [0.0; 4];
        softmax_rows(2, &[1.0, f32::NAN, 0.0, 0.0], &mut out);
        assert!(out[0].is_nan() && out[1].is_nan() && out[2..] == [0.5, 0.5]);
        gelu(&[f32::NAN, 0.0, 1.0, -1.0], &mut out);
        assert!(out[0].is_nan() && out[1] == 0.0 && (out[2] - 0.841_344_8).abs() < 1e-6);
        quick_gelu(&[f32::NAN, 0.0, 1.0, -1.0], &mut out);
        assert!(out[0].is_nan() && out[1] == 0.0 && (out[2] - 0.845_795_8).abs() < 1e-6);
        quick_gelu(&[-1e4, 1e4], &mut out[..2]);
        assert!(out[0].abs() < 1e-30 && out[1] == 1e4);
    }

    #[test]
    fn rows_of_a_softmax_sum_to_one_and_do_not_depend_on_a_shift() {
        for columns in [1, 7, 8, 333] {
            let x: Vec<f32> = (0..3 * columns).map(|i| ((i * 37) % 101) as f32 / 8.0).collect();
            let shifted: Vec<f32> = x.iter().map(|x| x - 500.0).collect();
            let (mut out, mut other) = (vec![0.0; x.len()], vec![0.0; x.len()]);
            softmax_rows(columns, &x, &mut out);
            softmax_rows(columns, &shifted, &mut other);
            assert!(out.chunks_exact(columns).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
            assert!(out.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-6));
        }
    }
}
