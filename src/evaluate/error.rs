//! Why an evaluation was refused. Every refusal has a code.

use super::conventions::SwitchError;
use crate::formats::{FormatError, VersionedJsonError};
use crate::scores::ScoreError;

/// How many ids a message lists before it says "...".
const LISTED_IDS: usize = 5;

/// Why scores and truth gave no number.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// Scores and truth do not hold the same videos (E1).
    #[error("{}", describe_unmatched(*.scored, .without_truth, .without_scores))]
    Unmatched {
        /// Videos that have scores.
        scored: usize,
        /// Ids with scores and no truth.
        without_truth: Vec<String>,
        /// Ids with truth and no scores.
        without_scores: Vec<String>,
    },
    /// A video's scores do not cover its truth (E2).
    #[error(
        "{video}: {scores} scores x {repeat} = {covered} frames, ground truth has {truth} ({difference:+}){hint}",
        covered = scores.saturating_mul(*repeat),
        difference = *truth as i128 - scores.saturating_mul(*repeat) as i128,
        hint = length_hint(*scores, *repeat, *truth)
    )]
    Length {
        /// Id of the video.
        video: String,
        /// How many scores it has.
        scores: usize,
        /// Frames per score.
        repeat: usize,
        /// Frames of its truth.
        truth: usize,
    },
    /// A score is NaN or infinite (E4).
    #[error("{video}: score {index} is not finite ({value}); it is never replaced, score the video again")]
    NotFinite {
        /// Id of the video.
        video: String,
        /// Which score, from 0.
        index: usize,
        /// What was found.
        value: f32,
    },
    /// All frames have the same label, so the metric has no value (E7).
    #[error(
        "AUC undefined: all {frames} frames are {}; both kinds are needed",
        if *.positive { "positive" } else { "negative" }
    )]
    OneClass {
        /// Frames looked at.
        frames: u64,
        /// The one label they have.
        positive: bool,
    },
    /// Dropping edges leaves no frame of a video.
    #[error(
        "{video}: {frames} frames, but {head} + {tail} are dropped at its edges; nothing is left to evaluate"
    )]
    NothingLeft {
        /// Id of the video.
        video: String,
        /// Frames that it has.
        frames: usize,
        /// Dropped at its start.
        head: usize,
        /// Dropped at its end.
        tail: usize,
    },
    /// Two evaluations that are to be compared do not hold the same frames.
    #[error(
        "{video}: the methods to be compared have {found} and {expected} frames, of them {found_odd} and {expected_odd} odd; they must be scored on the same ones"
    )]
    NotPaired {
        /// Id of the video.
        video: String,
        /// Frames in the first evaluation.
        expected: u64,
        /// Odd ones.
        expected_odd: u64,
        /// Frames in the second.
        found: u64,
        /// Odd ones.
        found_odd: u64,
    },
    /// Two evaluations that are to be compared do not hold the same videos (E1).
    #[error("{}", describe_others(.only_first, .only_other))]
    OtherVideos {
        /// Ids of the first alone.
        only_first: Vec<String>,
        /// Ids of the second alone.
        only_other: Vec<String>,
    },
    /// A word that is no value of a switch.
    #[error(transparent)]
    Switch(#[from] SwitchError),
    /// The text is not a result card.
    #[error("this is no result card: {0}")]
    CardJson(#[source] serde_json::Error),
    /// The file says that it is something else.
    #[error("a result card must say \"format\": \"{expected}\", found \"{found}\"")]
    CardFormat {
        /// What it must say.
        expected: &'static str,
        /// What it says.
        found: String,
    },
    /// Scores could not be processed.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// A label is neither 0 nor 1 (E8).
    #[error("ground truth must be 0/1: found {value} at {video}[{index}]")]
    NotBinary {
        /// Id of the video.
        video: String,
        /// Which frame, from 0.
        index: usize,
        /// What was found.
        value: f64,
    },
    /// A truth array is not a list of frame labels.
    #[error("{video}: truth must be one label per frame, shape [frames]; found shape {shape:?}")]
    TruthShape {
        /// Id of the video.
        video: String,
        /// Shape found.
        shape: Vec<usize>,
    },
    /// The file is not a `truth.json`.
    #[error(transparent)]
    TruthJson(#[from] VersionedJsonError),
    /// An event does not lie in its video.
    #[error("{video}: event {start}-{end} must be half-open within its {frames} frames, start before end")]
    EventRange {
        /// Id of the video.
        video: String,
        /// First frame.
        start: usize,
        /// Frame after the last.
        end: usize,
        /// Frames of the video.
        frames: usize,
    },
    /// An event's region lies outside the event's frames or is no box.
    #[error(
        "{video}: the region of frame {frame} must be a box x1 < x2, y1 < y2 within the event {start}-{end}"
    )]
    EventRegion {
        /// Id of the video.
        video: String,
        /// The region's frame.
        frame: usize,
        /// First frame of the event.
        start: usize,
        /// Frame after its last.
        end: usize,
    },
    /// An array file could not be read.
    #[error(transparent)]
    File(#[from] FormatError),
}

impl EvaluateError {
    /// The short name that scripts match on.
    pub fn code(&self) -> &str {
        match self {
            Self::Unmatched { .. } | Self::OtherVideos { .. } => "E1",
            Self::Length { .. } => "E2",
            Self::NotFinite { .. } => "E4",
            Self::OneClass { .. } => "E7",
            Self::NotBinary { .. } => "E8",
            Self::TruthShape { .. } => "truth/shape",
            Self::TruthJson(VersionedJsonError::Content { .. }) => "truth/json",
            Self::TruthJson(VersionedJsonError::Format { .. }) => "truth/format",
            Self::EventRange { .. } => "truth/event",
            Self::EventRegion { .. } => "truth/region",
            Self::NothingLeft { .. } => "evaluate/edges",
            Self::NotPaired { .. } => "evaluate/pair",
            Self::Switch(_) => "evaluate/switch",
            Self::CardJson(_) => "card/json",
            Self::CardFormat { .. } => "card/format",
            Self::Score(error) => error.code(),
            Self::File(error) => error.code(),
        }
    }
}

fn describe_unmatched(scored: usize, without_truth: &[String], without_scores: &[String]) -> String {
    let mut parts = Vec::new();
    if !without_truth.is_empty() {
        let count = without_truth.len();
        parts.push(format!("no ground truth for {count} of {scored} videos: {}", first_ids(without_truth)));
    }
    if !without_scores.is_empty() {
        parts.push(format!("no scores for {}: {}", without_scores.len(), first_ids(without_scores)));
    }
    parts.join("; ") + "; ids must be equal, letter for letter"
}

fn describe_others(only_first: &[String], only_other: &[String]) -> String {
    let side = |ids: &[String], which: &str| match ids {
        [] => None,
        _ => Some(format!("{} videos only in the {which} scores: {}", ids.len(), first_ids(ids))),
    };
    let parts: Vec<String> =
        [side(only_first, "first"), side(only_other, "second")].into_iter().flatten().collect();
    parts.join("; ")
        + "; methods are compared on the same videos, evaluate both with --subset or complete them"
}

fn first_ids(ids: &[String]) -> String {
    let shown: Vec<&str> = ids.iter().take(LISTED_IDS).map(String::as_str).collect();
    let more = if ids.len() > LISTED_IDS { ", ..." } else { "" };
    shown.join(", ") + more
}

/// The likely cause of a length that does not fit, by the sizes alone.
fn length_hint(scores: usize, repeat: usize, truth: usize) -> &'static str {
    const FRAMES_PER_SNIPPET: usize = 16;
    let covered = scores.saturating_mul(repeat);
    if scores == 32 && repeat > 1 {
        "; 32-segment file?"
    } else if truth > covered && truth - covered < FRAMES_PER_SNIPPET {
        "; true frame count? use build or truncate"
    } else if truth > covered && truth - covered < 2 * FRAMES_PER_SNIPPET {
        "; the features also lost the last snippet? (9 UCF videos)"
    } else if truth > 0 && [10, 5].iter().any(|crops| truth.checked_mul(*crops) == Some(covered)) {
        "; crops not averaged?"
    } else if repeat == FRAMES_PER_SNIPPET && scores == truth {
        "; ground truth per snippet? use --stride 1"
    } else if repeat == 1 && scores.checked_mul(FRAMES_PER_SNIPPET) == Some(truth) {
        "; scores per snippet? use --stride 16"
    } else {
        "; are these files of the same video?"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(scores: usize, repeat: usize, truth: usize) -> String {
        EvaluateError::Length { video: "a".into(), scores, repeat, truth }.to_string()
    }

    #[test]
    fn a_length_error_names_both_lengths_and_their_difference() {
        assert!(length(10, 16, 165).starts_with("a: 10 scores x 16 = 160 frames, ground truth has 165 (+5)"));
        assert!(length(10, 16, 150).contains("(-10)"));
    }

    #[test]
    fn the_hint_follows_the_sizes() {
        let cases = [
            ((32, 16, 9000), "32-segment"),
            ((10, 16, 165), "true frame count"),
            ((10, 16, 176), "lost the last snippet"),
            ((100, 16, 160), "crops not averaged"),
            ((40, 16, 40), "per snippet? use --stride 1"),
            ((40, 1, 640), "use --stride 16"),
        ];
        for ((scores, repeat, truth), hint) in cases {
            let message = length(scores, repeat, truth);
            assert!(message.contains(hint), "{message}");
        }
    }

    #[test]
    fn at_most_five_ids_are_listed() {
        let ids: Vec<String> = (0..7).map(|i| format!("v{i}")).collect();
        let error =
            EvaluateError::Unmatched { scored: 9, without_truth: ids, without_scores: vec!["w".into()] };
        let message = error.to_string();
        assert!(
            message.starts_with(
                "no ground truth for 7 of 9 videos: v0, v1, v2, v3, v4, ...; no scores for 1: w"
            )
        );
    }
}
