//! The taps of the correlations along lines.

use super::solve::{SHARE, WINDOW};
use crate::video::flow::expansion::{ALPHA, BETA, DELTA, GAMMA, moment};

/// A row for each plane of a result: the number of the source's plane, then the taps along its lines.
pub(super) struct Table {
    /// As many as the result has planes.
    pub planes: usize,
    /// Taps of a row.
    pub taps: usize,
    /// `[planes, 1 + taps]`.
    pub values: Vec<f32>,
}

impl Table {
    fn new(rows: Vec<(usize, Vec<f32>)>) -> Self {
        let (planes, taps) = (rows.len(), rows[0].1.len());
        let row = |(plane, taps): (usize, Vec<f32>)| [vec![plane as f32], taps].concat();
        Self { planes, taps, values: rows.into_iter().flat_map(row).collect() }
    }

    /// Along rows of a picture: under g, x g, and what x² gives (with the share of the mean that belongs to it).
    pub fn rows() -> Self {
        Self::new(vec![(0, moment(0)), (0, moment(1)), (0, square())])
    }

    /// Along columns of what [`Self::rows`] gives: the coefficients of y, x, y², x² and xy.
    pub fn columns() -> Self {
        let scaled = |power, factor: f32| moment(power).iter().map(|tap| tap * factor).collect();
        let (y, x, xy) = ((0, scaled(1, ALPHA)), (1, scaled(0, ALPHA)), (1, scaled(1, DELTA)));
        Self::new(vec![y, x, (0, square()), (2, moment(0)), xy])
    }

    /// Along rows of five planes: the means over the window.
    pub fn window() -> Self {
        Self::new((0..5).map(|plane| (plane, vec![SHARE; WINDOW as usize])).collect())
    }
}

/// Taps of the coefficient of a square: both of its terms along the line, so that one plane holds them.
fn square() -> Vec<f32> {
    moment(0).iter().zip(moment(2)).map(|(one, square)| one * BETA + square * GAMMA).collect()
}
