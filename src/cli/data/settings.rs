//! The tables `data` and `test` of a training run's configuration.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::Table;

use super::{ConfigError, section};
use crate::encode::Naming;
use crate::evaluate::frame_metrics::LengthPolicy;
use crate::learning::Select;

/// The training videos.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataSettings {
    /// Folder or zip of feature files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<PathBuf>,
    /// `NAME LABEL` per line; names of UCF-Crime and XD-Violence say the label themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<PathBuf>,
    /// How files are named; found out where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naming: Option<String>,
    /// Share of the training videos of each class that is held out for validation.
    pub validation_share: f64,
    /// Seed of the choice.
    pub validation_seed: u64,
}

/// The test videos; those of the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TestSettings {
    /// Folder or zip of feature files; those of the training videos where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<PathBuf>,
    /// truth.json, or an .npz of one 0/1 array per video, a value per frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truth: Option<PathBuf>,
    /// What happens to frames after the last snippet.
    pub length: LengthPolicy,
    /// Epochs from one measurement to the next; the last epoch is always measured.
    pub every: usize,
}

impl Default for TestSettings {
    fn default() -> Self {
        Self { features: None, truth: None, length: LengthPolicy::default(), every: 1 }
    }
}

/// The tables `data` and `test` of a configuration that lies in `folder`, with their paths; `test` only where it is there.
///
/// Errors: unknown keys with the nearest valid one, values of another kind, no features, list or truth.
pub fn data_and_test(
    file: &Table,
    folder: &Path,
) -> Result<(DataSettings, Option<TestSettings>), ConfigError> {
    let mut data: DataSettings = section(file, "data", &["features", "list", "naming"])?;
    let mut test: TestSettings = section(file, "test", &["features", "truth"])?;
    data.locate(folder);
    test.locate(folder);
    data.check()?;
    let test = file.contains_key("test").then_some(test);
    test.as_ref().map_or(Ok(()), TestSettings::check)?;
    Ok((data, test))
}

/// What the result is chosen by must be measured.
pub fn check_select(
    select: Select,
    data: &DataSettings,
    test: Option<&TestSettings>,
) -> Result<(), ConfigError> {
    let missing = |key: &str, what| Err(ConfigError::Missing { at: key.into(), what });
    match select {
        Select::BestVal if data.validation_share == 0.0 => {
            missing("data.validation_share", "the share to hold out, which select = best_val chooses by")
        }
        Select::BestTest if test.is_none() => {
            missing("test.truth", "the truth that select = best_test chooses by")
        }
        _ => Ok(()),
    }
}

impl DataSettings {
    /// Refuses missing paths and shares that are none.
    fn check(&self) -> Result<(), ConfigError> {
        let missing = |at: &str, what| ConfigError::Missing { at: at.into(), what };
        self.features
            .as_ref()
            .ok_or_else(|| missing("data.features", "a folder or a zip of feature files"))?;
        self.list.as_ref().ok_or_else(|| missing("data.list", "a text file with NAME LABEL per line"))?;
        self.naming()?;
        if !(0.0..1.0).contains(&self.validation_share) {
            return Err(ConfigError::Value {
                at: "data.validation_share".into(),
                found: self.validation_share.to_string(),
                reason: "expected at least 0 and below 1".into(),
            });
        }
        Ok(())
    }

    /// The naming asked for.
    pub fn naming(&self) -> Result<Option<Naming>, ConfigError> {
        let parse = |text: &String| {
            text.parse().map_err(|reason| ConfigError::Value {
                at: "data.naming".into(),
                found: text.clone(),
                reason,
            })
        };
        self.naming.as_ref().map(parse).transpose()
    }

    /// Paths relative to `folder`.
    fn locate(&mut self, folder: &Path) {
        for path in [&mut self.features, &mut self.list] {
            *path = path.take().map(|path| folder.join(path));
        }
    }
}

impl TestSettings {
    /// Refuses a table without truth and measurements that never come.
    fn check(&self) -> Result<(), ConfigError> {
        if self.truth.is_none() {
            let what = "a truth.json or an .npz, or leave the table test out";
            return Err(ConfigError::Missing { at: "test.truth".into(), what });
        }
        if self.every == 0 {
            let reason = "expected at least 1 epoch".into();
            return Err(ConfigError::Value { at: "test.every".into(), found: "0".into(), reason });
        }
        Ok(())
    }

    /// Paths relative to `folder`.
    fn locate(&mut self, folder: &Path) {
        for path in [&mut self.features, &mut self.truth] {
            *path = path.take().map(|path| folder.join(path));
        }
    }
}
