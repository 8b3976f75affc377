//! A run over a data set saved and gone on with.
//!
//! A block has the state of its learning ([`Training::save`]). The whole run of an undivided frame is that of its one
//! block, so that a run can change places between the page and the command line. Of several blocks it is one file
//! that holds the states of those that have begun as `b{row}_{column}`, bytes each.

use std::collections::HashMap;

use crate::formats::{ArrayData, Checkpoint, open};
use crate::lbr::LbrError;
use crate::lbr::blocks::Grid;
use crate::lbr::training::Training;
use crate::lbr::weights::Serialised;

use super::SetRun;

/// What the metadata of several blocks' states says.
const FORMAT: &str = "oddframe-lbr-run/1";

impl SetRun {
    /// The state of a block's learning; none before it began.
    pub async fn save_block(&self, block: usize) -> Result<Option<Vec<u8>>, LbrError> {
        match self.trainings.get(block) {
            Some(Some(training)) => Ok(Some(training.save().await?)),
            _ => Ok(None),
        }
    }

    /// Goes on with a block that was saved.
    ///
    /// Errors: as [`Training::resume_variant`]; a block without cubes.
    pub fn resume_block(&mut self, block: usize, state: &Checkpoint<'_>) -> Result<(), LbrError> {
        let config = self.training_of(block).ok_or_else(|| LbrError::WeightsFile {
            reason: format!("{} is of a block that has no cubes here", state.file_name()),
        })?;
        let share = &self.learned.shares[block];
        let (cubes, flow) = (share.cubes.clone(), share.flow.clone());
        let mut training = Training::resume_variant(state, cubes, flow, config, &self.device)?;
        if self.records {
            training.record();
        }
        self.trainings[block] = Some(training);
        Ok(())
    }

    /// The whole run as one file; none before it began.
    pub async fn save(&self) -> Result<Option<Vec<u8>>, LbrError> {
        let grid = self.learned.grid;
        if grid == Grid::WHOLE {
            return self.save_block(0).await;
        }
        let mut file = Serialised::default();
        let mut begun = false;
        for block in 0..grid.count() {
            if let Some(state) = self.save_block(block).await? {
                file.add_bytes(grid.key(block), state);
                begun = true;
            }
        }
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("blocks".to_owned(), grid.to_string()),
        ]);
        if begun { file.bytes(metadata).map(Some) } else { Ok(None) }
    }

    /// Goes on with a whole run.
    ///
    /// Errors: [`LbrError::WeightsFile`] for another file, [`LbrError::Blocks`] for another division, and what the
    /// states of the blocks say.
    pub fn resume(&mut self, state: &Checkpoint<'_>) -> Result<(), LbrError> {
        let grid = self.learned.grid;
        let several = state.metadata().get("format").is_some_and(|format| format == FORMAT);
        if !several && grid == Grid::WHOLE {
            return self.resume_block(0, state);
        }
        let found = if several { state.metadata().get("blocks").cloned() } else { Some("1x1".into()) };
        let found = found.unwrap_or_else(|| "of no division".to_owned());
        if found != grid.to_string() {
            let file = state.file_name().to_owned();
            return Err(LbrError::Blocks { file, found, expected: grid.to_string() });
        }
        for block in 0..grid.count() {
            let key = grid.key(block);
            if state.tensor(&key).is_none() {
                continue;
            }
            let name = format!("{}, block {key}", state.file_name());
            let ArrayData::U8(bytes) = state.load_array(&key)?.data else {
                return Err(LbrError::WeightsFile { reason: format!("{name} is no state of a run") });
            };
            self.resume_block(block, &open(bytes, &name)?)?;
        }
        Ok(())
    }
}
