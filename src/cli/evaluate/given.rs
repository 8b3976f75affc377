//! The files of an evaluation: read once, paired as the switches say.

use std::path::Path;

use super::EvaluateArgs;
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::given::{GivenFiles, read_list};
use crate::evaluate::inputs::{
    BuiltLength, FileSet, InputError, PairOptions, Paired, ScoreInput, TruthContent, TruthInput, pair,
    read_scores, read_truth, sha256_of,
};
use crate::evaluate::{Conventions, DataSet, Evaluation, LengthPolicy};
use crate::formats::annotations::VideoList;
use crate::scores::Run;

/// What was read.
pub struct Given {
    scores: ScoreInput,
    truth: TruthInput,
    list: Option<VideoList>,
    other: Option<(String, ScoreInput)>,
    /// SHA-256 of the scores' file, or of the sorted hashes of a folder's files.
    pub scores_sha256: String,
    /// The same of the truth.
    pub truth_sha256: String,
    /// How the scores were made, where they say.
    pub run: Option<Run>,
}

impl Given {
    /// Reads every file that the arguments name.
    pub fn read(args: &EvaluateArgs) -> Result<Self, CliError> {
        let preset = args.switches.conventions().repeat;
        let explicit = args.switches.stride.map(|stride| stride as usize);
        let scores_of = |path: &Path| -> Result<(ScoreInput, String), CliError> {
            let files = GivenFiles::open(path)?;
            // A preset's frames per score are for files that do not say; one that is asked for must agree.
            let stride = explicit.or(if says_its_own(&files)? { None } else { preset });
            Ok((read_scores(&files, stride).in_path(path)?, hash_of(&files).in_path(path)?))
        };
        let (scores, scores_sha256) = scores_of(&args.scores)?;
        let truth_files = GivenFiles::open(&args.truth)?;
        let truth = read_truth(&truth_files).in_path(&args.truth)?;
        let list = args.list.as_deref().map(read_list).transpose()?;
        let other = match &args.compare {
            Some(path) => Some((path.display().to_string(), scores_of(path)?.0)),
            None => None,
        };
        let truth_sha256 = hash_of(&truth_files).in_path(&args.truth)?;
        let run = scores.run.clone();
        Ok(Self { scores, truth, list, other, scores_sha256, truth_sha256, run })
    }

    /// `switches` with the length policy that suits the truth, unless one was asked for.
    pub fn with_length_policy(&self, switches: Conventions, asked: Option<LengthPolicy>) -> Conventions {
        let annotated = matches!(self.truth.truth, TruthContent::Annotations(_));
        match asked {
            None if annotated => Conventions { length_policy: LengthPolicy::Build, ..switches },
            _ => switches,
        }
    }

    /// Evaluates the scores.
    pub fn evaluate(&self, switches: &Conventions, set: Option<DataSet>) -> Result<Evaluation, CliError> {
        self.evaluate_scores(self.scores.clone(), switches, set)
    }

    /// The scores and the truth of the same videos.
    pub fn paired(&self, switches: &Conventions) -> Result<Paired, CliError> {
        self.pair_scores(self.scores.clone(), switches)
    }

    /// Evaluates the second method's scores, where there are some, and gives their name.
    pub fn evaluate_other(
        &self,
        switches: &Conventions,
        set: Option<DataSet>,
    ) -> Result<Option<(String, Evaluation)>, CliError> {
        let Some((name, scores)) = &self.other else { return Ok(None) };
        let evaluation = self.evaluate_scores(scores.clone(), switches, set).in_path(Path::new(name))?;
        Ok(Some((name.clone(), evaluation)))
    }

    fn evaluate_scores(
        &self,
        scores: ScoreInput,
        switches: &Conventions,
        set: Option<DataSet>,
    ) -> Result<Evaluation, CliError> {
        Ok(Evaluation::of_paired(&self.pair_scores(scores, switches)?, switches, set)?)
    }

    fn pair_scores(&self, scores: ScoreInput, switches: &Conventions) -> Result<Paired, CliError> {
        let length = match switches.length_policy {
            LengthPolicy::Strict | LengthPolicy::Build => BuiltLength::Scores,
            LengthPolicy::Truncate | LengthPolicy::HoldLast => BuiltLength::Listed,
        };
        let (list, interval, subset) = (self.list.as_ref(), switches.interval, switches.subset);
        let options = PairOptions { list, interval, length, subset };
        Ok(pair(scores, self.truth.clone(), &options)?)
    }
}

/// Whether the scores are a `scores.json`, which holds its stride.
fn says_its_own(files: &GivenFiles) -> Result<bool, CliError> {
    match files.names() {
        [_] => Ok(files.read(0)?.trim_ascii_start().starts_with(b"{")),
        _ => Ok(false),
    }
}

/// The rule is the page's too: a card made here verifies there.
fn hash_of(files: &GivenFiles) -> Result<String, CliError> {
    Ok(sha256_of(files)?.ok_or(InputError::Nothing { wanted: "a file" })?)
}
