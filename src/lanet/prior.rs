//! The locality prior G and what else depends on the distance of two snippets alone: the span, PEL4VAD's
//! learned prior. Such a matrix is constant along its diagonals; one line of values makes all its rows.

use super::config::{LaNetConfig, PriorMode};
use super::pel4vad::Learned;

/// What a key outside the span gets instead of its product with a query. Finite, because WGSL need not know
/// infinities; e to this is 0 in `f32`.
pub(crate) const MASKED: f32 = -1e9;
/// Smaller values of the prior are left out after the softmax, where it is added (ours).
const NEGLIGIBLE: f64 = 1e-9;

/// exp(-d² / (2 sigma)): sigma is not squared and rows are not normalised (slides).
pub fn locality(distance: isize, sigma: f64) -> f64 {
    let distance = distance as f64;
    libm::exp(-distance * distance / (2.0 * sigma))
}

/// Distance beyond which the prior is below 1e-9: 7 at sigma 1, 19 at 8, 46 at 50.
pub fn radius(sigma: f64) -> usize {
    (-2.0 * sigma * libm::log(NEGLIGIBLE)).sqrt().ceil() as usize
}

/// Rows and columns of a matrix between queries and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) first_row: usize,
    pub(crate) rows: usize,
    pub(crate) first_key: usize,
    pub(crate) keys: usize,
}

impl Block {
    /// `[rows][keys]` of a function of key - row.
    pub(crate) fn by_distance(self, value: impl Fn(isize) -> f32) -> Vec<f32> {
        if self.rows == 0 {
            return Vec::new();
        }
        let line = self.line(value);
        let mut matrix = Vec::with_capacity(self.rows * self.keys);
        for row in 0..self.rows {
            let start = self.rows - 1 - row;
            matrix.extend_from_slice(&line[start..start + self.keys]);
        }
        matrix
    }

    /// `[rows + keys - 1]`: the values of all distances, least first; of one row at least.
    pub(crate) fn line(self, value: impl Fn(isize) -> f32) -> Vec<f32> {
        let least = self.first_key as isize - (self.first_row + self.rows - 1) as isize;
        (0..(self.rows + self.keys - 1) as isize).map(|step| value(least + step)).collect()
    }
}

impl LaNetConfig {
    /// G at a distance, 0 outside the span.
    pub(crate) fn prior_at(&self, distance: isize) -> f64 {
        if self.span.sees(distance) { locality(distance, self.sigma) } else { 0.0 }
    }

    /// What is added to the products of queries and keys before the softmax; none where it would be 0 throughout.
    pub(crate) fn bias(&self) -> Option<impl Fn(isize) -> f32 + '_> {
        let pre = self.prior_mode == PriorMode::Pre;
        if !pre && self.span == super::config::Span::Full {
            return None;
        }
        Some(move |distance| match (self.span.sees(distance), pre) {
            (false, _) => MASKED,
            (true, true) => locality(distance, self.sigma) as f32,
            (true, false) => 0.0,
        })
    }
}

impl Learned {
    /// PEL4VAD's prior: exp(-|gamma d² - beta|).
    pub(crate) fn at(&self, distance: isize) -> f64 {
        let squared = (distance as f64).powi(2);
        libm::exp(-(f64::from(self.gamma) * squared - f64::from(self.beta)).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prior_has_the_worked_rows() {
        let expected = [1.0, 0.606530659713, 0.135335283237, 0.011108996538];
        for (distance, expected) in expected.into_iter().enumerate() {
            for distance in [distance as isize, -(distance as isize)] {
                assert!((locality(distance, 1.0) - expected).abs() < 1e-11);
            }
        }
        let block = Block { first_row: 0, rows: 4, first_key: 0, keys: 4 };
        let matrix = block.by_distance(|distance| locality(distance, 1.0) as f32);
        let sums: Vec<f32> = matrix.chunks_exact(4).map(|row| row.iter().sum()).collect();
        let expected = [1.752974939487, 2.348396602662, 2.348396602662, 1.752974939487];
        for (sum, expected) in sums.into_iter().zip(expected) {
            assert!((f64::from(sum) - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn the_radius_has_the_worked_values() {
        assert_eq!([1.0, 8.0, 50.0].map(radius), [7, 19, 46]);
        assert!(locality(8, 1.0) < 1e-9 && locality(6, 1.0) > 1e-9);
    }

    #[test]
    fn a_block_is_a_part_of_the_whole() {
        let value = |distance: isize| (10 * distance) as f32;
        let part = Block { first_row: 3, rows: 2, first_key: 1, keys: 4 }.by_distance(value);
        assert_eq!(part, [-20.0, -10.0, 0.0, 10.0, -30.0, -20.0, -10.0, 0.0]);
        assert_eq!(Block { first_row: 0, rows: 1, first_key: 0, keys: 1 }.by_distance(value), [0.0]);
    }
}
