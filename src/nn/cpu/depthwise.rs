//! Convolution of every channel by itself, with any side, stride and padding.
//!
//! A channel is laid out once with its padding, its columns sorted by their remainder under the stride, so that each tap
//! is a run of neighbours; some outputs of a row are then summed over all taps in registers.

use pulp::{Arch, Simd, WithSimd};

use super::parallel::for_each_block;
use super::planes::SLACK;
use super::volumes::pick;

/// Output rows that are summed together, so that most values are read once for both.
const ROWS: usize = 2;

/// What is convolved: `[images, channels, height, width]` by a weight `[channels, side, side]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depthwise {
    /// Channels of input and output.
    pub channels: usize,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
    /// Rows and columns of the kernel.
    pub side: usize,
    /// Pixels from a place to the next.
    pub stride: usize,
    /// Zeros around an image.
    pub padding: usize,
}

impl Depthwise {
    /// Rows and columns of the output.
    pub fn out(&self) -> [usize; 2] {
        [self.height, self.width].map(|length| (length + 2 * self.padding - self.side) / self.stride + 1)
    }

    /// Places of a sorted row that hold columns of one remainder.
    fn phase(&self) -> usize {
        (self.width + 2 * self.padding).div_ceil(self.stride)
    }

    fn row(&self) -> usize {
        self.stride * self.phase()
    }

    /// Values of a laid-out channel: the rows of the last tile, and what it reads behind its last output.
    fn laid_out(&self) -> usize {
        let [rows, _] = self.out();
        ((rows.next_multiple_of(ROWS) - 1) * self.stride + self.side) * self.row() + SLACK
    }

    /// Lays out one channel of an image; `laid` has zeros wherever no pixel goes.
    fn lay_out(&self, plane: &[f32], laid: &mut [f32]) {
        let (pitch, places) = (self.row(), self.phase());
        let laid = laid[self.padding * pitch..].chunks_exact_mut(pitch);
        for (row, target) in plane.chunks_exact(self.width).zip(laid) {
            for (phase, target) in target.chunks_exact_mut(places).enumerate() {
                // The first column of this remainder that is no padding.
                let place = self.padding.saturating_sub(phase).div_ceil(self.stride);
                let first = place * self.stride + phase - self.padding;
                pick(row, self.stride, first, &mut target[place..]);
            }
        }
    }
}

/// `out = weight * x + bias` of every channel, then the larger of that and 0 where `relu` is set.
pub fn depthwise(shape: Depthwise, x: &[f32], weight: &[f32], bias: &[f32], relu: bool, out: &mut [f32]) {
    let Depthwise { channels, height, width, side, .. } = shape;
    let [rows, columns] = shape.out();
    assert_eq!(
        (weight.len(), bias.len()),
        (channels * side * side, channels),
        "a kernel and a bias for each channel"
    );
    assert_eq!(x.len() / (height * width), out.len() / (rows * columns), "as many planes as before");
    let (arch, row, phase) = (Arch::new(), shape.row(), shape.phase());
    let laid_out = || vec![0.0; shape.laid_out()];
    for_each_block(out, rows * columns, laid_out, |laid, plane, out| {
        let channel = plane % channels;
        shape.lay_out(&x[plane * height * width..][..height * width], laid);
        let weight = &weight[channel * side * side..][..side * side];
        arch.dispatch(Plane { shape, row, phase, columns, laid, weight, bias: bias[channel], relu, out });
    });
}

/// A channel of an image, laid out, and what it is multiplied by.
struct Plane<'a> {
    shape: Depthwise,
    /// Of `shape`, which divides to tell them.
    row: usize,
    phase: usize,
    columns: usize,
    laid: &'a [f32],
    weight: &'a [f32],
    bias: f32,
    relu: bool,
    out: &'a mut [f32],
}

impl WithSimd for Plane<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        assert!(self.laid.len() >= self.shape.laid_out() && self.weight.len() == self.shape.side.pow(2));
        // Kernels that are met often, with their loops unrolled.
        match (self.shape.side, self.shape.stride) {
            (3, 1) => self.run::<S, 3, 1>(simd),
            (3, 2) => self.run::<S, 3, 2>(simd),
            (5, 1) => self.run::<S, 5, 1>(simd),
            (side, stride) => self.tiles(simd, side, stride),
        }
    }
}

