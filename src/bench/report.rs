//! The report: what computed, and a row for every workload that was timed. The page and the command line write the same.

use serde::{Deserialize, Serialize};

use super::{BenchError, Check, Timings, Workload};

/// Format of a report in JSON.
const FORMAT: &str = "oddframe-bench/1";
/// Name of the model that shows what the device reaches.
const PROBE: &str = "matmul";

/// What was timed of one workload.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The workload's name.
    pub workload: String,
    /// Milliseconds of making and uploading the weights.
    pub load: f64,
    /// Milliseconds of the first run.
    pub first: f64,
    /// Milliseconds of every run after it.
    pub samples: Vec<f64>,
    /// Results of the first runs, in their order.
    pub results: Vec<Vec<f32>>,
}

/// One fact about what computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Such as "Browser" or "Largest buffer".
    pub name: String,
    /// In words.
    pub value: String,
}

/// One workload in the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The workload's name.
    pub workload: String,
    /// The model's name.
    pub model: String,
    /// The size in words.
    pub size: String,
    /// Multiply-accumulate operations of a run.
    pub macs: u64,
    /// How long it took.
    #[serde(flatten)]
    pub timings: Timings,
    /// 10⁹ multiply-accumulate operations a second, of the median run.
    pub gmacs: f64,
    /// The same as a share of the best that multiplying matrices reached in this report; nothing where that was not tried.
    pub peak_share: Option<f64>,
    /// Against stored values.
    pub check: Option<Check>,
}

impl Row {
    /// In words whether the values are right.
    pub(super) fn verdict(&self) -> String {
        match self.check {
            None => "not checked".to_owned(),
            Some(check) if check.passed() => "right".to_owned(),
            Some(check) => format!("WRONG by {:.1e}, allowed {:.0e}", check.off, check.allowed),
        }
    }
}

/// What was timed on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// `oddframe-bench/1`.
    pub format: String,
    /// This program's version.
    pub version: String,
    /// The device's name.
    pub device: String,
    /// Whether it is a GPU in software, whose times say nothing of GPUs.
    pub software: bool,
    /// What else there is to say about the place.
    pub facts: Vec<Fact>,
    /// A row per workload.
    pub rows: Vec<Row>,
}

impl Report {
    /// From what was measured.
    pub fn new(
        device: &str,
        software: bool,
        facts: Vec<Fact>,
        measured: Vec<Measured>,
    ) -> Result<Self, BenchError> {
        let mut rows = measured.into_iter().map(row).collect::<Result<Vec<Row>, _>>()?;
        let peak = rows.iter().filter(|row| row.model == PROBE).map(|row| row.gmacs).reduce(f64::max);
        for row in &mut rows {
            row.peak_share = peak.map(|peak| row.gmacs / peak);
        }
        let (format, version) = (FORMAT.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Ok(Self { format, version, device: device.to_owned(), software, facts, rows })
    }

    /// Whether a value was wrong.
    pub fn wrong(&self) -> bool {
        self.rows.iter().any(|row| row.check.is_some_and(|check| !check.passed()))
    }
}

fn row(measured: Measured) -> Result<Row, BenchError> {
    let Measured { workload: name, load, first, samples, results } = measured;
    let workload = Workload::named(&name)?;
    let macs = workload.macs()?;
    let timings = Timings::new(&name, load, first, samples)?;
    let gmacs = macs as f64 / timings.median / 1e6;
    let check = Check::new(&name, &results);
    let (model, size) = (workload.model.to_owned(), workload.size.to_owned());
    Ok(Row { workload: name, model, size, macs, timings, gmacs, peak_share: None, check })
}
