//! A card computed again.

use serde::Serialize;
use serde_json::Value;

use super::{Card, CardFacts};
use crate::evaluate::{Bootstrap, EvaluateError, Evaluation};

/// Two numbers no further apart than this are one: the arithmetic is the same on every machine, and reading a
/// number back from text may cost its last bit.
const TOLERANCE: f64 = 1e-12;
/// Sections that follow from the inputs. `model` and `run` are what their author says; a comparison needs the
/// other method's scores.
const COMPARED: [&str; 10] = [
    "stamp",
    "data",
    "conventions",
    "modified",
    "results",
    "intervals",
    "detection",
    "regions",
    "references",
    "warnings",
];

/// A field that came out otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldDifference {
    /// Its place in the card, for instance `results.auroc`.
    pub field: String,
    /// What the card says, as JSON.
    pub card: String,
    /// What came out, as JSON.
    pub again: String,
}

/// Holds `card` against an evaluation of its inputs under its own conventions ([`Card::conventions`], the data set
/// of [`Card::data`]); no difference means "verified".
///
/// `facts` hold the hashes of these inputs, and mAP and region metrics where the card has them.
pub fn verify(
    card: &Card,
    again: &Evaluation,
    facts: &CardFacts,
) -> Result<Vec<FieldDifference>, EvaluateError> {
    let resampled = card.intervals.map(|_| Bootstrap::new(again).run());
    let mut facts = facts.clone();
    // The model and the split are the author's word; the references follow from the method's name.
    facts.model = card.model.clone();
    facts.split.clone_from(&card.data.split);
    differences(card, &Card::new(again, &facts, resampled.as_ref(), None))
}

/// Fields in which two cards differ, of those that follow from the inputs.
pub fn differences(card: &Card, again: &Card) -> Result<Vec<FieldDifference>, EvaluateError> {
    let value = |card: &Card| serde_json::to_value(card).map_err(EvaluateError::CardJson);
    let (card, again) = (value(card)?, value(again)?);
    let mut found = Vec::new();
    for section in COMPARED {
        compare(section, &card[section], &again[section], &mut found);
    }
    Ok(found)
}

fn compare(field: &str, card: &Value, again: &Value, found: &mut Vec<FieldDifference>) {
    match (card, again) {
        (Value::Object(a), Value::Object(b)) => {
            let both = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            for key in both {
                compare(&format!("{field}.{key}"), &card[key], &again[key], found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{field}[{i}]"), a, b, found);
            }
        }
        _ if card == again || nearly(card, again) => {}
        _ => found.push(FieldDifference {
            field: field.into(),
            card: card.to_string(),
            again: again.to_string(),
        }),
    }
}

fn nearly(a: &Value, b: &Value) -> bool {
    let is_whole = |v: &Value| v.is_u64() || v.is_i64();
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) => !(is_whole(a) && is_whole(b)) && (x - y).abs() <= TOLERANCE * x.abs().max(1.0),
        _ => false,
    }
}
