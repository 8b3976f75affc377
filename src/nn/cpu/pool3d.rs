//! Max-pooling in time, rows and columns with "same" padding; what lies beyond the border counts for nothing.

use super::axis::Axis;
use super::parallel::for_each_block;
use super::pool::larger;

/// `[planes, time, rows, columns]` to the windows of each plane. A window's largest is that of its columns, then of
/// its rows, then in time: exact in any order.
pub fn max_pool3d(axes: [Axis; 3], x: &[f32], out: &mut [f32]) {
    let [time, rows, columns] = axes;
    let volume = time.length * rows.length * columns.length;
    let pooled: usize = axes.iter().map(|axis| axis.out()).product();
    for_each_block(out, pooled, <(Vec<f32>, Vec<f32>)>::default, |(narrow, low), plane, out| {
        let x = &x[plane * volume..(plane + 1) * volume];
        narrow.resize(time.length * rows.length * columns.out(), 0.0);
        pool_columns(columns, x, narrow);
        low.resize(time.length * rows.out() * columns.out(), 0.0);
        let (frame, low_frame) = (rows.length * columns.out(), rows.out() * columns.out());
        for (frame, low) in narrow.chunks_exact(frame).zip(low.chunks_exact_mut(low_frame)) {
            pool_lines(rows, columns.out(), frame, low);
        }
        pool_lines(time, low_frame, low, out);
    });
}

/// Pools every line of `axis.length` values.
pub(super) fn pool_columns(axis: Axis, x: &[f32], out: &mut [f32]) {
    for (x, out) in x.chunks_exact(axis.length).zip(out.chunks_exact_mut(axis.out())) {
        for (o, out) in out.iter_mut().enumerate() {
            let (from, to) = window(axis, o);
            *out = x[from + 1..to].iter().fold(x[from], |most, &value| larger(most, value));
        }
    }
}

/// Pools whole lines of `line` values: `[length, line]` to `[windows, line]`.
pub(super) fn pool_lines(axis: Axis, line: usize, x: &[f32], out: &mut [f32]) {
    for (o, out) in out.chunks_exact_mut(line).enumerate() {
        let (from, to) = window(axis, o);
        out.copy_from_slice(&x[from * line..][..line]);
        for x in x[(from + 1) * line..to * line].chunks_exact(line) {
            for (most, &value) in out.iter_mut().zip(x) {
                *most = larger(*most, value);
            }
        }
    }
}

/// The values under window `o`, without the padding.
pub(super) fn window(axis: Axis, o: usize) -> (usize, usize) {
    let before = axis.padding().0;
    let start = o * axis.stride;
    (start.saturating_sub(before), (start + axis.kernel - before).min(axis.length))
}
