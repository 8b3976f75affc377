//! Transposed convolution 3x3 with stride 2, padding 1 and output padding 1: twice the size.
//!
//! An output pixel of even row (column) sees kernel row 1 of its input pixel; one of odd row sees kernel row
//! 2 of the same and kernel row 0 of the next input pixel. So each parity of (row, column) is a small
//! convolution of its own with 1, 2, 2 or 4 taps, nine in all: the exact cost of the layer, no zeros inserted.

use super::conv::{Conv, Finish};
use super::correlate::correlate;
use super::gather::{Packed, gather, row_len};
use super::parallel::{for_each_block, sum_blocks};
use super::planes::{Grid, Planes};

/// Per parity, the taps (shift in input pixels, kernel row or column).
const TAPS: [&[(isize, usize)]; 2] = [&[(0, 1)], &[(0, 2), (1, 0)]];

/// `[images, inputs, h, w]` to `[images, outputs, 2h, 2w]` by `[inputs, outputs, 3, 3]`. `shape` is that of the
/// input; its side must be 3.
pub fn up(shape: Conv, x: &[f32], weight: &[f32], bias: Option<&[f32]>, out: &mut [f32]) {
    let grid = shape.grid();
    let phases: Vec<Phase> = (0..4).map(|p| Phase::new(shape, grid, p / 2, p % 2, weight)).collect();
    let (pixels, per_block) = (grid.pixels(), grid.images_per_block());
    let finish = Finish { bias, relu: false };
    let block_len = per_block * shape.outputs * 4 * pixels;
    for_each_block(out, block_len, <(Planes, Vec<f32>)>::default, |(planes, sums), block, out| {
        let images = out.len() / (shape.outputs * 4 * pixels);
        let first = block * per_block * shape.inputs * pixels;
        planes.fill(grid, shape.inputs, &x[first..first + images * shape.inputs * pixels]);
        let positions = images * grid.image();
        sums.resize(shape.outputs * row_len(positions), 0.0);
        for phase in &phases {
            gather(planes.values(), &phase.starts(planes), positions, &phase.weights, sums);
            phase.store(grid, sums, positions, finish, out);
        }
    });
}

/// One parity of output rows and columns.
struct Phase {
    row: usize,
    column: usize,
    /// Input channel and shift of every source.
    sources: Vec<(usize, isize)>,
    weights: Packed,
    outputs: usize,
}

impl Phase {
    fn new(shape: Conv, grid: Grid, row: usize, column: usize, weight: &[f32]) -> Self {
        let mut sources = Vec::new();
        let mut kernel = Vec::new();
        for input in 0..shape.inputs {
            for &(dy, ky) in TAPS[row] {
                for &(dx, kx) in TAPS[column] {
                    sources.push((input, grid.shift(dy, dx)));
                    kernel.push((input, 3 * ky + kx));
                }
            }
        }
        let weights = Packed::new(shape.outputs, sources.len(), |o, j| {
            let (input, k) = kernel[j];
            weight[(input * shape.outputs + o) * 9 + k]
        });
        Self { row, column, sources, weights, outputs: shape.outputs }
    }

    fn starts(&self, planes: &Planes) -> Vec<usize> {
        self.sources.iter().map(|&(plane, shift)| planes.start(plane).wrapping_add_signed(shift)).collect()
    }

    fn store(&self, grid: Grid, sums: &[f32], positions: usize, finish: Finish, out: &mut [f32]) {
        let mut row_buffer = vec![0.0; grid.width];
        for (i, image) in out.chunks_exact_mut(self.outputs * 4 * grid.pixels()).enumerate() {
            for (channel, plane) in image.chunks_exact_mut(4 * grid.pixels()).enumerate() {
                for (y, row) in plane.chunks_exact_mut(2 * grid.width).skip(self.row).step_by(2).enumerate() {
                    let at = channel * row_len(positions) + i * grid.image() + y * grid.pitch();
                    finish.store(channel, &sums[at..at + grid.width], &mut row_buffer);
                    for (pair, &value) in row.chunks_exact_mut(2).zip(&row_buffer) {
                        pair[self.column] = value;
                    }
                }
            }
        }
    }
}

/// Per (output channel, kernel position) the plane of phases and the shift that it reads, seen from the
/// input pixel: kernel row 1 lies in the even rows, row 2 in the odd ones, row 0 in the odd ones above.
fn phase_starts(shape: Conv, planes: &Planes) -> Vec<usize> {
    const SEEN: [(usize, isize); 3] = [(1, -1), (0, 0), (1, 0)];
    let mut starts = Vec::with_capacity(9 * shape.outputs);
    for output in 0..shape.outputs {
        for (a, dy) in SEEN {
            for (b, dx) in SEEN {
                let plane = 4 * output + 2 * a + b;
                starts.push(planes.start(plane).wrapping_add_signed(shape.grid().shift(dy, dx)));
            }
        }
    }
    starts
}

/// The gradient of the input from the gradient of the output, `[images, outputs, 2h, 2w]`.
pub fn up_x_grad(shape: Conv, grad: &[f32], weight: &[f32], out: &mut [f32]) {
    let grid = shape.grid();
    let (pixels, per_block) = (grid.pixels(), grid.images_per_block());
    let sources = 9 * shape.outputs;
    let weights = Packed::new(shape.inputs, sources, |i, j| weight[i * sources + j]);
    let finish = Finish { bias: None, relu: false };
    let block_len = per_block * shape.inputs * pixels;
    for_each_block(out, block_len, <(Planes, Vec<f32>)>::default, |(planes, sums), block, out| {
        let images = out.len() / (shape.inputs * pixels);
        let image_len = shape.outputs * 4 * pixels;
        let first = block * per_block * image_len;
        planes.fill_phases(grid, shape.outputs, &grad[first..first + images * image_len]);
        let positions = images * grid.image();
        sums.resize(shape.inputs * row_len(positions), 0.0);
        gather(planes.values(), &phase_starts(shape, planes), positions, &weights, sums);
        finish.store_block(grid, sums, positions, shape.inputs, out);
    });
}

/// The gradient of the weight, `[inputs, outputs, 3, 3]`.
pub fn up_weight_grad(shape: Conv, x: &[f32], grad: &[f32]) -> Vec<f32> {
    let grid = shape.grid();
    let (pixels, per_block) = (grid.pixels(), grid.images_per_block());
    let (x_block, grad_block) = (per_block * shape.inputs * pixels, per_block * shape.outputs * 4 * pixels);
    let blocks = x.len().div_ceil(x_block);
    sum_blocks(
        blocks,
        shape.inputs * shape.outputs * 9,
        <(Planes, Planes)>::default,
        |(left, right), block, sums| {
            let part = |all: &[f32], size: usize| block * size..((block + 1) * size).min(all.len());
            let x = &x[part(x, x_block)];
            left.fill(grid, shape.inputs, x);
            right.fill_phases(grid, shape.outputs, &grad[part(grad, grad_block)]);
            let rows: Vec<usize> = (0..shape.inputs).map(|i| left.start(i)).collect();
            let images = x.len() / (shape.inputs * pixels);
            correlate(
                left.values(),
                &rows,
                right.values(),
                &phase_starts(shape, right),
                images * grid.image(),
                sums,
            );
        },
    )
}
