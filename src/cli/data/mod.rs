//! What training and scoring on a data set of feature files share, whatever the method.
//!
//! * [`settings`]: the tables `data` and `test` of a configuration, of [`sections`]
//! * [`run_files`]: what a run writes beside its weights
//! * [`sources`]: feature files on disk
//! * [`test_videos`]: what is measured after an epoch

mod run_files;
mod sections;
mod settings;
mod sources;
mod test_videos;

pub use run_files::{REPORT, STATE, TRACE, Trace, WEIGHTS, write_json};
pub use sections::{ConfigError, section, tables};
pub use settings::{DataSettings, TestSettings};
pub use sources::{DiskSource, open_features};
pub use test_videos::{open_test, refuse_old_run};
