//! Anti-aliased shapes in pixels: capsules (limbs, wheels, heads) and convex polygons (panels).
//!
//! A shape knows nothing about what it is drawn on: each covered pixel goes to a [`Surface`] with its share
//! and with the offset that shades it.

/// Column, row.
pub(super) type Point = [f32; 2];

/// What shapes are drawn on.
pub(super) trait Surface {
    /// Width and height in pixels.
    fn size(&self) -> (usize, usize);
    /// Takes one pixel: `cover` in `(0, 1]`, `shade` the brightness of the surface there, 1 for plain.
    fn cover(&mut self, x: usize, y: usize, cover: f32, shade: f32);
}

/// A segment with round ends whose radius runs from one end to the other, pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capsule {
    pub(super) ends: [Point; 2],
    pub(super) radii: [f32; 2],
    /// Width of the edge, pixels: 1 for a sharp one, more for a soft shadow.
    pub(super) softness: f32,
}

/// How much lighter a round body is on the side of the sun than in the middle.
const ROUNDNESS: f32 = 0.22;
/// The screen direction that the light comes from, of length 1.
const LIGHT: Point = [-0.5, -0.866];

/// The pixels from `low` to `high`, cut to `0..limit`.
fn span(low: f32, high: f32, limit: usize) -> std::ops::Range<usize> {
    let start = low.floor().max(0.0).min(limit as f32) as usize;
    let end = (high.floor() + 1.0).max(0.0).min(limit as f32) as usize;
    start..end.max(start)
}

impl Capsule {
    /// Draws the capsule, shaded as a round body.
    pub(super) fn draw(&self, surface: &mut impl Surface) {
        let (width, height) = surface.size();
        let [a, b] = self.ends;
        let [ra, rb] = self.radii;
        let reach = ra.max(rb) + self.softness;
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let inverse = 1.0 / (dx * dx + dy * dy).max(1e-9);
        for y in span(a[1].min(b[1]) - reach, a[1].max(b[1]) + reach, height) {
            let py = y as f32 + 0.5 - a[1];
            for x in span(a[0].min(b[0]) - reach, a[0].max(b[0]) + reach, width) {
                let px = x as f32 + 0.5 - a[0];
                let along = ((px * dx + py * dy) * inverse).clamp(0.0, 1.0);
                let (ox, oy) = (px - along * dx, py - along * dy);
                let radius = ra + along * (rb - ra);
                let edge = radius + 0.5 * self.softness - (ox * ox + oy * oy).sqrt();
                // A limb thinner than a pixel covers it in part only.
                let cover = (edge / self.softness).min(2.0 * radius).min(1.0);
                if cover > 0.0 {
                    let side = (ox * LIGHT[0] + oy * LIGHT[1]) / radius.max(0.5);
                    surface.cover(x, y, cover, 1.0 + ROUNDNESS * side.clamp(-1.0, 1.0));
                }
            }
        }
    }
}

/// Draws the convex polygon `corners` in one brightness; either winding.
pub(super) fn polygon(corners: &[Point], softness: f32, shade: f32, surface: &mut impl Surface) {
    let (width, height) = surface.size();
    let twice_area: f32 = edges(corners).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    if twice_area.abs() < 1e-3 {
        return;
    }
    let turn = twice_area.signum();
    let bound = |axis: usize, high: bool| {
        corners.iter().map(|c| c[axis]).fold(if high { f32::MIN } else { f32::MAX }, |best, c| {
            if high { best.max(c) } else { best.min(c) }
        })
    };
    for y in span(bound(1, false) - softness, bound(1, true) + softness, height) {
        for x in span(bound(0, false) - softness, bound(0, true) + softness, width) {
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let mut inside = f32::MAX;
            for (a, b) in edges(corners) {
                let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
                let length = (dx * dx + dy * dy).sqrt().max(1e-6);
                inside = inside.min(turn * (dx * (py - a[1]) - dy * (px - a[0])) / length);
            }
            let cover = ((inside + 0.5 * softness) / softness).min(1.0);
            if cover > 0.0 {
                surface.cover(x, y, cover, shade);
            }
        }
    }
}

fn edges(corners: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}
