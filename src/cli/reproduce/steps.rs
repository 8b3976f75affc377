//! What a run does: commands of this program, and the little that none of them does.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use super::error::ReproduceError;
use super::plan::{Column, Number, Row};
use crate::cli::error::InPath;
use crate::cli::files::{read, write};
use crate::cli::{Cli, CliError, Command, evaluate, execute, first_paragraph};
use crate::evaluate::Card;
use crate::formats::Npz;
use crate::localize::Boxes;
use crate::scores::{ScoreFile, ScoreTrack};

/// Frames that a row of compact features covers.
const SNIPPET_FRAMES: usize = 16;

/// One thing to do. All files are written whole, so that one that is there is finished.
pub enum Step {
    /// A command, unless what it makes last is there already; with `--resume` where a state is.
    Command { words: Vec<OsString>, makes: PathBuf, state: Option<PathBuf> },
    /// `evaluate`, which gives a card.
    Evaluate(Vec<OsString>),
    /// A configuration is written.
    Write { path: PathBuf, text: String },
    /// The unsmoothed tracks of a score file become one of their own.
    RawTracks { from: PathBuf, to: PathBuf },
    /// One column of the features becomes the scores.
    FeatureColumn { features: PathBuf, column: usize, to: PathBuf },
    /// Some clips of a data set with their masks and boxes, renumbered.
    Clips { from: PathBuf, clips: &'static [&'static str], to: PathBuf },
}

impl Step {
    /// Does it; a card where it evaluates.
    pub fn run(&self) -> Result<Option<Card>, CliError> {
        match self {
            Self::Command { words, makes, state } => command(words, makes, state.as_deref())?,
            Self::Evaluate(words) => {
                let Command::Evaluate(args) = parsed(words)? else {
                    unreachable!("the step is made of the word evaluate");
                };
                return evaluate::card(&args).map(Some);
            }
            Self::Write { path, text } => write(path, text.as_bytes())?,
            Self::RawTracks { from, to } => raw_tracks(from, to)?,
            Self::FeatureColumn { features, column, to } => feature_column(features, *column, to)?,
            Self::Clips { from, clips, to } => some_clips(from, clips, to)?,
        }
        Ok(None)
    }
}

/// Runs a row; per run the numbers of the columns.
pub fn found(columns: &[Column], row: &Row) -> Result<Vec<Vec<Option<f64>>>, CliError> {
    let mut all = Vec::with_capacity(row.runs.len());
    for run in &row.runs {
        let mut cards = Vec::new();
        for step in &run.steps {
            cards.extend(step.run()?);
        }
        let number = |column: &Column| match column.number {
            Number::Card(at, number) => Ok(cards.get(at).and_then(number)),
            Number::Report(pointer) => run.report.as_deref().map(|path| in_report(path, pointer)).transpose(),
        };
        all.push(columns.iter().map(number).collect::<Result<_, _>>()?);
    }
    Ok(all)
}

fn in_report(path: &Path, pointer: &'static str) -> Result<f64, CliError> {
    let no_report =
        |error: serde_json::Error| ReproduceError::NoReport { path: path.into(), reason: error.to_string() };
    let json: serde_json::Value = serde_json::from_slice(&read(path)?).map_err(no_report)?;
    let number = json.pointer(pointer).and_then(serde_json::Value::as_f64);
    number.ok_or_else(|| ReproduceError::Report { path: path.into(), pointer }.into())
}

fn command(words: &[OsString], makes: &Path, state: Option<&Path>) -> Result<(), CliError> {
    if makes.exists() {
        eprintln!("kept from an earlier run: {}", makes.display());
        return Ok(());
    }
    let resume = state.is_some_and(Path::exists).then(|| OsString::from("--resume"));
    let words: Vec<OsString> = words.iter().cloned().chain(resume).collect();
    let typed: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    eprintln!("oddframe {}", typed.join(" "));
    execute(parsed(&words)?)
}

