//! Products of matrices, as linear layers and attention need them.
//!
//! One operand is laid out in panels of as many columns as a register tile holds; the rows of the other are read as they
//! lie, a value at a time for all columns. In a layer the smaller operand is the one that is laid out, so that the
//! weights of a long video are copied once and those of a short one never.

use pulp::{Arch, Simd, WithSimd};

use super::parallel::for_each_block;
use super::tiles::{self, Dense};

/// Rows of a register tile: with two vectors of columns, 8 of the 16 registers of simd128 hold sums (where products need
/// registers of their own), with three, 12 of the 16 of AVX2.
const ROWS: usize = 4;
/// Rows, or columns, that a task has; while all of the others go past them they are in the second-level cache. A multiple of
/// [`ROWS`].
const ROWS_AT_ONCE: usize = 32;
/// Values of the largest register tile: 4 rows of 3 vectors of 16.
const TILE: usize = ROWS * 48;

/// What is multiplied: `[rows, depth]` by `[depth, columns]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Rows of the left matrix and of the result.
    pub rows: usize,
    /// Columns of the left matrix, rows of the right one.
    pub depth: usize,
    /// Columns of the right matrix and of the result.
    pub columns: usize,
}

/// `out = left * right`, `[rows, columns]`, with `left [rows, depth]` and `right [depth, columns]`.
pub fn multiply(shape: Product, left: &[f32], right: &[f32], out: &mut [f32]) {
    let Product { rows, depth, columns } = shape;
    assert_eq!((left.len(), right.len(), out.len()), (rows * depth, depth * columns, rows * columns));
    let panels = Panels::new(depth, columns, |j, count, panel, width| {
        for (k, row) in panel.chunks_exact_mut(width).enumerate() {
            row[..count].copy_from_slice(&right[k * columns + j..][..count]);
        }
    });
    panels.under_rows(left, None, out);
}

/// `out = left * right^T + bias`, `[rows, columns]`, with `left [rows, depth]` and `right [columns, depth]`, both factors
/// row by row; `bias [columns]`.
pub fn multiply_transposed(
    shape: Product,
    left: &[f32],
    right: &[f32],
    bias: Option<&[f32]>,
    out: &mut [f32],
) {
    let Product { rows, depth, columns } = shape;
    assert_eq!((left.len(), right.len(), out.len()), (rows * depth, depth * columns, rows * columns));
    assert!(bias.is_none_or(|bias| bias.len() == columns), "a bias for every column");
    if rows < columns {
        Panels::of_rows(rows, depth, left).beside_rows(right, bias, out);
    } else {
        Panels::of_rows(columns, depth, right).under_rows(left, bias, out);
    }
}

/// A matrix of `depth` rows, its columns in panels, `[panels][depth][width]`, the last one filled up with zeros.
struct Panels {
    values: Vec<f32>,
    depth: usize,
    columns: usize,
    width: usize,
}

impl Panels {
    /// `fill(first column, columns, panel, width)` writes the columns of one panel.
    fn new(depth: usize, columns: usize, fill: impl Fn(usize, usize, &mut [f32], usize)) -> Self {
        let width = Arch::new().dispatch(PanelWidth);
        let mut values = vec![0.0; columns.next_multiple_of(width) * depth];
        if depth > 0 {
            for (p, panel) in values.chunks_exact_mut(width * depth).enumerate() {
                fill(p * width, width.min(columns - p * width), panel, width);
            }
        }
        Self { values, depth, columns, width }
    }

    /// The rows of a matrix `[columns, depth]` as columns.
    fn of_rows(columns: usize, depth: usize, matrix: &[f32]) -> Self {
        Self::new(depth, columns, |j, count, panel, width| {
            for c in 0..count {
                let row = &matrix[(j + c) * depth..][..depth];
                for (target, &value) in panel[c..].iter_mut().step_by(width).zip(row) {
                    *target = value;
                }
            }
        })
    }

