//! Weather in the picture: what lies on the ground, and what falls before the lens.

use super::Weather;
use super::thin::Thin;
use crate::synth::canvas::Picture;
use crate::synth::geometry::Camera;
use crate::synth::noise::{cell, smooth};
use crate::synth::part::Colour;
use crate::synth::raster::Capsule;
use libm::sin;
use std::f64::consts::PI;

/// Grey sky in puddles.
const SKY: Colour = [196.0, 204.0, 214.0];
const SNOW: Colour = [238.0, 241.0, 246.0];

/// The ground at a spot under a weather.
pub(super) fn ground(weather: Weather, key: u32, colour: Colour, [x, z]: [f64; 2]) -> Colour {
    let towards = |to: Colour, share: f64| [0, 1, 2].map(|k| colour[k] + share as f32 * (to[k] - colour[k]));
    match weather {
        Weather::Clear | Weather::Fog => colour,
        Weather::Rain => {
            let wet = colour.map(|c| 0.80 * c);
            let pool = 0.7 * smooth(key ^ 61, x * 0.30 + 0.2 * z, z * 0.42)
                + 0.3 * smooth(key ^ 64, x * 1.1, z * 1.3);
            let puddle = ((pool - 0.55) / 0.09).clamp(0.0, 1.0);
            [0, 1, 2].map(|k| wet[k] + 0.42 * puddle as f32 * (SKY[k] - wet[k]))
        }
        Weather::Snow => {
            let lies = smooth(key ^ 62, x * 0.55, z * 0.8) + 0.25 * smooth(key ^ 63, x * 3.0, z * 3.0);
            towards(SNOW, ((lies - 0.15) / 0.45).clamp(0.28, 0.88))
        }
    }
}

/// Draws what falls at a time over the whole picture.
pub(super) fn fall(weather: Weather, key: u32, camera: &Camera, time: f64, picture: &mut Picture) {
    match weather {
        Weather::Clear | Weather::Fog => {}
        Weather::Rain => rain(key, camera, time, picture),
        Weather::Snow => snow(key, camera, time, picture),
    }
}

/// How often drops would fall through the same place, per second: after that long it is another drop.
const RAIN_FALLS_PER_S: f64 = 3.1;
/// Drops and flakes in 76 800 pixels.
const DROPS: f64 = 230.0;
const FLAKES: f64 = 260.0;

fn rain(key: u32, camera: &Camera, time: f64, picture: &mut Picture) {
    let [width, height] = camera.size();
    let unit = height / 240.0;
    let count = (DROPS * width / (320.0 * unit)) as i32;
    for drop in 0..count {
        let near = cell(key ^ 70, drop, 0);
        let fallen = time * (RAIN_FALLS_PER_S * (0.7 + 0.6 * near)) + cell(key ^ 70, drop, 1);
        let (turn, share) = (fallen.floor() as i32, fallen.fract());
        let length = unit * (5.0 + 9.0 * near);
        let x = cell(key ^ 71, drop, turn) * (width + 20.0 * unit) - 4.0 * unit + 0.12 * share * height;
        let y = share * (height + 2.0 * length) - length;
        let ends = [[x as f32, y as f32], [(x + 0.12 * length) as f32, (y + length) as f32]];
        let capsule = Capsule { ends, radii: [(0.30 * unit) as f32; 2], softness: 1.0 };
        capsule.draw(&mut Thin { surface: &mut picture.painting([226.0, 232.0, 238.0], 0.0), share: 0.55 });
    }
    splashes(key, camera, time, picture);
}

/// Rings of drops on the ground, each there for a few frames.
fn splashes(key: u32, camera: &Camera, time: f64, picture: &mut Picture) {
    let [width, height] = camera.size();
    for splash in 0..70 {
        let age = time * 6.0 + cell(key ^ 72, splash, 0);
        let (turn, share) = (age.floor() as i32, age.fract());
        let (x, y) = (cell(key ^ 73, splash, turn) * width, cell(key ^ 74, splash, turn) * height);
        let [_, z] = camera.ground_at(x, y);
        if z <= 0.0 || z > 25.0 {
            continue;
        }
        let reach = 0.10 * share * camera.scale(z);
        let at = |side: f64| [(x + side * reach) as f32, y as f32];
        let capsule = Capsule { ends: [at(-1.0), at(1.0)], radii: [0.45; 2], softness: 1.0 };
        let faint = 0.55 * (1.0 - share) as f32;
        capsule.draw(&mut Thin {
            surface: &mut picture.painting([222.0, 228.0, 234.0], z as f32),
            share: faint,
        });
    }
}

fn snow(key: u32, camera: &Camera, time: f64, picture: &mut Picture) {
    let [width, height] = camera.size();
    let unit = height / 240.0;
    let count = (FLAKES * width / (320.0 * unit)) as i32;
    for flake in 0..count {
        let near = cell(key ^ 80, flake, 0);
        let fallen = time * (0.16 + 0.22 * near) + cell(key ^ 80, flake, 1);
        let (turn, share) = (fallen.floor() as i32, fallen.fract());
        let sway = sin(2.0 * PI * (0.45 * time + cell(key ^ 81, flake, 2))) * (3.0 + 5.0 * near) * unit;
        let x =
            cell(key ^ 82, flake, turn) * (width + 40.0 * unit) - 30.0 * unit + sway + 0.10 * share * height;
        let y = share * (height + 8.0 * unit) - 4.0 * unit;
        let radius = (unit * (0.45 + 1.05 * near * near)) as f32;
        let at = [x as f32, y as f32];
        let capsule = Capsule { ends: [at, at], radii: [radius; 2], softness: 1.2 };
        capsule.draw(&mut Thin { surface: &mut picture.painting([250.0, 251.0, 253.0], 0.0), share: 0.85 });
    }
}
