//! What learning from a clip did, as a file: `oddframe score lbr --trace FILE`.
//!
//! `{"format":"oddframe-lbr-trace/1","seed":0,"frames":[…],"steps":[{"step","loss","dropped_share","lambda1","lambda2"}],
//! "checkpoints":[{"step","cubes":[…],"errors":[…]}]}`: `frames` has the analysed frame of each cube, both λ are null while
//! all cubes count fully, the last checkpoint is the result.

use serde::Serialize;

use super::CliError;
use crate::lbr::clip::{ClipRun, ObjectErrors};

/// What the file says it is.
const FORMAT: &str = "oddframe-lbr-trace/1";

/// Errors after so many steps.
#[derive(Debug)]
pub struct Checkpoint {
    /// Steps done.
    pub step: usize,
    /// The errors.
    pub objects: ObjectErrors,
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    seed: u64,
    frames: Vec<usize>,
    steps: Vec<Step>,
    checkpoints: Vec<Errors<'a>>,
}

#[derive(Serialize)]
struct Step {
    step: usize,
    loss: f32,
    dropped_share: f64,
    lambda1: Option<f64>,
    lambda2: Option<f64>,
}

#[derive(Serialize)]
struct Errors<'a> {
    step: usize,
    cubes: &'a [usize],
    errors: &'a [f32],
}

/// The file's bytes.
pub fn trace_file(run: &ClipRun, seed: u64, checkpoints: &[Checkpoint]) -> Result<Vec<u8>, CliError> {
    let steps = run.trace().map_or(&[][..], |trace| &trace.steps);
    let step = |step: &crate::lbr::trace::TraceStep| Step {
        step: step.step,
        loss: step.loss,
        dropped_share: step.dropped_share(),
        lambda1: step.weighing.as_ref().map(|weighing| weighing.lambda1),
        lambda2: step.weighing.as_ref().map(|weighing| weighing.lambda2),
    };
    let file = File {
        format: FORMAT,
        seed,
        frames: run.cubes().places.iter().map(|place| place.frame).collect(),
        steps: steps.iter().map(step).collect(),
        checkpoints: checkpoints.iter().map(errors_of).collect(),
    };
    serde_json::to_vec(&file).map_err(|error| CliError::Print(error.into()))
}

fn errors_of(checkpoint: &Checkpoint) -> Errors<'_> {
    let ObjectErrors { cubes, errors } = &checkpoint.objects;
    Errors { step: checkpoint.step, cubes, errors }
}
