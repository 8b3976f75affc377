//! What a GPU runs to expand a picture: blur and resize along a line, then the polynomials around every pixel; a value or
//! pixel per unit, no shared memory.
//!
//! Pictures are planes, so that neighbouring units read neighbouring values. A place within a line is told with the reach
//! of its neighbourhood added, as numbers have no sign.

use burn_cubecl::cubecl::{self, prelude::*};

use crate::nn::kernels::units::UNITS;
use crate::video::flow::expansion::{ALPHA, BETA, DELTA, GAMMA, REACH};

/// Taps of the polynomial's neighbourhood along a line.
const TAPS: u32 = 2 * REACH as u32 + 1;

/// A line of values and what it becomes.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Line {
    /// Values of the source.
    length: u32,
    /// Values of the result.
    places: u32,
    /// Values from one of a line to the next.
    step: u32,
    /// Taps of the blur.
    taps: u32,
}

/// A level of a pyramid.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Picture {
    pub width: u32,
    pub height: u32,
    /// Where its values begin in the line of all levels.
    pub begin: u32,
}

/// `at - reach` within a line, whose border is reflected without repeating the edge.
#[cube]
fn reflected(at: u32, reach: u32, length: u32) -> u32 {
    let last = length - 1u32;
    let distance = select(at < reach, reach - at, at - reach);
    let period = max(2u32 * last, 1u32);
    let folded = distance % period;
    select(folded > last, period - folded, folded)
}

/// `at - reach` within a line, whose border is repeated.
#[cube]
pub(super) fn clamped(at: u32, reach: u32, length: u32) -> u32 {
    select(at < reach, 0u32, min(at - reach, length - 1u32))
}

/// The blur around value `at` of the line that begins at `begin`.
#[cube]
fn blurred(source: &[f32], taps: &[f32], begin: u32, at: u32, line: &Line) -> f32 {
    let mut sum = 0.0f32;
    for k in 0..line.taps {
        let from = reflected(at + k, line.taps / 2u32, line.length);
        sum += taps[k as usize] * source[(begin + from * line.step) as usize];
    }
    sum
}

/// Blurs lines and resizes them: bilinear, half-pixel centres, edges clamped.
#[cube(launch_unchecked)]
pub(super) fn resample(source: &[f32], taps: &[f32], out: &mut [f32], values: u32, line: Line) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let (lane, place) = (at % line.step, at / line.step % line.places);
        let begin = at / line.step / line.places * line.length * line.step + lane;
        // The place times `length / places`, half a pixel before it, in parts of `2 * places`.
        let (whole, part) = ((2u32 * place + 1u32) * line.length, 2u32 * line.places);
        let before = whole < line.places;
        let from = select(before, 0u32, whole - line.places);
        let last = line.length - 1u32;
        let first = min(from / part, last);
        let beyond = before || first == last;
        let share = select(beyond, 0.0f32, f32::cast_from(from % part) / f32::cast_from(part));
        let value = blurred(source, taps, begin, first, &line);
        let next = blurred(source, taps, begin, min(first + 1u32, last), &line);
        out[at as usize] = value + (next - value) * share;
    }
}

/// Correlates rows with the moments `g`, `x g` and `x² g`: `[height, width]` to `[3, height, width]`.
#[cube(launch_unchecked)]
pub(super) fn expand_rows(plane: &[f32], moments: &[f32], out: &mut [f32], pixels: u32, width: u32) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < pixels {
        let x = at % width;
        let mut sums = Array::<f32>::new(3usize);
        #[unroll]
        for power in 0..3usize {
            sums[power] = 0.0f32;
        }
        for k in 0..TAPS {
            let value = plane[(at - x + clamped(x + k, comptime!(REACH as u32), width)) as usize];
            #[unroll]
            for power in 0..3u32 {
                sums[comptime!(power as usize)] += moments[(comptime!(power * TAPS) + k) as usize] * value;
            }
        }
        #[unroll]
        for power in 0..3u32 {
            out[(power * pixels + at) as usize] = sums[comptime!(power as usize)];
        }
    }
}

/// Correlates columns with the moments and makes polynomials of what is found: `[3, height, width]` to
/// `[5, height, width]`, in the line of all levels.
#[cube(launch_unchecked)]
pub(super) fn expand_columns(rows: &[f32], moments: &[f32], out: &mut [f32], picture: Picture) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    let pixels = picture.width * picture.height;
    if at < pixels {
        let (x, y) = (at % picture.width, at / picture.width);
        let (mut b1, mut by, mut byy) = (0.0f32.runtime(), 0.0f32.runtime(), 0.0f32.runtime());
        let (mut bx, mut bxy, mut bxx) = (0.0f32.runtime(), 0.0f32.runtime(), 0.0f32.runtime());
        for k in 0..TAPS {
            let from = clamped(y + k, comptime!(REACH as u32), picture.height) * picture.width + x;
            let g = moments[k as usize];
            let yg = moments[(TAPS + k) as usize];
            let row = rows[from as usize];
            let sloped = rows[(pixels + from) as usize];
            b1 += g * row;
            by += yg * row;
            byy += moments[(comptime!(2 * TAPS) + k) as usize] * row;
            bx += g * sloped;
            bxy += yg * sloped;
            bxx += g * rows[(2u32 * pixels + from) as usize];
        }
        let begin = picture.begin + at;
        out[begin as usize] = by * ALPHA;
        out[(begin + pixels) as usize] = bx * ALPHA;
        out[(begin + 2u32 * pixels) as usize] = b1 * BETA + byy * GAMMA;
        out[(begin + 3u32 * pixels) as usize] = b1 * BETA + bxx * GAMMA;
        out[(begin + 4u32 * pixels) as usize] = bxy * DELTA;
    }
}
