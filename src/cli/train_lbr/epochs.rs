//! What learning did epoch by epoch, as a file: `oddframe train lbr --trace`.
//!
//! `{"format":"oddframe-lbr-epochs/1","epochs":[{"epoch","errors":[…]}],"weights":[…]}`: sums of squared errors of all cubes in
//! their order after each epoch that this process learned, and the weight that each cube had when it was last learned
//! from, null where it was not.

use serde::Serialize;

use crate::cli::CliError;
use crate::lbr::LbrError;
use crate::lbr::set_run::SetRun;

/// What the file says it is.
const FORMAT: &str = "oddframe-lbr-epochs/1";

/// What was seen until now.
#[derive(Debug, Default)]
pub struct Epochs(Vec<Epoch>);

#[derive(Debug, Serialize)]
struct Epoch {
    epoch: usize,
    errors: Vec<f32>,
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    epochs: &'a [Epoch],
    weights: Vec<Option<f32>>,
}

impl Epochs {
    /// Scores all cubes as the network stands. Errors: a frame of several blocks, whose epochs end at different times.
    pub fn look(&mut self, run: &SetRun, epoch: usize) -> Result<(), CliError> {
        let mut scoring = run.scoring()?;
        while !scoring.done() {
            pollster::block_on(scoring.step())?;
        }
        let mut blocks = scoring.into_errors();
        let (Some(Some(errors)), true) = (blocks.pop(), blocks.is_empty()) else {
            return Err(CliError::Usage(
                "--trace follows the network of an undivided frame; choose ped2, avenue or shanghaitech"
                    .into(),
            ));
        };
        self.0.push(Epoch { epoch, errors: errors.raw });
        Ok(())
    }

    /// The file's bytes.
    pub fn file(&self, run: &SetRun) -> Result<Vec<u8>, CliError> {
        let weights = run.last_weights().ok_or(LbrError::TooFewCubes { found: 0, needed: 1 })?;
        let file = File { format: FORMAT, epochs: &self.0, weights };
        serde_json::to_vec(&file).map_err(|error| CliError::Print(error.into()))
    }
}
