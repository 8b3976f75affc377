//! Painting an empty place: a grid of samples per pixel, then what stands there with its shadow.

use super::Fixture;
use crate::random::Random;
use crate::synth::backdrop::Backdrop;
use crate::synth::canvas::{Picture, Shade};
use crate::synth::geometry::Camera;
use crate::synth::noise::{cell, smooth};
use crate::synth::part::Colour;
use crate::synth::script::thin::Thin;

/// Samples per pixel and axis.
const SAMPLES: usize = 3;

/// What a place is painted from.
pub(super) struct Site<'a> {
    /// Of the textures.
    pub(super) key: u32,
    pub(super) seed: u64,
    pub(super) camera: &'a Camera,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Share of a full shadow.
    sun: f32,
    /// Middle of the passage through the house front, metres to the right.
    pub(super) passage: f64,
}

impl<'a> Site<'a> {
    pub(super) fn new(seed: u64, camera: &'a Camera, width: usize, height: usize, sun: f32) -> Self {
        let mut random = Random::keyed(seed, "scene site", 0);
        let passage = random.between(-0.35, 0.35) * camera.half_width_m(20.0);
        Self { key: (seed as u32) ^ (seed >> 32) as u32, seed, camera, width, height, sun, passage }
    }
}

/// What is seen at a point of the picture.
pub(super) struct Seen {
    /// Levels by full light; over 255 where it shines itself in the dark.
    pub(super) colour: Colour,
    /// Metres; infinite on the ground.
    pub(super) depth: f32,
}

impl Seen {
    pub(super) fn ground(colour: Colour) -> Self {
        Self { colour, depth: f32::INFINITY }
    }

    pub(super) fn wall(colour: Colour, depth: f64) -> Self {
        Self { colour, depth: depth as f32 }
    }
}

/// Paints what `look` sees at (column, row), then the fixtures.
pub(super) fn paint(site: &Site, look: fn(&Site, f64, f64) -> Seen, fixtures: &[Fixture]) -> Backdrop {
    let Site { camera, width, height, .. } = *site;
    let mut empty =
        Backdrop { pixels: Vec::with_capacity(width * height), depth: Vec::with_capacity(width * height) };
    for y in 0..height {
        for x in 0..width {
            let (colour, depth) = sample_pixel(site, look, x, y);
            empty.pixels.push(colour);
            empty.depth.push(depth);
        }
    }
    let mut shade = Shade::new(width, height);
    for part in fixtures.iter().flat_map(|fixture| &fixture.parts) {
        part.draw_shadow(camera, &mut Thin { surface: &mut shade, share: site.sun });
    }
    let mut picture = Picture::new(&empty, width, height);
    picture.darken(&shade);
    let mut depth = empty.depth.clone();
    let mut order: Vec<&Fixture> = fixtures.iter().collect();
    order.sort_by(|a, b| b.spot[1].total_cmp(&a.spot[1]));
    for fixture in order {
        let away = fixture.spot[1] as f32;
        for part in &fixture.parts {
            part.draw(camera, &mut picture.painting_scenery(part.colour, away, &mut depth));
        }
    }
    Backdrop { pixels: picture.into_pixels(), depth }
}

/// The mean of a grid of samples; a wall where most of them are wall.
fn sample_pixel(site: &Site, look: fn(&Site, f64, f64) -> Seen, x: usize, y: usize) -> (Colour, f32) {
    let mut sum: Colour = [0.0; 3];
    let (mut walls, mut nearest) = (0, f32::INFINITY);
    for i in 0..SAMPLES * SAMPLES {
        let offset = |k: usize| (k as f64 + 0.5) / SAMPLES as f64;
        let seen = look(site, x as f64 + offset(i % SAMPLES), y as f64 + offset(i / SAMPLES));
        (0..3).for_each(|k| sum[k] += seen.colour[k]);
        walls += usize::from(seen.depth.is_finite());
        nearest = nearest.min(seen.depth);
    }
    let share = 1.0 / (SAMPLES * SAMPLES) as f32;
    (sum.map(|c| c * share), if 2 * walls > SAMPLES * SAMPLES { nearest } else { f32::INFINITY })
}

/// A colour made lighter or darker.
pub(super) fn times(colour: Colour, level: f64) -> Colour {
    colour.map(|c| c * level as f32)
}

/// Slabs of `side` metres with joints, every second row shifted.
pub(super) fn slabs(key: u32, x: f64, z: f64, side: f64, tint: Colour) -> Colour {
    let (u, v) = (x / side, z / side);
    let row = v.floor() as i32;
    let shifted = if row.rem_euclid(2) == 0 { u } else { u + 0.5 };
    let joint = |w: f64| (w - w.floor()).min(w.ceil() - w) < 0.035;
    let mut level = 0.975 + 0.05 * cell(key, shifted.floor() as i32, row);
    level += 0.03 * (smooth(key ^ 5, x * 7.0, z * 7.0) - 0.5);
    if joint(shifted) || joint(v) {
        level *= 0.94;
    }
    times(tint, level)
}

/// Tar with grains and patches.
pub(super) fn asphalt(key: u32, x: f64, z: f64) -> Colour {
    let patch = 0.08 * (smooth(key ^ 21, x * 0.4, z * 0.4) - 0.5);
    let grain = 0.07 * (smooth(key ^ 22, x * 9.0, z * 9.0) - 0.5);
    times([112.0, 113.0, 116.0], 1.0 + patch + grain)
}

/// Road paint, worn.
pub(super) fn road_paint(key: u32, x: f64, z: f64) -> Colour {
    times([214.0, 213.0, 206.0], 0.94 + 0.1 * (smooth(key ^ 23, x * 5.0, z * 5.0) - 0.5))
}
