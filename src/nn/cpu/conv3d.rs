//! Convolution in time, rows and columns with "same" padding and any strides.

use super::axis::Axis;
use super::conv::Finish;
use super::gather::{Packed, gather, row_len};
use super::parallel::for_each_block;
use super::volumes::VolumeGrid;

/// Output channels that one task computes: enough to use a laid-out volume well, few enough to give every core some.
const CHANNELS: usize = 16;
/// Positions that are computed together at least, so that small frames keep the vector units busy.
const POSITIONS: usize = 512;

/// What is convolved: `[volumes, inputs, time, rows, columns]` by a weight `[outputs, inputs, kt, ky, kx]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv3d {
    /// Channels of the input.
    pub inputs: usize,
    /// Channels of the output.
    pub outputs: usize,
    /// Time, rows, columns.
    pub axes: [Axis; 3],
}

impl Conv3d {
    /// Values of one output channel of one volume.
    fn positions(&self) -> usize {
        self.axes.iter().map(|axis| axis.out()).product()
    }
}

/// `out = weight * x + bias`, then the larger of that and 0 where `relu` is set.
pub fn conv3d(shape: Conv3d, x: &[f32], weight: &[f32], bias: &[f32], relu: bool, out: &mut [f32]) {
    let grid = VolumeGrid::new(shape.axes);
    let starts = grid.starts(shape.inputs);
    let volume = shape.inputs * shape.axes.iter().map(|axis| axis.length).product::<usize>();
    let channel = shape.positions();
    let volumes = x.chunks_exact(volume).zip(out.chunks_exact_mut(shape.outputs * channel));
    for (x, out) in volumes {
        let planes = grid.fill(shape.inputs, x);
        let work = |sums: &mut Vec<f32>, block: usize, out: &mut [f32]| {
            let (first, channels) = (block * CHANNELS, out.len() / channel);
            let weight = &weight[first * starts.len()..][..channels * starts.len()];
            let packed = Packed::new(channels, starts.len(), |o, j| weight[o * starts.len() + j]);
            let finish = Finish { bias: Some(&bias[first..first + channels]), relu };
            Task { shape, grid, planes: &planes, starts: &starts }.run(&packed, finish, sums, out);
        };
        for_each_block(out, CHANNELS * channel, Vec::new, work);
    }
}

/// Some output channels of one volume.
struct Task<'a> {
    shape: Conv3d,
    grid: VolumeGrid,
    planes: &'a [f32],
    starts: &'a [usize],
}

impl Task<'_> {
    fn run(&self, weights: &Packed, finish: Finish<'_>, sums: &mut Vec<f32>, out: &mut [f32]) {
        let [time, rows, columns] = self.shape.axes.map(Axis::out);
        let channel = self.shape.positions();
        let channels = out.len() / channel;
        let frames_per_run = POSITIONS.div_ceil(self.grid.frame()).min(time);
        let mut starts = self.starts.to_vec();
        for first in (0..time).step_by(frames_per_run) {
            let frames = frames_per_run.min(time - first);
            let positions = frames * self.grid.frame();
            let row = row_len(positions);
            sums.resize(channels * row, 0.0);
            gather(self.planes, &starts, positions, weights, sums);
            for (o, (sums, out)) in sums.chunks_exact(row).zip(out.chunks_exact_mut(channel)).enumerate() {
                let frames = out[first * rows * columns..].chunks_exact_mut(columns).take(frames * rows);
                for (line, out) in frames.enumerate() {
                    let at = self.grid.row(line / rows, line % rows);
                    finish.store(o, &sums[at..at + columns], out);
                }
            }
            starts.iter_mut().for_each(|start| *start += frames * self.grid.frame());
        }
    }
}
