//! The small grey picture that the compact encoder looks at.

use crate::video::{Frame, VideoError, shrink};

/// Pixels per row.
pub(super) const WIDTH: usize = 160;
/// Rows.
pub(super) const HEIGHT: usize = 120;

/// BT.601 luma of a frame, shrunk to 160x120.
#[derive(Debug)]
pub(super) struct Luma {
    levels: Vec<u8>,
}

impl Luma {
    pub(super) fn of(frame: &Frame) -> Result<Self, VideoError> {
        let small = shrink(frame.clone(), WIDTH, HEIGHT)?;
        let luma = |rgb: &[u8]| {
            (77 * u32::from(rgb[0]) + 150 * u32::from(rgb[1]) + 29 * u32::from(rgb[2]) + 128) >> 8
        };
        Ok(Self { levels: small.rgb().chunks_exact(3).map(|rgb| luma(rgb) as u8).collect() })
    }

    /// Level at column `x`, row `y`; beyond the border the nearest pixel.
    pub(super) fn at(&self, x: usize, y: usize) -> i64 {
        i64::from(self.levels[y.min(HEIGHT - 1) * WIDTH + x.min(WIDTH - 1)])
    }

    /// Twice the slope to the right and downwards, by central differences.
    pub(super) fn slope(&self, x: usize, y: usize) -> (i64, i64) {
        let across = self.at(x + 1, y) - self.at(x.saturating_sub(1), y);
        (across, self.at(x, y + 1) - self.at(x, y.saturating_sub(1)))
    }
}
