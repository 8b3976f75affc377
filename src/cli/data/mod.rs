//! What training and scoring on a data set of feature files share, whatever the method.
//!
//! * [`settings`]: the tables `data` and `test` of a configuration, of [`sections`]
//! * [`sources`], [`store`], [`notes`]: feature files on disk, kept while memory allows, and what is odd about them
//! * [`test_videos`]: what is measured after an epoch; [`frames`]: frame metrics of scored videos

mod frames;
mod notes;
mod sections;
mod settings;
mod sources;
mod store;
mod test_videos;

pub use frames::{FrameMetrics, measure_frames};
pub use notes::Notes;
pub use sections::{ConfigError, section, tables};
pub use settings::{DataSettings, LengthPolicy, TestSettings};
pub use sources::{DiskSource, open_features};
pub use store::{ROOM_BYTES, VideoStore, crop_view};
pub use test_videos::{TestVideos, refuse_old_run};
