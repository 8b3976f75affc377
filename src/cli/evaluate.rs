//! `oddframe evaluate`: scores and truth in, metrics out.

use std::path::PathBuf;

use clap::Args;

use super::CliError;
use super::files::print_line;
use super::given::{read_list, read_pair};
use crate::evaluate::inputs::PairOptions;
use crate::evaluate::{Report, evaluate};

/// Compare scores with the truth
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// scores.json, .npz, folder or zip of one .npy per video, table video,index,score, or one .npy and a list
    #[arg(long, value_name = "PATH")]
    scores: PathBuf,
    /// truth.json, .npz, folder or zip of 0/1 arrays or masks, annotation text, or one .npy and a list
    #[arg(long, value_name = "PATH")]
    truth: PathBuf,
    /// Videos in the order of an .npy that holds all of them, one a line
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Frames that a score covers, where the scores do not say [default: 16]
    #[arg(long, value_name = "FRAMES", value_parser = clap::value_parser!(u32).range(1..))]
    stride: Option<u32>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Evaluates and prints.
pub fn run(args: &EvaluateArgs) -> Result<(), CliError> {
    let list = args.list.as_deref().map(read_list).transpose()?;
    let options = PairOptions { list: list.as_ref(), ..PairOptions::default() };
    let stride = args.stride.map(|stride| stride as usize);
    let paired = read_pair(&args.scores, &args.truth, stride, &options)?;
    for warning in &paired.warnings {
        eprintln!("warning: {warning}");
    }
    let report = evaluate(&paired.scores, &paired.truth)?;
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
