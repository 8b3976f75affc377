//! Resizing frames before they are cropped, as a published pipeline did.

use crate::video::{CropResize, Filter, Frame, PixelBox, Resample, VideoError};

/// To what size, and with which of two libraries' arithmetic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scaling {
    to: Size,
    /// Pillow's filter; without one OpenCV's bilinear, which does not smooth.
    filter: Option<Filter>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Size {
    /// The shorter side gets this length, the aspect is kept.
    Short(usize),
    /// Width and height.
    Exact(usize, usize),
}

impl Scaling {
    pub(super) fn short_side(side: usize, filter: Option<Filter>) -> Self {
        Self { to: Size::Short(side), filter }
    }

    pub(super) fn exact((width, height): (usize, usize), filter: Option<Filter>) -> Self {
        Self { to: Size::Exact(width, height), filter }
    }

    pub(super) fn scaler(&self, size: (usize, usize)) -> Scaler {
        let (width, height) = size;
        let shorter = width.min(height);
        let whole = PixelBox { left: 0, top: 0, right: width, bottom: height };
        let (target, by) = match (self.to, self.filter) {
            (Size::Exact(to_width, to_height), filter) => {
                let target = (to_width, to_height);
                let linear = || By::OpenCv(CropResize::new(whole, to_width, to_height));
                (target, filter.map_or_else(linear, |filter| By::Pillow(Resample::new(size, target, filter))))
            }
            // OpenCV: both sides by one factor, rounded.
            (Size::Short(side), None) => {
                let factor = side as f64 / shorter as f64;
                let scaled = |length: usize| (length as f64 * factor).round_ties_even() as usize;
                let target = (scaled(width), scaled(height));
                (target, By::OpenCv(CropResize::by_factor(whole, target.0, target.1, factor)))
            }
            // Pillow's users: the shorter side exactly, the longer cut off to whole pixels.
            (Size::Short(side), Some(filter)) => {
                let scaled = |length: usize| if length == shorter { side } else { side * length / shorter };
                let target = (scaled(width), scaled(height));
                (target, By::Pillow(Resample::new(size, target, filter)))
            }
        };
        Scaler { target, by }
    }
}

/// Resizes frames of one size.
#[derive(Debug, Clone)]
pub struct Scaler {
    target: (usize, usize),
    by: By,
}

#[derive(Debug, Clone)]
enum By {
    OpenCv(CropResize),
    Pillow(Resample),
}

impl Scaler {
    /// `(width, height)` of resized frames.
    pub fn target(&self) -> (usize, usize) {
        self.target
    }

    /// Resizes a frame of the size that this was made for.
    pub fn apply(&self, frame: &Frame) -> Result<Frame, VideoError> {
        match &self.by {
            By::Pillow(resample) => resample.apply(frame),
            By::OpenCv(resize) => {
                let (width, height) = self.target;
                let mut rgb = vec![0; width * height * 3];
                resize.apply(frame, &mut rgb);
                Frame::new(width, height, rgb, frame.time())
            }
        }
    }
}
