//! The padded layout of a volume: one long plane per channel and phase of the strides.
//!
//! Like [`super::planes`] with a third axis: behind every row, frame and volume stand as many zeros as any tap
//! reaches, shared by both neighbours, so that a tap is a shift along the plane. With strides every phase (values
//! of equal remainder along each axis) has a plane of its own, and a strided convolution is one without strides
//! over more planes: a 7x7x7 kernel with stride 2 needs no tap that is zero.

use super::axis::Axis;
use super::planes::SLACK;

/// How a volume is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeGrid {
    axes: [Axis; 3],
    /// Values from a column, a row, a frame to the next.
    pitch: [usize; 3],
}

impl VolumeGrid {
    /// For windows along time, rows and columns.
    pub fn new(axes: [Axis; 3]) -> Self {
        let padded = axes.map(|axis| axis.out() + axis.reach());
        Self { axes, pitch: [padded[1] * padded[2], padded[2], 1] }
    }

    /// Values of one frame of outputs, with its padding.
    pub fn frame(&self) -> usize {
        self.pitch[0]
    }

    /// Where the output at `(t, y, 0)` stands behind a plane's start.
    pub fn row(&self, t: usize, y: usize) -> usize {
        t * self.pitch[0] + y * self.pitch[1]
    }

    /// Values that may be read on either side of a plane's outputs.
    fn margin(&self) -> usize {
        self.axes.iter().zip(self.pitch).map(|(axis, pitch)| axis.reach() * pitch).sum()
    }

    fn plane(&self) -> usize {
        2 * self.margin() + self.axes[0].out() * self.pitch[0] + SLACK
    }

    fn phases(&self) -> usize {
        self.axes.iter().map(|axis| axis.stride).product()
    }

    /// Where plane `channel`, `phase` starts.
    fn start(&self, channel: usize, phase: usize) -> usize {
        (channel * self.phases() + phase) * self.plane() + self.margin()
    }

    /// Per (channel, tap), taps in the order time, row, column: where the shifted plane starts.
    pub fn starts(&self, channels: usize) -> Vec<usize> {
        let taps = self.taps();
        (0..channels)
            .flat_map(|channel| {
                taps.iter().map(move |&(phase, shift)| self.start(channel, phase).wrapping_add_signed(shift))
            })
            .collect()
    }

    /// Phase and shift of every tap.
    fn taps(&self) -> Vec<(usize, isize)> {
        let [time, rows, columns] = self.axes;
        let mut taps = Vec::with_capacity(time.kernel * rows.kernel * columns.kernel);
        for (phase_t, shift_t) in (0..time.kernel).map(|k| time.tap(k)) {
            for (phase_y, shift_y) in (0..rows.kernel).map(|k| rows.tap(k)) {
                for (phase_x, shift_x) in (0..columns.kernel).map(|k| columns.tap(k)) {
                    let phase = (phase_t * rows.stride + phase_y) * columns.stride + phase_x;
                    let shift = shift_t * self.pitch[0] as isize + shift_y * self.pitch[1] as isize + shift_x;
                    taps.push((phase, shift));
                }
            }
        }
        taps
    }

    /// Lays out one volume `[channels, time, rows, columns]`.
    pub fn fill(&self, channels: usize, volume: &[f32]) -> Vec<f32> {
        let mut planes = vec![0.0; channels * self.phases() * self.plane()];
        let [time, rows, columns] = self.axes;
        let frame = rows.length * columns.length;
        for (channel, source) in volume.chunks_exact(time.length * frame).enumerate() {
            for (line, source) in source.chunks_exact(columns.length).enumerate() {
                let (t, y) = (line / rows.length, line % rows.length);
                let phase = (t % time.stride * rows.stride + y % rows.stride) * columns.stride;
                let row = self.row(t / time.stride, y / rows.stride);
                if columns.stride == 1 {
                    let at = self.start(channel, phase) + row;
                    planes[at..at + source.len()].copy_from_slice(source);
                    continue;
                }
                for phase_x in 0..columns.stride {
                    let at = self.start(channel, phase + phase_x) + row;
                    let values = source.iter().skip(phase_x).step_by(columns.stride);
                    for (target, &value) in planes[at..].iter_mut().zip(values) {
                        *target = value;
                    }
                }
            }
        }
        planes
    }
}
