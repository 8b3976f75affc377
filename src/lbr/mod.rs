//! LBR-SPR: a small auto-encoder learns from the very clip that it scores.
//!
//! Yu, Wang, Cai, Liu, Xu, Wu: *Deep Anomaly Discovery from Unlabeled Videos via Normality Advantage and
//! Self-Paced Refinement*, CVPR 2022. Most of a video is normal, so what is hard to redraw is odd;
//! self-paced refinement ([`spr`]) gives badly redrawn cubes less and less weight while the network learns.
//!
//! * [`model`]: the auto-encoder
//! * [`training`]: learning, as a value that the caller steps
//! * [`scoring`]: errors of all cubes, as a value that the caller steps
//! * [`clip`]: a visitor's own clip: how long to learn, when to stop, what is known at the end
//! * [`data_set`]: the published settings
//! * [`set_run`]: a run over a data set, learned, scored, saved and gone on with
//! * [`blocks`]: the frame divided into blocks with a network each, and [`block_scores`] their scores
//! * [`control`]: scores that no model made, to stand beside every table
//! * [`weights`]: the weights file
//! * [`pca`]: a shallow reconstruction, to compare with
//! * [`reference`]: one pass whose every number is known, to check a device by; [`motion_reference`] the same of the
//!   motion variant's second network
//! * [`spr_host`]: refinement of a batch that is looked at
//! * [`trace`]: what learning did step by step, where it is asked for
//! * [`experiment`]: learning on cubes whose truth is known
//! * [`explain`]: what the network was shown and what it drew

pub(crate) mod batch;
pub mod block_scores;
pub mod blocks;
pub mod clip;
pub mod control;
pub mod data_set;
mod error;
pub mod experiment;
pub mod explain;
pub mod initial;
pub mod model;
mod motion;
pub mod motion_reference;
mod optimiser;
pub mod pca;
pub mod reference;
pub mod scoring;
pub mod set_run;
mod shape;
pub mod spr;
pub mod spr_host;
mod state;
pub mod trace;
pub mod training;
pub mod weights;

pub use control::Control;
pub use error::LbrError;
