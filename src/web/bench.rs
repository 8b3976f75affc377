//! Timing the models, for the Benchmark view and for whoever compares us with others.
//!
//! The clock is JavaScript's, around a call that reads its result back.

use js_sys::Float32Array;
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use super::engine::Engine;
use super::failure::{Failure, FailureKind};
use crate::bench::{BenchError, Fact, Measured, Report, Row, Scale, Subject, Timings, WORKLOADS, Workload};

/// One model at one size.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct BenchWorkload {
    /// Its name in reports.
    pub name: &'static str,
    /// The model's name.
    pub model: &'static str,
    /// The size in words.
    pub size: &'static str,
    /// Multiply-accumulate operations of a run.
    pub macs: f64,
    /// Whether it is meant for a GPU in software.
    pub small: bool,
}

/// All workloads.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct BenchWorkloads(pub Vec<BenchWorkload>);

/// One row of a report; times in milliseconds.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct BenchRow {
    /// The workload's name.
    pub workload: String,
    /// The model's name.
    pub model: String,
    /// The size in words.
    pub size: String,
    /// Multiply-accumulate operations of a run.
    pub macs: f64,
    /// Making and uploading the weights.
    pub load: f64,
    /// The first run.
    pub first: f64,
    /// Median of the others.
    pub median: f64,
    /// Their 95th percentile.
    pub p95: f64,
    /// All of them.
    pub samples: Vec<f64>,
    /// 10⁹ multiply-accumulate operations a second.
    pub gmacs: f64,
    /// Share of what multiplying matrices reached.
    pub peak_share: Option<f64>,
    /// Largest difference from the stored values; nothing where none are stored.
    pub off: Option<f64>,
    /// Largest difference that rounding explains.
    pub allowed: Option<f64>,
    /// Whether the values are right; nothing where none are stored.
    pub right: Option<bool>,
}

/// A report and its texts.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct BenchReport {
    /// Its rows.
    pub rows: Vec<BenchRow>,
    /// As Markdown.
    pub markdown: String,
    /// As JSON.
    pub json: String,
    /// As CSV, a line per run.
    pub csv: String,
}

/// The workloads there are.
#[wasm_bindgen]
pub fn bench_workloads() -> Result<Ts<BenchWorkloads>, JsValue> {
    let workload = |of: &Workload| -> Result<BenchWorkload, JsValue> {
        let macs = of.macs().map_err(Failure::from)? as f64;
        let Workload { name, model, size, scale, .. } = *of;
        Ok(BenchWorkload { name, model, size, macs, small: scale == Scale::Small })
    };
    super::out(BenchWorkloads(WORKLOADS.iter().map(workload).collect::<Result<_, _>>()?))
}

/// What a report is made of, added piece by piece: plain values cross the border with far less code than objects do.
#[wasm_bindgen]
pub struct BenchLedger {
    device: String,
    software: bool,
    facts: Vec<Fact>,
    measured: Vec<Measured>,
}

#[wasm_bindgen]
impl BenchLedger {
    /// Of a device, which may be a GPU in software.
    #[wasm_bindgen(constructor)]
    pub fn new(device: String, software: bool) -> BenchLedger {
        Self { device, software, facts: Vec::new(), measured: Vec::new() }
    }

    /// Something to say about the place.
    pub fn fact(&mut self, name: String, value: String) {
        self.facts.push(Fact { name, value });
    }

    /// The milliseconds of one workload: loading, the first run, every run after it.
    pub fn timed(&mut self, workload: String, load: f64, first: f64, samples: Vec<f64>) {
        self.measured.push(Measured { workload, load, first, samples, results: Vec::new() });
    }

    /// The next result of the workload that was added last.
    pub fn result(&mut self, values: Vec<f32>) {
        if let Some(measured) = self.measured.last_mut() {
            measured.results.push(values);
        }
    }

    /// Numbers and texts of all.
    pub fn report(&self) -> Result<Ts<BenchReport>, JsValue> {
        let (facts, measured) = (self.facts.clone(), self.measured.clone());
        let report = Report::new(&self.device, self.software, facts, measured).map_err(Failure::from)?;
        let texts = (report.markdown(), report.json(), report.csv());
        let rows = report.rows.into_iter().map(BenchRow::from).collect();
        super::out(BenchReport { rows, markdown: texts.0, json: texts.1, csv: texts.2 })
    }
}

impl From<Row> for BenchRow {
    fn from(row: Row) -> Self {
        let Timings { load, first, samples, median, p95 } = row.timings;
        Self {
            workload: row.workload,
            model: row.model,
            size: row.size,
            macs: row.macs as f64,
            load,
            first,
            median,
            p95,
            samples,
            gmacs: row.gmacs,
            peak_share: row.peak_share,
            off: row.check.map(|check| check.off),
            allowed: row.check.map(|check| check.allowed),
            right: row.check.map(|check| check.passed()),
        }
    }
}

/// A workload made ready on the engine's device.
#[wasm_bindgen]
pub struct BenchSubject {
    subject: Option<Subject>,
}

#[wasm_bindgen]
impl BenchSubject {
    /// Makes the workload of that name ready.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &Engine, workload: &str) -> Result<BenchSubject, JsValue> {
        let task = Workload::named(workload).map_err(Failure::from)?.task;
        let computer = engine.computer();
        let subject = Subject::new(task, &computer.device, computer.kind).map_err(Failure::from)?;
        Ok(Self { subject: Some(subject) })
    }

    /// One run: input handed over, computed, result read.
    pub async fn run(&mut self) -> Result<Float32Array, JsValue> {
        let Some(mut subject) = self.subject.take() else {
            let (what, advice) = ("a run of this workload is still under way", "Wait for it.");
            return Err(Failure::new(FailureKind::Unknown, what, advice).into());
        };
        let result = subject.run().await;
        self.subject = Some(subject);
        Ok(Float32Array::from(result.map_err(Failure::from)?.as_slice()))
    }
}

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Self {
        match error {
            BenchError::LaNet(error) => error.into(),
            BenchError::DsaNet(error) => error.into(),
            BenchError::Lbr(error) => error.into(),
            BenchError::Device { .. } => Self::new(FailureKind::DeviceLost, &error, "Try again on the CPU."),
            _ => Self::new(FailureKind::Unknown, &error, "Choose another model."),
        }
    }
}
