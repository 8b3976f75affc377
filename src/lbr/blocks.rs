//! The division of the frame into equal blocks with a network, an optimiser, a refinement and statistics of their
//! own (LBR-SPR, CVPR 2022): four for Ped1, and one for the other data sets.

mod division;

use core::fmt;
use std::sync::Arc;

pub use self::division::Division;
use super::LbrError;
use super::block_scores::NO_MODEL_SCORE;
use super::data_set::block;
use crate::localize::{Cubes, FlowCubes};

/// Most rows and columns; ours, far more than anybody's.
const MOST: usize = 16;

/// Rows and columns of blocks; a block's index counts row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    rows: usize,
    columns: usize,
}

impl Grid {
    /// The undivided frame.
    pub const WHOLE: Self = Self { rows: 1, columns: 1 };

    /// Rows of one block each.
    pub(super) const fn rows_of(rows: usize) -> Self {
        Self { rows, columns: 1 }
    }

    /// A grid of 1 to 16 rows and columns.
    pub fn new(rows: usize, columns: usize) -> Option<Self> {
        let possible = |count: usize| (1..=MOST).contains(&count);
        (possible(rows) && possible(columns)).then_some(Self { rows, columns })
    }

    /// Reads what [`fmt::Display`] writes, such as `4x1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (rows, columns) = text.split_once('x')?;
        Self::new(rows.parse().ok()?, columns.parse().ok()?)
    }

    /// How many blocks there are.
    pub fn count(self) -> usize {
        self.rows * self.columns
    }

    /// The name of a block in files, such as `b3_0`.
    pub fn key(self, index: usize) -> String {
        format!("b{}_{}", index / self.columns, index % self.columns)
    }

    /// The index of the block in a row and a column, if there is one.
    pub fn index(self, row: usize, column: usize) -> Option<usize> {
        (row < self.rows && column < self.columns).then_some(row * self.columns + column)
    }

    /// The index of the block that a box belongs to; `frame` is (height, width).
    pub fn index_of(self, corners: [f32; 4], frame: (usize, usize)) -> usize {
        let (row, column) = block(corners, frame, (self.rows, self.columns));
        row * self.columns + column
    }

    /// The seed of a block's run: the first block has the run's own, the others follow from it (ours).
    pub fn seed(self, seed: u64, index: usize) -> u64 {
        if index == 0 {
            return seed;
        }
        crate::random::Random::keyed(seed, "lbr block", index as u64).next_u64()
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.rows, self.columns)
    }
}

/// The cubes of one block.
#[derive(Debug, Clone)]
pub struct Share {
    /// The cubes, their frames counted over all clips.
    pub cubes: Arc<Cubes>,
    /// Their flow, in the motion variant.
    pub flow: Option<Arc<FlowCubes>>,
    /// Which of all cubes they are.
    pub indices: Vec<usize>,
}

/// The cubes of a data set by blocks.
#[derive(Debug, Clone)]
pub struct Blocks {
    /// The division.
    pub grid: Grid,
    /// One per block, row by row.
    pub shares: Vec<Share>,
    /// Cubes in all.
    pub cubes: usize,
    /// Cubes of each clip.
    pub clips: Vec<usize>,
}

impl Blocks {
    /// Divides `clips`, laid end to end.
    ///
    /// Errors: [`LbrError::FlowCubes`] where only some clips have flow, or not for every cube.
    pub fn divide<'a>(grid: Grid, clips: impl IntoIterator<Item = ClipCubes<'a>>) -> Result<Self, LbrError> {
        let clips: Vec<ClipCubes<'_>> = clips.into_iter().collect();
        let mut division = Division::new(grid);
        division.reserve(&clips);
        clips.into_iter().try_for_each(|clip| division.add(clip))?;
        Ok(division.finish())
    }

    /// One score per cube in the order of the clips, from the scores of each block's cubes; the cubes of a block
    /// without a model, `None`, score [`NO_MODEL_SCORE`].
    ///
    /// # Panics
    /// Where there are not as many scores as cubes: they are another division's.
    pub fn together(&self, scores: &[Option<Vec<f32>>]) -> Vec<f32> {
        assert_eq!(scores.len(), self.shares.len(), "scores per block");
        let mut all = vec![NO_MODEL_SCORE; self.cubes];
        for (share, scores) in self.shares.iter().zip(scores) {
            let Some(scores) = scores else { continue };
            assert_eq!(scores.len(), share.indices.len(), "scores of a block's cubes");
            share.indices.iter().zip(scores).for_each(|(&index, &score)| all[index] = score);
        }
        all
    }

    /// Scores of all cubes split by clip.
    ///
    /// # Panics
    /// Where there are not as many scores as cubes.
    pub fn by_clip(&self, scores: &[f32]) -> Vec<Vec<f32>> {
        let mut rest = scores;
        let mut split = |&count: &usize| {
            let (own, after) = rest.split_at(count);
            rest = after;
            own.to_vec()
        };
        self.clips.iter().map(&mut split).collect()
    }
}

/// The cubes of a clip, to be divided.
#[derive(Debug, Clone, Copy)]
pub struct ClipCubes<'a> {
    /// The cubes.
    pub cubes: &'a Cubes,
    /// Their flow, in the motion variant.
    pub flow: Option<&'a FlowCubes>,
    /// `(height, width)` of the analysed frames.
    pub frame: (usize, usize),
    /// Analysed frames of the clip.
    pub frames: usize,
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
