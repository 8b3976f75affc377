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

    /// Rows of a frame with those of its padding.
    pub fn lines(&self) -> usize {
        self.out[1] + self.reach[1]
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

    /// Calls `visit` for every line of `[planes, time, rows]` with the place of its first phase, whose first column is
    /// there; `planes` are volumes of so many channels.
    #[inline(always)]
    fn for_each_line(&self, channels: usize, planes: usize, mut visit: impl FnMut(usize)) {
        let [time, rows, _] = self.length;
        let [step_t, step_y, step_x] = self.stride;
        let (plane, frame, row, volume) = (self.plane(), self.frame(), self.row(1), self.volume());
        for index in 0..planes {
            let first = self.start(index % channels, 0) + index / channels * volume;
            for t in 0..time {
                let mut place = first + t / step_t * frame + t % step_t * step_y * step_x * plane;
                let mut phase = 0;
                for _ in 0..rows {
                    visit(place + phase * step_x * plane);
                    phase += 1;
                    if phase == step_y {
                        (phase, place) = (0, place + row);
                    }
                }
            }
        }
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
    ground: f32,
    laid_out: Option<(VolumeGrid, usize)>,
}

impl VolumePlanes {
    /// With `ground` in the place of the padding's zeros.
    pub fn on(ground: f32) -> Self {
        Self { ground, ..Self::default() }
    }

    /// All planes.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All planes, to be added to.
    #[cfg(not(target_family = "wasm"))]
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// Planes of nothing but padding.
    pub fn clear(&mut self, grid: VolumeGrid, channels: usize) {
        self.laid_out = Some((grid, channels));
        self.values.clear();
        self.values.resize(channels * grid.phases() * grid.plane(), self.ground);
    }

    /// Lays out `[volumes, channels, time, rows, columns]`.
    pub fn fill(&mut self, grid: VolumeGrid, channels: usize, source: &[f32]) {
        // Laid out the same way before: the padding stands, and every value will be written again.
        if self.laid_out != Some((grid, channels)) {
            self.clear(grid, channels);
        }
        let (step, plane) = (grid.stride[2], grid.plane());
        let mut lines = source.chunks_exact(grid.length[2]);
        let planes = source.len() / grid.length.iter().product::<usize>();
        grid.for_each_line(channels, planes, |first| {
            let line = lines.next().unwrap_or_default();
            for phase in 0..step {
                pick(line, step, phase, &mut self.values[first + phase * plane..]);
            }
        });
    }

    /// The other way round: values as they were before they were laid out.
    #[cfg(not(target_family = "wasm"))]
    pub fn read(&self, out: &mut [f32]) {
        let Some((grid, channels)) = self.laid_out else { return };
        let (step, plane) = (grid.stride[2], grid.plane());
        let planes = out.len() / grid.length.iter().product::<usize>();
        let mut lines = out.chunks_exact_mut(grid.length[2]);
        grid.for_each_line(channels, planes, |first| {
            let line = lines.next().unwrap_or_default();
            for phase in 0..step {
                put(&self.values[first + phase * plane..], step, phase, line);
            }
        });
    }
}

/// Every `step`-th value of a line from `first` on.
#[inline]
pub(super) fn pick(line: &[f32], step: usize, first: usize, to: &mut [f32]) {
    match step {
        1 => to[..line.len()].copy_from_slice(line),
        2 => {
            // The most frequent stride, in pairs that fill vectors.
            let (pairs, rest) = line.as_chunks::<2>();
            for (target, pair) in to.iter_mut().zip(pairs) {
                *target = pair[first];
            }
            if let Some(&value) = rest.get(first) {
                to[pairs.len()] = value;
            }
        }
        _ => {
            for (target, &value) in to.iter_mut().zip(line.iter().skip(first).step_by(step)) {
                *target = value;
            }
        }
    }
}

/// What [`pick`] has taken, back in its places.
#[cfg(not(target_family = "wasm"))]
#[inline]
fn put(from: &[f32], step: usize, first: usize, line: &mut [f32]) {
    if step == 1 {
        line.copy_from_slice(&from[..line.len()]);
        return;
    }
    for (target, &value) in line.iter_mut().skip(first).step_by(step).zip(from) {
        *target = value;
    }
}
