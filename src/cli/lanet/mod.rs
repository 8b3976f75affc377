//! LA-Net on the command line: `train lanet` and `score lanet`.
//!
//! * [`settings`]: the configuration file, of [`sections`]
//! * [`sources`], [`store`], [`notes`]: feature files on disk, kept while memory allows, and what is odd about them
//! * [`videos`]: the training videos, their labels and the validation split
//! * [`learn`]: the training loop; [`outcome`]: what each epoch measured; [`frames`]: frame metrics
//! * [`score`]: scores of feature files, with weights that [`trained`] reads

mod frames;
mod learn;
mod measure;
mod notes;
mod outcome;
mod report;
mod score;
mod sections;
mod settings;
mod sources;
mod store;
mod trained;
mod videos;

pub use learn::{TrainLaNetArgs, train};
pub use score::{ScoreLaNetArgs, score};
pub use sections::ConfigError;
