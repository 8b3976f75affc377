//! What the `report.json` of every method's training run says.

use serde::Serialize;

use crate::device::Computer;
use crate::learning::run::{EpochLosses, Outcome, VideoMeasure};

/// What ran, where, and for how long.
#[derive(Debug, Serialize)]
pub struct RunFacts<'a> {
    format: &'static str,
    method: String,
    version: &'static str,
    seed: u64,
    device: &'static str,
    adapter: &'a str,
    seconds: f64,
}

impl<'a> RunFacts<'a> {
    /// Of a run of `method` that is over; `format` is what the file says it is.
    pub fn new(
        format: &'static str,
        method: String,
        seed: u64,
        computer: &'a Computer,
        seconds: f64,
    ) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self { format, method, version, seed, device: computer.kind.name(), adapter: &computer.name, seconds }
    }
}

/// The epochs that stand out, and which of them is the result.
#[derive(Debug, Serialize)]
#[serde(bound(serialize = "Outcome<L, V>: Serialize"))]
pub struct Chosen<'a, L, V> {
    #[serde(flatten)]
    outcome: &'a Outcome<L, V>,
    selected_epoch: Option<usize>,
    stamp: Option<String>,
}

impl<'a, L: EpochLosses, V: VideoMeasure> Chosen<'a, L, V> {
    /// Of a run with this outcome.
    pub fn of(outcome: &'a Outcome<L, V>) -> Self {
        let selected_epoch = outcome.selected().map(|epoch| epoch.epoch);
        Self { outcome, selected_epoch, stamp: outcome.stamp() }
    }
}
