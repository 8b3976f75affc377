//! What a GPU runs along the lines of planes: blur and resize, and correlation with taps; a value per unit, no shared
//! memory.
//!
//! Pictures are planes, so that neighbouring units read neighbouring values. A place within a line is told with the reach
//! of its neighbourhood added, as numbers have no sign.

use burn_cubecl::cubecl::{self, prelude::*};

use crate::nn::kernels::units::UNITS;

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

/// The lines of planes, rows or columns.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Lines {
    /// Values of a plane.
    pixels: u32,
    /// Values of a line.
    length: u32,
    /// Values from one of a line to the next.
    step: u32,
    /// Taps of a row of the table.
    taps: u32,
    /// Where the result begins.
    begin: u32,
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

/// Correlates lines with taps: each plane of the result is a plane of the source under a row of the table, which holds the
/// number of that plane and then the taps.
#[cube(launch_unchecked)]
pub(super) fn correlate(source: &[f32], table: &[f32], out: &mut [f32], values: u32, lines: Lines) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let row = at / lines.pixels * (lines.taps + 1u32);
        let place = at % lines.pixels;
        let along = place / lines.step % lines.length;
        // Of the line, its first value.
        let first = u32::cast_from(table[row as usize]) * lines.pixels + place - along * lines.step;
        let mut sum = 0.0f32;
        for k in 0..lines.taps {
            let from = first + clamped(along + k, lines.taps / 2u32, lines.length) * lines.step;
            sum += table[(row + 1u32 + k) as usize] * source[from as usize];
        }
        out[(lines.begin + at) as usize] = sum;
    }
}
