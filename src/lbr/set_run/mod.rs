//! A run over a data set, as a value that the caller steps: a network per block learned, all cubes scored (LBR-SPR,
//! CVPR 2022).
//!
//! * [`SetRun`]: the run; [`SetRunConfig`] its settings
//! * saving and going on: the state of a block's learning, or of the whole run
//! * [`ReadyRun`]: scoring by networks that are there; [`BlockScoring`] the errors of all cubes
//! * [`set_tracks`]: from scores of objects to those of frames
//!
//! Cubes come as [`Blocks`]: 15,360 bytes each, 40,960 more for their flow in the motion variant.

mod block_scoring;
mod config;
mod ready;
mod report;
mod state;
mod tracks;

use burn::tensor::Device;

pub use self::block_scoring::{BlockScoring, object_scores, take_statistics};
pub use self::config::SetRunConfig;
pub use self::ready::{ReadyRun, ready_method};
pub use self::report::{describe, described};
pub use self::tracks::{SetClip, set_tracks};
use super::LbrError;
use super::block_scores::BlockErrors;
use super::blocks::{Blocks, Share};
use super::initial::{start, start_target};
use super::model::Target;
use super::training::{Learned, Training, TrainingConfig};
use super::weights::{BlockNetworks, BlockWeights};

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SetStep {
    /// A step of learning.
    Learned {
        /// Which block learned.
        block: usize,
        /// What is known of it; its steps count from the beginning of the block.
        learned: Learned,
        /// The epoch of that block that ended with it, counted from 1.
        ended: Option<usize>,
    },
    /// Some cubes were scored.
    Scored {
        /// Errors computed of this pass.
        done: usize,
        /// Errors to compute in this pass: one per cube and network.
        total: usize,
    },
    /// The outcome is there.
    Finished,
}

/// What a run found.
pub struct SetOutcome {
    /// The networks with mean and deviation of the errors of the cubes that they learned from.
    pub weights: BlockWeights,
    /// The score of every object, per scored clip.
    pub scores: Vec<Vec<f32>>,
}

/// A run that the caller steps.
pub struct SetRun {
    config: SetRunConfig,
    /// What is learned from.
    learned: Blocks,
    /// What is scored, where that is something else.
    others: Option<Blocks>,
    /// Per block; none before it began, or where it has no cube.
    trainings: Vec<Option<Training>>,
    scoring: Option<BlockScoring>,
    /// Networks with their statistics, while other cubes are scored by them.
    weights: Option<BlockWeights>,
    outcome: Option<SetOutcome>,
    /// Whether every step is recorded.
    records: bool,
    device: Device,
}

impl SetRun {
    /// Plans a run that learns from `learned` and scores the same cubes, or `others`, on `device`, a device without a
    /// tape.
    ///
    /// Errors: [`LbrError::TooFewCubes`] with nothing to learn from; [`LbrError::Blocks`] for cubes of two divisions.
    pub fn new(
        learned: Blocks,
        others: Option<Blocks>,
        config: SetRunConfig,
        device: &Device,
    ) -> Result<Self, LbrError> {
        if learned.cubes == 0 {
            return Err(LbrError::TooFewCubes { found: 0, needed: 1 });
        }
        if let Some(found) = others.as_ref().map(|others| others.grid).filter(|&grid| grid != learned.grid) {
            return Err(LbrError::Blocks {
                file: "the clips to score".into(),
                found: found.to_string(),
                expected: learned.grid.to_string(),
            });
        }
        let trainings = learned.shares.iter().map(|_| None).collect();
        let device = device.clone();
        let (scoring, weights, outcome, records) = (None, None, None, false);
        Ok(Self { config, learned, others, trainings, scoring, weights, outcome, records, device })
    }

    /// Its settings.
    pub fn config(&self) -> &SetRunConfig {
        &self.config
    }

    /// What is learned from.
    pub fn learned(&self) -> &Blocks {
        &self.learned
    }

    /// What is scored.
    pub fn scored(&self) -> &Blocks {
        self.others.as_ref().unwrap_or(&self.learned)
    }

    /// Whether it is of the motion variant.
    pub fn motion(&self) -> bool {
        self.learned.shares.iter().any(|share| share.flow.is_some())
    }

    /// Blocks without a cube to learn from, so without a network.
    pub fn empty_blocks(&self) -> Vec<usize> {
        let shares = self.learned.shares.iter().enumerate();
        shares.filter(|(_, share)| share.cubes.is_empty()).map(|(block, _)| block).collect()
    }

    /// How a block learns; none where it has no cube.
    pub fn training_of(&self, block: usize) -> Option<TrainingConfig> {
        let share = self.learned.shares.get(block).filter(|share| !share.cubes.is_empty())?;
        Some(self.config.training(share.cubes.len(), self.learned.grid, block))
    }

    /// Steps of learning, done and in all.
    pub fn progress(&self) -> (usize, usize) {
        let done = |block: usize| self.trainings[block].as_ref().map_or(0, Training::steps_done);
        let steps = |block: usize| self.training_of(block).map_or(0, |config| config.steps);
        let blocks = 0..self.trainings.len();
        blocks.fold((0, 0), |(all_done, all), block| (all_done + done(block), all + steps(block)))
    }

