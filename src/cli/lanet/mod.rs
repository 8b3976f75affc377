//! LA-Net on the command line: `train lanet` and `score lanet`.
//!
//! * [`settings`]: the configuration file
//! * [`videos`]: the training videos, their labels and the validation split
//! * [`learn`]: the loop around the library's run, and what it leaves; [`report`]: `trace.json` and `report.json`
//! * [`score`]: scores of feature files

mod learn;
mod report;
mod score;
mod settings;
mod videos;

pub use learn::{TrainLaNetArgs, train};
pub use score::{ScoreLaNetArgs, score};
