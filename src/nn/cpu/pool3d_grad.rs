//! The gradient of max-pooling in time, rows and columns.

use super::axis::Axis;
use super::parallel::for_each_block;
use super::pool3d::{pool_columns, pool_lines, window};

/// The gradient of the input of [`super::max_pool3d`]: each output's goes to the first of the largest under its window in
/// the order time, row, column, as PyTorch has it. What is pooled axis by axis goes back axis by axis: the first frame
/// with the largest, in it the first row, in that the first column.
pub fn max_pool3d_grad(axes: [Axis; 3], x: &[f32], grad: &[f32], out: &mut [f32]) {
    let [time, rows, columns] = axes;
    let volume = time.length * rows.length * columns.length;
    let pooled: usize = axes.iter().map(|axis| axis.out()).product();
    for_each_block(out, volume, Scratch::default, |scratch, plane, out| {
        let x = &x[plane * volume..(plane + 1) * volume];
        let grad = &grad[plane * pooled..(plane + 1) * pooled];
        let Scratch { narrow, low, top, narrow_grad, low_grad, rest } = scratch;
        let (frame, low_frame) = (rows.length * columns.out(), rows.out() * columns.out());
        for (buffer, len) in [
            (&mut *narrow, time.length * frame),
            (&mut *low, time.length * low_frame),
            (&mut *top, pooled),
            (&mut *narrow_grad, time.length * frame),
            (&mut *low_grad, time.length * low_frame),
            (&mut *rest, low_frame),
        ] {
            buffer.resize(len, 0.0);
        }
        pool_columns(columns, x, narrow);
        for (narrow, low) in narrow.chunks_exact(frame).zip(low.chunks_exact_mut(low_frame)) {
            pool_lines(rows, columns.out(), narrow, low);
        }
        pool_lines(time, low_frame, low, top);

        lines_grad(time, low_frame, [low, top, grad], rest, low_grad);
        let narrow_frames = narrow.chunks_exact(frame).zip(narrow_grad.chunks_exact_mut(frame));
        let low_frames = low.chunks_exact(low_frame).zip(low_grad.chunks_exact(low_frame));
        for ((narrow, narrow_grad), (low, low_grad)) in narrow_frames.zip(low_frames) {
            lines_grad(rows, columns.out(), [narrow, low, low_grad], rest, narrow_grad);
        }
        columns_grad(columns, [x, narrow, narrow_grad], out);
    });
}

/// What the way back needs of the way there, and its own steps.
#[derive(Default)]
struct Scratch {
    narrow: Vec<f32>,
    low: Vec<f32>,
    top: Vec<f32>,
    narrow_grad: Vec<f32>,
    low_grad: Vec<f32>,
    rest: Vec<f32>,
}

/// The way back through [`pool_lines`]; `rest` is what no line has taken yet.
fn lines_grad(axis: Axis, line: usize, [x, top, grad]: [&[f32]; 3], rest: &mut [f32], out: &mut [f32]) {
    out.fill(0.0);
    let rest = &mut rest[..line];
    for (o, (top, grad)) in top.chunks_exact(line).zip(grad.chunks_exact(line)).enumerate() {
        let (from, to) = window(axis, o);
        rest.copy_from_slice(grad);
        let lines = x[from * line..to * line].chunks_exact(line);
        for (x, out) in lines.zip(out[from * line..to * line].chunks_exact_mut(line)) {
            for (((out, rest), x), top) in out.iter_mut().zip(&mut *rest).zip(x).zip(top) {
                let (taken, left) = if x == top { (*rest, 0.0) } else { (0.0, *rest) };
                *out += taken;
                *rest = left;
            }
        }
    }
}

/// The way back through [`pool_columns`].
fn columns_grad(axis: Axis, [x, top, grad]: [&[f32]; 3], out: &mut [f32]) {
    let rows = x.chunks_exact(axis.length).zip(out.chunks_exact_mut(axis.length));
    let pooled = top.chunks_exact(axis.out()).zip(grad.chunks_exact(axis.out()));
    for ((x, out), (top, grad)) in rows.zip(pooled) {
        out.fill(0.0);
        for (o, (top, grad)) in top.iter().zip(grad).enumerate() {
            let (from, to) = window(axis, o);
            if let Some(first) = x[from..to].iter().position(|x| x == top) {
                out[from + first] += grad;
            }
        }
    }
}
