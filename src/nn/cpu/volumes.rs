//! The padded layout of volumes: one long plane per channel and phase of the strides.
//!
//! Like [`super::planes`] with a third axis: behind every row, frame and volume stand as many zeros as any tap
//! reaches, shared by both neighbours, so that a tap is a shift along the plane. With strides every phase (values
//! of equal remainder along each axis) has a plane of its own, and a strided convolution is one without strides
//! over more planes: a 7x7x7 kernel with stride 2 needs no tap that is zero. Small volumes stand behind one another
//! in a plane, so that they fill the vectors together.

use super::axis::Axis;
use super::planes::SLACK;

/// Positions that are computed together at least, so that small frames and volumes keep the vector units busy.
pub const POSITIONS: usize = 512;

/// How volumes are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeGrid {
    /// Values of a volume along each axis.
    length: [usize; 3],
    /// Phases along each axis.
    stride: [usize; 3],
    /// Positions of a phase along each axis.
    out: [usize; 3],
    /// The furthest shift along each axis.
    reach: [usize; 3],
    volumes: usize,
}

impl VolumeGrid {
    /// For windows along time, rows and columns of one volume.
    pub fn new(axes: [Axis; 3]) -> Self {
        Self {
            length: axes.map(|axis| axis.length),
            stride: axes.map(|axis| axis.stride),
            out: axes.map(Axis::out),
            reach: axes.map(Axis::reach),
            volumes: 1,
        }
    }

    /// The same positions and shifts for the outputs of the windows, which have one phase.
    #[cfg(not(target_family = "wasm"))]
    pub fn of_outputs(self) -> Self {
        Self { length: self.out, stride: [1; 3], ..self }
    }

    /// The same for several volumes.
    pub fn holding(self, volumes: usize) -> Self {
        Self { volumes, ..self }
    }

    /// Of `all` volumes, how many are laid out together.
    pub fn volumes_per_block(&self, all: usize) -> usize {
        // Two blocks at least, for two cores.
        POSITIONS.div_ceil(self.volume()).min(all.div_ceil(2)).max(1)
    }

    /// Values from a frame, a row, a column to the next.
    fn pitch(&self) -> [usize; 3] {
        let padded = |axis: usize| self.out[axis] + self.reach[axis];
        [padded(1) * padded(2), padded(2), 1]
    }

    /// Values of one frame of outputs, with its padding.
    pub fn frame(&self) -> usize {
        self.pitch()[0]
    }

    /// Frames from a volume to the next.
    pub fn frames(&self) -> usize {
        self.out[0] + self.reach[0]
    }

    /// Frames of all volumes, the padding behind the last left out.
    pub fn all_frames(&self) -> usize {
        self.volumes * self.frames() - self.reach[0]
    }

    /// Time, rows and columns of the positions.
    pub fn out(&self) -> [usize; 3] {
        self.out
    }

    fn volume(&self) -> usize {
        self.frames() * self.frame()
    }

    /// Where row `y` of a frame stands behind the frame's start.
    pub fn row(&self, y: usize) -> usize {
        y * self.pitch()[1]
    }

    /// Values that may be read on either side of a plane's outputs.
    fn margin(&self) -> usize {
        self.reach.iter().zip(self.pitch()).map(|(reach, pitch)| reach * pitch).sum()
    }

    fn plane(&self) -> usize {
        2 * self.margin() + self.all_frames() * self.frame() + SLACK
    }

    fn phases(&self) -> usize {
        self.stride.iter().product()
    }

    /// Where plane `channel`, `phase` starts.
    fn start(&self, channel: usize, phase: usize) -> usize {
        (channel * self.phases() + phase) * self.plane() + self.margin()
    }

    /// Per (channel, tap): where the plane of the tap's phase, moved by its shift, starts.
    pub fn starts(&self, channels: usize, taps: &[(usize, isize)]) -> Vec<usize> {
        (0..channels)
            .flat_map(|channel| {
                taps.iter().map(move |&(phase, shift)| self.start(channel, phase).wrapping_add_signed(shift))
            })
            .collect()
    }

    /// Phase and shift of every tap, in the order time, row, column.
    pub fn taps(&self, axes: [Axis; 3]) -> Vec<(usize, isize)> {
        let [time, rows, columns] = axes;
        let pitch = self.pitch().map(|pitch| pitch as isize);
        let mut taps = Vec::with_capacity(time.kernel * rows.kernel * columns.kernel);
        for (phase_t, shift_t) in (0..time.kernel).map(|k| time.tap(k)) {
            for (phase_y, shift_y) in (0..rows.kernel).map(|k| rows.tap(k)) {
                for (phase_x, shift_x) in (0..columns.kernel).map(|k| columns.tap(k)) {
                    let phase = (phase_t * rows.stride + phase_y) * columns.stride + phase_x;
                    taps.push((phase, shift_t * pitch[0] + shift_y * pitch[1] + shift_x));
                }
            }
        }
        taps
    }
}

/// Planes of a block of volumes; keeps its allocation for the next block.
#[derive(Debug, Default)]
pub struct VolumePlanes {
    values: Vec<f32>,
    laid_out: Option<(VolumeGrid, usize)>,
}

impl VolumePlanes {
    /// All planes.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Lays out `[volumes, channels, time, rows, columns]`.
    pub fn fill(&mut self, grid: VolumeGrid, channels: usize, source: &[f32]) {
        // Laid out the same way before: the padding is zero already, and every value will be written again.
        if self.laid_out != Some((grid, channels)) {
            self.laid_out = Some((grid, channels));
            self.values.clear();
            self.values.resize(channels * grid.phases() * grid.plane(), 0.0);
        }
        let [time, rows, columns] = grid.length;
        let [step_t, step_y, step_x] = grid.stride;
        for (plane, source) in source.chunks_exact(time * rows * columns).enumerate() {
            let (volume, channel) = (plane / channels, plane % channels);
            for (line, source) in source.chunks_exact(columns).enumerate() {
                let (t, y) = (line / rows, line % rows);
                let phase = (t % step_t * step_y + y % step_y) * step_x;
                let row = volume * grid.volume() + t / step_t * grid.frame() + grid.row(y / step_y);
                for phase_x in 0..step_x {
                    let at = grid.start(channel, phase + phase_x) + row;
                    pick(source, step_x, phase_x, &mut self.values[at..]);
                }
            }
        }
    }
}

/// Every `step`-th value of a line from `first` on.
#[inline]
fn pick(line: &[f32], step: usize, first: usize, to: &mut [f32]) {
    if step == 1 {
        to[..line.len()].copy_from_slice(line);
        return;
    }
    for (target, values) in to.iter_mut().zip(line.chunks(step)) {
        if let Some(&value) = values.get(first) {
            *target = value;
        }
    }
}
