//! The surroundings of each pixel as a quadratic polynomial, fitted under a Gaussian (Farnebäck, SCIA 2003).

use super::filter::{Plane, separable};

/// Reach of the neighbourhood and the deviation of its Gaussian, in pixels.
const REACH: i32 = 5;
const DEVIATION: f64 = 1.2;

/// Entries of the inverse of the 6x6 moment matrix of 1, x, y, x², y², xy under that Gaussian: of x with itself, of
/// 1 with x², of x² with itself, of xy with itself.
pub(super) const ALPHA: f32 = 0.694_486_4;
pub(super) const BETA: f32 = -0.347_453_53;
pub(super) const GAMMA: f32 = 0.241_301_75;
pub(super) const DELTA: f32 = 0.482_311_35;

/// Coefficients of every pixel's polynomial: of y, x, y², x² and xy.
#[derive(Debug)]
pub(super) struct Expansion {
    pub width: usize,
    pub height: usize,
    /// `[height, width, 5]`.
    pub coefficients: Vec<[f32; 5]>,
}

/// The Gaussian times `x^power`, over the neighbourhood.
pub(super) fn moment(power: u32) -> Vec<f32> {
    let gauss = |x: i32| libm::exp(-f64::from(x * x) / (2.0 * DEVIATION * DEVIATION));
    let sum: f64 = (-REACH..=REACH).map(gauss).sum();
    (-REACH..=REACH).map(|x| (gauss(x) / sum * f64::from(x.pow(power))) as f32).collect()
}

impl Expansion {
    pub fn of(plane: &Plane) -> Self {
        let [g, xg, xxg] = [0, 1, 2].map(moment);
        let correlate = |across: &[f32], down: &[f32]| {
            separable(plane, across, down, |at, length| at.clamp(0, length as isize - 1) as usize).values
        };
        let [b1, bx, by] = [correlate(&g, &g), correlate(&xg, &g), correlate(&g, &xg)];
        let [bxx, byy, bxy] = [correlate(&xxg, &g), correlate(&g, &xxg), correlate(&xg, &xg)];
        let coefficients = (0..plane.values.len())
            .map(|i| {
                [
                    by[i] * ALPHA,
                    bx[i] * ALPHA,
                    b1[i] * BETA + byy[i] * GAMMA,
                    b1[i] * BETA + bxx[i] * GAMMA,
                    bxy[i] * DELTA,
                ]
            })
            .collect();
        Self { width: plane.width, height: plane.height, coefficients }
    }

    /// The coefficients between pixels; none where a neighbour is missing.
    pub fn between(&self, x: f32, y: f32) -> Option<[f32; 5]> {
        let (left, top) = (x.floor(), y.floor());
        let inside =
            left >= 0.0 && top >= 0.0 && left < self.width as f32 - 1.0 && top < self.height as f32 - 1.0;
        if !inside {
            return None;
        }
        let (across, down) = (x - left, y - top);
        let at = top as usize * self.width + left as usize;
        let weights =
            [(1.0 - across) * (1.0 - down), across * (1.0 - down), (1.0 - across) * down, across * down];
        let corners = [at, at + 1, at + self.width, at + self.width + 1].map(|at| self.coefficients[at]);
        Some(std::array::from_fn(|k| (0..4).map(|c| weights[c] * corners[c][k]).sum()))
    }
}
