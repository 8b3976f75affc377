//! The empty plaza: paving, house front and furniture with their shadows, rendered once per scene.

use super::canvas::{Picture, Shade};
use super::edition::Edition;
use super::furniture::{ALLEY, FRONT_M, Furniture, house_front};
use super::geometry::Camera;
use super::noise::{cell, smooth};
use super::part::Colour;

/// Samples per pixel and axis for paving and walls.
const SAMPLES: usize = 3;
/// Side of a paving slab, metres.
const SLAB_M: f64 = 0.9;
/// A light band every so many slabs.
const BAND_SLABS: i32 = 6;

/// The empty scene and how deep each of its pixels is.
#[derive(Debug, Clone)]
pub(super) struct Backdrop {
    /// `[height, width]`, R G B in levels.
    pub(super) pixels: Vec<Colour>,
    /// `[height, width]`, metres: actors farther away are hidden; infinite on the ground.
    pub(super) depth: Vec<f32>,
}

impl Backdrop {
    pub(super) fn new(
        seed: u64,
        width: usize,
        height: usize,
        camera: &Camera,
        furniture: &Furniture,
        edition: Edition,
    ) -> Self {
        let key = (seed as u32) ^ (seed >> 32) as u32;
        let mut empty =
            Self { pixels: Vec::with_capacity(width * height), depth: Vec::with_capacity(width * height) };
        for y in 0..height {
            for x in 0..width {
                let (colour, depth) = sample_pixel(key, camera, furniture, edition, x, y);
                empty.pixels.push(colour);
                empty.depth.push(depth);
            }
        }
        let mut shade = Shade::new(width, height);
        for part in furniture.fixtures.iter().flat_map(|f| &f.parts) {
            part.draw_shadow(camera, &mut shade);
        }
        let mut picture = Picture::new(&empty, width, height);
        picture.darken(&shade);
        let mut depth = empty.depth.clone();
        let mut order: Vec<_> = furniture.fixtures.iter().collect();
        order.sort_by(|a, b| b.spot[1].total_cmp(&a.spot[1]));
        for fixture in order {
            for part in &fixture.parts {
                part.draw(
                    camera,
                    &mut picture.painting_scenery(part.colour, fixture.spot[1] as f32, &mut depth),
                );
            }
        }
        Self { pixels: picture.into_pixels(), depth }
    }
}

/// Colour and depth of one pixel without furniture: the mean of a grid of samples.
fn sample_pixel(
    key: u32,
    camera: &Camera,
    furniture: &Furniture,
    edition: Edition,
    x: usize,
    y: usize,
) -> (Colour, f32) {
    let mut sum: Colour = [0.0; 3];
    let mut hidden = 0;
    for i in 0..SAMPLES * SAMPLES {
        let offset = |k: usize| (k as f64 + 0.5) / SAMPLES as f64;
        let (column, row) = (x as f64 + offset(i % SAMPLES), y as f64 + offset(i / SAMPLES));
        let [gx, gz] = camera.ground_at(column, row);
        let wall_x = gx * FRONT_M / gz;
        // On the same line of sight, the front is met before the ground behind it.
        let wall_y = camera.height_seen(FRONT_M, row);
        let colour = if gz < FRONT_M {
            let light = edition.light(key, gx, gz);
            paving(key, gx, gz).map(|c| light * c)
        } else if let Some(wall) = house_front(key, furniture.passage, wall_x, wall_y) {
            hidden += 1;
            wall
        } else if wall_y < 1.1 {
            paving(key, gx, gz).map(|c| 0.55 * c)
        } else {
            ALLEY.map(|c| c * (1.0 - 0.12 * wall_y as f32))
        };
        (0..3).for_each(|k| sum[k] += colour[k]);
    }
    let share = 1.0 / (SAMPLES * SAMPLES) as f32;
    let depth = if 2 * hidden > SAMPLES * SAMPLES { FRONT_M as f32 } else { f32::INFINITY };
    (sum.map(|c| c * share), depth)
}

/// Sunlit slabs of sandstone with joints, light bands and a round inlay, a few levels apart: paving is what
/// everybody is seen against, and must not outshine them.
fn paving(key: u32, x: f64, z: f64) -> Colour {
    let (u, v) = (x / SLAB_M, z / SLAB_M);
    let row = v.floor() as i32;
    // Every second row is shifted by half a slab.
    let shifted = if row.rem_euclid(2) == 0 { u } else { u + 0.5 };
    let column = shifted.floor() as i32;
    let joint = |w: f64| (w - w.floor()).min(w.ceil() - w) < 0.035;
    let slab = cell(key, column, row);
    let tint: [f64; 3] = if slab < 0.5 { [198.0, 187.0, 168.0] } else { [195.0, 186.0, 169.0] };
    let band = row.rem_euclid(BAND_SLABS) == 0 || (u.floor() as i32).rem_euclid(2 * BAND_SLABS) == 0;
    let (dx, dz) = (x, z - 11.0);
    let radius = (dx * dx + dz * dz).sqrt();
    let inlay = (2.2..2.6).contains(&radius) || radius < 0.5;
    let mut level =
        0.98 + 0.03 * cell(key ^ 77, column, row) + 0.03 * (smooth(key, x * 0.45, z * 0.45) - 0.5);
    level += 0.02 * (smooth(key ^ 5, x * 7.0, z * 7.0) - 0.5);
    if inlay {
        level *= 0.955;
    } else if band {
        level *= 1.02;
    }
    if joint(shifted) || joint(v) {
        level *= 0.96;
    }
    // The pavement along the houses is darker and ends in a kerb.
    if z > FRONT_M - 1.3 {
        level *= if z < FRONT_M - 1.15 { 1.06 } else { 0.90 };
    }
    tint.map(|c| (c * level) as f32)
}
