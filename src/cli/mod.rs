//! The command line: arguments in, library calls, results and messages out. No maths lives here.
//!
//! Results go to stdout or `--out`, everything else to stderr. An error is one line, `error[code]: sentence`;
//! the exit status is 0, 2 for wrong usage or input, 1 for the rest.

mod bench;
mod bench_curve;
mod bench_kernels;
mod clips;
mod control;
mod data;
mod detector;
mod device;
mod dsanet;
mod encode;
mod encoder_weights;
mod error;
mod evaluate;
mod files;
mod given;
mod lanet;
mod lbr_trace;
mod learn;
mod localize;
mod networks;
mod progress;
mod reproduce;
mod scene_set;
mod score;
mod score_lbr;
mod synth;
mod synth_script;
mod train;
mod train_i3d;
mod train_lbr;
mod weights;

use std::io::Write;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

pub use error::CliError;

/// Finds the odd moments in a video.
#[derive(Debug, Parser)]
#[command(name = "oddframe", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Render a scene: frames as PNG and truth.json
    Synth(synth::SynthArgs),
    /// Encode clips: one row of features per 16 frames
    Encode(encode::EncodeArgs),
    /// Find the objects of clips and write their boxes
    Localize(localize::LocalizeArgs),
    /// Score clips by a method or by a control
    Score(score::ScoreArgs),
    /// Train a method on a data set
    Train(train::TrainArgs),
    /// Compare scores with the truth
    Evaluate(Box<evaluate::EvaluateArgs>),
    /// Time the models on this machine
    Bench(bench::BenchArgs),
    /// Make a table of the documentation again
    Reproduce(reproduce::ReproduceArgs),
    /// Look into a file of weights, or convert it
    Weights(weights::WeightsArgs),
}

/// Runs the program on its arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error),
    };
    match execute(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

fn execute(command: Command) -> Result<(), CliError> {
    match command {
        Command::Synth(args) => synth::run(&args),
        Command::Encode(args) => encode::run(&args),
        Command::Localize(args) => localize::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Weights(args) => weights::run(&args),
    }
}

fn report(error: &CliError) -> ExitCode {
    // Nobody is left to tell if stderr is closed too.
    let _ = writeln!(std::io::stderr(), "{}", error.line());
    ExitCode::from(error.exit_status())
}

/// Help and version are printed as clap wrote them; every other refusal becomes our one line.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(error::EXIT_INPUT)
        }
        _ => report(&CliError::Usage(first_paragraph(&error.to_string()))),
    }
}

/// clap's message without its "error: ", tips and usage.
fn first_paragraph(message: &str) -> String {
    let lines: Vec<&str> =
        message.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let sentence = lines.join(" ");
    let sentence = sentence.strip_prefix("error: ").unwrap_or(&sentence);
    format!("{sentence}; see 'oddframe help'")
}

#[cfg(test)]
mod documentation_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_argument_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_refusal_of_clap_becomes_one_sentence() {
        let error = Cli::try_parse_from(["oddframe", "evaluate"]).unwrap_err();
        let sentence = first_paragraph(&error.to_string());
        assert!(sentence.contains("--scores <PATH>") && sentence.contains("--truth <PATH>"), "{sentence}");
        assert!(!sentence.contains('\n') && !sentence.starts_with("error"), "{sentence}");
    }
}
