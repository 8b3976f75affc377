//! The test videos of a training run and their truth.

use std::path::Path;
use std::rc::Rc;

use super::{DiskSource, TestSettings, open_features};
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::given::read_truth;
use crate::encode::{FeatureSetOptions, ROOM_BYTES, VideoStore};
use crate::learning::run::TestSet;

/// Opens truth and files; without files of their own they are among `training`. Errors: a video of the truth without
/// features.
pub fn open_test(
    settings: &TestSettings,
    options: FeatureSetOptions,
    training: &Rc<VideoStore<DiskSource>>,
) -> Result<TestSet<DiskSource>, CliError> {
    let path = settings.truth.as_deref().unwrap_or(Path::new(""));
    let truth = read_truth(path)?;
    let own = settings.features.as_ref().map(|path| open_features(path, options)).transpose()?;
    let store = match own {
        Some(features) => Rc::new(VideoStore::new(features, ROOM_BYTES)),
        None => training.clone(),
    };
    store.features().check_present(truth.videos.keys()).in_path(path)?;
    Ok(TestSet { store, truth, length: settings.length, every: settings.every })
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