    /// The block that learns next; none once all have learned.
    pub fn next_block(&self) -> Option<usize> {
        let begun = self.trainings.iter().zip(&self.learned.shares);
        let open = |(training, share): (&Option<Training>, &Share)| {
            !share.cubes.is_empty() && training.as_ref().is_none_or(|training| !training.done())
        };
        begun.map(open).position(|open| open)
    }

    /// What it found; none before it is over.
    pub fn outcome(&self) -> Option<&SetOutcome> {
        self.outcome.as_ref()
    }

    /// Records every step from now on. The run stays the same.
    pub fn record(&mut self) {
        self.records = true;
        self.trainings.iter_mut().flatten().for_each(Training::record);
    }

    /// The weight of every cube when it was last learned from, in the order of the clips, none for a cube that was not;
    /// nothing where nobody asked for a record.
    pub fn last_weights(&self) -> Option<Vec<Option<f32>>> {
        let mut all = vec![None; self.learned.cubes];
        for (training, share) in self.trainings.iter().zip(&self.learned.shares) {
            let Some(training) = training else { continue };
            let last = training.trace()?.last_weights(share.cubes.len());
            share.indices.iter().zip(last).for_each(|(&index, weight)| all[index] = weight);
        }
        Some(all)
    }

    /// Errors of what is learned from as the networks stand now.
    pub fn scoring(&self) -> Result<BlockScoring, LbrError> {
        BlockScoring::new(&self.networks(), &self.learned, &self.device)
    }

    /// Learns a step, or scores some cubes.
    pub async fn step(&mut self) -> Result<SetStep, LbrError> {
        if self.outcome.is_some() {
            return Ok(SetStep::Finished);
        }
        match self.next_block() {
            Some(block) => self.learn(block).await,
            None => self.score().await,
        }
    }

    async fn learn(&mut self, block: usize) -> Result<SetStep, LbrError> {
        let mut training = match self.trainings[block].take() {
            Some(training) => training,
            None => self.begin(block)?,
        };
        let learned = training.step().await?;
        let per_epoch = self.config.steps_per_epoch(self.learned.shares[block].cubes.len());
        self.trainings[block] = Some(training);
        let ended = learned.step.is_multiple_of(per_epoch).then(|| learned.step / per_epoch);
        Ok(SetStep::Learned { block, learned, ended })
    }

    /// A block from its start values, with the second network where its cubes have flow.
    fn begin(&self, block: usize) -> Result<Training, LbrError> {
        let (share, width) = (&self.learned.shares[block], self.config.width);
        let config = self.config.training(share.cubes.len(), self.learned.grid, block);
        let taped = self.device.clone().autodiff();
        let model = start(width, config.seed, &taped);
        let mut training = Training::new(model, share.cubes.clone(), config, &self.device);
        if self.records {
            training.record();
        }
        let Some(flow) = &share.flow else { return Ok(training) };
        let model = start_target(width, Target::Flow, config.seed, &taped);
        training.with_motion(model, flow.clone())
    }

    /// Scores what was learned from, for the statistics, then what else there is to score.
    async fn score(&mut self) -> Result<SetStep, LbrError> {
        let mut scoring = match self.scoring.take() {
            Some(scoring) => scoring,
            None => self.scoring()?,
        };
        if !scoring.done() {
            scoring.step().await?;
            let step = SetStep::Scored { done: scoring.scored(), total: scoring.total() };
            self.scoring = Some(scoring);
            return Ok(step);
        }
        let errors = scoring.into_errors();
        let mut weights = match self.weights.take() {
            Some(weights) => return Ok(self.end(weights, &errors)),
            None => self.plain_weights(),
        };
        take_statistics(&mut weights.blocks, &errors);
        let Some(others) = &self.others else { return Ok(self.end(weights, &errors)) };
        let scoring = BlockScoring::new(&weights.blocks, others, &self.device)?;
        let step = SetStep::Scored { done: 0, total: scoring.total() };
        (self.scoring, self.weights) = (Some(scoring), Some(weights));
        Ok(step)
    }

    fn end(&mut self, weights: BlockWeights, errors: &[Option<BlockErrors>]) -> SetStep {
        let blocks = self.scored();
        let scores = object_scores(&weights, errors, blocks, self.config.set.raw_weight());
        let scores = blocks.by_clip(&scores);
        self.outcome = Some(SetOutcome { weights, scores });
        SetStep::Finished
    }

    /// The networks as they stand; none for a block that has not begun.
    fn networks(&self) -> Vec<Option<BlockNetworks>> {
        let of = |training: &Option<Training>| {
            let training = training.as_ref()?;
            Some(BlockNetworks { raw: training.model(), flow: training.flow_model(), statistics: None })
        };
        self.trainings.iter().map(of).collect()
    }

    fn plain_weights(&self) -> BlockWeights {
        BlockWeights { grid: self.learned.grid, width: self.config.width, blocks: self.networks() }
    }
}

#[cfg(test)]
mod tests;
