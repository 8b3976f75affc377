//! What methods that learn from a data set share: whose weights are a run's result, whether two runs have the same
//! settings, how far a set is scored, Adam; [`run`]: learning and measuring, epoch by epoch.

pub(crate) mod adam;
pub mod run;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which epoch's weights are the run's result. The caller evaluates and picks; the trainer only ends epochs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Select {
    /// The last (ours).
    #[default]
    Last,
    /// The best on a validation split.
    BestVal,
    /// The best on the test set (sibling code): flatters the method and must be asked for.
    BestTest,
}

/// How far the scoring of a set of videos is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetProgress {
    /// The video that the step worked on.
    pub video: String,
    /// Videos that are through.
    pub done: usize,
    /// Videos in all.
    pub videos: usize,
}

/// The first setting in which two configurations differ: its name and both values as JSON. Errors: what JSON cannot hold.
pub(crate) fn first_difference<T: Serialize>(
    a: &T,
    b: &T,
) -> serde_json::Result<Option<(String, String, String)>> {
    Ok(difference("", &serde_json::to_value(a)?, &serde_json::to_value(b)?))
}

/// The first leaf in which two values differ: its name and both texts.
fn difference(name: &str, a: &Value, b: &Value) -> Option<(String, String, String)> {
    if let (Value::Object(a), Value::Object(b)) = (a, b) {
        let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
        let null = Value::Null;
        return names.into_iter().find_map(|key| {
            let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            difference(&inner, a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null))
        });
    }
    (a != b).then(|| (name.to_owned(), a.to_string(), b.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_setting_that_differs_is_named_with_both_values() {
        let a = json!({"train": {"lr": 0.1, "epochs": 3}, "model": {"heads": 1}});
        let mut b = a.clone();
        assert_eq!(difference("", &a, &b), None);
        b["train"]["lr"] = json!(0.2);
        assert_eq!(difference("", &a, &b), Some(("train.lr".into(), "0.1".into(), "0.2".into())));
        let fewer = json!({"train": {"lr": 0.1}, "model": {"heads": 1}});
        assert_eq!(difference("", &a, &fewer), Some(("train.epochs".into(), "3".into(), "null".into())));
    }
}
