//! LA-Net and DSANet on the page: feature files and weights to scores, why a score is what it is, and learning.

mod advice;
pub(super) mod blob;
mod course;
mod dropped;
mod explained;
mod network;
pub(super) mod scoring;
mod start;
mod training;
pub(super) mod types;

pub(super) use dropped::ChosenFiles;
