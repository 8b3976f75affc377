//! `oddframe bench --curve`: time and memory at rising sizes.

use std::time::Instant;

use clap::ValueEnum;
use serde::Serialize;

use super::CliError;
use super::progress::bar;
use crate::bench::{Curve, CurvePoint};
use crate::device::Computer;

/// What the JSON says it is.
const FORMAT: &str = "oddframe-curves/1";

/// What grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CurveChoice {
    /// Snippets of a video that LA-Net scores
    Snippets,
    /// Cubes that ReconCAE scores
    Cubes,
    /// Pixels of the frames in which motion is looked for
    FrameSize,
}

impl From<CurveChoice> for Curve {
    fn from(choice: CurveChoice) -> Self {
        match choice {
            CurveChoice::Snippets => Self::Snippets,
            CurveChoice::Cubes => Self::Cubes,
            CurveChoice::FrameSize => Self::FrameSize,
        }
    }
}

/// The curves of a device.
#[derive(Debug, Serialize)]
pub struct Curves {
    format: &'static str,
    device: String,
    threads: usize,
    version: &'static str,
    curves: Vec<Measured>,
}

#[derive(Debug, Serialize)]
struct Measured {
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    expected: &'static str,
    points: Vec<Point>,
}

/// One size.
#[derive(Debug, Serialize)]
struct Point {
    size: usize,
    results: usize,
    /// Of every run after the first, milliseconds.
    samples: Vec<f64>,
    median_ms: f64,
    /// What the process held at most from the making of the input on; unknown where the system does not say.
    peak_bytes: Option<u64>,
    /// By which power of the size time has grown since the size before.
    exponent: Option<f64>,
}

/// Measures the curves up to a size, `runs` timed runs a point after a first one.
pub fn measured(
    chosen: &[CurveChoice],
    up_to: usize,
    runs: u32,
    computer: &Computer,
) -> Result<Curves, CliError> {
    let mut curves = Vec::new();
    for &choice in chosen {
        let curve = Curve::from(choice);
        let sizes = curve.sizes().iter().filter(|(width, height)| width * height <= up_to);
        let progress = bar(curve.name(), Some(sizes.clone().count() as u64));
        let mut points: Vec<Point> = Vec::new();
        for &size in sizes {
            let mut point = pollster::block_on(point(curve, size, runs, computer))?;
            point.exponent = points.last().map(|before| before.exponent_to(&point));
            points.push(point);
            progress.inc(1);
        }
        progress.finish_and_clear();
        let (name, title) = (curve.name(), curve.title());
        curves.push(Measured { name, title, unit: curve.unit(), expected: curve.expected(), points });
    }
    let threads = rayon::current_num_threads();
    let version = env!("CARGO_PKG_VERSION");
    Ok(Curves { format: FORMAT, device: computer.name.clone(), threads, version, curves })
}

async fn point(
    curve: Curve,
    size: (usize, usize),
    runs: u32,
    computer: &Computer,
) -> Result<Point, CliError> {
    let peak_known = memory::reset();
    let mut point = CurvePoint::new(curve, size, &computer.device, computer.kind)?;
    let mut results = point.run().await?;
    let mut samples = Vec::new();
    for _ in 0..runs {
        let began = Instant::now();
        results = point.run().await?;
        samples.push(1e3 * began.elapsed().as_secs_f64());
    }
    let mut sorted = samples.clone();
    sorted.sort_by(f64::total_cmp);
    let median_ms = f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    let peak_bytes = if peak_known { memory::peak() } else { None };
    Ok(Point { size: size.0 * size.1, results, samples, median_ms, peak_bytes, exponent: None })
}

impl Point {
    fn exponent_to(&self, next: &Self) -> f64 {
        (next.median_ms / self.median_ms).ln() / (next.size as f64 / self.size as f64).ln()
    }
}

impl Curves {
    /// Every sample.
    pub fn json(&self) -> Result<String, CliError> {
        let json = serde_json::to_string_pretty(self).map_err(|error| CliError::Print(error.into()))?;
        Ok(json + "\n")
    }

    /// A table per curve.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}, {} threads, oddframe {}\n", self.device, self.threads, self.version);
        for curve in &self.curves {
            text += &format!("\n### {}\n\nExpected: {}.\n\n", curve.title, curve.expected);
            text += &format!("| {} | ms | µs each | grows by power | peak memory, MB |\n", curve.unit);
            text += "|---:|---:|---:|---:|---:|\n";
            for point in &curve.points {
                text += &point.line();
            }
        }
        text
    }
}

impl Point {
    fn line(&self) -> String {
        let exponent = self.exponent.map(|power| format!("{power:.2}")).unwrap_or_default();
        let peak = self.peak_bytes.map_or("unknown".to_owned(), |bytes| format!("{:.0}", bytes as f64 / 1e6));
        let each = 1e3 * self.median_ms / self.size as f64;
        format!("| {} | {:.1} | {each:.3} | {exponent} | {peak} |\n", self.size, self.median_ms)
    }
}

/// What the process holds at most, as far as the system tells.
mod memory {
    /// Begins to count anew; false where that cannot be done, so that a peak would be that of something earlier.
    pub fn reset() -> bool {
        // proc(5), clear_refs: 5 sets the peak to what is held now.
        cfg!(target_os = "linux") && std::fs::write("/proc/self/clear_refs", "5").is_ok()
    }

    /// Bytes.
    pub fn peak() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| 1024 * kilobytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(size: usize, median_ms: f64) -> Point {
        Point { size, results: size, samples: vec![median_ms], median_ms, peak_bytes: None, exponent: None }
    }

    #[test]
    fn the_power_of_growth_is_that_between_two_sizes() {
        assert!((point(100, 10.0).exponent_to(&point(200, 20.0)) - 1.0).abs() < 1e-12);
        assert!((point(10, 1.0).exponent_to(&point(100, 100.0)) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn memory_that_nobody_tells_is_said_to_be_unknown() {
        assert_eq!(point(100, 10.0).line(), "| 100 | 10.0 | 100.000 |  | unknown |\n");
    }
}
