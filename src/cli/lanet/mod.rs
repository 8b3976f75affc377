//! LA-Net on the command line: `train lanet` and `score lanet`.
//!
//! * [`settings`]: the configuration file; [`store`]: bags of the feature files (of [`data`](super::data))
//! * [`videos`]: the training videos, their labels and the validation split
//! * [`learn`]: the training loop; [`outcome`]: what each epoch measured
//! * [`score`]: scores of feature files, with weights that [`trained`] reads

mod learn;
mod measure;
mod outcome;
mod report;
mod score;
mod settings;
mod store;
mod trained;
mod videos;

pub use learn::{TrainLaNetArgs, train};
pub use score::{ScoreLaNetArgs, score};
