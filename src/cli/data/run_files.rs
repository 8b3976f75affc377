//! The files that a training run leaves beside its weights, whatever the method.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::learning::run::Step;

/// Where a run can be gone on with.
pub const STATE: &str = "state.safetensors";
/// What every step and epoch gave.
pub const TRACE: &str = "trace.json";
/// What the run was and gave.
pub const REPORT: &str = "report.json";
/// Weights of the last epoch, the best on validation, the best on test.
pub const WEIGHTS: [&str; 3] = ["last.safetensors", "best_val.safetensors", "best_test.safetensors"];

/// Every step and every epoch of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace<P, E> {
    /// Losses, step by step.
    pub steps: Vec<P>,
    /// Measures, epoch by epoch.
    pub epochs: Vec<E>,
}

impl<P: Step, E: DeserializeOwned> Trace<P, E>
where
    P: DeserializeOwned,
{
    /// The measures of the epochs that a saved run in `out` has behind it, whose state holds `steps`. The trace is
    /// written before the state, so that it may be an epoch ahead, never behind.
    pub fn epochs_so_far(out: &Path, steps: &[P]) -> Result<Vec<E>, CliError> {
        let path = out.join(TRACE);
        let broken = |error: serde_json::Error| ConfigError::Trace(error.to_string());
        let trace: Self = serde_json::from_slice(&read(&path)?).map_err(broken).in_path(&path)?;
        let (mut epochs, done) = (trace.epochs, steps.iter().filter(|step| step.ends_epoch()).count());
        if epochs.len() < done {
            let reason = format!("it has {} epochs, the state {done}", epochs.len());
            return Err(ConfigError::Trace(reason)).in_path(&path);
        }
        epochs.truncate(done);
        Ok(epochs)
    }
}

/// Writes a value as JSON that people can read too.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), CliError> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| CliError::Print(error.into()))?;
    json.push(b'\n');
    write(path, &json)
}