fn parsed(words: &[OsString]) -> Result<Command, CliError> {
    let all = core::iter::once(&OsString::from("oddframe")).chain(words).cloned().collect::<Vec<_>>();
    match Cli::try_parse_from(all) {
        Ok(cli) => Ok(cli.command),
        Err(error) => Err(CliError::Usage(first_paragraph(&error.to_string()))),
    }
}

fn raw_tracks(from: &Path, to: &Path) -> Result<(), CliError> {
    let mut file = ScoreFile::from_json_bytes(&read(from)?).in_path(from)?;
    for (video, track) in &mut file.videos {
        let missing = || ReproduceError::NoRaw { path: from.into(), video: video.clone() };
        track.scores = track.raw.take().ok_or_else(missing)?;
    }
    write(to, file.to_json()?.as_bytes())
}

fn feature_column(features: &Path, column: usize, to: &Path) -> Result<(), CliError> {
    let bytes = read(features)?;
    let (arrays, _) = Npz::open(&bytes).and_then(|mut npz| npz.arrays()).in_path(features)?;
    let mut videos = BTreeMap::new();
    for (video, array) in arrays {
        let width = match array.shape[..] {
            [_, width] if width > column => width,
            _ => {
                let found = array.shape;
                return Err(ReproduceError::Column { path: features.into(), video, found, column }.into());
            }
        };
        let values = array.to_f32().in_path(features)?;
        let scores = values.chunks_exact(width).map(|row| row[column]).collect();
        videos.insert(video, ScoreTrack::new(SNIPPET_FRAMES, scores));
    }
    write(to, ScoreFile { videos, run: None }.to_json()?.as_bytes())
}

/// Links or copies `test/CLIP` and `masks/CLIP`, and renumbers the boxes of those clips.
fn some_clips(from: &Path, clips: &[&str], to: &Path) -> Result<(), CliError> {
    for folder in ["test", "masks"] {
        for clip in clips {
            copy_folder(&from.join(folder).join(clip), &to.join(folder).join(clip))?;
        }
    }
    let path = from.join("boxes_test.npz");
    let boxes = Boxes::read(&read(&path)?).in_path(&path)?;
    let names = folder_names(&from.join("test"))?;
    let (mut lengths, mut frames, mut corners) = (Vec::new(), Vec::new(), Vec::new());
    for (at, name) in names.iter().enumerate() {
        let (Some(&length), true) = (boxes.clip_lengths().get(at), clips.contains(&name.as_str())) else {
            continue;
        };
        let start: usize = lengths.iter().sum();
        // No rescaling: both sizes are the same.
        for (frame, found) in boxes.of_clip(at, (1, 1), (1, 1)).in_path(&path)?.into_iter().enumerate() {
            frames.extend(found.iter().map(|_| start + frame));
            corners.extend(found);
        }
        lengths.push(length);
    }
    let chosen = Boxes::new(&lengths, &frames, corners).in_path(&path)?;
    write(&to.join("boxes.npz"), &chosen.to_npz().in_path(&path)?)
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), CliError> {
    for name in folder_names(from)? {
        let (source, target) = (from.join(&name), to.join(&name));
        if !target.exists() {
            write(&target, &read(&source)?)?;
        }
    }
    Ok(())
}

/// Names in a folder, in their order.
fn folder_names(folder: &Path) -> Result<Vec<String>, CliError> {
    let unreadable = |source| CliError::Read { path: folder.into(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_is_none_and_one_without_the_number_are_errors_that_name_it() {
        let path = std::env::temp_dir().join(format!("oddframe-report-{}.json", std::process::id()));
        let found = |text: &str| {
            fs::write(&path, text).expect("a temporary file");
            in_report(&path, "/last/auroc")
        };
        assert_eq!(found(r#"{"last":{"auroc":0.75}}"#).expect("a number"), 0.75);
        for (text, part) in [("", "no JSON"), ("{\"last\":", "no JSON"), ("{}", "no number at /last/auroc")] {
            let error = found(text).expect_err(text);
            assert_eq!(error.code(), "reproduce/report", "{text}");
            assert!(
                error.to_string().contains(part) && error.to_string().contains("oddframe-report"),
                "{error}"
            );
        }
        fs::remove_file(&path).expect("the file of this test");
    }
}
