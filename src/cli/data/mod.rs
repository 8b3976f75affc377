//! What training and scoring on a data set of feature files share, whatever the method.
//!
//! * [`settings`]: the tables `data` and `test` of a configuration, of [`sections`]
//! * [`sources`]: feature files on disk
//! * [`test_videos`]: what is measured after an epoch

mod sections;
mod settings;
mod sources;
mod test_videos;

pub use sections::{ConfigError, section, tables};
pub use settings::{DataSettings, TestSettings};
pub use sources::{DiskSource, open_features};
pub use test_videos::{TestVideos, refuse_old_run};