    /// `matrix * self + bias` with a bias per column, `[rows, columns]`.
    fn under_rows(&self, matrix: &[f32], bias: Option<&[f32]>, out: &mut [f32]) {
        if out.is_empty() {
            return;
        }
        let work = |(): &mut (), b: usize, out: &mut [f32]| {
            let rows = out.len() / self.columns;
            let matrix = &matrix[b * ROWS_AT_ONCE * self.depth..][..rows * self.depth];
            self.run(matrix, rows, 0..self.columns, |tile: Tile<'_>| {
                for (i, sums) in tile.sums.chunks_exact(self.width).enumerate().take(tile.rows) {
                    let out = &mut out[(tile.row + i) * self.columns + tile.column..][..tile.columns];
                    let sums = &sums[..tile.columns];
                    match bias {
                        None => by_fours(out, sums, sums, |sum, _| sum),
                        Some(bias) => {
                            by_fours(out, sums, &bias[tile.column..][..tile.columns], |sum, bias| sum + bias);
                        }
                    }
                }
            });
        };
        for_each_block(out, ROWS_AT_ONCE * self.columns, || (), work);
    }

    /// The transpose of `matrix * self`, and `bias` with a value per row of `matrix`: `[columns, rows]`.
    fn beside_rows(&self, matrix: &[f32], bias: Option<&[f32]>, out: &mut [f32]) {
        if out.is_empty() {
            return;
        }
        let rows = out.len() / self.columns;
        let at_once = ROWS_AT_ONCE.next_multiple_of(self.width);
        let work = |(): &mut (), b: usize, out: &mut [f32]| {
            let first = b * at_once;
            let columns = first..first + out.len() / rows;
            self.run(matrix, rows, columns, |tile: Tile<'_>| {
                for j in 0..tile.columns {
                    let out = &mut out[(tile.column - first + j) * rows + tile.row..][..tile.rows];
                    for (i, out) in out.iter_mut().enumerate() {
                        *out = tile.sums[i * self.width + j] + bias.map_or(0.0, |bias| bias[tile.row + i]);
                    }
                }
            });
        };
        for_each_block(out, at_once * rows, || (), work);
    }

    fn run(
        &self,
        matrix: &[f32],
        rows: usize,
        columns: core::ops::Range<usize>,
        store: impl FnMut(Tile<'_>),
    ) {
        assert!(matrix.len() >= rows * self.depth && columns.start.is_multiple_of(self.width));
        assert!(self.values.len() >= columns.end.next_multiple_of(self.width) * self.depth);
        Arch::new().dispatch(Multiply { panels: self, matrix, rows, columns, store });
    }
}

/// Every value of `left` with that of `right`, by fours: a tile's row is too short for the call of a copy.
#[inline(always)]
fn by_fours(out: &mut [f32], left: &[f32], right: &[f32], value: impl Fn(f32, f32) -> f32) {
    let (out, out_rest) = out.as_chunks_mut::<4>();
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<4>(), right.as_chunks::<4>());
    for ((out, left), right) in out.iter_mut().zip(left).zip(right) {
        *out = core::array::from_fn(|i| value(left[i], right[i]));
    }
    for ((out, &left), &right) in out_rest.iter_mut().zip(left_rest).zip(right_rest) {
        *out = value(left, right);
    }
}

/// A register tile that is done.
struct Tile<'a> {
    row: usize,
    rows: usize,
    column: usize,
    columns: usize,
    /// `[ROWS][width]`, of which `[rows][columns]` count.
    sums: &'a [f32],
}

struct PanelWidth;

impl WithSimd for PanelWidth {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES * vectors(S::F32_LANES)
    }
}

const fn vectors(lanes: usize) -> usize {
    if lanes >= 8 { 3 } else { 2 }
}

struct Multiply<'a, F> {
    panels: &'a Panels,
    matrix: &'a [f32],
    rows: usize,
    columns: core::ops::Range<usize>,
    store: F,
}

impl<F: FnMut(Tile<'_>)> WithSimd for Multiply<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match vectors(S::F32_LANES) {
            3 => self.run::<S, 3>(simd),
            _ => self.run::<S, 2>(simd),
        }
    }
}

