//! TOML tables over defaults: a key that does not exist is an error with the nearest one that does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// Why a configuration file was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The text is no TOML.
    #[error("the configuration is no TOML: {0}")]
    Syntax(String),
    /// A key that does not exist.
    #[error("{at}: there is no such key; the nearest is {nearest}, the others are {others}")]
    Unknown {
        /// Table and key.
        at: String,
        /// The nearest key that exists.
        nearest: String,
        /// The other keys of that table.
        others: String,
    },
    /// A value that the key cannot have.
    #[error("{at} = {found}: {reason}")]
    Value {
        /// Table and key.
        at: String,
        /// The value found.
        found: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The trace of a run that is gone on with cannot be read.
    #[error("this is no trace of a run: {0}; train anew in another folder")]
    Trace(String),
    /// A key that must be given.
    #[error("{at} is missing; give {what}")]
    Missing {
        /// Table and key.
        at: String,
        /// What it is.
        what: &'static str,
    },
}

impl ConfigError {
    /// The error's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "config/toml",
            Self::Unknown { .. } => "config/key",
            Self::Value { .. } => "config/value",
            Self::Missing { .. } => "config/missing",
            Self::Trace(_) => "train/trace",
        }
    }
}

/// Parses the text of a configuration; its tables must be among `names`.
pub fn tables(text: &str, names: &[&str]) -> Result<Table, ConfigError> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let message: Vec<String> = error.to_string().lines().map(|line| line.trim().to_owned()).collect();
        ConfigError::Syntax(message.join(" "))
    })?;
    for (key, value) in &table {
        if !names.contains(&key.as_str()) {
            return Err(unknown(key, key, names.iter().copied()));
        }
        if !value.is_table() {
            let reason = "expected a table".into();
            return Err(ConfigError::Value { at: key.clone(), found: value.to_string(), reason });
        }
    }
    Ok(table)
}

/// The table `name` of `file` laid over the defaults; `optional` are keys that have no default.
pub fn section<T>(file: &Table, name: &str, optional: &[&str]) -> Result<T, ConfigError>
where
    T: Serialize + DeserializeOwned + Default,
{
    let value = |at: String, found: &Value, reason: String| ConfigError::Value {
        at,
        found: found.to_string(),
        reason: reason.trim().replace('\n', "; "),
    };
    let mut merged = Table::try_from(T::default()).map_err(|error| ConfigError::Syntax(error.to_string()))?;
    let defaults = merged.clone();
    let given = file.get(name).and_then(Value::as_table).into_iter().flatten();
    for (key, found) in given {
        let at = format!("{name}.{key}");
        if !defaults.contains_key(key) && !optional.contains(&key.as_str()) {
            let valid = defaults.keys().map(String::as_str).chain(optional.iter().copied());
            return Err(unknown(&at, key, valid));
        }
        // Alone over the defaults, so that a refusal is this key's.
        let mut alone = defaults.clone();
        alone.insert(key.clone(), found.clone());
        alone.try_into::<T>().map_err(|error| value(at, found, error.message().to_owned()))?;
        merged.insert(key.clone(), found.clone());
    }
    let whole = Value::Table(merged.clone());
    merged.try_into().map_err(|error| value(name.to_owned(), &whole, error.message().to_owned()))
}

fn unknown<'a>(at: &str, key: &str, valid: impl Iterator<Item = &'a str>) -> ConfigError {
    let mut valid: Vec<&str> = valid.collect();
    // A shortened or lengthened name is near, however many letters it lacks: `batch` for `batch_size`.
    let is_part = |name: &str| name.starts_with(key) || key.starts_with(name);
    valid.sort_by_key(|name| (!is_part(name), edits(key, name), *name));
    let nearest = valid.first().copied().unwrap_or_default().to_owned();
    let others = valid.get(1..).unwrap_or_default().join(", ");
    ConfigError::Unknown { at: at.into(), nearest, others }
}

/// Fewest letters inserted, deleted or replaced (Levenshtein).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Model {
        sigma: f64,
        heads: usize,
        list: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        share: Option<f64>,
    }

    impl Default for Model {
        fn default() -> Self {
            Self { sigma: 1.0, heads: 1, list: "a".into(), share: None }
        }
    }

    fn read(text: &str) -> Result<Model, ConfigError> {
        section(&tables(text, &["model", "loss"])?, "model", &["share"])
    }

    #[test]
    fn what_is_not_given_has_its_default() {
        assert_eq!(read("").unwrap(), Model::default());
        let model = read("[model]\nsigma = 5\nshare = 0.2\n[loss]\nx = 1").unwrap();
        assert_eq!(model, Model { sigma: 5.0, share: Some(0.2), ..Model::default() });
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_one() {
        let nearest = |text| match read(text) {
            Err(ConfigError::Unknown { at, nearest, .. }) => (at, nearest),
            other => panic!("{other:?}"),
        };
        assert_eq!(nearest("[model]\nsgima = 5"), ("model.sgima".into(), "sigma".into()));
        assert_eq!(nearest("[model]\nhead = 5"), ("model.head".into(), "heads".into()));
        assert_eq!(nearest("[model]\nshares = 5"), ("model.shares".into(), "share".into()));
        assert_eq!(nearest("[modle]\nsigma = 5"), ("modle".into(), "model".into()));
    }

    #[test]
    fn a_value_of_another_kind_is_refused_with_its_key() {
        for (text, key) in [
            ("[model]\nheads = \"two\"", "model.heads"),
            ("[model]\nheads = -1", "model.heads"),
            ("[model]\nlist = 3", "model.list"),
            ("model = 3", "model"),
        ] {
            match read(text) {
                Err(ConfigError::Value { at, .. }) => assert_eq!(at, key),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert_eq!(read("[model\n").unwrap_err().code(), "config/toml");
    }

    #[test]
    fn edits_count_letters() {
        for (a, b, n) in [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("sgima", "sigma", 2)] {
            assert_eq!((edits(a, b), edits(b, a)), (n, n));
        }
    }
}
