//! Frames and clips: what a video is to the rest of the crate.
//!
//! Sources that need a file system or another program ([`folder`], [`ffmpeg`]) exist natively only; the
//! page decodes with the browser's own decoders and hands over [`Frame`]s.

mod decode;
mod error;
#[cfg(not(target_family = "wasm"))]
pub mod ffmpeg;
pub mod flow;
#[cfg(not(target_family = "wasm"))]
pub mod folder;
mod frame;
mod info;
mod resample;
mod resize;
mod scale;
mod set_folders;

pub use decode::decode_image;
pub use error::VideoError;
pub use frame::Frame;
pub use info::ClipInfo;
pub use resample::{Filter, Resample};
pub use resize::{CropResize, PixelBox};
pub use scale::{ANALYSED_SIDE, analysed_size, analysis_stride, shrink, to_analysed};
pub use set_folders::{ClipFolder, SetFolders, SetFoldersError};
