//! One picture of a clip.

use super::VideoError;

/// RGB8 pixels, row-major, with the time at which they are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    width: usize,
    height: usize,
    /// `[height, width, 3]`, R G B.
    rgb: Vec<u8>,
    /// Seconds from the start of the clip.
    time: f64,
}

impl Frame {
    /// Smallest side that can be analysed, in pixels; ours.
    pub const MIN_SIDE: usize = 8;

    /// Takes `rgb` of `width * height * 3` bytes.
    pub fn new(width: usize, height: usize, rgb: Vec<u8>, time: f64) -> Result<Self, VideoError> {
        if width < Self::MIN_SIDE || height < Self::MIN_SIDE {
            return Err(VideoError::TooSmall { width, height });
        }
        let expected = width * height * 3;
        if rgb.len() != expected {
            return Err(VideoError::PixelCount { width, height, expected, found: rgb.len() });
        }
        Ok(Self { width, height, rgb, time })
    }

    /// Drops the alpha channel of `rgba`, `width * height * 4` bytes, as canvases and decoders give it.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8], time: f64) -> Result<Self, VideoError> {
        let expected = width * height * 4;
        if rgba.len() != expected {
            return Err(VideoError::PixelCount { width, height, expected, found: rgba.len() });
        }
        let rgb = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        Self::new(width, height, rgb, time)
    }

    /// Pixels per row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// `[height, width, 3]`, R G B.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// Seconds from the start of the clip.
    pub fn time(&self) -> f64 {
        self.time
    }
}
