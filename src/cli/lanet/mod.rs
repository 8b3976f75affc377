//! LA-Net on the command line: `train lanet` and `score lanet`.
//!
//! * [`settings`]: the configuration file
//! * [`learn`]: a run and what it leaves; [`report`]: what it was and gave
//! * [`score`]: scores of feature files

mod learn;
mod report;
mod score;
mod settings;

pub use learn::{TrainLaNetArgs, train};
pub use score::{ScoreLaNetArgs, score};
