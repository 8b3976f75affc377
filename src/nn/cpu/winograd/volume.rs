//! Convolution 3x3x3 in the same way: its kernel is three kernels 3x3, each over the frames at one distance, whose products are
//! summed before the one transform back. 48 products for four outputs in place of 108.

use super::super::conv::Finish;
use super::super::conv3d::Conv3d;
use super::super::gather::{Packed, gather, row_len};
use super::super::parallel::for_each_block;
use super::super::planes::SLACK;
use super::transform::{self, Plane, Target, Tiles, VALUES};
use super::{ROW, TILES, WORTH};

/// Kernels 3x3 of a kernel 3x3x3.
const TAPS: usize = 3;

/// Whether this way is open to a convolution, and shorter on this machine: on the web, whose vectors are short and whose
/// one core does not wait for a volume to be shared out.
pub fn suits(shape: Conv3d) -> bool {
    cfg!(target_family = "wasm") && worth(shape)
}

pub(super) fn worth(Conv3d { inputs, outputs, axes }: Conv3d) -> bool {
    axes.iter().all(|axis| (axis.kernel, axis.stride, axis.padding()) == (3, 1, (1, 1)))
        && axes[1..].iter().all(|axis| axis.length.is_multiple_of(2))
        && inputs * outputs >= WORTH * (inputs + outputs)
}

/// As `conv3d`.
pub fn conv(shape: Conv3d, x: &[f32], weight: &[f32], finish: Finish<'_>, out: &mut [f32]) {
    let Conv3d { inputs, outputs, axes } = shape;
    let [frames, height, width] = axes.map(|axis| axis.length);
    let tiles = Tiles { images: 1, height, width };
    let kernels = kernels(shape, weight);
    let volume = frames * tiles.pixels();
    let frames_at_once = TILES.div_ceil(tiles.count());
    let scratch = || (Frames::new(tiles, inputs, frames), Vec::new());
    for_each_block(out, outputs * volume, scratch, |(input, sums), index, out| {
        input.fill(&x[index * inputs * volume..][..inputs * volume]);
        for first in (0..frames).step_by(frames_at_once) {
            let block = first..frames.min(first + frames_at_once);
            let row = row_len(block.len() * tiles.count());
            sums.resize(VALUES * outputs * row, 0.0);
            for (value, (kernel, sums)) in
                kernels.iter().zip(sums.chunks_exact_mut(outputs * row)).enumerate()
            {
                gather(&input.values, &input.starts(value, first), block.len() * tiles.count(), kernel, sums);
            }
            for channel in 0..outputs {
                for (place, frame) in block.clone().enumerate() {
                    let sums = |value: usize| {
                        &sums[(value * outputs + channel) * row + place * tiles.count()..][..tiles.count()]
                    };
                    let out = &mut out[channel * volume + frame * tiles.pixels()..][..tiles.pixels()];
                    transform::back(tiles, sums, |_, y, pixels| {
                        finish.store(channel, pixels, &mut out[y * width..][..width]);
                    });
                }
            }
        }
    });
}

/// The kernels in each of the 16 values, as [`gather`] wants them: per source channel the three of its frames.
fn kernels(Conv3d { inputs, outputs, .. }: Conv3d, weight: &[f32]) -> Vec<Packed> {
    let transformed: Vec<[f32; VALUES]> =
        weight.as_chunks::<9>().0.iter().map(|kernel| transform::kernel(*kernel)).collect();
    let sources = inputs * TAPS;
    let of = |value: usize| Packed::new(outputs, sources, |o, j| transformed[o * sources + j][value]);
    (0..VALUES).map(|value| of(value).in_segments()).collect()
}

/// The 16 values of all tiles of a volume: `[16][channels][row]`, a row being its frames one behind the other with a frame
/// of zeros before the first and behind the last.
struct Frames {
    values: Vec<f32>,
    plane: Plane,
    tiles: Tiles,
    channels: usize,
    frames: usize,
}

impl Frames {
    fn new(tiles: Tiles, channels: usize, frames: usize) -> Self {
        let mut new = Self { values: Vec::new(), plane: Plane::new(tiles), tiles, channels, frames };
        new.values.resize(VALUES * channels * new.row() + SLACK, 0.0);
        new
    }

    fn row(&self) -> usize {
        ((self.frames + 2) * self.tiles.count()).next_multiple_of(ROW)
    }

    /// Lays out `[channels, frames, height, width]`.
    fn fill(&mut self, x: &[f32]) {
        let (row, tiles) = (self.row(), self.tiles);
        for (index, frame) in x.chunks_exact(tiles.pixels()).enumerate() {
            let (channel, t) = (index / self.frames, index % self.frames);
            let values = &mut self.values[channel * row + (t + 1) * tiles.count()..];
            self.plane.ring(frame, 0, Target { values, step: self.channels * row });
        }
    }

    /// Where the three frames of every channel begin that reach into frame `first`.
    fn starts(&self, value: usize, first: usize) -> Vec<usize> {
        let start = |channel: usize, tap: usize| {
            (value * self.channels + channel) * self.row() + (first + tap) * self.tiles.count()
        };
        (0..self.channels * TAPS).map(|j| start(j / TAPS, j % TAPS)).collect()
    }
}
