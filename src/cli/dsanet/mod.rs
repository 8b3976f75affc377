//! DSANet on the command line: `train dsanet` and `score dsanet`.
//!
//! * [`settings`]: the configuration file; [`videos`]: the training videos with their classes
//! * [`learn`]: the training loop; [`measure`]: what a network is worth; [`report`]: the files of a run
//! * [`score`]: scores and classes of feature files; [`convert`]: official checkpoints as files of ours

mod convert;
mod learn;
mod measure;
mod report;
mod score;
mod settings;
mod videos;

pub use convert::{official_name, write_ours};
pub use learn::{TrainDsaNetArgs, train};
pub use score::{ScoreDsaNetArgs, score};
