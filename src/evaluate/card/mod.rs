//! The result card: numbers with everything they depend on.
//!
//! Every field is there; what is not known says "n/a", what has no value "undefined". A card can be computed again
//! from its inputs and its own conventions ([`verify`]).

mod facts;
mod published;
mod sections;
mod text;
mod verify;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use facts::{CardFacts, DetectionResult, ModelFacts, RegionResult, RunFacts};
pub use published::{Reference, published_methods};
pub use sections::{DataSection, GroundTruthSection, LeftOut};
pub use verify::{FieldDifference, differences, verify};

use super::bootstrap::Resampled;
use super::compare::Comparison;
use super::conventions::Conventions;
use super::evaluation::Evaluation;
use super::results::Results;
use super::warnings::Warning;
use super::{EvaluateError, Intervals, stated};

/// What a card says it is.
pub const FORMAT: &str = "oddframe-card/1";

/// A result card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// [`FORMAT`].
    pub format: String,
    /// "complete", or "SUBSET" where videos were left out.
    pub stamp: String,
    /// What was evaluated.
    pub data: DataSection,
    /// What made the scores.
    pub model: ModelFacts,
    /// What made the card.
    pub run: RunFacts,
    /// Every switch, `repeat` as it was in use.
    pub conventions: Conventions,
    /// Switches that differ from the preset, or from the defaults where there is none.
    pub modified: Vec<String>,
    /// The numbers.
    pub results: Results,
    /// 95 % intervals over resampled videos.
    #[serde(with = "stated::not_available")]
    pub intervals: Option<Intervals>,
    /// mAP at IoU thresholds, where scores have classes.
    #[serde(with = "stated::not_available")]
    pub detection: Option<DetectionResult>,
    /// RBDC and TBDC, where there are boxes.
    #[serde(with = "stated::not_available")]
    pub regions: Option<RegionResult>,
    /// A second method on the same frames.
    #[serde(with = "stated::not_available")]
    pub comparison: Option<Comparison>,
    /// Published numbers of the data set, of the method where it is named.
    pub references: Vec<Reference>,
    /// What a reader of the numbers should know.
    pub warnings: Vec<Warning>,
}

impl Card {
    /// The card of an evaluation. `resampled` and `comparison` come when they are ready.
    pub fn new(
        evaluation: &Evaluation,
        facts: &CardFacts,
        resampled: Option<&Resampled>,
        comparison: Option<&Comparison>,
    ) -> Self {
        let data = DataSection::new(evaluation, facts);
        let is_subset = data.left_out.is_some();
        Self {
            format: FORMAT.into(),
            stamp: if is_subset { "SUBSET" } else { "complete" }.into(),
            references: published::references(evaluation, facts.model.method.as_deref()),
            data,
            model: facts.model.clone(),
            run: facts.run.clone(),
            conventions: evaluation.conventions_used(),
            modified: evaluation.conventions_used().modified().into_iter().map(String::from).collect(),
            results: evaluation.results().clone(),
            intervals: resampled.and_then(|resampled| resampled.own),
            detection: facts.detection.clone(),
            regions: facts.regions,
            comparison: comparison.cloned(),
            warnings: evaluation.warnings().to_vec(),
        }
    }

    /// Reads the JSON of a card. Errors: another format, a field that is missing.
    pub fn from_json(text: &str) -> Result<Self, EvaluateError> {
        #[derive(Deserialize)]
        struct Format {
            format: String,
        }
        let Format { format } = serde_json::from_str(text).map_err(EvaluateError::CardJson)?;
        if format != FORMAT {
            return Err(EvaluateError::CardFormat { expected: FORMAT, found: format });
        }
        serde_json::from_str(text).map_err(EvaluateError::CardJson)
    }

    /// The JSON of the card.
    pub fn to_json(&self) -> Result<String, EvaluateError> {
        serde_json::to_string_pretty(self).map_err(EvaluateError::CardJson)
    }
}
