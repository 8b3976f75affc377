//! Oddframe finds the odd moments in a video.
//!
//! The rooms of the crate, in the order in which data passes through them:
//!
//! * [`video`]: frames, clips, resizing
//! * [`localize`]: where the objects are, and the cubes cut there
//! * [`encode`]: what snippets look like: I3D, CLIP, feature files, sets of them
//! * [`lbr`]: LBR-SPR, the auto-encoder that learns from the clip it scores
//! * [`lanet`]: LA-Net with DDL, scores of snippet features learned from labels per video
//! * [`dsanet`]: DSANet, scores and classes of snippet features learned from class labels per video
//! * [`scores`]: score tracks, smoothing, robust units, events
//! * [`evaluate`]: from scores and truth to numbers
//!
//! Beside the way: [`device`] opens what computes, [`bench`] times it, [`learning`] is what trained methods share, [`synth`] renders scenes with exact truth, [`formats`] reads files, [`known_weights`] tells whose weights a file holds and [`known_heads`] what a head of it takes, [`nn`] holds layers
//! and kernels that burn does not have, [`random`] is the one source of randomness.
#![warn(missing_docs)]

pub mod bench;
#[cfg(not(target_family = "wasm"))]
pub mod cli;
pub mod device;
pub mod dsanet;
pub mod encode;
pub mod evaluate;
pub mod formats;
pub mod known_heads;
pub mod known_weights;
pub mod lanet;
pub mod lbr;
pub mod learning;
pub mod localize;
pub mod nn;
pub mod random;
pub mod scores;
pub mod synth;
pub mod video;
#[cfg(target_family = "wasm")]
mod web;
