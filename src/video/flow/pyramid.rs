//! A picture at all its sizes, and the field between two, from coarse to fine.

use super::expansion::Expansion;
use super::field::FlowField;
use super::filter::{Plane, gaussian, resize};
use super::level;

/// Most halvings of the picture, and the least side after them (OpenCV's program).
const MAX_HALVINGS: u32 = 3;
const LEAST_SIDE: f64 = 32.0;
/// Solves per level.
pub(super) const SOLVES: usize = 3;

/// A size at which a picture is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    /// How often the picture is halved.
    pub halvings: u32,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Level {
    /// How many pixels there are.
    pub fn pixels(&self) -> usize {
        self.width * self.height
    }
}

/// The levels of a picture, coarsest first: halved as long as the shorter side keeps [`LEAST_SIDE`].
pub(super) fn levels(width: usize, height: usize) -> Vec<Level> {
    let shorter = width.min(height) as f64;
    let scale = |halvings: u32| 0.5_f64.powi(halvings as i32);
    let most = (1..=MAX_HALVINGS).rev().find(|&k| shorter * scale(k) >= LEAST_SIDE).unwrap_or(0);
    let level = |halvings| {
        let side = |side: usize| libm::rint(side as f64 * scale(halvings)) as usize;
        Level { halvings, width: side(width), height: side(height) }
    };
    (0..=most).rev().map(level).collect()
}

/// A picture expanded at every level, coarsest first.
#[derive(Debug)]
pub(super) struct Pyramid(Vec<Expansion>);

impl Pyramid {
    pub fn of(plane: &Plane) -> Self {
        let expanded = |Level { halvings, width, height }| {
            Expansion::of(&resize(&gaussian(plane, halvings), width, height))
        };
        Self(levels(plane.width, plane.height).into_iter().map(expanded).collect())
    }

    /// From expansions, coarsest first.
    pub fn from_expansions(expansions: Vec<Expansion>) -> Self {
        Self(expansions)
    }

    pub fn expansions(&self) -> &[Expansion] {
        &self.0
    }

    /// The displacement from this picture to `second`, of the same size; each level starts from the one before.
    pub fn field_to(&self, second: &Self) -> FlowField {
        let mut field = FlowField::zero(1, 1);
        for (first, second) in self.0.iter().zip(&second.0) {
            // The coarser flow counts pixels of half the size; the coarsest level starts from no motion.
            field = field.finer(first.width, first.height);
            for _ in 0..SOLVES {
                field = level::solve(first, second, &field);
            }
        }
        field
    }
}
