//! Training and scoring of a head, and configurations with other values: what the tables of both heads share.

use std::ffi::OsString;
use std::path::Path;

use toml::{Table as Toml, Value};

use super::plan::Place;
use super::steps::Step;
use crate::cli::CliError;
use crate::cli::data::{ConfigError, REPORT, STATE};

/// `train METHOD`, gone on with where it was stopped.
pub fn train(place: &Place, method: &str, config: &Path, out: &Path, seed: u64) -> Step {
    let mut words: Vec<OsString> = vec!["train".into(), method.into(), "--config".into(), config.into()];
    words.extend(["--out".into(), out.into(), "--device".into(), place.device().into()]);
    words.extend(["--seed".into(), seed.to_string().into()]);
    Step::Command { words, makes: out.join(REPORT), state: Some(out.join(STATE)) }
}

/// `score METHOD` by trained weights.
pub fn score(place: &Place, method: &str, features: &Path, weights: &Path, scores: &Path) -> Step {
    let mut words: Vec<OsString> = vec!["score".into(), method.into(), "--features".into(), features.into()];
    words.extend(["--weights".into(), weights.into(), "--device".into(), place.device().into()]);
    words.extend(["--out".into(), scores.into()]);
    Step::Command { words, makes: scores.into(), state: None }
}

/// A configuration with some of its values replaced.
pub fn with<'a>(
    text: &str,
    changes: impl IntoIterator<Item = (&'a str, &'a str, Value)>,
) -> Result<String, CliError> {
    let mut config: Toml = text.parse().map_err(syntax)?;
    for (table, key, value) in changes {
        let entry = config.entry(table).or_insert_with(|| Value::Table(Toml::new()));
        if let Value::Table(table) = entry {
            table.insert(key.into(), value);
        }
    }
    Ok(config.to_string())
}

#[allow(clippy::needless_pass_by_value)] // the shape that map_err wants
fn syntax(error: toml::de::Error) -> CliError {
    ConfigError::Syntax(error.to_string()).into()
}

/// A path as a value of a configuration, which takes relative ones from its own folder.
pub fn path_value(path: &Path) -> Result<Value, CliError> {
    let absolute =
        std::path::absolute(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    Ok(Value::String(absolute.to_string_lossy().into_owned()))
}

/// A value as TOML writes it.
pub fn parsed_value(text: &str) -> Result<Value, CliError> {
    let mut parsed: Toml = format!("value = {text}").parse().map_err(syntax)?;
    parsed.remove("value").ok_or_else(|| ConfigError::Syntax(format!("no value: {text:?}")).into())
}
