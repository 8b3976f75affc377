//! The motion localizer: which pixels change from frame to frame, and the boxes round them.
//!
//! The cue of VEC (Yu et al., MM 2020): s = |G(t-1) - G(t)| + |G(t) - G(t+1)| of the blurred planes, where
//! an index past either end of the video is clamped, so that the difference there is zero. A pixel moves
//! where any plane has s > threshold. No network, no state beyond one blurred frame and one difference.

use super::blur::blur;
use super::components::{Extent, external_components};
use super::{GradientSum, LocalizeConfig};
use crate::video::Frame;

/// What is kept of the past: the blurred newest frame and its difference to the one before.
#[derive(Debug, Default)]
pub struct Motion {
    /// `[3, height, width]` of the newest frame.
    blurred: Vec<u8>,
    /// |G(t-1) - G(t)| of the frame before the newest; empty where it began its video.
    before: Vec<u8>,
    /// |G(t) - G(t+1)| between the frame before the newest and the newest.
    after: Vec<u8>,
    /// Scratch: one plane, and its horizontal sums.
    plane: Vec<u8>,
    sums: Vec<u16>,
}

/// The moving pixels of one frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreground {
    /// Pixels per row.
    width: usize,
    /// `[height, width]`, 1 where the frame moves.
    mask: Vec<u8>,
    /// Share of moving pixels, 0..=1, before anything is blanked.
    coverage: f64,
}

impl Motion {
    /// Takes the next frame of a video; all frames must have the size of the first.
    ///
    /// Returns, from the second frame on, the share of pixels that moved between the last two, 0..=1.
    pub fn push(&mut self, frame: &Frame, config: &LocalizeConfig) -> Option<f64> {
        let blurred = self.blurred_planes(frame, config);
        let previous = std::mem::replace(&mut self.blurred, blurred);
        if previous.is_empty() {
            return None;
        }
        self.after.clear();
        self.after.extend(previous.iter().zip(&self.blurred).map(|(&a, &b)| a.abs_diff(b)));
        let moving = moving_pixels(&[], &self.after, config);
        Some(share(&moving))
    }

    /// The moving pixels of the frame before the newest. `ends` says that it is the last of its video: a
    /// cut lies between the two, and the newest begins a video of its own.
    pub fn previous(&mut self, frame_width: usize, ends: bool, config: &LocalizeConfig) -> Foreground {
        let mask = if ends {
            moving_pixels(&self.before, &[], config)
        } else {
            moving_pixels(&self.before, &self.after, config)
        };
        std::mem::swap(&mut self.before, &mut self.after);
        if ends {
            self.before.clear();
        }
        let mask = if mask.is_empty() { vec![0; self.blurred.len() / 3] } else { mask };
        Foreground { width: frame_width, coverage: share(&mask), mask }
    }

    /// The moving pixels of the newest frame, which is the last of its video.
    pub fn last(mut self, frame_width: usize, config: &LocalizeConfig) -> Foreground {
        self.after.clear();
        self.previous(frame_width, true, config)
    }

    fn blurred_planes(&mut self, frame: &Frame, config: &LocalizeConfig) -> Vec<u8> {
        let (width, height) = (frame.width(), frame.height());
        let pixels = width * height;
        let mut blurred = vec![0; 3 * pixels];
        for (plane, out) in blurred.chunks_exact_mut(pixels).enumerate() {
            self.plane.clear();
            self.plane.extend(frame.rgb().chunks_exact(3).map(|rgb| rgb[plane]));
            blur(&self.plane, width, height, config.blur, &mut self.sums, out);
        }
        blurred
    }
}

impl Foreground {
    /// Share of moving pixels, 0..=1, before anything was blanked.
    pub fn coverage(&self) -> f64 {
        self.coverage
    }

    /// Clears the pixels of a box that is known already, corners truncated, two more on every side.
    pub fn blank(&mut self, [x1, y1, x2, y2]: [f32; 4]) {
        let height = self.mask.len() / self.width;
        // `as` truncates towards zero and saturates.
        let range = |low: f32, high: f32, limit: usize| {
            let low = (low as i64).saturating_sub(2).max(0) as usize;
            // The authors' upper end is inclusive, hence 3 and not 2.
            let high = (high as i64).saturating_add(3).max(0) as usize;
            low.min(limit)..high.min(limit).max(low.min(limit))
        };
        let columns = range(x1, x2, self.width);
        for y in range(y1, y2, height) {
            self.mask[y * self.width..][columns.clone()].fill(0);
        }
    }

    /// Boxes of the external components that are large and compact enough, extended.
    pub fn boxes(&self, config: &LocalizeConfig) -> Vec<[f32; 4]> {
        let height = self.mask.len() / self.width;
        external_components(&self.mask, self.width)
            .into_iter()
            .filter(|&extent| is_kept(extent, config))
            .map(|extent| extended(extent, self.width, height, config))
            .collect()
    }
}

/// 1 where the sum of the differences exceeds the threshold in any plane; an empty difference is zero.
fn moving_pixels(before: &[u8], after: &[u8], config: &LocalizeConfig) -> Vec<u8> {
    let threshold = config.gradient_threshold;
    let (one, other) = if before.is_empty() { (after, before) } else { (before, after) };
    let pixels = one.len() / 3;
    let mut mask = vec![0_u8; pixels];
    if pixels == 0 {
        return mask;
    }
    for plane in 0..3 {
        let one = &one[plane * pixels..][..pixels];
        if other.is_empty() {
            for (moves, &s) in mask.iter_mut().zip(one) {
                *moves |= u8::from(s > threshold);
            }
            continue;
        }
        let pairs = one.iter().zip(&other[plane * pixels..][..pixels]);
        match config.gradient_sum {
            GradientSum::Saturating => {
                for (moves, (&a, &b)) in mask.iter_mut().zip(pairs) {
                    *moves |= u8::from(a.saturating_add(b) > threshold);
                }
            }
            GradientSum::Wrapping => {
                for (moves, (&a, &b)) in mask.iter_mut().zip(pairs) {
                    *moves |= u8::from(a.wrapping_add(b) > threshold);
                }
            }
        }
    }
    mask
}

fn share(mask: &[u8]) -> f64 {
    // Sums of up to 255 bytes of 0 or 1 fit a byte, which lets the compiler add in byte lanes.
    let moving: usize = mask.chunks(255).map(|part| usize::from(part.iter().sum::<u8>())).sum();
    if mask.is_empty() { 0.0 } else { moving as f64 / mask.len() as f64 }
}

fn is_kept(Extent { w, h, .. }: Extent, config: &LocalizeConfig) -> bool {
    let least = (config.min_side as usize).saturating_mul(config.min_side as usize);
    let limit = config.aspect_limit as usize;
    (w + 1) * (h + 1) > least && w < limit * h && h < limit * w
}

fn extended(Extent { x, y, w, h }: Extent, width: usize, height: usize, config: &LocalizeConfig) -> [f32; 4] {
    let by = config.extension as usize;
    let corners =
        [x.saturating_sub(by), y.saturating_sub(by), (x + w + by).min(width), (y + h + by).min(height)];
    corners.map(|corner| corner as f32)
}

#[cfg(test)]
#[path = "motion_tests.rs"]
mod tests;
