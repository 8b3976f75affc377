//! Files that people give, and how scores and ground truth are read from them and brought together.
//!
//! [`read_scores`] and [`read_truth`] take a [`FileSet`]: a file, a folder, an archive or what was dropped on
//! the page, which all use the same code. What a file is follows from its contents, never from its extension.
//! [`pair`] then gives every video both. Nothing is repaired: a file that is not understood, a video that comes
//! twice, an order that cannot be right are errors ([`InputError`]); what was left out or clipped is a warning.
//!
//! Scores: `scores.json`, an `.npz`, a folder or zip of one `.npy` per video, a table `video,index,score`, or
//! all videos in one `.npy` with a list. Truth: `truth.json`, the same forms with 0/1 per frame, the annotation
//! texts of [`crate::formats::annotations`], and one mask per frame in a folder per video.

mod archive;
mod by_video;
mod concatenated;
mod content;
mod digest;
mod error;
mod file_set;
mod from_annotations;
mod masks;
mod pair;
mod scores;
mod truth;

#[cfg(test)]
mod tests;

pub use digest::sha256_of;
pub use error::{InputError, InputWarning};
pub use file_set::{FileSet, MemoryFiles};
pub use masks::read_pixel_masks;
pub use pair::{BuiltLength, ClassedEvent, PairOptions, Paired, UNCHECKED_ORDER_ID, pair};
pub use scores::{SNIPPET_FRAMES, ScoreContent, ScoreInput, read_scores};
pub use truth::{TruthContent, TruthInput, read_truth};
