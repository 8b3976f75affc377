//! `oddframe evaluate`: scores and truth in, a result card out.

mod given;
mod places;
mod switches;
mod today;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::CliError;
use super::error::InPath;
use super::files::{print_line, read, write};
use crate::evaluate::places::ClassNumbers;
use crate::evaluate::{
    Bootstrap, Card, CardFacts, Comparison, Conventions, DataSet, DetectionResult, EvaluateError, Evaluation,
    FieldDifference, Report, RunFacts, verify,
};
use given::Given;
use places::{PlaceArgs, Places};
use switches::SwitchArgs;

/// Compare scores with the truth
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// scores.json, an .npz or a folder or zip of one 1-D .npy per video, a table video,index,score, or one .npy
    #[arg(long, value_name = "PATH")]
    scores: PathBuf,
    /// truth.json, the same forms with 0/1 per frame, an annotation text, or a folder of masks per video
    #[arg(long, value_name = "PATH")]
    truth: PathBuf,
    /// Videos in the order of an .npy that holds all of them, one a line
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// A second method's scores: the difference and its interval
    #[arg(long, value_name = "PATH")]
    compare: Option<PathBuf>,
    /// Compute a result card again from these files and name the fields that differ
    #[arg(long, value_name = "CARD")]
    verify: Option<PathBuf>,
    /// Test set: ucf-crime, xd-violence, shanghaitech, shanghaitech-weak, ped1, ped2 or avenue [default: told by the totals]
    #[arg(long, value_name = "NAME")]
    data_set: Option<DataSet>,
    /// Name of the method, to put its published numbers beside
    #[arg(long, value_name = "NAME")]
    method: Option<String>,
    #[command(flatten)]
    switches: SwitchArgs,
    #[command(flatten)]
    places: PlaceArgs,
    /// Write the card as JSON
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Write the full curve as CSV, a line per distinct score
    #[arg(long, value_name = "FILE")]
    curve: Option<PathBuf>,
    /// Write a line per video as CSV
    #[arg(long, value_name = "FILE")]
    per_video: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    report: Report,
    #[serde(flatten)]
    places: Places,
    card: Card,
}

/// What `--verify --json` prints.
#[derive(Serialize)]
struct Verified {
    verified: bool,
    differences: Vec<FieldDifference>,
}

/// Evaluates and prints.
pub fn run(args: &EvaluateArgs) -> Result<(), CliError> {
    let given = Given::read(args)?;
    match &args.verify {
        Some(card) => run_verify(args, &given, card),
        None => run_evaluate(args, &given),
    }
}

/// Evaluates, writes the files that were asked for and gives the card.
pub fn card(args: &EvaluateArgs) -> Result<Card, CliError> {
    Ok(evaluated(args, &Given::read(args)?)?.card)
}

fn run_evaluate(args: &EvaluateArgs, given: &Given) -> Result<(), CliError> {
    let printed = evaluated(args, given)?;
    if args.json {
        print_json(&printed)
    } else {
        printed.card.lines().iter().try_for_each(|line| print_line(line))
    }
}

fn evaluated(args: &EvaluateArgs, given: &Given) -> Result<Printed, CliError> {
    let switches = given.with_length_policy(args.switches.conventions(), args.switches.length_policy);
    let evaluation = given.evaluate(&switches, args.data_set)?;
    let (resampled, comparison) = match given.evaluate_other(&switches, args.data_set)? {
        Some((name, other)) => {
            let resampled = Bootstrap::paired(&evaluation, &other)?.run();
            let comparison = Comparison::new(&evaluation, &other, &name, resampled.difference)?;
            (resampled, Some(comparison))
        }
        None => (Bootstrap::new(&evaluation).run(), None),
    };
    let classes = classes(args, given, &switches, evaluation.data_set())?;
    let facts = facts(args, given, &switches, classes.result)?;
    let card = Card::new(&evaluation, &facts, Some(&resampled), comparison.as_ref());
    write_files(args, &evaluation, &card)?;
    for warning in &card.warnings {
        eprintln!("warning: {warning}");
    }
    let places = Places::new(facts.regions, facts.detection.as_ref(), classes.kinds);
    Ok(Printed { report: Report::new(&evaluation, &resampled), places, card })
}

/// Holds a card against its inputs; the switches are the card's own.
fn run_verify(args: &EvaluateArgs, given: &Given, path: &Path) -> Result<(), CliError> {
    if args.switches.conventions() != Conventions::default() || args.compare.is_some() {
        let sentence =
            "--verify takes every switch from the card; leave the other switches and --compare out";
        return Err(CliError::Usage(sentence.into()));
    }
    let card = read_card(path)?;
    let evaluation = given.evaluate(&card.conventions, card.data.data_set)?;
    let classes = classes(args, given, &card.conventions, evaluation.data_set())?;
    let facts = facts(args, given, &card.conventions, classes.result)?;
    let differences = verify(&card, &evaluation, &facts)?;
    let (verified, count) = (differences.is_empty(), differences.len());
    if args.json {
        print_json(&Verified { verified, differences })?;
    } else if verified {
        print_line("verified")?;
    } else {
        let lines = differences.iter().map(|d| format!("{}: card {}, computed {}", d.field, d.card, d.again));
        lines.into_iter().try_for_each(|line| print_line(&line))?;
    }
    if verified { Ok(()) } else { Err(CliError::CardDiffers { path: path.into(), count }) }
}

/// A card, alone or as `--json` prints it.
fn read_card(path: &Path) -> Result<Card, CliError> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(EvaluateError::CardJson).in_path(path)?;
    let card = json.get("card").map_or(text, ToString::to_string);
    Card::from_json(&card).in_path(path)
}

fn classes(
    args: &EvaluateArgs,
    given: &Given,
    switches: &Conventions,
    set: Option<DataSet>,
) -> Result<ClassNumbers, CliError> {
    places::classes(&args.scores, &given.paired(switches)?, switches.map_normal_class, set)
}

fn facts(
    args: &EvaluateArgs,
    given: &Given,
    switches: &Conventions,
    detection: Option<DetectionResult>,
) -> Result<CardFacts, CliError> {
    let paired = given.paired(switches)?;
    let mut facts = CardFacts {
        scores_sha256: Some(given.scores_sha256.clone()),
        truth_sha256: Some(given.truth_sha256.clone()),
        run: RunFacts { date: today::today(), ..RunFacts::default() },
        regions: places::regions(&args.places, &paired, &args.truth)?,
        detection,
        ..CardFacts::default()
    };
    facts.model.method.clone_from(&args.method);
    Ok(match &given.run {
        Some(run) => facts.of_run(run),
        None => facts,
    })
}

fn write_files(args: &EvaluateArgs, evaluation: &Evaluation, card: &Card) -> Result<(), CliError> {
    let joined = |lines: &mut dyn Iterator<Item = String>| lines.map(|line| line + "\n").collect::<String>();
    if let Some(path) = &args.card {
        write(path, (card.to_json()? + "\n").as_bytes())?;
    }
    if let Some(path) = &args.curve {
        write(path, joined(&mut evaluation.curve().csv_lines()).as_bytes())?;
    }
    if let Some(path) = &args.per_video {
        write(path, joined(&mut evaluation.row_lines()).as_bytes())?;
    }
    Ok(())
}

fn print_json<T: Serialize>(value: &T) -> Result<(), CliError> {
    // Numbers that are not finite would become null; a card has none.
    let json = serde_json::to_string(value).map_err(|error| CliError::Print(error.into()))?;
    print_line(&json)
}
