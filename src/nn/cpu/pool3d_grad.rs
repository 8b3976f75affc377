//! The gradient of max-pooling in time, rows and columns.

use pulp::{Arch, Simd, WithSimd};

use super::axis::Axis;
use super::parallel::for_each_block;
use super::pool3d::{Pooled, Way, window};
use super::volumes::VolumePlanes;

/// The gradient of the input of [`super::max_pool3d`]: each output's goes to the first of the largest under its window in
/// the order time, row, column, as PyTorch has it. What is pooled axis by axis goes back axis by axis: the first frame
/// with the largest, in it the first row, in that the first column.
pub fn max_pool3d_grad(axes: [Axis; 3], x: &[f32], grad: &[f32], out: &mut [f32]) {
    let way = Way::new(axes);
    for_each_block(out, way.volume(), Back::default, |back, plane, out| {
        let x = &x[plane * way.volume()..][..way.volume()];
        back.run(&way, x, &grad[plane * way.pooled()..][..way.pooled()], out);
    });
}

/// A plane pooled, and the gradients of every step.
#[derive(Default)]
struct Back {
    pooled: Pooled,
    top: Vec<f32>,
    low: Vec<f32>,
    narrow: Vec<f32>,
    lines: VolumePlanes,
}

impl Back {
    fn run(&mut self, way: &Way, x: &[f32], grad: &[f32], out: &mut [f32]) {
        self.pooled.fill(way, x);
        let columns = way.axes[2];
        for (buffer, len) in [
            (&mut self.top, self.pooled.top.len()),
            (&mut self.low, self.pooled.low.len()),
            (&mut self.narrow, self.pooled.narrow.len()),
        ] {
            buffer.clear();
            buffer.resize(len, 0.0);
        }
        self.lines.clear(way.grid, 1);
        // Values of no meaning have no gradient.
        let lines = self.top.chunks_exact_mut(way.pitch()).zip(grad.chunks_exact(columns.out()));
        lines.for_each(|(line, grad)| line[..grad.len()].copy_from_slice(grad));
        Arch::new().dispatch(Steps { way, back: self });
        self.lines.read(out);
    }
}

/// The steps of [`Back::run`] between the gradient's lines and those of `x`.
struct Steps<'a> {
    way: &'a Way,
    back: &'a mut Back,
}

impl WithSimd for Steps<'_> {
    type Output = ();

    /// Plain loops, compiled for the vectors at hand.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { way, back } = self;
        let [time, rows, _] = way.axes;
        let Pooled { lines, narrow, low, top } = &back.pooled;
        lines_back(time, way.low_frame(), [low, top], &mut back.top, &mut back.low);
        let frames = narrow.chunks_exact(way.frame()).zip(back.narrow.chunks_exact_mut(way.frame()));
        let low_frames = low.chunks_exact(way.low_frame()).zip(back.low.chunks_exact_mut(way.low_frame()));
        for ((x, out), (low, grad)) in frames.zip(low_frames) {
            lines_back(rows, way.pitch(), [x, low], grad, out);
        }
        for &start in &way.starts {
            let out = &mut back.lines.values_mut()[start..];
            give(&lines.values()[start..], narrow, &mut back.narrow, out);
        }
    }
}

/// The way back through whole lines of `line` values; `grad` is used up.
#[inline(always)]
fn lines_back(axis: Axis, line: usize, [x, top]: [&[f32]; 2], grad: &mut [f32], out: &mut [f32]) {
    for (o, (top, grad)) in top.chunks_exact(line).zip(grad.chunks_exact_mut(line)).enumerate() {
        let (from, to) = window(axis, o);
        let lines = x[from * line..to * line].chunks_exact(line);
        for (x, out) in lines.zip(out[from * line..to * line].chunks_exact_mut(line)) {
            give(x, top, grad, out);
        }
    }
}

/// Gives what is left of a gradient to the values that are the largest, or not a number.
#[inline(always)]
fn give(x: &[f32], top: &[f32], left: &mut [f32], out: &mut [f32]) {
    for (((out, left), x), top) in out.iter_mut().zip(left).zip(x).zip(top) {
        let takes = (x == top) | x.is_nan();
        *out += if takes { *left } else { 0.0 };
        *left = if takes { 0.0 } else { *left };
    }
}
