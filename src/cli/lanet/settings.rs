//! The configuration of a training run: a TOML file whose paths are relative to it.

use std::path::Path;

use serde::Serialize;

use crate::cli::data::{
    ConfigError, DataSettings, TestSettings, check_select, data_and_test, section, tables,
};
use crate::encode::FeatureSetOptions;
use crate::lanet::RunConfig;

/// The tables that a configuration may have.
const TABLES: [&str; 5] = ["data", "test", "model", "train", "loss"];

/// Everything that a run needs to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// What is learned from.
    pub data: DataSettings,
    /// What is measured after every epoch, where truth is given.
    pub test: Option<TestSettings>,
    /// Network, optimiser and losses.
    pub run: RunConfig,
}

impl Settings {
    /// Reads the text of a configuration that lies in `folder`.
    ///
    /// Errors: unknown keys with the nearest valid one, values of another kind, no features or list.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let file = tables(text, &TABLES)?;
        let (data, test) = data_and_test(&file, folder)?;
        let run = RunConfig {
            model: section(&file, "model", &[])?,
            train: section(&file, "train", &[])?,
            loss: section(&file, "loss", &[])?,
        };
        check_select(run.train.select, &data, test.as_ref())?;
        Ok(Self { data, test, run })
    }

    /// How the files are read: the crops and the width that the network takes.
    pub fn features(&self) -> FeatureSetOptions {
        let (crops, dim) = (self.run.train.crops, Some(self.run.model.feat_dim));
        FeatureSetOptions { naming: None, crops, dim }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Naming;
    use crate::evaluate::frame_metrics::LengthPolicy;
    use crate::lanet::config::PriorMode;
    use crate::lanet::run_config::Select;

    const DATA: &str = "[data]\nfeatures = \"f\"\nlist = \"/lists/train.txt\"\n";

    fn parse(rest: &str) -> Result<Settings, ConfigError> {
        Settings::parse(&format!("{DATA}{rest}"), Path::new("/home/config"))
    }

    #[test]
    fn paths_are_relative_to_the_file_and_the_rest_is_the_papers() {
        let settings = parse("").unwrap();
        assert_eq!(settings.data.features.as_deref(), Some(Path::new("/home/config/f")));
        assert_eq!(settings.data.list.as_deref(), Some(Path::new("/lists/train.txt")));
        assert_eq!(settings.run, RunConfig::default());
        assert_eq!(settings.test, None);
    }

    #[test]
    fn every_table_is_read() {
        let settings = parse(
            "validation_share = 0.25\nnaming = \"xd-violence\"\n[test]\ntruth = \"t.npz\"\nlength = \"hold_last\"\n\
             [model]\nprior_mode = \"pre\"\nsigma = 5\n[train]\nepochs = 3\nselect = \"best_val\"\n[loss]\nlambda1 = 0\n",
        )
        .unwrap();
        assert_eq!(settings.data.validation_share, 0.25);
        assert_eq!(settings.data.naming(), Ok(Some(Naming::XdViolence)));
        assert_eq!(settings.test.unwrap().length, LengthPolicy::HoldLast);
        let RunConfig { model, train, loss } = settings.run;
        assert_eq!((model.prior_mode, model.sigma), (PriorMode::Pre, 5.0));
        assert_eq!((train.epochs, train.select, loss.lambda1), (3, Select::BestVal, 0.0));
    }

    #[test]
    fn a_misspelt_key_is_refused_with_the_right_one() {
        for (text, at, nearest) in [
            ("[model]\nsgima = 5", "model.sgima", "sigma"),
            ("[train]\nbatch = 5", "train.batch", "batch_size"),
            ("[loss]\nlamda1 = 5", "loss.lamda1", "lambda1"),
            ("feature = \"x\"", "data.feature", "features"),
            ("[test]\ntruht = \"x\"", "test.truht", "truth"),
            ("[training]\nepochs = 1", "training", "train"),
        ] {
            match parse(text) {
                Err(ConfigError::Unknown { at: found, nearest: hint, .. }) => {
                    assert_eq!((found.as_str(), hint.as_str()), (at, nearest));
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_key() {
        for (text, key) in [
            ("validation_share = 1.0", "data.validation_share"),
            ("validation_share = nan", "data.validation_share"),
            ("naming = \"ucf\"", "data.naming"),
            ("[test]\ntruth = \"t\"\nevery = 0", "test.every"),
            ("[test]\nlength = \"truncate\"", "test.length"),
            ("[model]\nprior_mode = \"past\"", "model.prior_mode"),
            ("[train]\ncrops = \"some\"", "train.crops"),
        ] {
            match parse(text) {
                Err(ConfigError::Value { at, .. }) => assert_eq!(at, key),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(
            matches!(parse("[test]\nevery = 1"), Err(ConfigError::Missing { at, .. }) if at == "test.truth")
        );
        for (select, key) in [("best_val", "data.validation_share"), ("best_test", "test.truth")] {
            let missing = parse(&format!("[train]\nselect = \"{select}\"")).unwrap_err();
            assert!(matches!(missing, ConfigError::Missing { at, .. } if at == key), "{select}");
        }
        let error = Settings::parse("[data]\nfeatures = \"f\"", Path::new("")).unwrap_err();
        assert!(matches!(error, ConfigError::Missing { at, .. } if at == "data.list"));
    }
}
