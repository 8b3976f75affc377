//! LA-Net with discriminative dynamics learning: scores per snippet, learned from labels per video.
//!
//! Pu, Wu: *Locality-Aware Attention Network with Discriminative Dynamics Learning for Weakly Supervised Anomaly
//! Detection*, ICME 2022 (arXiv 2208.05636). Self-attention over the snippets of a video with a prior for near ones,
//! a small head, and losses on how fast scores and features change. No code or weights were released and the slides
//! omit the hyper-parameters: every unknown is a named setting, and a result carries its settings.
//!
//! * [`config`], [`run_config`], [`loss_config`]: every setting, as a TOML file has them
//! * [`bags`]: feature rows, sampling, batches; [`standardise`]: columns to mean 0 and deviation 1 (of [`encode`](crate::encode))
//! * [`model`]: the network, of `attention`, [`prior`] and `head`; [`parameters`]: its tensors
//! * [`mil`], [`dynamics`], [`objective`]: the losses
//! * [`training`]: learning, as a value that the caller steps; `state`: saved and gone on with; [`run`]: learning and
//!   measuring, epoch by epoch
//! * [`scoring`]: scores of a video, as a value that the caller steps; [`set_scoring`]: of a set of files; [`stream`]: while
//!   it is running
//! * [`explain`]: attention, dynamics and the snippets that stand for a video
//! * [`weights`]: the weights file; [`trained`]: any weights that can score; [`pel4vad`]: the authors' next network, for its published weights
//! * [`reference`]: passes whose every number is known, to check a device by
//! * [`toy`], [`mil_head`]: networks small enough to look into
//!
//! CMA-LA (the authors' audio-visual network) is not here.

mod attention;
pub mod bags;
pub mod config;
mod dropout;
pub mod dynamics;
mod error;
pub mod explain;
#[cfg(test)]
mod fixture_tests;
mod head;
pub mod known;
pub mod loss_config;
pub mod mil;
pub mod mil_head;
pub mod model;
pub mod objective;
mod one_pass;
pub mod parameters;
mod pass;
pub mod pel4vad;
pub mod prior;
pub mod reference;
pub mod run;
pub mod run_config;
pub mod scoring;
pub mod set_scoring;
mod state;
pub mod stream;
mod tensors;
pub mod toy;
pub mod trained;
pub mod training;
pub mod weights;

pub use crate::encode::{CropView, standardise};
pub use attention::rows_per_chunk;
pub use config::LaNetConfig;
pub use error::{LaNetError, TensorProblem};
pub use model::LaNet;
pub use run_config::RunConfig;
pub use scoring::Scorer;
pub use set_scoring::SetScoring;
pub use training::Trainer;
