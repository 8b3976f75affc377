//! Convolution with stride 1 that keeps the size: 3x3 with padding 1, or 1x1.

use super::correlate::correlate;
use super::gather::{Packed, gather, row_len};
use super::parallel::{for_each_block, sum_blocks};
use super::pixelwise::pixelwise;
use super::planes::{Grid, Planes, SLACK};
use super::winograd;

/// What is convolved: `[images, inputs, height, width]` to `[images, outputs, height, width]` by a weight
/// `[outputs, inputs, side, side]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv {
    /// Channels of the input.
    pub inputs: usize,
    /// Channels of the output.
    pub outputs: usize,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
    /// Rows and columns of the kernel: 1 or 3.
    pub side: usize,
}

impl Conv {
    pub(super) fn grid(&self) -> Grid {
        Grid { height: self.height, width: self.width }
    }

    fn taps(&self) -> usize {
        self.side * self.side
    }

    /// The shift of tap `k`, counted row by row from the top left.
    fn shift(&self, k: usize) -> isize {
        let centre = (self.side / 2) as isize;
        self.grid().shift((k / self.side) as isize - centre, (k % self.side) as isize - centre)
    }

    /// Per (channel, tap), where the shifted plane starts; `sign` -1 mirrors the kernel.
    fn starts(&self, planes: &Planes, channels: usize, sign: isize) -> Vec<usize> {
        (0..channels * self.taps())
            .map(|j| planes.start(j / self.taps()).wrapping_add_signed(sign * self.shift(j % self.taps())))
            .collect()
    }
}

/// `out = weight * x + bias`, then the larger of that and 0 where `relu` is set.
pub fn conv(shape: Conv, x: &[f32], weight: &[f32], bias: Option<&[f32]>, relu: bool, out: &mut [f32]) {
    either(shape, false, x, weight, Finish { bias, relu }, out);
}

/// The gradient of the input from the gradient of the output.
pub fn conv_x_grad(shape: Conv, grad: &[f32], weight: &[f32], out: &mut [f32]) {
    either(shape, true, grad, weight, Finish { bias: None, relu: false }, out);
}

/// The gradient of the weight, `[outputs, inputs, side, side]`.
pub fn conv_weight_grad(shape: Conv, x: &[f32], grad: &[f32]) -> Vec<f32> {
    let way = if winograd::suits(shape) { winograd::weight_grad } else { direct_weight_grad };
    way(shape, x, grad)
}

/// `flipped` gives the gradient of the input from that of the output.
fn either(shape: Conv, flipped: bool, x: &[f32], weight: &[f32], finish: Finish<'_>, out: &mut [f32]) {
    let way = if winograd::suits(shape) { winograd::conv } else { direct };
    way(shape, flipped, x, weight, finish, out);
}

/// As sums of shifted planes.
pub(super) fn direct(
    shape: Conv,
    flipped: bool,
    x: &[f32],
    weight: &[f32],
    finish: Finish<'_>,
    out: &mut [f32],
) {
    let Conv { inputs, outputs, .. } = shape;
    let taps = shape.taps();
    if flipped {
        let packed =
            Packed::new(inputs, outputs * taps, |i, j| weight[(j / taps * inputs + i) * taps + j % taps]);
        run(shape, outputs, inputs, -1, x, &packed, finish, out);
    } else {
        let sources = inputs * taps;
        let packed = Packed::new(outputs, sources, |o, j| weight[o * sources + j]);
        run(shape, inputs, outputs, 1, x, &packed, finish, out);
    }
}

/// As sums of products of planes.
pub(super) fn direct_weight_grad(shape: Conv, x: &[f32], grad: &[f32]) -> Vec<f32> {
    let grid = shape.grid();
    let per_block = grid.images_per_block();
    let (x_block, grad_block) =
        (per_block * shape.inputs * grid.pixels(), per_block * shape.outputs * grid.pixels());
    let len = shape.outputs * shape.inputs * shape.taps();
    let blocks = x.len().div_ceil(x_block);
    sum_blocks(blocks, len, <(Planes, Planes)>::default, |(left, right), block, sums| {
        let part = |all: &[f32], size: usize| block * size..((block + 1) * size).min(all.len());
        left.fill(grid, shape.outputs, &grad[part(grad, grad_block)]);
        let x = &x[part(x, x_block)];
        right.fill(grid, shape.inputs, x);
        let rows: Vec<usize> = (0..shape.outputs).map(|o| left.start(o)).collect();
        let starts = shape.starts(right, shape.inputs, 1);
        let images = x.len() / (shape.inputs * grid.pixels());
        correlate(left.values(), &rows, right.values(), &starts, images * grid.image(), sums);
    })
}

/// What happens to a sum before it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finish<'a> {
    pub bias: Option<&'a [f32]>,
    pub relu: bool,
}

impl Finish<'_> {
    /// Stores the pixels of `[images, channels, height, width]` from the rows that [`gather`] gives.
    pub fn store_block(&self, grid: Grid, sums: &[f32], positions: usize, channels: usize, out: &mut [f32]) {
        for (i, image) in out.chunks_exact_mut(channels * grid.pixels()).enumerate() {
            for (channel, plane) in image.chunks_exact_mut(grid.pixels()).enumerate() {
                for (y, row) in plane.chunks_exact_mut(grid.width).enumerate() {
                    let at = channel * row_len(positions) + i * grid.image() + y * grid.pitch();
                    self.store(channel, &sums[at..at + grid.width], row);
                }
            }
        }
    }

    /// Stores a row of sums of one channel.
    pub fn store(&self, channel: usize, sums: &[f32], out: &mut [f32]) {
        self.store_each(channel, sums, out.iter_mut());
    }

    /// Stores a row of sums of one channel in given places.
    #[inline(always)]
    pub fn store_each<'a>(&self, channel: usize, sums: &[f32], out: impl Iterator<Item = &'a mut f32>) {
        let bias = self.bias.map_or(0.0, |bias| bias[channel]);
        let floor = if self.relu { 0.0 } else { f32::NEG_INFINITY };
        for (value, sum) in out.zip(sums) {
            let sum = sum + bias;
            // Not `max`: a NaN must stay one.
            *value = if sum < floor { floor } else { sum };
        }
    }
}

#[allow(clippy::too_many_arguments)] // one call site for each of two uses; a struct would only rename them
fn run(
    shape: Conv,
    from: usize,
    to: usize,
    sign: isize,
    x: &[f32],
    weights: &Packed,
    finish: Finish,
    out: &mut [f32],
) {
    let grid = shape.grid();
    let pixels = grid.pixels();
    if shape.side == 1 && pixels >= SLACK {
        return pixelwise([from, to, pixels], x, weights, finish, out);
    }
    let per_block = grid.images_per_block();
    for_each_block(
        out,
        per_block * to * pixels,
        <(Planes, Vec<f32>)>::default,
        |(planes, sums), block, out| {
            let images = out.len() / (to * pixels);
            let first = block * per_block * from * pixels;
            planes.fill(grid, from, &x[first..first + images * from * pixels]);
            let positions = images * grid.image();
            sums.resize(to * row_len(positions), 0.0);
            gather(planes.values(), &shape.starts(planes, from, sign), positions, weights, sums);
            finish.store_block(grid, sums, positions, to, out);
        },
    );
}
