//! What to do about files that give no numbers.

use crate::evaluate::EvaluateError;
use crate::evaluate::inputs::InputError;
use crate::evaluate::places::PlacesError;
use crate::formats::annotations::AnnotationError;
use crate::web::failure::{Failure, FailureKind};

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Evaluate(error) => error.into(),
            other => coded(other.code(), &other),
        }
    }
}

impl From<EvaluateError> for Failure {
    fn from(error: EvaluateError) -> Self {
        Self { lists: lists(&error), ..coded(error.code(), &error) }
    }
}

/// E1 names five videos of each side; all of them go into a text to save.
fn lists(error: &EvaluateError) -> Option<String> {
    let EvaluateError::Unmatched { without_truth, without_scores, .. } = error else { return None };
    let side = |title: &str, ids: &[String]| format!("# {title}: {}\n{}\n", ids.len(), ids.join("\n"));
    Some(side("no ground truth", without_truth) + &side("no scores", without_scores))
}

impl From<PlacesError> for Failure {
    fn from(error: PlacesError) -> Self {
        coded(error.code(), &error)
    }
}

/// A list of videos that cannot be read.
pub fn on_list(name: &str, error: &AnnotationError) -> Failure {
    Failure::new(
        FailureKind::BadFile,
        format!("{name}: {error}"),
        "Choose another “Video list”, or take it away where scores and truth hold one array per video.",
    )
}

/// The codes of the specification lead the sentence: they are what people search for.
fn coded(code: &str, error: &impl ToString) -> Failure {
    let detail = match code.strip_prefix('E') {
        Some(number) if number.parse::<u8>().is_ok() => format!("{code}: {}", error.to_string()),
        _ => error.to_string(),
    };
    Failure::new(FailureKind::BadFile, detail, advice(code))
}

fn advice(code: &str) -> &'static str {
    match code {
        "E1" => {
            "Check that both are of the same data set. To evaluate the videos that have both, switch on “Only videos with both scores and truth”."
        }
        "E2" => {
            "If both files are right, choose what happens under “Lengths that differ”, or another number of “Frames per score”."
        }
        "E3" => "Correct that line, or choose another ground truth.",
        "E4" => "Scores must be finite numbers: find out why the method gave none there.",
        "E5" => "Average the crops of each video into one file, then choose those.",
        "E6" => "Choose the list in the order of the file under “Video list”.",
        "E7" => {
            "This is measured where there are both odd frames and others: choose a ground truth that has both."
        }
        "E8" => "Ground truth holds a 0 or a 1 per frame: are scores and truth exchanged?",
        "E9" => "Take one of the two away.",
        "input/list" => "Choose the list of videos, in the order of the array, under “Video list”.",
        "evaluate/switch" | "scores/setting" => "Set that switch to another value.",
        "evaluate/edges" => "Leave out fewer frames at the start and at the end.",
        "evaluate/pair" => "Choose scores of the same videos under “Compare with”, with as many frames each.",
        "card/json" | "card/format" => {
            "Choose a card that was exported here or written by “oddframe evaluate --card”."
        }
        _ => "Choose another file.",
    }
}
