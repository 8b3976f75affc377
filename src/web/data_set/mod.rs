//! LBR on a data set: which of the files are which clips, frames in, a run learned or scored, scores out.

mod advice;
mod arranged;
mod controls;
mod course;
mod reading;
mod types;