impl<F: FnMut(Tile<'_>)> Multiply<'_, F> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize>(mut self, simd: S) {
        let width = VECTORS * S::F32_LANES;
        let mut sums = [0.0_f32; TILE];
        // The longer side is walked once, the shorter one stays in a cache.
        if self.rows < self.columns.len() {
            for column in self.columns.clone().step_by(width) {
                for first in (0..self.rows).step_by(ROWS) {
                    self.tile::<S, VECTORS>(simd, first, column, &mut sums);
                }
            }
        } else {
            for first in (0..self.rows).step_by(ROWS) {
                for column in self.columns.clone().step_by(width) {
                    self.tile::<S, VECTORS>(simd, first, column, &mut sums);
                }
            }
        }
    }

    // Not a closure: that would not be compiled for the vectors that were found.
    #[inline(always)]
    fn tile<S: Simd, const VECTORS: usize>(
        &mut self,
        simd: S,
        first: usize,
        column: usize,
        sums: &mut [f32; TILE],
    ) {
        let (depth, width) = (self.panels.depth, VECTORS * S::F32_LANES);
        // A short last tile repeats its last row and drops the copies.
        let rows: [&[f32]; ROWS] = core::array::from_fn(|i| {
            let row = (first + i).min(self.rows - 1);
            &self.matrix[row * depth..][..depth]
        });
        let panel = &self.panels.values[column * depth..][..width * depth];
        assert!(ROWS * width <= TILE);
        let tile =
            Dense { rows: rows.map(<[f32]>::as_ptr), panel: panel.as_ptr(), depth, sums: sums.as_mut_ptr() };
        // SAFETY: the slices above are `depth` values of every row and of every column, and `sums` holds the tile.
        unsafe { tiles::dense::<S, ROWS, VECTORS>(simd, &tile) };
        (self.store)(Tile {
            row: first,
            rows: ROWS.min(self.rows - first),
            column,
            columns: width.min(self.columns.end - column),
            sums: &sums[..ROWS * width],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multiples of 1/64 below 2: all sums are exact.
    fn draw(len: usize, key: usize) -> Vec<f32> {
        (0..len).map(|i| ((i * 37 + key * 11 + i * i % 13) % 256) as f32 / 64.0 - 2.0).collect()
    }

    /// `[rows][columns]` to `[columns][rows]`.
    fn transposed(rows: usize, columns: usize, matrix: &[f32]) -> Vec<f32> {
        (0..rows * columns).map(|at| matrix[at % rows * columns + at / rows]).collect()
    }

    /// No row, one value, tiles with rests on every side, more than one block.
    const SHAPES: [[usize; 3]; 8] =
        [[0, 3, 4], [1, 1, 1], [5, 7, 3], [3, 5, 90], [33, 9, 17], [70, 40, 8], [4, 0, 3], [64, 16, 48]];

    #[test]
    fn products_are_those_of_the_definition() {
        for [rows, depth, columns] in SHAPES {
            let (left, right, bias) = (draw(rows * depth, 1), draw(depth * columns, 2), draw(columns, 3));
            let want: Vec<f32> = (0..rows * columns)
                .map(|at| {
                    let (i, j) = (at / columns, at % columns);
                    (0..depth).map(|k| left[i * depth + k] * right[k * columns + j]).sum()
                })
                .collect();
            let shape = Product { rows, depth, columns };
            let mut found = vec![f32::NAN; rows * columns];
            multiply(shape, &left, &right, &mut found);
            assert_eq!(found, want, "{shape:?}");
            let right_rows = transposed(depth, columns, &right);
            multiply_transposed(shape, &left, &right_rows, Some(&bias), &mut found);
            let want: Vec<f32> = want.iter().enumerate().map(|(at, sum)| sum + bias[at % columns]).collect();
            assert_eq!(found, want, "{shape:?}, transposed");
        }
    }

    #[test]
    fn a_nan_stays_in_its_row() {
        let shape = Product { rows: 6, depth: 4, columns: 9 };
        let (mut left, right) = (draw(24, 1), draw(36, 2));
        left[9] = f32::NAN;
        let mut found = vec![0.0; 54];
        multiply(shape, &left, &right, &mut found);
        assert!(found.iter().enumerate().all(|(at, value)| value.is_nan() == (at / 9 == 2)));
    }
}
