//! The settings of a run over a data set.

use crate::lbr::blocks::Grid;
use crate::lbr::data_set::{self, BATCH, DataSet, LearnFrom, mode_note};
use crate::lbr::model::Width;
use crate::lbr::spr::{Mode, Spr};
use crate::lbr::training::{Tail, TrainingConfig, steps_per_epoch};

/// How a data set is learned; epochs of warm-up and shrink rate are the published ones of the set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetRunConfig {
    /// Whose settings hold.
    pub set: DataSet,
    /// Which clips are learned from: for the run's name alone, the cubes are given.
    pub from: LearnFrom,
    /// How weights fall under refinement; none for plain LBR.
    pub weights: Option<Mode>,
    /// Width of every network.
    pub width: Width,
    /// Epochs of every block.
    pub epochs: usize,
    /// Cubes of a step: the paper's are [`BATCH`].
    pub batch: usize,
    /// Steps of every block instead.
    pub steps: Option<usize>,
    /// Seed; see [`Grid::seed`].
    pub seed: u64,
    /// Steps between two reads of the loss.
    pub read_every: usize,
}

impl SetRunConfig {
    /// The training of block `index` of `grid`, which has `cubes` cubes.
    pub fn training(&self, cubes: usize, grid: Grid, index: usize) -> TrainingConfig {
        let shrink = self.set.shrink();
        let mut config =
            data_set::training(cubes, self.batch, self.epochs, None, grid.seed(self.seed, index));
        config.spr = self.weights.map(|mode| Spr { mode, shrink });
        config.steps = self.steps.unwrap_or(config.steps);
        config.read_every = self.read_every;
        config
    }

    /// Steps of an epoch of a block of `cubes` cubes.
    pub fn steps_per_epoch(&self, cubes: usize) -> usize {
        steps_per_epoch(cubes, self.batch, Tail::Keep)
    }

    /// What a reader of its result has to know, but for motion.
    pub(super) fn notes(&self) -> Vec<String> {
        let batch = (self.batch != BATCH).then(|| format!("{} cubes a step instead of {BATCH}", self.batch));
        batch.into_iter().chain(mode_note(self.from).map(String::from)).collect()
    }

    /// The method's name: the paper's only in the paper's set-up.
    pub fn method(&self, motion: bool) -> String {
        data_set::method(self.weights, self.width, motion, self.from)
    }
}
