//! Max-pooling in time, rows and columns with "same" padding; what lies beyond the border counts for nothing.

use pulp::{Arch, Simd, WithSimd};

use super::axis::Axis;
use super::parallel::for_each_block;
use super::pool::larger;
use super::volumes::{VolumeGrid, VolumePlanes};

/// `[planes, time, rows, columns]` to the windows of each plane. A window's largest is that of its columns, then of
/// its rows, then in time: exact in any order.
pub fn max_pool3d(axes: [Axis; 3], x: &[f32], out: &mut [f32]) {
    let way = Way::new(axes);
    for_each_block(out, way.pooled(), Pooled::default, |plane, index, out| {
        plane.fill(&way, &x[index * way.volume()..][..way.volume()]);
        let columns = axes[2].out();
        for (line, out) in plane.top.chunks_exact(way.pitch()).zip(out.chunks_exact_mut(columns)) {
            out.copy_from_slice(&line[..columns]);
        }
    });
}

/// How a plane is pooled. Its columns are pooled as a convolution is computed, by shifts of all lines at once.
#[derive(Debug)]
pub(super) struct Way {
    pub axes: [Axis; 3],
    /// Lines with what lies beyond the border.
    pub grid: VolumeGrid,
    /// Where the shifted lines of every tap begin.
    pub starts: Vec<usize>,
}

impl Way {
    pub fn new(axes: [Axis; 3]) -> Self {
        let [time, rows, columns] = axes;
        let each = |length: usize| Axis::same(length, 1, 1);
        let lines = [each(1), each(time.length * rows.length), columns];
        let grid = VolumeGrid::new(lines);
        Self { axes, grid, starts: grid.starts(1, &grid.taps(lines)) }
    }

    /// Values of a plane.
    pub fn volume(&self) -> usize {
        self.axes.iter().map(|axis| axis.length).product()
    }

    /// Windows of a plane.
    pub fn pooled(&self) -> usize {
        self.axes.iter().map(|axis| axis.out()).product()
    }

    /// Values from a line to the next: pooled columns, then some of no meaning.
    pub fn pitch(&self) -> usize {
        self.grid.row(1)
    }

    /// Values of a frame whose rows are not pooled yet.
    pub fn frame(&self) -> usize {
        self.axes[1].length * self.pitch()
    }

    /// Values of a frame whose rows are pooled.
    pub fn low_frame(&self) -> usize {
        self.axes[1].out() * self.pitch()
    }
}

/// A plane, pooled axis by axis.
#[derive(Debug)]
pub(super) struct Pooled {
    pub lines: VolumePlanes,
    /// Columns pooled.
    pub narrow: Vec<f32>,
    /// Then rows.
    pub low: Vec<f32>,
    /// Then time.
    pub top: Vec<f32>,
}

impl Default for Pooled {
    fn default() -> Self {
        let lines = VolumePlanes::on(f32::NEG_INFINITY);
        Self { lines, narrow: Vec::new(), low: Vec::new(), top: Vec::new() }
    }
}

impl Pooled {
    pub fn fill(&mut self, way: &Way, x: &[f32]) {
        let time = way.axes[0];
        self.lines.fill(way.grid, 1, x);
        let Self { lines, narrow, low, top } = self;
        narrow.resize(time.length * way.frame(), 0.0);
        low.resize(time.length * way.low_frame(), 0.0);
        top.resize(time.out() * way.low_frame(), 0.0);
        Arch::new().dispatch(Steps { way, lines: lines.values(), narrow, low, top });
    }
}

/// The steps of [`Pooled::fill`] behind the laid-out lines.
struct Steps<'a> {
    way: &'a Way,
    lines: &'a [f32],
    narrow: &'a mut [f32],
    low: &'a mut [f32],
    top: &'a mut [f32],
}

impl WithSimd for Steps<'_> {
    type Output = ();

    /// Plain loops, compiled for the vectors at hand.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { way, lines, narrow, low, top } = self;
        let [time, rows, _] = way.axes;
        for (tap, &start) in way.starts.iter().enumerate() {
            let x = &lines[start..][..narrow.len()];
            if tap == 0 {
                narrow.copy_from_slice(x);
            } else {
                raise(narrow, x);
            }
        }
        let frames = narrow.chunks_exact(way.frame()).zip(low.chunks_exact_mut(way.low_frame()));
        for (narrow, low) in frames {
            pool_lines(rows, way.pitch(), narrow, low);
        }
        pool_lines(time, way.low_frame(), low, top);
    }
}

/// Pools whole lines of `line` values: `[length, line]` to `[windows, line]`.
#[inline(always)]
fn pool_lines(axis: Axis, line: usize, x: &[f32], out: &mut [f32]) {
    for (o, out) in out.chunks_exact_mut(line).enumerate() {
        let (from, to) = window(axis, o);
        out.copy_from_slice(&x[from * line..][..line]);
        for x in x[(from + 1) * line..to * line].chunks_exact(line) {
            raise(out, x);
        }
    }
}

#[inline(always)]
fn raise(most: &mut [f32], x: &[f32]) {
    for (most, &value) in most.iter_mut().zip(x) {
        *most = larger(*most, value);
    }
}

/// The values under window `o`, without the padding.
#[inline(always)]
pub(super) fn window(axis: Axis, o: usize) -> (usize, usize) {
    let before = axis.padding().0;
    let start = o * axis.stride;
    (start.saturating_sub(before), (start + axis.kernel - before).min(axis.length))
}
