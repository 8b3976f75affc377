//! `oddframe bench`: how fast the models are on this machine, and whether it computes them rightly.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::CliError;
use super::bench_curve::{self, CurveChoice};
use super::files::write;
use super::progress::bar;
use super::score::DeviceChoice;
use crate::bench::{BenchError, Fact, Measured, Report, Scale, Subject, WORKLOADS, Workload};
use crate::device::{Computer, DeviceKind};

/// Results that are held against stored values.
const CHECKED_RUNS: usize = 3;

/// Time the models on this machine
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Models or workloads, such as lanet or recon-cae-64; without one, all of the device's scale
    #[arg(long, value_name = "NAME")]
    model: Vec<String>,
    /// What to compute on; without one, a hardware GPU if there is one, else the CPU
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
    /// Timed runs of each, after a first one that is told apart
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    runs: u32,
    /// The small sizes, which are meant for a GPU in software
    #[arg(long)]
    small: bool,
    /// Time and memory at rising sizes instead: snippets, cubes or frame-size; may be given several times
    #[arg(long, value_enum, value_name = "CURVE", conflicts_with_all = ["model", "small", "csv"])]
    curve: Vec<CurveChoice>,
    /// Sizes of the curves up to this one
    #[arg(long, value_name = "SIZE", requires = "curve", value_parser = clap::value_parser!(u64).range(1..))]
    up_to: Option<u64>,
    /// Single kernels against a plain product of matrices, instead of models
    #[arg(long, conflicts_with_all = ["model", "json", "csv", "curve"])]
    kernels: bool,
    /// Print JSON with every sample instead of Markdown
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV, a line per run
    #[arg(long)]
    csv: bool,
    /// Write there instead of to stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Times, then prints the report.
pub fn run(args: &BenchArgs) -> Result<(), CliError> {
    // Before a device is opened: a misspelt name should not take seconds.
    let names = args.model.iter().map(|name| known(name)).collect::<Result<Vec<&str>, _>>()?;
    let computer = super::device::open(args.device)?;
    if !args.curve.is_empty() {
        let up_to = args.up_to.map_or(usize::MAX, |size| usize::try_from(size).unwrap_or(usize::MAX));
        let curves = bench_curve::measured(&args.curve, up_to, args.runs, &computer)?;
        return print(args, &if args.json { curves.json()? } else { curves.markdown() });
    }
    let software = computer.kind == DeviceKind::SoftwareGpu;
    let scale = if args.small || software { Scale::Small } else { Scale::Full };
    if args.kernels {
        let (text, right) = super::bench_kernels::run(&computer, scale, args.runs)?;
        print(args, &text)?;
        return right_values(right, &computer.name);
    }
    let chosen = chosen(&names, scale);
    let progress = bar("Timing", Some(chosen.len() as u64));
    let mut measured = Vec::new();
    for workload in chosen {
        progress.set_message(workload.name);
        measured.push(pollster::block_on(measure(workload, &computer, args.runs))?);
        progress.inc(1);
    }
    progress.finish_and_clear();
    let report = Report::new(&computer.name, software, facts(&computer), measured)?;
    let text = match (args.json, args.csv) {
        (true, _) => report.json() + "\n",
        (_, true) => report.csv(),
        _ => report.markdown(),
    };
    print(args, &text)?;
    right_values(!report.wrong(), &report.device)
}

/// Wrong values are an error, after the report.
fn right_values(right: bool, device: &str) -> Result<(), CliError> {
    if right { Ok(()) } else { Err(BenchError::Wrong { device: device.to_owned() }.into()) }
}

fn print(args: &BenchArgs, text: &str) -> Result<(), CliError> {
    match &args.out {
        Some(path) => write(path, text.as_bytes()),
        None => std::io::stdout().write_all(text.as_bytes()).map_err(CliError::Print),
    }
}

/// A model's or a workload's name.
fn known(name: &str) -> Result<&str, CliError> {
    if WORKLOADS.iter().any(|workload| workload.model == name) {
        return Ok(name);
    }
    Ok(Workload::named(name)?.name)
}

/// Workloads that are named, or those of named models at the scale; all of the scale where none is.
fn chosen(names: &[&str], scale: Scale) -> Vec<&'static Workload> {
    let wanted = |workload: &&Workload| {
        let of_scale = workload.scale == scale;
        (names.is_empty() && of_scale)
            || names.iter().any(|&name| name == workload.name || (name == workload.model && of_scale))
    };
    WORKLOADS.iter().filter(wanted).collect()
}

async fn measure(workload: &Workload, computer: &Computer, runs: u32) -> Result<Measured, CliError> {
    let began = Instant::now();
    let mut subject = Subject::new(workload.task, &computer.device, computer.kind)?;
    let load = milliseconds(began);
    let (mut times, mut results) = (Vec::new(), Vec::new());
    // Once more than asked for: the first run stands apart.
    for run in 0..=runs {
        let began = Instant::now();
        let result = subject.run().await?;
        times.push(milliseconds(began));
        if (run as usize) < CHECKED_RUNS {
            results.push(result);
        }
    }
    let first = times.remove(0);
    Ok(Measured { workload: workload.name.to_owned(), load, first, samples: times, results })
}

fn milliseconds(began: Instant) -> f64 {
    1e3 * began.elapsed().as_secs_f64()
}

fn facts(computer: &Computer) -> Vec<Fact> {
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    let cores = std::thread::available_parallelism().map_or("unknown".to_owned(), |cores| cores.to_string());
    vec![
        fact("Device", format!("{} ({})", computer.name, computer.kind.name())),
        fact("System", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        fact("Cores", cores),
        fact("Threads", rayon::current_num_threads().to_string()),
    ]
}
