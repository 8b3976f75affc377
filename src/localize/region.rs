//! Where an object is in a frame.

use crate::video::PixelBox;

/// A half-open box in pixels of the analysed frame, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// `[x1, y1, x2, y2]`, 0 <= x1 < x2 <= width, 0 <= y1 < y2 <= height.
    pub corners: [f32; 4],
    /// What found it.
    pub source: RegionSource,
}

/// What found a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionSource {
    /// The motion localizer.
    Motion,
    /// The detector.
    Detector {
        /// Index in [`super::detector::CLASSES`].
        class: u8,
    },
    /// A boxes file.
    File,
}

impl Region {
    /// The corners in pixels of the original frame, given both sizes as `(width, height)`.
    pub fn in_original(&self, analysed: (usize, usize), original: (usize, usize)) -> [f32; 4] {
        rescaled(self.corners, analysed, original)
    }

    /// The whole pixels of the region: columns `ceil(x1)..ceil(x2)`, rows alike, as the authors cut.
    ///
    /// `None` where no column or no row is left.
    pub fn pixels(&self) -> Option<PixelBox> {
        // In f64, where the ceiling of any f32 is exact; `as` saturates at zero.
        let [left, top, right, bottom] = self.corners.map(|corner| f64::from(corner).ceil() as usize);
        (left < right && top < bottom).then_some(PixelBox { left, top, right, bottom })
    }
}

/// Corners of one frame size in pixels of another; equal sizes change no bit.
pub(super) fn rescaled(corners: [f32; 4], from: (usize, usize), to: (usize, usize)) -> [f32; 4] {
    let map = |corner: f32, from: usize, to: usize| (f64::from(corner) * to as f64 / from as f64) as f32;
    let [x1, y1, x2, y2] = corners;
    [map(x1, from.0, to.0), map(y1, from.1, to.1), map(x2, from.0, to.0), map(y2, from.1, to.1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(corners: [f32; 4]) -> Region {
        Region { corners, source: RegionSource::File }
    }

    #[test]
    fn the_pixels_of_a_region_begin_and_end_at_the_ceilings() {
        let ped2 = region([236.738_36, 78.257_77, 243.523_18, 90.739_59]).pixels();
        assert_eq!(ped2, Some(PixelBox { left: 237, top: 79, right: 244, bottom: 91 }));
        assert_eq!(region([3.2, 0.0, 3.9, 5.0]).pixels(), None);
        assert_eq!(
            region([3.0, 1.0, 4.0, 2.0]).pixels(),
            Some(PixelBox { left: 3, top: 1, right: 4, bottom: 2 })
        );
    }

    #[test]
    fn a_region_goes_back_to_the_original_by_the_two_ratios() {
        let found = region([10.0, 20.0, 30.5, 359.0]);
        assert_eq!(found.in_original((640, 359), (856, 480)), [13.375, 26.740_948, 40.793_75, 480.0]);
        assert_eq!(found.in_original((360, 240), (360, 240)), found.corners);
    }
}
