//! `oddframe encode`: what an encoder sees in clips, as feature files.

mod clip;
mod compact;
mod compare;
mod i3d;
mod scene_set;
mod snippets;

use clap::{Args, Subcommand};

use super::CliError;
pub use i3d::epsilon;

/// Encode clips: one row of features per 16 frames
#[derive(Debug, Args)]
pub struct EncodeArgs {
    #[command(subcommand)]
    encoder: Encoder,
}

#[derive(Debug, Subcommand)]
enum Encoder {
    /// 64 numbers from what moves in the pixels; for rendered scenes and lessons, no published encoder
    Compact(compact::CompactArgs),
    /// I3D RGB, the encoder of the public UCF-Crime and XD-Violence features; needs its Kinetics weights
    I3d(i3d::I3dArgs),
    /// CLIP ViT-B/16, the encoder of VadCLIP's and DSANet's features; needs its weights
    Clip(clip::ClipArgs),
}

/// Encodes and writes.
pub fn run(args: &EncodeArgs) -> Result<(), CliError> {
    match &args.encoder {
        Encoder::Compact(args) => compact::run(args),
        Encoder::I3d(args) => i3d::run(args),
        Encoder::Clip(args) => clip::run(args),
    }
}
