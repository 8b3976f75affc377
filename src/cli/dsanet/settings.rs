//! The configuration of a training run: a TOML file whose paths are relative to it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::data::{
    ConfigError, DataSettings, TestSettings, check_select, data_and_test, section, tables,
};
use crate::dsanet::TextMode;
use crate::dsanet::run_config::RunConfig;
use crate::encode::FeatureSetOptions;

/// The tables that a configuration may have.
const TABLES: [&str; 5] = ["data", "test", "text", "model", "train"];

/// Everything that a run needs to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// What is learned from.
    pub data: DataSettings,
    /// What is measured after every epoch, where truth is given.
    pub test: Option<TestSettings>,
    /// Where text features come from.
    pub text: TextSettings,
    /// Network, optimisers and losses.
    pub run: RunConfig,
}

/// Where text features come from, for the text modes that need a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextSettings {
    /// `adapter`: an official checkpoint with CLIP's text tower in it; `fixed`: an .npy of one row per class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
}

impl Settings {
    /// Reads the text of a configuration that lies in `folder`.
    ///
    /// Errors: unknown keys with the nearest valid one, values of another kind, no features, list or text file.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let file = tables(text, &TABLES)?;
        let (data, test) = data_and_test(&file, folder)?;
        let mut source: TextSettings = section(&file, "text", &["file"])?;
        source.file = source.file.take().map(|path| folder.join(path));
        let run = RunConfig { model: section(&file, "model", &[])?, train: section(&file, "train", &[])? };
        let settings = Self { data, test, text: source, run };
        settings.check_text()?;
        check_select(settings.run.train.select, &settings.data, settings.test.as_ref())?;
        Ok(settings)
    }

    /// How the files are read: the crops and the width that the network takes.
    pub fn features(&self) -> FeatureSetOptions {
        let (crops, dim) = (self.run.train.crops, Some(self.run.model.width));
        FeatureSetOptions { naming: None, crops, dim }
    }

    fn check_text(&self) -> Result<(), ConfigError> {
        let what = match (self.run.model.text_mode, &self.text.file) {
            (TextMode::Adapter, None) => {
                "an official checkpoint for text_mode = \"adapter\", or set text_mode = \"table\""
            }
            (TextMode::Fixed, None) => "an .npy of one row per class for text_mode = \"fixed\"",
            _ => return Ok(()),
        };
        Err(ConfigError::Missing { at: "text.file".into(), what })
    }

    /// What results of this run are called: the paper's name only in the paper's set-up.
    pub fn method(&self) -> String {
        self.run.method_name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = "[data]\nfeatures = \"f\"\nlist = \"l.txt\"\n";

    fn parse(rest: &str) -> Result<Settings, ConfigError> {
        Settings::parse(&format!("{DATA}{rest}"), Path::new("/c"))
    }

    #[test]
    fn every_table_is_read_and_paths_are_relative_to_the_file() {
        let settings = parse(
            "[test]\ntruth = \"t.json\"\n[text]\nfile = \"m.pth\"\n[model]\nwindow = 16\n[train]\nlambda = 2\nsampling = \"mixed\"\n",
        )
        .expect("a configuration");
        assert_eq!(settings.text.file.as_deref(), Some(Path::new("/c/m.pth")));
        assert_eq!(settings.data.features.as_deref(), Some(Path::new("/c/f")));
        assert_eq!((settings.run.model.window, settings.run.train.lambda), (16, 2.0));
    }

    #[test]
    fn a_text_mode_without_its_file_is_refused() {
        let at = |rest: &str| match parse(rest) {
            Err(ConfigError::Missing { at, .. }) => at,
            other => panic!("{rest}: {other:?}"),
        };
        assert_eq!(at(""), "text.file");
        assert_eq!(at("[model]\ntext_mode = \"fixed\""), "text.file");
        assert_eq!(at("[model]\ntext_mode = \"table\"\n[train]\nselect = \"best_test\""), "test.truth");
        assert!(parse("[model]\ntext_mode = \"table\"").is_ok());
    }

    #[test]
    fn the_small_network_of_the_page_is_that_of_the_configuration_for_plaza_weak() {
        let text = include_str!("../../../configs/plaza-weak-classes.toml");
        let run = Settings::parse(text, Path::new("/c")).expect("the committed configuration").run;
        let classes = ["normal", "cart", "cyclist", "fall", "runner"].map(String::from).to_vec();
        assert_eq!(run, RunConfig::small(64, classes));
    }

    #[test]
    fn only_the_papers_networks_bear_its_name() {
        let settings = parse("[text]\nfile = \"m.pth\"").expect("UCF-Crime's network");
        assert_eq!(settings.method(), "DSANet, trained here (UCF-Crime)");
        let settings = parse("[model]\ntext_mode = \"table\"\nwidth = 64").expect("a small network");
        assert_eq!(settings.method(), "DSANet head, demo encoder, no CLIP");
    }
}
