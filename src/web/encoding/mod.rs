//! Encoders on the page: what a file of weights is, a clip's frames to features, features against a released file.

mod advice;
pub(super) mod encoder;
mod inspection;
mod network;
mod run;
mod types;
