//! Parts: the solid shapes in metres that actors and street furniture consist of.

use super::geometry::{Camera, TO_SUN, Vec3, shadow_of};
use super::raster::{Capsule, Point, Surface, polygon};

/// Red, green, blue, 0 to 255.
pub(super) type Colour = [f32; 3];

/// A shape in metres.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A round bar from end to end; a ball where both ends are one.
    Bar { ends: [Vec3; 2], radii: [f64; 2] },
    /// A flat panel of four corners (a triangle repeats one).
    Panel { corners: [Vec3; 4] },
}

/// A shape of one colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) shape: Shape,
    pub(super) colour: Colour,
}

impl Part {
    pub(super) fn bar(a: Vec3, b: Vec3, radii: [f64; 2], colour: Colour) -> Self {
        Self { shape: Shape::Bar { ends: [a, b], radii }, colour }
    }

    pub(super) fn ball(centre: Vec3, radius: f64, colour: Colour) -> Self {
        Self::bar(centre, centre, [radius; 2], colour)
    }

    pub(super) fn panel(corners: [Vec3; 4], colour: Colour) -> Self {
        Self { shape: Shape::Panel { corners }, colour }
    }

    /// Depth that orders the parts of one actor, metres.
    pub(super) fn depth(&self) -> f64 {
        match self.shape {
            Shape::Bar { ends, .. } => 0.5 * (ends[0].z + ends[1].z),
            Shape::Panel { corners } => 0.25 * corners.iter().map(|c| c.z).sum::<f64>(),
        }
    }

    /// Draws the part as the camera sees it.
    pub(super) fn draw(&self, camera: &Camera, surface: &mut impl Surface) {
        match self.shape {
            Shape::Bar { ends, radii } => {
                let radius = |i: usize| (radii[i] * camera.scale(ends[i].z)) as f32;
                let points = ends.map(|end| pixel(camera, end));
                Capsule { ends: points, radii: [radius(0), radius(1)], softness: 1.0 }.draw(surface);
            }
            Shape::Panel { corners } => {
                polygon(&corners.map(|c| pixel(camera, c)), 1.0, panel_shade(&corners), surface);
            }
        }
    }

    /// Draws the part's shadow on the ground; softer the higher the part is.
    pub(super) fn draw_shadow(&self, camera: &Camera, surface: &mut impl Surface) {
        match self.shape {
            Shape::Bar { ends, radii } => {
                let ground = ends.map(shadow_of);
                let scale = camera.scale(ground[0].z);
                // Round shadows are flattened by the low viewing angle.
                let radius = |i: usize| (0.8 * radii[i] * camera.scale(ground[i].z)) as f32;
                let softness = shadow_softness(0.5 * (ends[0].y + ends[1].y), scale);
                let points = ground.map(|end| pixel(camera, end));
                Capsule { ends: points, radii: [radius(0), radius(1)], softness }.draw(surface);
            }
            Shape::Panel { corners } => {
                let ground = corners.map(shadow_of);
                let softness = shadow_softness(corners[0].y, camera.scale(ground[0].z));
                polygon(&ground.map(|c| pixel(camera, c)), softness, 1.0, surface);
            }
        }
    }

    /// Box `[x1, y1, x2, y2]` in pixels that holds all that [`Part::draw`] covers.
    pub(super) fn extent(&self, camera: &Camera) -> [f64; 4] {
        let mut bound = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        let mut take = |p: Vec3, radius: f64| {
            let [x, y] = camera.project(p);
            let r = radius * camera.scale(p.z) + 1.0;
            bound = [bound[0].min(x - r), bound[1].min(y - r), bound[2].max(x + r), bound[3].max(y + r)];
        };
        match self.shape {
            Shape::Bar { ends, radii } => (0..2).for_each(|i| take(ends[i], radii[i])),
            Shape::Panel { corners } => corners.iter().for_each(|&c| take(c, 0.0)),
        }
        bound
    }
}

/// Puts the farthest part first, so that nearer ones cover it.
pub(super) fn sort_by_depth(parts: &mut [Part]) {
    parts.sort_by(|a, b| b.depth().total_cmp(&a.depth()));
}

/// Edge width of a shadow in pixels: the sun's disc blurs it with height.
fn shadow_softness(height_m: f64, scale: f64) -> f32 {
    (1.2 + 0.06 * height_m.max(0.0) * scale) as f32
}

/// Brightness of a flat panel by its angle to the sun; both faces are lit alike, being thin.
fn panel_shade(corners: &[Vec3; 4]) -> f32 {
    let normal = corners[1].sub(corners[0]).cross(corners[2].sub(corners[0])).unit();
    (0.78 + 0.30 * normal.dot(TO_SUN).abs()) as f32
}

fn pixel(camera: &Camera, p: Vec3) -> Point {
    camera.project(p).map(|v| v as f32)
}
