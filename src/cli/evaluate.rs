//! `oddframe evaluate`: scores and truth in, metrics out.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::files::{print_line, read_scores, read_truth};
use crate::evaluate::{Report, evaluate};

/// Compare scores with the truth
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// scores.json, or an .npz with one 1-D array per video id
    #[arg(long, value_name = "FILE")]
    scores: PathBuf,
    /// truth.json, or an .npz with one 0/1 array per video id, a value per frame
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// Frames that a score of an .npz covers [default: 16]
    #[arg(long, value_name = "FRAMES", value_parser = clap::value_parser!(u32).range(1..))]
    stride: Option<u32>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Evaluates and prints.
pub fn run(args: &EvaluateArgs) -> Result<(), CliError> {
    let scores = read_scores(&args.scores, args.stride.map(|stride| stride as usize))?;
    let truth = read_truth(&args.truth)?;
    let report = evaluate(&scores.videos, &truth)?;
    for warning in &report.warnings {
        eprintln!("warning: {warning}");
    }
    if args.json {
        // Numbers that are not finite would become null; a report has none.
        let json = serde_json::to_string(&report).map_err(|error| CliError::Print(error.into()))?;
        return print_line(&json);
    }
    lines(&report).iter().try_for_each(|line| print_line(line))
}

fn lines(report: &Report) -> Vec<String> {
    let value = |value: Option<f64>| value.map_or("undefined".to_string(), |value| format!("{value:.6}"));
    let interval = report.auroc_ci95.map_or("undefined: needs two videos".to_string(), |[low, high]| {
        format!(
            "[{low:.6}, {high:.6}] over {} resamples of the videos",
            report.conventions.interval_replicates
        )
    });
    let alarms = format!("False alarms at {}, normal videos", report.conventions.far_tau);
    let rows = [
        ("AUROC", format!("{:.6}", report.auroc)),
        ("  95 % interval", interval),
        ("  videos with odd frames", value(report.auroc_anomalous)),
        ("AP, trapezoid", format!("{:.6}", report.ap_trapezoid)),
        ("AP, step", format!("{:.6}", report.ap_step)),
        ("Equal error rate", format!("{:.6}", report.eer)),
        (&alarms, value(report.far)),
        ("  all frames that are not odd", format!("{:.6}", report.far_negative_frames)),
        ("Videos", report.videos.to_string()),
        ("Frames", format!("{}, {} of them odd", report.frames, report.positive_frames)),
        ("Conventions", conventions(report)),
    ];
    rows.iter().map(|(name, value)| format!("{name:<36}{value}")).collect()
}

fn conventions(report: &Report) -> String {
    let used = &report.conventions;
    format!(
        "scores x {}, lengths {}, no smoothing here, {} average, ties grouped",
        used.repeat, used.length_policy, used.average
    )
}
