//! Scoring a data set by networks that are there.

use burn::tensor::Device;

use super::{BlockScoring, SetOutcome, SetStep, object_scores, take_statistics};
use crate::lbr::LbrError;
use crate::lbr::blocks::Blocks;
use crate::lbr::data_set::motion_notes;
use crate::lbr::weights::BlockWeights;

/// What scoring by weights that are there is called.
pub fn ready_method(motion: bool) -> &'static str {
    if motion { "LBR (ready weights), motion variant (classical flow)" } else { "LBR (ready weights)" }
}

/// Scores cubes by networks, some at a call.
pub struct ReadyRun {
    scoring: Option<BlockScoring>,
    weights: Option<BlockWeights>,
    blocks: Blocks,
    raw_weight: f64,
    own: bool,
    outcome: Option<SetOutcome>,
}

impl ReadyRun {
    /// Of `blocks` by `weights`, with mean and deviation of what they learned from; `own` takes those of `blocks`
    /// instead, which also holds where the weights have none.
    ///
    /// Errors: as [`BlockScoring::new`]; [`LbrError::Blocks`] for weights of another division.
    pub fn new(
        weights: BlockWeights,
        blocks: Blocks,
        raw_weight: f64,
        own: bool,
        device: &Device,
    ) -> Result<Self, LbrError> {
        if weights.grid != blocks.grid {
            let (found, expected) = (weights.grid.to_string(), blocks.grid.to_string());
            return Err(LbrError::Blocks { file: "the weights".into(), found, expected });
        }
        let own = own || weights.blocks.iter().flatten().any(|block| block.statistics.is_none());
        let scoring = Some(BlockScoring::new(&weights.blocks, &blocks, device)?);
        Ok(Self { scoring, weights: Some(weights), blocks, raw_weight, own, outcome: None })
    }

    /// What is scored.
    pub fn scored(&self) -> &Blocks {
        &self.blocks
    }

    /// What a reader of its result has to know.
    pub fn notes(&self, motion: bool) -> Vec<String> {
        let whose = if self.own { "of these clips" } else { "of the cubes that were learned from" };
        let mut notes = vec![format!("scored with ready weights; mean and deviation are those {whose}")];
        notes.extend(motion_notes(motion));
        notes
    }

    /// What it found; none before it is over.
    pub fn outcome(&self) -> Option<&SetOutcome> {
        self.outcome.as_ref()
    }

    /// Scores some cubes.
    pub async fn step(&mut self) -> Result<SetStep, LbrError> {
        let Some(mut scoring) = self.scoring.take() else { return Ok(SetStep::Finished) };
        if !scoring.done() {
            scoring.step().await?;
            let (done, total) = (scoring.scored(), scoring.total());
            self.scoring = Some(scoring);
            return Ok(SetStep::Scored { done, total });
        }
        let errors = scoring.into_errors();
        if let Some(mut weights) = self.weights.take() {
            if self.own {
                take_statistics(&mut weights.blocks, &errors);
            }
            let scores = object_scores(&weights, &errors, &self.blocks, self.raw_weight);
            self.outcome = Some(SetOutcome { weights, scores: self.blocks.by_clip(&scores) });
        }
        Ok(SetStep::Finished)
    }
}
