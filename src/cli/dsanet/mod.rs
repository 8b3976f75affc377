//! DSANet on the command line: `train dsanet` and `score dsanet`.
//!
//! * [`settings`]: the configuration file; [`videos`]: the training videos with their classes
//! * [`learn`]: the training loop; [`report`]: what a run was and gave
//! * [`score`]: scores and classes of feature files; [`convert`]: official checkpoints as files of ours

mod convert;
mod learn;
mod report;
mod score;
mod settings;
mod videos;

pub use convert::{official_name, write_ours};
pub use learn::{TrainDsaNetArgs, train};
pub use score::{ScoreDsaNetArgs, score};
