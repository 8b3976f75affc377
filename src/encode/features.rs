//! The features of one video.

/// Frames of one snippet in the I3D and CLIP feature sets: row t covers frames 16t to 16t+15.
pub const SNIPPET_FRAMES: usize = 16;

/// Features of one video, `[crops, snippets, dim]` in row-major order; every value is finite.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Spatial crops of the picture, at least 1.
    pub crops: usize,
    /// Snippets in time, at least 1.
    pub snippets: usize,
    /// Width of a row.
    pub dim: usize,
    /// `crops * snippets * dim` values.
    pub data: Vec<f32>,
    /// Frames that one snippet covers.
    pub frames_per_snippet: usize,
}

impl Features {
    /// Puts crops together, each `[snippets, dim]` and of one length.
    pub(super) fn of_crops(crops: &[Vec<f32>], dim: usize) -> Self {
        let snippets = crops.first().map_or(0, |rows| rows.len() / dim);
        Self { crops: crops.len(), snippets, dim, data: crops.concat(), frames_per_snippet: SNIPPET_FRAMES }
    }

    /// The rows of one crop, `[snippets, dim]`; `crop` counts the crops that are there.
    pub fn crop(&self, crop: usize) -> &[f32] {
        let length = self.snippets * self.dim;
        &self.data[crop * length..(crop + 1) * length]
    }
}
