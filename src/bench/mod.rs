//! How fast the models are on a device, and whether it computes them rightly.
//!
//! A [`Workload`] is one model at one size, with weights and inputs from the hash of the reference passes, so that any
//! other program can be given the same. A [`Subject`] is a workload made ready on a device; each call of
//! [`Subject::run`] hands the input over, computes and reads the result back. The caller owns the loop and the clock:
//! there is none in wasm. [`Check`] holds what came out against stored values of PyTorch, [`Timings`] makes numbers
//! of the samples, [`Report`] makes a table of them. A [`Probe`] is a single kernel instead of a model.

mod check;
#[cfg(not(target_family = "wasm"))]
mod curve;
mod error;
#[rustfmt::skip]
mod golden;
mod kernels;
mod report;
mod subject;
mod text;
mod timings;
mod workload;

pub use check::Check;
#[cfg(not(target_family = "wasm"))]
pub use curve::{CURVE_FRAMES, CURVES, Curve, CurvePoint};
pub use error::BenchError;
pub use kernels::{Kernel, Operands, Probe};
pub use report::{Fact, Measured, Report, Row};
pub use subject::Subject;
pub use timings::Timings;
pub use workload::{Scale, Task, WORKLOADS, Workload, of_model};