impl Plane<'_> {
    #[inline(always)]
    fn run<S: Simd, const SIDE: usize, const STRIDE: usize>(self, simd: S) {
        self.tiles(simd, SIDE, STRIDE);
    }

    #[inline(always)]
    fn tiles<S: Simd>(self, simd: S, side: usize, stride: usize) {
        match S::F32_LANES {
            8.. => self.tiles_of::<S, 1>(simd, side, stride),
            _ => self.tiles_of::<S, 2>(simd, side, stride),
        }
    }

    #[inline(always)]
    fn tiles_of<S: Simd, const VECTORS: usize>(mut self, simd: S, side: usize, stride: usize) {
        let columns = self.columns;
        let lanes = VECTORS * S::F32_LANES;
        let out = core::mem::take(&mut self.out);
        for (y, out) in out.chunks_mut(ROWS * columns).enumerate() {
            let first = y * ROWS * stride * self.row;
            for column in (0..columns).step_by(lanes) {
                // The last tile of a row ends with it, and computes again what it shares with the one before.
                let column = column.min(columns.saturating_sub(lanes));
                // SAFETY: `with_simd` has checked that the rows of the last tile lie in `laid`, and SLACK values behind them; a tile is no longer than that.
                let sums = unsafe { self.tile::<S, VECTORS>(simd, first + column, side, stride) };
                for (sums, out) in sums.iter().zip(out.chunks_exact_mut(columns)) {
                    let out = &mut out[column..];
                    if out.len() >= lanes {
                        for (v, &sum) in sums.iter().enumerate() {
                            // SAFETY: `out` holds VECTORS vectors; the write is unaligned.
                            unsafe {
                                out.as_mut_ptr().add(v * S::F32_LANES).cast::<S::f32s>().write_unaligned(sum)
                            };
                        }
                    } else {
                        let sums: &[f32] = pulp::bytemuck::cast_slice(sums);
                        out.iter_mut().zip(sums).for_each(|(out, &sum)| *out = sum);
                    }
                }
            }
        }
    }

    /// # Safety
    /// `first`, by all rows of a tile and VECTORS vectors more, must lie inside `laid`.
    #[inline(always)]
    unsafe fn tile<S: Simd, const VECTORS: usize>(
        &self,
        simd: S,
        first: usize,
        side: usize,
        stride: usize,
    ) -> [[S::f32s; VECTORS]; ROWS] {
        let mut sums = [[simd.splat_f32s(self.bias); VECTORS]; ROWS];
        for y in 0..side + (ROWS - 1) * stride {
            for k in 0..side {
                let at = first + y * self.row + k % stride * self.phase + k / stride;
                // SAFETY: by the contract of this function; the reads are unaligned.
                let x: [S::f32s; VECTORS] = core::array::from_fn(|v| unsafe {
                    self.laid.as_ptr().add(at + v * S::F32_LANES).cast::<S::f32s>().read_unaligned()
                });
                for (r, sums) in sums.iter_mut().enumerate() {
                    let Some(ky) = y.checked_sub(r * stride).filter(|&ky| ky < side) else { continue };
                    let weight = simd.splat_f32s(self.weight[ky * side + k]);
                    for (sum, &x) in sums.iter_mut().zip(&x) {
                        *sum = simd.mul_add_e_f32s(weight, x, *sum);
                    }
                }
            }
        }
        if self.relu {
            let zero = simd.splat_f32s(0.0);
            // Not `max`: a NaN must stay one.
            let floor = |sum| simd.select_f32s(simd.less_than_f32s(sum, zero), zero, sum);
            sums = sums.map(|sums| sums.map(floor));
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(len: usize, key: usize) -> Vec<f32> {
        // Multiples of 1/64: every sum here is exact.
        (0..len).map(|i| ((i * 37 + key * 11 + i * i % 13) % 256) as f32 / 64.0 - 2.0).collect()
    }

    fn defined(shape: Depthwise, images: usize, x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
        let Depthwise { channels, height, width, side, stride, padding } = shape;
        let [rows, columns] = shape.out();
        let mut out = Vec::new();
        for plane in 0..images * channels {
            for (y, column) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
                let mut sum = bias[plane % channels];
                for (ky, kx) in (0..side).flat_map(|ky| (0..side).map(move |kx| (ky, kx))) {
                    let (sy, sx) = (
                        (y * stride + ky).wrapping_sub(padding),
                        (column * stride + kx).wrapping_sub(padding),
                    );
                    if sy < height && sx < width {
                        sum += weight[(plane % channels * side + ky) * side + kx]
                            * x[(plane * height + sy) * width + sx];
                    }
                }
                out.push(sum);
            }
        }
        out
    }

    #[test]
    fn sums_are_those_of_the_definition() {
        // Channels, height, width, side, stride, padding, images.
        let shapes = [
            [1, 1, 1, 1, 1, 0, 1],
            [3, 5, 7, 3, 1, 1, 2],
            [2, 22, 22, 5, 1, 2, 1],
            [4, 8, 9, 3, 2, 1, 3],
            [2, 11, 17, 5, 3, 2, 1],
            [1, 4, 40, 2, 2, 0, 1],
        ];
        for [channels, height, width, side, stride, padding, images] in shapes {
            let shape = Depthwise { channels, height, width, side, stride, padding };
            let x = draw(images * channels * height * width, 1);
            let (weight, bias) = (draw(channels * side * side, 2), draw(channels, 3));
            let want = defined(shape, images, &x, &weight, &bias);
            let mut found = vec![f32::NAN; want.len()];
            depthwise(shape, &x, &weight, &bias, false, &mut found);
            assert_eq!(found, want, "{shape:?}");
            depthwise(shape, &x, &weight, &bias, true, &mut found);
            let above: Vec<f32> = want.iter().map(|value| value.max(0.0)).collect();
            assert_eq!(found, above, "{shape:?}, no less than 0");
        }
    }

    #[test]
    fn no_image_gives_none() {
        let shape = Depthwise { channels: 2, height: 3, width: 3, side: 3, stride: 1, padding: 1 };
        depthwise(shape, &[], &[1.0; 18], &[0.0; 2], false, &mut []);
    }
}
