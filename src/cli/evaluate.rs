//! `oddframe evaluate`: scores and truth in, metrics out.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::files::{print_line, read_scores, read_truth};
use crate::evaluate::{Bootstrap, Conventions, Evaluation, Report};

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
    let evaluation = Evaluation::new(&scores.videos, &truth, &Conventions::default(), None)?;
    let resampled = Bootstrap::new(&evaluation).run();
    let report = Report::new(&evaluation, &resampled);
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
    let rows = [
        ("AUROC", format!("{:.6}", report.auroc)),
        ("  videos with odd frames", value(report.auroc_anomalous)),
        ("AP, trapezoid", format!("{:.6}", report.ap_trapezoid)),
        ("AP, step", format!("{:.6}", report.ap_step)),
        ("Equal error rate", format!("{:.6}", report.eer)),
        ("Videos", report.videos.to_string()),
        ("Frames", format!("{}, {} of them odd", report.frames, report.positive_frames)),
    ];
    rows.iter().map(|(name, value)| format!("{name:<36}{value}")).collect()
}
