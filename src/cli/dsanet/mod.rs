//! DSANet on the command line: `train dsanet` and `score dsanet`.
//!
//! * [`settings`]: the configuration file
//! * [`learn`]: a run and what it leaves; [`report`]: what it was and gave
//! * [`score`]: scores and classes of feature files; [`convert`]: official checkpoints as files of ours

mod convert;
mod learn;
mod report;
mod score;
mod settings;

pub use convert::{official_name, write_ours};
pub use learn::{TrainDsaNetArgs, train};
pub use score::{ScoreDsaNetArgs, score};
