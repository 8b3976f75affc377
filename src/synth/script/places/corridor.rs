//! An underpass seen lengthwise from under its ceiling: tiled floor and walls, strip lights, a dark far end.

use super::paint::{Seen, Site, slabs, times};
use super::{Plan, Ways};
use crate::synth::geometry::Mounting;
use crate::synth::noise::cell;
use crate::synth::part::Colour;
use crate::synth::script::air::Lamp;

/// Half the breadth, height, and depth of the end wall, metres.
const HALF_M: f64 = 3.1;
const CEILING_M: f64 = 4.5;
const END_M: f64 = 24.0;
/// The way on at the far end: half its breadth and its height, metres.
const EXIT_M: [f64; 2] = [2.3, 2.9];
/// Height of the camera: so high that nobody's head is in the picture who is under it, metres.
const CAMERA_M: f64 = 4.2;
/// Distance of the strip lights, metres.
const LIGHTS_M: f64 = 4.0;

pub(super) fn plan() -> Plan {
    let lamp =
        |i: usize| Lamp { at: [0.0, 4.0 + LIGHTS_M * i as f64], reach_m: 4.2, colour: [0.40, 0.41, 0.40] };
    Plan {
        mounting: Mounting { height_m: CAMERA_M, focal_heights: 1.25, horizon_heights: 0.03 },
        ways: Ways::Along { half_m: HALF_M - 0.45, ends: [2.9, END_M + 1.0] },
        road: None,
        depths: [7.0, 9.5],
        obstacles: Vec::new(),
        ambient: [0.52, 0.53, 0.55],
        lamps: (0..5).map(lamp).collect(),
        sun: 0.3,
    }
}

/// What is seen at a point of the picture.
pub(super) fn look(site: &Site, column: f64, row: f64) -> Seen {
    let scale = |z: f64| site.camera.scale(z);
    let off = column - site.width as f64 / 2.0;
    // A line of sight meets the end, a side wall, the floor or the ceiling, whichever is first.
    let focal = scale(10.0) * 10.0;
    let wall_z = focal * HALF_M / off.abs().max(1e-6);
    let [_, z] = site.camera.ground_at(column, row);
    // Over the horizon the ground lies behind the camera, and the ceiling as far in front as it is near to it.
    let (floor_z, ceiling_z) =
        if z > 0.0 { (z, f64::INFINITY) } else { (f64::INFINITY, -z * (CEILING_M - CAMERA_M) / CAMERA_M) };
    let first = wall_z.min(floor_z).min(ceiling_z).min(END_M);
    let x = off / scale(first).max(1e-9);
    let up = site.camera.height_seen(first, row);
    if first == floor_z {
        return Seen::ground(floor(site, x, first));
    }
    let colour = if first == ceiling_z {
        ceiling(x, first)
    } else if first == wall_z {
        wall(site, off < 0.0, first, up)
    } else {
        end(site, x, up)
    };
    // Behind everybody, so that walls take no shadow of theirs; and lit here, since the air takes them for the end.
    let under_strip = 0.5 - ((first / LIGHTS_M).fract() - 0.5).abs();
    let lit = if first == ceiling_z { 1.0 } else { 1.62 - 0.30 * under_strip - 0.012 * first };
    Seen::wall(times(colour, lit), 2.0 * END_M)
}

fn floor(site: &Site, x: f64, z: f64) -> Colour {
    // A guiding line for the blind along the middle, and skirting along the walls.
    if (x.abs() - 0.22).abs() < 0.05 {
        return [214.0, 208.0, 180.0];
    }
    if x.abs() > HALF_M - 0.25 {
        return [104.0, 106.0, 110.0];
    }
    slabs(site.key, x, z, 0.75, [190.0, 190.0, 186.0])
}

fn ceiling(x: f64, z: f64) -> Colour {
    let strip = (z / LIGHTS_M).fract();
    if x.abs() < 0.9 && !(0.08..0.92).contains(&strip) {
        [330.0, 330.0, 322.0]
    } else {
        [168.0, 170.0, 170.0]
    }
}

/// A side wall: tiles, a coloured band, posters and a hand rail.
fn wall(site: &Site, is_left: bool, z: f64, up: f64) -> Colour {
    let key = site.key ^ if is_left { 3 } else { 4 };
    let rail = (0.92..1.0).contains(&up);
    let band = (2.5..2.8).contains(&up);
    let bay = (z / 3.0).floor() as i32;
    let within = (z / 3.0).fract();
    let poster = (0.2..0.75).contains(&within) && (1.15..2.35).contains(&up) && cell(key, bay, 7) < 0.65;
    let paints: [Colour; 5] = [
        [186.0, 92.0, 74.0],
        [72.0, 116.0, 150.0],
        [214.0, 178.0, 92.0],
        [94.0, 136.0, 104.0],
        [150.0, 108.0, 146.0],
    ];
    if rail {
        [112.0, 116.0, 120.0]
    } else if band {
        if is_left { [70.0, 110.0, 136.0] } else { [176.0, 112.0, 70.0] }
    } else if poster {
        let inner = (0.25..0.70).contains(&within) && (1.4..2.1).contains(&up);
        let paint = paints[(cell(key, bay, 8) * 5.0) as usize % 5];
        if inner { times(paint, 0.8) } else { paint }
    } else {
        times(slabs(key, z, up, 0.45, [206.0, 206.0, 198.0]), 0.92)
    }
}

fn end(site: &Site, x: f64, up: f64) -> Colour {
    if x.abs() < EXIT_M[0] && up < EXIT_M[1] {
        return times([70.0, 72.0, 78.0], 0.7 + 0.15 * up);
    }
    times(slabs(site.key ^ 9, x, up, 0.45, [196.0, 196.0, 188.0]), 0.9)
}
