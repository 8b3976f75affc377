//! Optical flow: how far each pixel moves from one frame to the next.
//!
//! Farnebäck's method (SCIA 2003) with a polynomial of 11x11 pixels, a window of 13x13, three solves per level and
//! up to three halvings: only separable filters, box sums, one bilinear gather and a 2x2 solve, so it is the same
//! on every run and can be held against another program. It stands where LBR-SPR (CVPR 2022) uses FlowNet2:
//! classical flow instead of a network is a deviation that every result made with it must state.
//!
//! [`flow`] takes two frames, [`FlowStream`] one after the other, on a CPU or with kernels of ours on a GPU
//! (docs/kernels.md); [`flow_between`] is the same as an operation on tensors. The GPU sums in another order, so that its
//! vectors differ by rounding.

mod expansion;
mod field;
mod filter;
mod gpu;
mod level;
mod operation;
mod pyramid;
mod stream;

use super::{Frame, VideoError, shrink};
use filter::Plane;
use pyramid::Pyramid;

pub use field::{AUTHORS_GRID, FlowField};
pub use operation::{flow_between, sample_field};
pub use stream::FlowStream;

/// Longest side at which flow is computed, in pixels; ours. Larger frames are averaged down.
const LONGEST_SIDE: usize = 512;

/// The flow from `from` to `to`, in pixels of these frames per frame.
///
/// Errors: [`VideoError::SizeChange`] for frames of two sizes; what [`shrink`] says of frames that become too thin.
pub fn flow(from: &Frame, to: &Frame) -> Result<FlowField, VideoError> {
    let size = (from.width(), from.height());
    if size != (to.width(), to.height()) {
        let found = (to.width(), to.height());
        return Err(VideoError::SizeChange { expected: size, found });
    }
    let expanded = |frame: &Frame| Ok::<_, VideoError>(Pyramid::of(&small_luma(frame)?));
    Ok(expanded(from)?.field_to(&expanded(to)?).over(size))
}

/// The luma of a frame at the size at which flow is computed.
fn small_luma(frame: &Frame) -> Result<Plane, VideoError> {
    let (width, height) = computed_size((frame.width(), frame.height()));
    Ok(Plane::luma(&shrink(frame.clone(), width, height)?))
}

/// The size at which flow of frames of this size is computed.
fn computed_size((width, height): (usize, usize)) -> (usize, usize) {
    let longer = width.max(height);
    if longer <= LONGEST_SIDE {
        return (width, height);
    }
    let scaled = |side: usize| (2 * side * LONGEST_SIDE + longer) / (2 * longer);
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests;
