//! Which class is taken for which, as the page is answered.

use serde::Serialize;
use tsify::Tsify;

use crate::evaluate::detection::{ClassPrecision, ConfusedPair, Kinds};

/// Precision of one class, 0 to 1; null where it does not occur.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct KindPrecision {
    /// The class.
    pub name: String,
    /// Average precision over all snippets.
    pub ap_snippets: Option<f64>,
    /// Average precision of its segments, mean over the thresholds of mAP.
    pub ap_events: Option<f64>,
}

/// How two odd classes are told apart, 0 to 1.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct KindPair {
    /// One of them.
    pub first: String,
    /// The other.
    pub second: String,
    /// Share of their snippets that are named as the other.
    pub confused: f64,
    /// Area under the ROC curve between them.
    pub separation: f64,
}

/// Which class is taken for which.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct KindNumbers {
    /// Per class, the normal one first.
    pub classes: Vec<KindPrecision>,
    /// Snippets by true class and name, row by row.
    pub snippets: Vec<Vec<u64>>,
    /// Events by true class and name, row by row; the first row and column are 0.
    pub events: Vec<Vec<u64>>,
    /// Pairs of odd classes, worst told apart first.
    pub pairs: Vec<KindPair>,
}

impl From<&Kinds> for KindNumbers {
    fn from(found: &Kinds) -> Self {
        let precision = |class: &ClassPrecision| KindPrecision {
            name: class.class.clone(),
            ap_snippets: class.ap_snippets,
            ap_events: class.ap_events,
        };
        let pair = |pair: &ConfusedPair| {
            let [first, second] = pair.classes.clone();
            KindPair { first, second, confused: pair.confused, separation: pair.separation }
        };
        Self {
            classes: found.per_class.iter().map(precision).collect(),
            snippets: found.snippets.clone(),
            events: found.events.clone(),
            pairs: found.pairs.iter().map(pair).collect(),
        }
    }
}
