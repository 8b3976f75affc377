//! The test videos of a training run and their truth.

use std::path::Path;

use super::{DiskSource, TestSettings, open_features};
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::given::read_truth;
use crate::encode::{FeatureError, FeatureSet, FeatureSetOptions};
use crate::evaluate::Truth;

/// The test videos and their truth.
pub struct TestVideos<'a> {
    /// How they are measured.
    pub settings: &'a TestSettings,
    /// What is odd in them.
    pub truth: Truth,
    /// Where they have files of their own.
    own: Option<FeatureSet<DiskSource>>,
    training: &'a FeatureSet<DiskSource>,
}

impl<'a> TestVideos<'a> {
    /// Opens truth and files; without files of their own they are among `training`. Errors: a video of the truth without
    /// features.
    pub fn open(
        settings: &'a TestSettings,
        options: FeatureSetOptions,
        training: &'a FeatureSet<DiskSource>,
    ) -> Result<Self, CliError> {
        let path = settings.truth.as_deref().unwrap_or(Path::new(""));
        let truth = read_truth(path)?;
        let own = settings.features.as_ref().map(|path| open_features(path, options)).transpose()?;
        let found = Self { settings, truth, own, training };
        let features = found.features();
        let absent: Vec<String> =
            found.truth.videos.keys().filter(|id| !features.contains(id)).cloned().collect();
        if !absent.is_empty() {
            let listed = found.truth.videos.len();
            return Err(FeatureError::NoFeatures { videos: absent, listed }).in_path(path);
        }
        Ok(found)
    }

    /// Their files.
    pub fn features(&self) -> &FeatureSet<DiskSource> {
        self.own.as_ref().unwrap_or(self.training)
    }
}

/// A folder with another run in it, known by its file `state`, is not written over.
pub fn refuse_old_run(out: &Path, state: &str) -> Result<(), CliError> {
    if out.join(state).exists() {
        return Err(CliError::Usage(format!(
            "{} holds a run already; go on with it by --resume, or give another --out",
            out.display()
        )));
    }
    Ok(())
}
