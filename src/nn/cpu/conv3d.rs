//! Convolution in time, rows and columns with any strides.

use super::axis::Axis;
use super::conv::Finish;
use super::sums3d::{Part, Sums};
use super::volumes::{POSITIONS, VolumeGrid};
use super::winograd;

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
    /// The same with few long rows where the kernel is a single value: to a product of matrices a volume has no axes.
    pub(super) fn merged(self) -> Self {
        if self.axes.iter().any(|axis| (axis.kernel, axis.stride) != (1, 1)) {
            return self;
        }
        let [time, rows, columns] = self.axes.map(|axis| axis.length);
        let frame = rows * columns;
        let lengths = if time * frame <= POSITIONS { [1, 1, time * frame] } else { [time, 1, frame] };
        Self { axes: lengths.map(|length| Axis::same(length, 1, 1)), ..self }
    }

    /// Values under a window of one channel.
    pub(super) fn taps(&self) -> usize {
        self.axes.iter().map(|axis| axis.kernel).product()
    }
}

/// `out = weight * x + bias`, then the larger of that and 0 where `relu` is set.
pub fn conv3d(shape: Conv3d, x: &[f32], weight: &[f32], bias: &[f32], relu: bool, out: &mut [f32]) {
    let finish = Finish { bias: Some(bias), relu };
    let way = if winograd::volume::suits(shape) { winograd::volume::conv } else { direct };
    way(shape, x, weight, finish, out);
}

/// As sums of shifted planes.
pub(super) fn direct(shape: Conv3d, x: &[f32], weight: &[f32], finish: Finish<'_>, out: &mut [f32]) {
    let shape = shape.merged();
    let Conv3d { inputs, outputs, axes } = shape;
    let grid = VolumeGrid::new(axes);
    let taps = shape.taps();
    let weight = |o: usize, i: usize, k: usize| weight[(o * inputs + i) * taps + k];
    let sums = Sums {
        grid,
        from: inputs,
        to: outputs,
        source: axes.map(|axis| axis.length),
        length: axes.map(Axis::out),
        stride: [1; 3],
        parts: vec![Part::new([0; 3], grid.taps(axes), [outputs, inputs], weight)],
        finish,
    };
    sums.run(x, out);
}
