//! DSANet: scores and classes per snippet, learned from class labels per video.
//!
//! Yin et al.: *Learning to Tell Apart: Weakly Supervised Video Anomaly Detection via Disentangled Semantic Alignment*,
//! AAAI 2026 (arXiv 2511.10334), on the trunk of VadCLIP (Wu et al., AAAI 2024). Where the paper and the authors' code
//! (lessiYin/DSANet) differ, the code is followed and the place says so.
//!
//! * [`config`], [`run_config`]: every setting, as a TOML file has them
//! * [`parameters`], [`table`]: named tensors, the tables of the networks
//! * [`model`]: the network, of `trunk` (`block`, `graph`), [`text`] and `refiner`; [`belief`]: class probabilities
//! * [`samples`], `batches`, [`picks`]: what is learned from; `semantic`, [`objective`]: the losses
//! * [`training`]: learning, as a value that the caller steps; `state`: saved and gone on with; [`run`]: learning
//!   and measuring, epoch by epoch
//! * [`scoring`]: scores of a video, as a value that the caller steps; [`set_scoring`]: of a set of files
//! * [`explain`]: prototypes, classes and the snippets that stand for event and background; [`prototypes`]: read on
//!   demand
//! * [`weights`]: our files; [`official`]: the authors' checkpoints; [`known`]: recognising both; [`trained`]: any
//!   weights that can score
//! * [`reference`]: passes whose every number is known, to check a device by

mod batches;
pub mod belief;
mod block;
pub mod config;
mod data_set;
mod error;
pub mod explain;
#[cfg(test)]
mod fixture_tests;
mod graph;
pub mod known;
pub mod model;
pub mod objective;
pub mod official;
mod optimiser;
pub mod parameters;
mod pass;
pub mod picks;
pub mod prototypes;
pub mod reference;
mod refiner;
pub mod run;
pub mod run_config;
pub mod samples;
pub mod scoring;
mod semantic;
pub mod set_scoring;
mod state;
pub mod table;
pub mod text;
mod text_source;
pub mod trained;
pub mod training;
mod trunk;
pub mod weights;
mod words;

pub use config::{DataSet, DsaNetConfig, TextMode};
pub use error::DsaNetError;
pub use model::{DsaNet, TextSource};
pub use run_config::RunConfig;
pub use scoring::Scorer;
pub use set_scoring::SetScoring;
pub use training::Trainer;
