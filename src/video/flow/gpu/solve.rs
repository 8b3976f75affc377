//! What a GPU runs to solve for a displacement: normal equations of every pixel, and the solve under their means over the
//! window; a pixel per unit, no shared memory.

use burn_cubecl::cubecl::{self, prelude::*};

use super::lines::clamped;
use crate::nn::kernels::units::UNITS;
use crate::video::flow::level::{BORDER, REACH, REGULAR};

/// Pixels of the window along a line, and the share of each in a mean.
pub(super) const WINDOW: u32 = 2 * REACH as u32 + 1;
pub(super) const SHARE: f32 = 1.0 / WINDOW as f32;

/// A level of a pyramid.
#[derive(CubeLaunch, CubeType, Clone)]
pub(super) struct Picture {
    width: u32,
    height: u32,
    /// Where its values begin in the line of all levels.
    begin: u32,
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
        let weight = border_weight(x, picture.width) * border_weight(y, picture.height);
        // Half the difference of the slopes in y and x, then the means of the curvatures yy, xx and xy.
        let mut parts = Array::<f32>::new(5usize);
        #[unroll]
        for k in 0..5u32 {
            let here = first[(picture.begin + k * pixels + at) as usize];
            let there = interpolated(second, &place, k, &picture);
            // Where the second picture ends, only the first one's curvature is known.
            let (without, sign) = (select(k < 2u32, 0.0f32, here), select(k < 2u32, -0.5f32, 0.5f32));
            parts[comptime!(k as usize)] = here * 0.5f32 + select(place.inside, there, without) * sign;
        }
        let (yy, xx, xy) = (parts[2usize], parts[3usize], parts[4usize] * 0.5f32);
        let along_y = (parts[0usize] + yy * dy + xy * dx) * weight;
        let along_x = (parts[1usize] + xy * dy + xx * dx) * weight;
        let (yy, xx, xy) = (yy * weight, xx * weight, xy * weight);
        out[at as usize] = yy * yy + xy * xy;
        out[(pixels + at) as usize] = (yy + xx) * xy;
        out[(2u32 * pixels + at) as usize] = xx * xx + xy * xy;
        out[(3u32 * pixels + at) as usize] = yy * along_y + xy * along_x;
        out[(4u32 * pixels + at) as usize] = xy * along_y + xx * along_x;
    }
}

/// Means over the window from its means along rows, and the displacement they give: `[5, height, width]` to
/// `[2, height, width]`.
#[cube(launch_unchecked)]
pub(super) fn displace(rows: &[f32], out: &mut [f32], picture: Picture) {
    let at = (CUBE_POS_Y * CUBE_COUNT_X + CUBE_POS_X) * UNITS + UNIT_POS;
    let pixels = picture.width * picture.height;
    if at < pixels {
        let (x, y) = (at % picture.width, at / picture.width);
        let mut means = Array::<f32>::new(5usize);
        #[unroll]
        for part in 0..5u32 {
            let mut sum = 0.0f32;
            for k in 0..WINDOW {
                let from = clamped(y + k, comptime!(REACH as u32), picture.height) * picture.width + x;
                sum += rows[(part * pixels + from) as usize];
            }
            means[comptime!(part as usize)] = sum * SHARE;
        }
        let (g11, g12, g22) = (means[0usize], means[1usize], means[2usize]);
        let (h1, h2) = (means[3usize], means[4usize]);
        let inverse = 1.0f32 / (g11 * g22 - g12 * g12 + REGULAR);
        out[at as usize] = (g11 * h2 - g12 * h1) * inverse;
        out[(pixels + at) as usize] = (g22 * h1 - g12 * h2) * inverse;
    }
}
