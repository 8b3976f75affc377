//! Snippet features: files of them, sets of files, and what a model takes.
//!
//! A video's features are `[crops, snippets, dim]`, one row per snippet of 16 frames ([`Features`]). They lie
//! in `.npy` files whose names say video and crop ([`names`]), in a folder, a zip or among dropped files
//! ([`FileSource`]); [`FeatureSet`] groups them by video and reads one video at a time, so that a set of
//! gigabytes passes through little memory.
//!
//! Features are made by an encoder: [`compact`] of pixels alone, or a published network, [`i3d`] or [`clip`], over the crops and
//! snippets of a [`Recipe`] by a [`SnippetEncoder`].
//!
//! Source of names and shapes: the public feature sets of UCF-Crime (Roc-Ng/DeepMIL) and XD-Violence
//! (Roc-Ng/XDVioDet) and the lists of yujiangpu20/PEL4VAD and henrryzh1/UR-DMU. What is refused and what is
//! remarked is ours: nothing is padded, replaced or cut.

pub mod clip;
pub mod compact;
mod compare;
mod crop_choice;
mod crop_view;
mod crops;
mod cut;
mod encode_error;
mod encoder;
mod error;
mod feature_file;
mod feature_set;
mod features;
#[cfg(not(target_family = "wasm"))]
mod folder;
pub mod i3d;
pub mod names;
mod network;
mod note;
mod note_counts;
mod places;
mod provenance;
mod recipe;
mod scaling;
mod source;
mod split;
pub mod standardise;
#[cfg(test)]
pub(crate) mod testing;
mod video_list;
mod video_store;
mod weights_error;
mod zip_source;

pub use compare::{CompareError, Comparison, CropMatch, Verdict, compare};
pub use crop_choice::CropChoice;
pub use crop_view::{CropError, CropView, ZeroRows};
pub use crops::CropPolicy;
pub use cut::Cut;
pub use encode_error::{EncodeError, EncodeNote};
pub use encoder::{Encoded, Progress, SnippetEncoder};
pub use error::{FeatureError, WidthHint};
pub use feature_file::{CropStack, read_feature_file};
pub use feature_set::{FeatureSet, FeatureSetOptions, VideoFiles};
pub use features::{Features, SNIPPET_FRAMES};
#[cfg(not(target_family = "wasm"))]
pub use folder::FolderSource;
pub use names::Naming;
pub use network::{NetworkFailure, SnippetNetwork};
pub use note::FeatureNote;
pub use note_counts::NoteCounts;
pub use places::{Crop, Middle, Place};
pub use provenance::Provenance;
pub use recipe::{Preset, Recipe, RecipeError, SnippetRule};
pub use scaling::Scaler;
pub use source::{FileSource, MemorySource};
pub use split::{Split, split};
pub use video_list::{ListEntry, ListedVideo, VideoList};
pub use video_store::{ROOM_BYTES, VideoStore, crop_view};
pub use weights_error::WeightsError;
pub use zip_source::ZipSource;
