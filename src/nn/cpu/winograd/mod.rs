//! Convolution 3x3 two by two outputs at a time: F(2x2, 3x3) of Lavin and Gray, *Fast Algorithms for Convolutional Neural
//! Networks*, CVPR 2016. 16 products for four outputs in place of 36, and no padding of small images.
//!
//! An image is cut into tiles of 2x2 pixels. Every tile with the ring around it (4x4), and every kernel, becomes 16 values
//! ([`transform`]), after which the convolution is 16 products of matrices, one per value, and so is its weight gradient.
//! The transforms of the images hold sums and differences only, so that rounding stays that of the direct way; the
//! kernel's halve exactly.

mod transform;
pub mod volume;

use pulp::{Arch, Simd, WithSimd};

use super::conv::{Conv, Finish};
use super::correlate::correlate;
use super::gather::{Packed, gather, row_len};
use super::parallel::{for_each_block, sum_blocks};
use super::planes::SLACK;
use transform::{Plane, Target, Tiles, VALUES};

/// Inputs times outputs over their sum from which on the products saved pay for the transforms of both sides (measured on
/// simd128: 15 to 32 channels are level, 32 to 32 take 0.84 of the time).
const WORTH: usize = 12;
/// Tiles that are worked on together at least: the kernels are read once for all of them.
const TILES: usize = 128;
/// Positions of a row are a multiple of the widest vector, so that no row reaches into the next.
const ROW: usize = 16;

/// Vectors of at least this many values multiply so fast that the transforms cost what the products save (measured: level
/// on AVX-512).
const WIDE: usize = 8;

/// Whether this way is open to a convolution, and shorter on this machine.
pub fn suits(shape: Conv) -> bool {
    Arch::new().dispatch(Lanes) < WIDE && worth(shape)
}

fn worth(shape: Conv) -> bool {
    let Conv { inputs, outputs, height, width, side } = shape;
    side == 3
        && height.is_multiple_of(2)
        && width.is_multiple_of(2)
        && inputs * outputs >= WORTH * (inputs + outputs)
}

/// Values of a vector.
struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES
    }
}

/// As `conv`; `flipped` gives the gradient of the input: `x` is that of the output, the kernel is mirrored and its channels
/// change places.
pub fn conv(shape: Conv, flipped: bool, x: &[f32], weight: &[f32], finish: Finish<'_>, out: &mut [f32]) {
    let (from, to) = if flipped { (shape.outputs, shape.inputs) } else { (shape.inputs, shape.outputs) };
    let kernels = kernels(shape, flipped, weight);
    let pixels = shape.height * shape.width;
    let per_block = images_per_block(shape);
    let scratch = <(Transformed, Vec<f32>)>::default;
    for_each_block(out, per_block * to * pixels, scratch, |(input, sums), block, out| {
        let images = out.len() / (to * pixels);
        let first = block * per_block * from * pixels;
        let tiles = Tiles { images, height: shape.height, width: shape.width };
        input.fill(tiles, from, &x[first..first + images * from * pixels], Plane::ring);
        let row = row_len(tiles.count());
        sums.resize(VALUES * to * row, 0.0);
        for (value, (kernel, sums)) in kernels.iter().zip(sums.chunks_exact_mut(to * row)).enumerate() {
            gather(&input.values, &input.starts(value, from), tiles.count(), kernel, sums);
        }
        for channel in 0..to {
            let sums = |value: usize| &sums[(value * to + channel) * row..][..tiles.count()];
            transform::back(tiles, sums, |image, y, pixels| {
                let at = (image * to + channel) * tiles.pixels() + y * shape.width;
                finish.store(channel, pixels, &mut out[at..at + shape.width]);
            });
        }
    });
}

/// The gradient of the weight, `[outputs, inputs, 3, 3]`.
pub fn weight_grad(shape: Conv, x: &[f32], grad: &[f32]) -> Vec<f32> {
    let pixels = shape.height * shape.width;
    let per_block = images_per_block(shape);
    let (x_block, grad_block) = (per_block * shape.inputs * pixels, per_block * shape.outputs * pixels);
    let pairs = shape.outputs * shape.inputs;
    let blocks = x.len().div_ceil(x_block);
    let scratch = <(Transformed, Transformed)>::default;
    let sums = sum_blocks(blocks, VALUES * pairs, scratch, |(left, right), block, sums| {
        let part = |all: &[f32], size: usize| block * size..((block + 1) * size).min(all.len());
        let x = &x[part(x, x_block)];
        let images = x.len() / (shape.inputs * pixels);
        let tiles = Tiles { images, height: shape.height, width: shape.width };
        left.fill(tiles, shape.outputs, &grad[part(grad, grad_block)], Plane::spread);
        right.fill(tiles, shape.inputs, x, Plane::ring);
        for (value, sums) in sums.chunks_exact_mut(pairs).enumerate() {
            let (rows, starts) = (left.starts(value, shape.outputs), right.starts(value, shape.inputs));
            correlate(&left.values, &rows, &right.values, &starts, tiles.count(), sums);
        }
    });
    let mut out = vec![0.0; 9 * pairs];
    for (pair, out) in out.chunks_exact_mut(9).enumerate() {
        out.copy_from_slice(&transform::kernel_back(core::array::from_fn(|value| {
            sums[value * pairs + pair]
        })));
    }
    out
}

fn images_per_block(shape: Conv) -> usize {
    TILES.div_ceil(shape.height * shape.width / 4)
}

/// The kernels in each of the 16 values, as [`gather`] wants them.
fn kernels(shape: Conv, flipped: bool, weight: &[f32]) -> Vec<Packed> {
    let Conv { inputs, outputs, .. } = shape;
    let transformed: Vec<[f32; VALUES]> = weight
        .chunks_exact(9)
        .map(|kernel| {
            let tap = |k: usize| kernel[if flipped { 8 - k } else { k }];
            transform::kernel(core::array::from_fn(tap))
        })
        .collect();
    let of = |value: usize| {
        if flipped {
            Packed::new(inputs, outputs, |i, o| transformed[o * inputs + i][value])
        } else {
            Packed::new(outputs, inputs, |o, i| transformed[o * inputs + i][value])
        }
    };
    (0..VALUES).map(of).collect()
}

/// The 16 values of all tiles of a block of images: `[16][channels][row]`, zeros behind the tiles of a row and at the end.
#[derive(Debug, Default)]
struct Transformed {
    values: Vec<f32>,
    /// What the buffer is laid out for: channels and tiles.
    shape: (usize, usize),
}

impl Transformed {
    /// Lays out `[images, channels, height, width]`, each plane by `transform`.
    fn fill(
        &mut self,
        tiles: Tiles,
        channels: usize,
        x: &[f32],
        transform: fn(&mut Plane, &[f32], usize, Target<'_>),
    ) {
        let row = tiles.count().next_multiple_of(ROW);
        if self.shape != (channels, tiles.count()) {
            self.shape = (channels, tiles.count());
            self.values.clear();
            self.values.resize(VALUES * channels * row + SLACK, 0.0);
        }
        let mut plane = Plane::new(tiles);
        for channel in 0..channels {
            let target = Target { values: &mut self.values[channel * row..], step: channels * row };
            transform(&mut plane, &x[channel * tiles.pixels()..], channels * tiles.pixels(), target);
        }
    }

    /// Where the rows of a value's channels start.
    fn starts(&self, value: usize, channels: usize) -> Vec<usize> {
        let row = self.shape.1.next_multiple_of(ROW);
        (0..channels).map(|channel| (value * channels + channel) * row).collect()
    }
}

#[cfg(test)]
mod tests;
