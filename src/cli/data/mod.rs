//! What training and scoring on a data set of feature files share, whatever the method.
//!
//! * [`run_args`]: what a training is asked for; [`settings`]: the tables `data` and `test` of its configuration, of
//!   [`sections`]
//! * [`sources`]: feature files on disk; [`training_videos`]: what is learned from; [`test_videos`]: what is measured
//!   after an epoch
//! * [`run_loop`]: the loop around a run; [`run_files`]: what it writes beside its weights; [`run_report`]: what its
//!   report says
//! * [`set_scoring`]: the loop around the scoring of a set

mod run_args;
mod run_files;
mod run_loop;
mod run_report;
mod sections;
mod set_scoring;
mod settings;
mod sources;
mod test_videos;
mod training_videos;

pub use run_args::{RunArgs, read_config};
pub use run_files::{REPORT, STATE, TRACE, Trace, WEIGHTS, write_json};
pub use run_loop::{drive, standing_out};
pub use run_report::{Chosen, RunFacts};
pub use sections::{ConfigError, section, tables};
pub use set_scoring::{SetArgs, score_all};
pub use settings::{DataSettings, TestSettings, check_select, data_and_test};
pub use sources::{DiskSource, open_features};
pub use test_videos::{open_test, refuse_old_run};
pub use training_videos::TrainingVideos;
