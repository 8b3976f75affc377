//! Why a video file gave no frames.

use std::io;
use std::path::PathBuf;

use crate::video::VideoError;

/// Why a video file was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FfmpegError {
    /// The programs are not installed.
    #[error(
        "reading the video file {} needs the programs ffmpeg and ffprobe, and {program} was not found: install \
         ffmpeg (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), \
         or give a folder of images",
        path.display()
    )]
    Missing {
        /// The video.
        path: PathBuf,
        /// The program.
        program: &'static str,
    },
    /// A program could not be run or talked to.
    #[error("cannot run {program} on {}: {source}", path.display())]
    Run {
        /// The video.
        path: PathBuf,
        /// The program.
        program: &'static str,
        /// The system's words.
        source: io::Error,
    },
    /// The file holds no video that ffmpeg knows.
    #[error("{} is no video that ffmpeg can read ({reason}); convert it, or give a folder of images", path.display())]
    NoVideo {
        /// The video.
        path: PathBuf,
        /// The program's words, or ours.
        reason: String,
    },
    /// Decoding stopped before the end.
    #[error("decoding {} stopped after {frames} frames ({reason}); the file is probably cut off", path.display())]
    Broken {
        /// The video.
        path: PathBuf,
        /// Frames decoded.
        frames: usize,
        /// The program's words.
        reason: String,
    },
    /// A frame that cannot be analysed.
    #[error("{}: {source}", path.display())]
    Frame {
        /// The video.
        path: PathBuf,
        /// What is wrong.
        source: VideoError,
    },
}
