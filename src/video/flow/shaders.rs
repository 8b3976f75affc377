//! What a GPU runs for the flow: one value or pixel per unit, no shared memory.
//!
//! Pictures are planes, so that neighbouring units read neighbouring values. Places left of a line's begin are counted
//! from its border inward, as all numbers are without a sign.

use burn_cubecl::cubecl::{self, prelude::*};

use super::expansion::{ALPHA, BETA, DELTA, GAMMA, REACH};
use super::level::{self, BORDER, REGULAR};
use crate::nn::kernels::units::UNITS;

/// Taps of the polynomial's neighbourhood along a line.
const TAPS: u32 = 2 * REACH as u32 + 1;
/// Pixels of the window along a line, and the share of each in a mean.
const WINDOW: u32 = 2 * level::REACH as u32 + 1;
const SHARE: f32 = 1.0 / (WINDOW * WINDOW) as f32;

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
    width: u32,
    height: u32,
    /// Where its values begin in the line of all levels.
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
fn clamped(at: u32, reach: u32, length: u32) -> u32 {
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

/// Where a pixel is taken to, between which pixels it lies there, and how near it is to them.
#[derive(CubeType, Clone, Copy)]
struct Between {
    /// Whether all four neighbours are there.
    inside: bool,
    corner: u32,
    right: u32,
    below: u32,
    across: f32,
    down: f32,
}

#[cube]
fn between(x: f32, y: f32, picture: &Picture) -> Between {
    let (left, top) = (x.floor(), y.floor());
    let inside = left >= 0.0f32
        && top >= 0.0f32
        && left < f32::cast_from(picture.width) - 1.0f32
        && top < f32::cast_from(picture.height) - 1.0f32;
    let row = u32::cast_from(select(inside, top, 0.0f32));
    let corner = row * picture.width + u32::cast_from(select(inside, left, 0.0f32));
    let (right, below) = (select(inside, 1u32, 0u32), select(inside, picture.width, 0u32));
    Between { inside, corner, right, below, across: x - left, down: y - top }
}

/// Coefficient `k` there.
#[cube]
fn interpolated(second: &[f32], place: &Between, k: u32, picture: &Picture) -> f32 {
    let at = picture.begin + k * picture.width * picture.height + place.corner;
    let (left, up) = (1.0f32 - place.across, 1.0f32 - place.down);
    left * up * second[at as usize]
        + place.across * up * second[(at + place.right) as usize]
        + left * place.down * second[(at + place.below) as usize]
        + place.across * place.down * second[(at + place.below + place.right) as usize]
}

/// How much a pixel at `distance` from an edge counts.
#[cube]
fn border(distance: u32) -> f32 {
    let mut weight = 1.0f32.runtime();
    #[unroll]
    for at in 0..comptime!(BORDER.len() as u32) {
        weight = select(distance == at, comptime!(BORDER[at as usize]), weight);
    }
    weight
}

/// The same near both edges of a line.
#[cube]
fn border_weight(at: u32, length: u32) -> f32 {
    border(at) * border(length - 1u32 - at)
}

/// G11, G12, G22, h1 and h2 of the normal equations of every pixel, `[5, height, width]`.
#[cube(launch_unchecked)]
pub(super) fn equations(first: &[f32], second: &[f32], field: &[f32], out: &mut [f32], picture: Picture) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    let pixels = picture.width * picture.height;
    if at < pixels {
        let (x, y) = (at % picture.width, at / picture.width);
        let (dx, dy) = (field[at as usize], field[(pixels + at) as usize]);
        let place = between(f32::cast_from(x) + dx, f32::cast_from(y) + dy, &picture);
        let begin = picture.begin + at;
        let p_y = first[begin as usize];
        let p_x = first[(begin + pixels) as usize];
        let p_yy = first[(begin + 2u32 * pixels) as usize];
        let p_xx = first[(begin + 3u32 * pixels) as usize];
        let p_xy = first[(begin + 4u32 * pixels) as usize];
        let q_y = select(place.inside, interpolated(second, &place, 0u32, &picture), 0.0f32);
        let q_x = select(place.inside, interpolated(second, &place, 1u32, &picture), 0.0f32);
        // Where the second picture ends, only the first one's curvature is known.
        let q_yy = select(place.inside, interpolated(second, &place, 2u32, &picture), p_yy);
        let q_xx = select(place.inside, interpolated(second, &place, 3u32, &picture), p_xx);
        let q_xy = select(place.inside, interpolated(second, &place, 4u32, &picture), p_xy);
        let weight = border_weight(x, picture.width) * border_weight(y, picture.height);
        let (yy, xx, xy) = ((p_yy + q_yy) * 0.5f32, (p_xx + q_xx) * 0.5f32, (p_xy + q_xy) * 0.25f32);
        let along_y = ((p_y - q_y) * 0.5f32 + yy * dy + xy * dx) * weight;
        let along_x = ((p_x - q_x) * 0.5f32 + xy * dy + xx * dx) * weight;
        let (yy, xx, xy) = (yy * weight, xx * weight, xy * weight);
        out[at as usize] = yy * yy + xy * xy;
        out[(pixels + at) as usize] = (yy + xx) * xy;
        out[(2u32 * pixels + at) as usize] = xx * xx + xy * xy;
        out[(3u32 * pixels + at) as usize] = yy * along_y + xy * along_x;
        out[(4u32 * pixels + at) as usize] = xy * along_y + xx * along_x;
    }
}

/// Sums over the window along rows of `width` values; borders are repeated.
#[cube(launch_unchecked)]
pub(super) fn sum_rows(source: &[f32], out: &mut [f32], values: u32, width: u32) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    if at < values {
        let x = at % width;
        let mut sum = 0.0f32;
        for k in 0..WINDOW {
            sum += source[(at - x + clamped(x + k, comptime!(level::REACH as u32), width)) as usize];
        }
        out[at as usize] = sum;
    }
}

/// Means over the window from its sums along rows, and the displacement they give: `[5, height, width]` to
/// `[2, height, width]`.
#[cube(launch_unchecked)]
pub(super) fn solve(rows: &[f32], out: &mut [f32], picture: Picture) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    let pixels = picture.width * picture.height;
    if at < pixels {
        let (x, y) = (at % picture.width, at / picture.width);
        let mut means = Array::<f32>::new(5usize);
        #[unroll]
        for part in 0..5usize {
            means[part] = 0.0f32;
        }
        for k in 0..WINDOW {
            let from = clamped(y + k, comptime!(level::REACH as u32), picture.height) * picture.width + x;
            #[unroll]
            for part in 0..5u32 {
                means[comptime!(part as usize)] += rows[(part * pixels + from) as usize] * SHARE;
            }
        }
        let (g11, g12, g22) = (means[0usize], means[1usize], means[2usize]);
        let (h1, h2) = (means[3usize], means[4usize]);
        let inverse = 1.0f32 / (g11 * g22 - g12 * g12 + REGULAR);
        out[at as usize] = (g11 * h2 - g12 * h1) * inverse;
        out[(pixels + at) as usize] = (g22 * h1 - g12 * h2) * inverse;
    }
}
