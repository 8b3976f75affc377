//! Sums of products of planes: the weight gradient of every convolution.

use pulp::{Arch, Simd, WithSimd};

use super::planes::SLACK;
use super::tiles;

/// Values of the largest register tile: 4 by 6 vectors of 16.
const TILE: usize = 4 * 6 * 16;

/// `out[o][j] += sum over p < positions of left[rows[o] + p] * right[starts[j] + p]`.
///
/// `left` must be zero at every padding position and in the [`SLACK`] values behind the last one, so that
/// whatever finite value `right` has there does not count. `out` is `[rows, starts]`.
pub fn correlate(
    left: &[f32],
    rows: &[usize],
    right: &[f32],
    starts: &[usize],
    positions: usize,
    out: &mut [f32],
) {
    let reach = |starts: &[usize]| starts.iter().max().map_or(0, |start| start + positions + SLACK);
    assert!(reach(rows) <= left.len() && reach(starts) <= right.len(), "the planes end before the last tile");
    assert_eq!(out.len(), rows.len() * starts.len());
    Arch::new().dispatch(Correlate { left, rows, right, starts, positions, out });
}

struct Correlate<'a> {
    left: &'a [f32],
    rows: &'a [usize],
    right: &'a [f32],
    starts: &'a [usize],
    positions: usize,
    out: &'a mut [f32],
}

impl WithSimd for Correlate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // Rows and columns of a register tile: 4 x 6 of the 32 registers of AVX-512, 4 x 3 of the 16 of AVX2, 3 x 3
        // of the 16 of simd128, where products need registers of their own.
        match S::F32_LANES {
            16.. => self.run::<S, 4, 6>(simd),
            8..16 => self.run::<S, 4, 3>(simd),
            _ => self.run::<S, 3, 3>(simd),
        }
    }
}

impl Correlate<'_> {
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize, const COLUMNS: usize>(self, simd: S) {
        let mut sums = [0.0_f32; TILE];
        assert!(ROWS * COLUMNS * S::F32_LANES <= TILE);
        for (r, rows) in self.rows.chunks(ROWS).enumerate() {
            for (c, starts) in self.starts.chunks(COLUMNS).enumerate() {
                // A short last tile repeats its last row or column and drops the copies.
                let left: [usize; ROWS] = core::array::from_fn(|i| rows[i.min(rows.len() - 1)]);
                let right: [usize; COLUMNS] = core::array::from_fn(|i| starts[i.min(starts.len() - 1)]);
                let tile = tiles::Correlate {
                    left: left.map(|at| self.left[at..].as_ptr()),
                    right: right.map(|at| self.right[at..].as_ptr()),
                    positions: self.positions,
                    sums: sums.as_mut_ptr(),
                };
                // SAFETY: `correlate` has checked that every plane reaches SLACK values past `positions`, and
                // a vector is shorter than that; `sums` has room for the tile.
                unsafe { tiles::correlate::<S, ROWS, COLUMNS>(simd, &tile) };
                for (i, sums) in sums.chunks_exact(COLUMNS * S::F32_LANES).enumerate().take(rows.len()) {
                    let at = (r * ROWS + i) * self.starts.len() + c * COLUMNS;
                    for (value, sums) in
                        self.out[at..at + starts.len()].iter_mut().zip(sums.chunks_exact(S::F32_LANES))
                    {
                        *value += simd.reduce_sum_f32s(simd.partial_load_f32s(sums));
                    }
                }
            }
        }
    }
}
