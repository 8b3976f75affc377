//! Convolution of every channel by itself, with any side, stride and padding.
//!
//! A channel is laid out once with its padding, its columns sorted by their remainder under the stride, so that each tap
//! is a run of neighbours; some outputs of a row are then summed over all taps in registers.

use super::parallel::for_each_block;

/// Outputs of a row that are summed together: two vectors of simd128, one of AVX2.
const LANES: usize = 8;

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
        // The last outputs of a row are computed LANES at a time.
        (self.width + 2 * self.padding).div_ceil(self.stride) + LANES
    }

    fn row(&self) -> usize {
        self.stride * self.phase()
    }

    /// Where the values of every tap of an output row start behind those of the first output of row 0.
    fn taps(&self) -> Vec<usize> {
        let at = |k: usize| {
            let (ky, kx) = (k / self.side, k % self.side);
            ky * self.row() + kx % self.stride * self.phase() + kx / self.stride
        };
        (0..self.side * self.side).map(at).collect()
    }

    /// Lays out one channel of an image; `laid` has zeros wherever no pixel goes.
    fn lay_out(&self, plane: &[f32], laid: &mut [f32]) {
        for (y, row) in plane.chunks_exact(self.width).enumerate() {
            let target = &mut laid[(y + self.padding) * self.row()..][..self.row()];
            for (phase, target) in target.chunks_exact_mut(self.phase()).enumerate() {
                // The first column of this remainder that is no padding.
                let place = self.padding.saturating_sub(phase).div_ceil(self.stride);
                let first = place * self.stride + phase - self.padding;
                let values = row.iter().skip(first).step_by(self.stride);
                target[place..].iter_mut().zip(values).for_each(|(target, &value)| *target = value);
            }
        }
    }
}

/// `out = weight * x + bias` of every channel, then the larger of that and 0 where `relu` is set.
pub fn depthwise(shape: Depthwise, x: &[f32], weight: &[f32], bias: &[f32], relu: bool, out: &mut [f32]) {
    let Depthwise { channels, height, width, side, stride, padding } = shape;
    let [rows, columns] = shape.out();
    assert_eq!(
        (weight.len(), bias.len()),
        (channels * side * side, channels),
        "a kernel and a bias for each channel"
    );
    assert_eq!(x.len() / (height * width), out.len() / (rows * columns), "as many planes as before");
    let taps = shape.taps();
    let laid_out = || vec![0.0; (height + 2 * padding) * shape.row()];
    for_each_block(out, rows * columns, laid_out, |laid, plane, out| {
        let channel = plane % channels;
        shape.lay_out(&x[plane * height * width..][..height * width], laid);
        let weight = &weight[channel * side * side..][..side * side];
        for (y, out) in out.chunks_exact_mut(columns).enumerate() {
            let rows = &laid[y * stride * shape.row()..];
            for (at, out) in out.chunks_mut(LANES).enumerate() {
                let mut sums = sums(&rows[at * LANES..], weight, &taps, bias[channel]);
                if relu {
                    // Not `max`: a NaN must stay one.
                    sums = sums.map(|sum| if sum < 0.0 { 0.0 } else { sum });
                }
                out.copy_from_slice(&sums[..out.len()]);
            }
        }
    });
}

/// Neighbouring outputs whose first taps begin with `rows`.
#[inline(always)]
fn sums(rows: &[f32], weight: &[f32], taps: &[usize], bias: f32) -> [f32; LANES] {
    let mut sums = [bias; LANES];
    for (&weight, &tap) in weight.iter().zip(taps) {
        for (sum, &value) in sums.iter_mut().zip(&rows[tap..][..LANES]) {
            *sum += weight * value;
        }
    }
    sums
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
