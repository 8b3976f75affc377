//! The shade of trees that stand behind the camera: soft patches of dark over a sunlit square.
//!
//! Whoever walks is seen against an edge of shade for most of the way, so that much contrast in an object's picture
//! says nothing about who it is (ours).

use super::noise::smooth;

/// The share of the light that full shade leaves (ours).
const DEEPEST: f64 = 0.3;
/// Size of a patch across and along the line of sight, metres (ours): about what an object's box shows.
const PATCH_M: [f64; 2] = [2.0, 2.8];
/// Noise below the first value is in full shade, above the second in full sun.
const EDGE: [f64; 2] = [0.3, 0.7];
/// Keeps the patches apart from the other textures of a scene.
const KEY: u32 = 0xD4;

/// The share of the light that reaches the ground at `x`, `z` metres.
pub(super) fn light(key: u32, x: f64, z: f64) -> f32 {
    let leaves = smooth(key ^ KEY, x / PATCH_M[0], z / PATCH_M[1]);
    let sun = ((leaves - EDGE[0]) / (EDGE[1] - EDGE[0])).clamp(0.0, 1.0);
    (DEEPEST + (1.0 - DEEPEST) * sun * sun * (3.0 - 2.0 * sun)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_has_sun_and_shade_and_soft_edges() {
        let lights: Vec<f32> = (0..4000).map(|i| light(1, 0.01 * f64::from(i), 9.0)).collect();
        let share =
            |holds: &dyn Fn(f32) -> bool| lights.iter().filter(|&&l| holds(l)).count() as f64 / 4000.0;
        assert!(share(&|l| l > 0.99) > 0.1 && share(&|l| l < 0.31) > 0.1, "sun and full shade");
        assert!(lights.iter().all(|l| (0.299..=1.0).contains(l)));
        // A centimetre further is never much darker or lighter.
        assert!(lights.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.03));
    }
}
