//! Optical flow: how far each pixel moves from one frame to the next.
//!
//! Farnebäck's method (SCIA 2003) with a polynomial of 11x11 pixels, a window of 13x13, three solves per level and
//! up to three halvings: only separable filters, box sums, one bilinear gather and a 2x2 solve, so it is the same
//! on every run and can be held against another program. It stands where LBR-SPR (CVPR 2022) uses FlowNet2:
//! classical flow instead of a network is a deviation that every result made with it must state.

mod expansion;
mod field;
mod filter;
mod level;

use super::{Frame, VideoError, shrink};
use expansion::Expansion;
use filter::{Plane, gaussian, resize};

pub use field::{AUTHORS_GRID, FlowField};

/// Longest side at which flow is computed, in pixels; ours. Larger frames are averaged down.
const LONGEST_SIDE: usize = 512;
/// Most halvings of the picture, and the least side after them (OpenCV's program).
const MAX_HALVINGS: u32 = 3;
const LEAST_SIDE: f64 = 32.0;
/// Solves per level.
const SOLVES: usize = 3;

/// The flow from `from` to `to`, in pixels of these frames per frame.
///
/// Errors: [`VideoError::SizeChange`] for frames of two sizes; what [`shrink`] says of frames that become too thin.
pub fn flow(from: &Frame, to: &Frame) -> Result<FlowField, VideoError> {
    let size = (from.width(), from.height());
    if size != (to.width(), to.height()) {
        let found = (to.width(), to.height());
        return Err(VideoError::SizeChange { expected: size, found });
    }
    let (width, height) = computed_size(size);
    let small = |frame: &Frame| Ok::<_, VideoError>(Plane::luma(&shrink(frame.clone(), width, height)?));
    let field = farneback(&small(from)?, &small(to)?);
    Ok(if size == (width, height) { field } else { field.resized(size.0, size.1) })
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

/// From coarse to fine, each level starting from the one before.
fn farneback(from: &Plane, to: &Plane) -> FlowField {
    let mut found: Option<FlowField> = None;
    for halvings in (0..=halvings(from)).rev() {
        let scale = 0.5_f64.powi(halvings as i32);
        let side = |side: usize| libm::rint(side as f64 * scale) as usize;
        let (width, height) = (side(from.width), side(from.height));
        let expanded = |plane: &Plane| Expansion::of(&resize(&gaussian(plane, halvings), width, height));
        let (first, second) = (expanded(from), expanded(to));
        // The coarser flow counts pixels of half the size.
        let mut field = match found {
            None => FlowField::zero(width, height),
            Some(coarse) => coarse.finer(width, height),
        };
        for _ in 0..SOLVES {
            field = level::solve(&first, &second, &field);
        }
        found = Some(field);
    }
    found.unwrap_or_else(|| FlowField::zero(from.width, from.height))
}

/// How often a picture may be halved with its shorter side still at [`LEAST_SIDE`].
fn halvings(plane: &Plane) -> u32 {
    let shorter = plane.width.min(plane.height) as f64;
    (1..=MAX_HALVINGS).rev().find(|&k| shorter * 0.5_f64.powi(k as i32) >= LEAST_SIDE).unwrap_or(0)
}

#[cfg(test)]
mod tests;
