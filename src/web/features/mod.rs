//! LA-Net and DSANet on the page: feature files and weights to scores, why a score is what it is, and learning.

mod advice;
mod blob;
mod course;
mod dropped;
mod explained;
mod network;
mod scoring;
mod start;
mod training;
mod types;
