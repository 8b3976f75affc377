//! CLIP's image tower, ViT-B/16 (Radford et al.: *Learning Transferable Visual Models From Natural Language
//! Supervision*, ICML 2021; code: openai/CLIP), the encoder of VadCLIP's and DSANet's features.
//!
//! Input `[images, 3, side, side]`, normalised as CLIP does; output `[images, dim]`, not normalised to length 1, as
//! DSANet takes it. A snippet's row is the embedding of one of its frames, or the mean over several: how the released
//! features did it was never said, so [`SnippetFrames`] is a choice.
//!
//! * [`ClipConfig`]: the shape, read off the tensors; the published one is ViT-B/16
//! * [`load`]: OpenAI's, Hugging Face's and DSANet's files, and ours
//! * [`ClipVisual`]: the network on a device

mod config;
pub mod known;
mod model;
mod names;
mod network;
pub mod reference;
mod snippet_frames;
mod store;
mod weights;

pub use config::ClipConfig;
pub use model::{ClipVisual, Stage};
pub use names::{Layout, tensors};
pub use network::ClipSnippets;
pub use snippet_frames::SnippetFrames;
pub use store::{FORMAT, write};
pub use weights::{ClipWeights, load};

#[cfg(test)]
mod fixture_tests;
