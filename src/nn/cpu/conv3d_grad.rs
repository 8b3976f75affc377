//! The gradients of a convolution in time, rows and columns.

use super::axis::Axis;
use super::conv::Finish;
use super::conv3d::Conv3d;
use super::correlate::correlate;
use super::parallel::sum_blocks;
use super::sums3d::{Part, Sums};
use super::volumes::{VolumeGrid, VolumePlanes};

/// The gradient of the input from that of the output: every phase of the strides is the sum of the output's gradients
/// under the mirrored taps that read it.
pub fn conv3d_x_grad(shape: Conv3d, grad: &[f32], weight: &[f32], out: &mut [f32]) {
    let shape = shape.merged();
    let Conv3d { inputs, outputs, axes } = shape;
    let grid = VolumeGrid::new(axes);
    let taps = grid.taps(axes);
    let part = |phase: usize| {
        let of: Vec<usize> = (0..taps.len()).filter(|&k| taps[k].0 == phase).collect();
        let mirrored = of.iter().map(|&k| (0, -taps[k].1)).collect();
        let weight = |i: usize, o: usize, k: usize| weight[(o * inputs + i) * taps.len() + of[k]];
        Part::new(phase_axes(axes, phase), mirrored, [inputs, outputs], weight)
    };
    let sums = Sums {
        grid: grid.of_outputs(),
        from: outputs,
        to: inputs,
        source: axes.map(Axis::out),
        length: axes.map(|axis| axis.length),
        stride: axes.map(|axis| axis.stride),
        parts: (0..axes.iter().map(|axis| axis.stride).product()).map(part).collect(),
        finish: Finish { bias: None, relu: false },
    };
    sums.run(grad, out);
}

/// A phase along time, rows and columns.
fn phase_axes(axes: [Axis; 3], phase: usize) -> [usize; 3] {
    let [_, rows, columns] = axes.map(|axis| axis.stride);
    [phase / columns / rows, phase / columns % rows, phase % columns]
}

/// The gradient of the weight, `[outputs, inputs, kt, ky, kx]`: sums of products of planes.
pub fn conv3d_weight_grad(shape: Conv3d, x: &[f32], grad: &[f32]) -> Vec<f32> {
    let shape = shape.merged();
    let Conv3d { inputs, outputs, axes } = shape;
    let grid = VolumeGrid::new(axes);
    let taps = grid.taps(axes);
    let x_volume = inputs * axes.iter().map(|axis| axis.length).product::<usize>();
    let grad_volume = outputs * axes.iter().map(|axis| axis.out()).product::<usize>();
    let volumes = x.len() / x_volume;
    let per_block = grid.volumes_per_block(volumes);
    let len = outputs * inputs * taps.len();
    let scratch = <(VolumePlanes, VolumePlanes)>::default;
    sum_blocks(volumes.div_ceil(per_block), len, scratch, |(left, right), block, sums| {
        let volumes = block * per_block..volumes.min((block + 1) * per_block);
        let grid = grid.holding(volumes.len());
        left.fill(grid.of_outputs(), outputs, &grad[volumes.start * grad_volume..volumes.end * grad_volume]);
        right.fill(grid, inputs, &x[volumes.start * x_volume..volumes.end * x_volume]);
        let rows = grid.of_outputs().starts(outputs, &[(0, 0)]);
        let starts = grid.starts(inputs, &taps);
        correlate(left.values(), &rows, right.values(), &starts, grid.all_frames() * grid.frame(), sums);
    })
}
