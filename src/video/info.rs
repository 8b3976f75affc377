//! What is known of a clip before its frames are read.

/// Identity, size, rate and length of a clip.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipInfo {
    /// The name of the folder or file, without its extension.
    pub id: String,
    /// Pixels per row of the frames as shown (after rotation).
    pub width: usize,
    /// Rows of the frames as shown (after rotation).
    pub height: usize,
    /// Mean frames per second; `None` where the source does not say (a folder of images).
    pub fps: Option<f64>,
    /// Number of frames; `None` where only decoding tells.
    pub frames: Option<usize>,
}
