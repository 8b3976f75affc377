//! Errors of the cubes of all blocks, as a value that the caller steps, and what becomes of them.

use std::collections::VecDeque;

use burn::tensor::Device;

use crate::lbr::LbrError;
use crate::lbr::block_scores::{BlockErrors, BlockStatistics};
use crate::lbr::blocks::Blocks;
use crate::lbr::model::Target;
use crate::lbr::scoring::Scoring;
use crate::lbr::weights::{BlockNetworks, BlockWeights};

/// Scores the cubes of every block by its networks, some at a call.
pub struct BlockScoring {
    waiting: VecDeque<(usize, Target, Scoring)>,
    errors: Vec<Option<BlockErrors>>,
    /// Errors computed by those networks that are done.
    finished: usize,
    total: usize,
}

impl BlockScoring {
    /// Of `blocks` by `networks`, one entry per block; a block without networks has no errors.
    ///
    /// Errors: [`LbrError::FlowCubes`] where the networks are of the motion variant and the cubes have no flow.
    pub fn new(
        networks: &[Option<BlockNetworks>],
        blocks: &Blocks,
        device: &Device,
    ) -> Result<Self, LbrError> {
        let (mut waiting, mut total) = (VecDeque::new(), 0);
        for (index, (networks, share)) in networks.iter().zip(&blocks.shares).enumerate() {
            let Some(networks) = networks else { continue };
            let cubes = &share.cubes;
            total += cubes.len();
            waiting.push_back((
                index,
                Target::Raw,
                Scoring::all(networks.raw.clone(), cubes.clone(), device),
            ));
            let Some(network) = &networks.flow else { continue };
            // A block without a cube has none without flow either.
            let Some(flow) = share.flow.clone().or_else(|| cubes.is_empty().then(Default::default)) else {
                return Err(LbrError::FlowCubes { found: 0, cubes: cubes.len() });
            };
            total += cubes.len();
            let scoring = Scoring::motion(network.clone(), cubes.clone(), flow, device)?;
            waiting.push_back((index, Target::Flow, scoring));
        }
        let errors = blocks.shares.iter().map(|_| None).collect();
        Ok(Self { waiting, errors, finished: 0, total })
    }

    /// Errors computed.
    pub fn scored(&self) -> usize {
        self.finished + self.waiting.front().map_or(0, |(_, _, scoring)| scoring.scored())
    }

    /// Errors to compute: one per cube and network.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether all are computed.
    pub fn done(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Scores the next cubes.
    pub async fn step(&mut self) -> Result<(), LbrError> {
        let Some((index, target, mut scoring)) = self.waiting.pop_front() else { return Ok(()) };
        if !scoring.done() {
            scoring.step().await?;
        }
        if !scoring.done() {
            self.waiting.push_front((index, target, scoring));
            return Ok(());
        }
        self.finished += scoring.scored();
        let found = scoring.into_errors();
        match (target, &mut self.errors[index]) {
            (Target::Flow, Some(errors)) => errors.flow = Some(found),
            (_, errors) => *errors = Some(BlockErrors { raw: found, flow: None }),
        }
        Ok(())
    }

    /// Errors per block; none for a block without networks.
    pub fn into_errors(self) -> Vec<Option<BlockErrors>> {
        self.errors
    }
}

/// Gives every block with networks the statistics of these errors.
pub fn take_statistics(networks: &mut [Option<BlockNetworks>], errors: &[Option<BlockErrors>]) {
    for (networks, errors) in networks.iter_mut().zip(errors) {
        if let (Some(networks), Some(errors)) = (networks, errors) {
            networks.statistics = Some(BlockStatistics::of(errors));
        }
    }
}

/// Scores of all cubes of `blocks` in the order of the clips, each block by the statistics of its networks;
/// `raw_weight` is how much the first network counts in the motion variant.
pub fn object_scores(
    weights: &BlockWeights,
    errors: &[Option<BlockErrors>],
    blocks: &Blocks,
    raw_weight: f64,
) -> Vec<f32> {
    let statistics = weights.blocks.iter().map(|networks| networks.as_ref()?.statistics);
    let pairs = statistics.zip(errors);
    let scores = pairs.map(|(statistics, errors)| Some(statistics?.scores(errors.as_ref()?, raw_weight)));
    blocks.together(&scores.collect::<Vec<_>>())
}
