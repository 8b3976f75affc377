//! Resizing with anti-aliasing, bit for bit as Pillow does on 8 bits.
//!
//! When shrinking, a filter is stretched over as many source pixels as a target pixel stands for. Rows first, then
//! columns, each with weights of 22 bits and rounded to 8 bits: the order of the Pillow with which the published
//! features were made (13.0 starts with the axis that shrinks more). Held against Pillow in `tests/resample_golden.rs`.

use super::{Frame, VideoError};

/// Bits of the fixed-point weights: 32 less 8 of a sample less 2 to spare.
const BITS: u32 = 22;

/// The shape of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// A triangle.
    Bilinear,
    /// Cubic with a = -1/2 (Keys, 1981).
    Bicubic,
    /// A sinc in a sinc window of 3.
    Lanczos,
}

impl Filter {
    /// Source pixels on either side, where nothing shrinks.
    fn support(self) -> f64 {
        match self {
            Self::Bilinear => 1.0,
            Self::Bicubic => 2.0,
            Self::Lanczos => 3.0,
        }
    }

    fn weight(self, x: f64) -> f64 {
        let x = x.abs();
        match self {
            Self::Bilinear => (1.0 - x).max(0.0),
            Self::Bicubic if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Self::Bicubic if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
            Self::Lanczos if x < 3.0 => sinc(x) * sinc(x / 3.0),
            Self::Bicubic | Self::Lanczos => 0.0,
        }
    }
}

fn sinc(x: f64) -> f64 {
    let x = x * core::f64::consts::PI;
    if x == 0.0 { 1.0 } else { libm::sin(x) / x }
}

/// The source pixels that one target pixel mixes.
#[derive(Debug, Clone)]
struct Window {
    first: usize,
    weights: Vec<i32>,
}

impl Window {
    fn of(index: usize, source: usize, target: usize, filter: Filter) -> Self {
        let scale = source as f64 / target as f64;
        let stretch = scale.max(1.0);
        let (centre, support) = ((index as f64 + 0.5) * scale, filter.support() * stretch);
        let first = (centre - support + 0.5).max(0.0) as usize;
        let end = ((centre + support + 0.5) as usize).min(source);
        let at = |pixel: usize| filter.weight((pixel as f64 - centre + 0.5) / stretch);
        let raw: Vec<f64> = (first..end).map(at).collect();
        let sum: f64 = raw.iter().sum();
        let fixed = |weight: &f64| {
            let weight = weight / sum * f64::from(1 << BITS);
            (weight + 0.5_f64.copysign(weight)) as i32
        };
        Self { first, weights: raw.iter().map(fixed).collect() }
    }

    /// Mixes samples that stand `step` apart, the first at `at`.
    fn mix(&self, samples: &[u8], at: usize, step: usize) -> u8 {
        let sum: i32 =
            self.weights.iter().enumerate().map(|(i, w)| w * i32::from(samples[at + i * step])).sum();
        ((sum + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
    }
}

/// Resizes frames of one size to another.
#[derive(Debug, Clone)]
pub struct Resample {
    source: (usize, usize),
    columns: Vec<Window>,
    rows: Vec<Window>,
}

impl Resample {
    /// Prepares to resize `(width, height)` to another.
    ///
    /// # Panics
    /// Where a side is 0: both are the caller's to check.
    pub fn new(source: (usize, usize), target: (usize, usize), filter: Filter) -> Self {
        assert!(source.0 * source.1 * target.0 * target.1 > 0, "empty: {source:?} to {target:?}");
        let windows = |source: usize, target: usize| -> Vec<Window> {
            (0..target).map(|index| Window::of(index, source, target, filter)).collect()
        };
        Self { source, columns: windows(source.0, target.0), rows: windows(source.1, target.1) }
    }

    /// Resizes a frame. Errors: a target below [`Frame::MIN_SIDE`].
    ///
    /// # Panics
    /// Where the frame has another size.
    pub fn apply(&self, frame: &Frame) -> Result<Frame, VideoError> {
        assert_eq!((frame.width(), frame.height()), self.source, "the size that was prepared for");
        let (width, height) = (self.columns.len(), self.rows.len());
        let mut narrow = Vec::with_capacity(frame.height() * width * 3);
        for row in frame.rgb().chunks_exact(frame.width() * 3) {
            for window in &self.columns {
                narrow.extend((0..3).map(|plane| window.mix(row, window.first * 3 + plane, 3)));
            }
        }
        let line = width * 3;
        let mut rgb = Vec::with_capacity(height * line);
        for window in &self.rows {
            rgb.extend((0..line).map(|sample| window.mix(&narrow, window.first * line + sample, line)));
        }
        Frame::new(width, height, rgb, frame.time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Filter; 3] = [Filter::Bilinear, Filter::Bicubic, Filter::Lanczos];

    fn noise(width: usize, height: usize) -> Frame {
        let rgb = (0..width * height * 3).map(|i| (i * i * 31 + i * 7) as u8).collect();
        Frame::new(width, height, rgb, 0.5).expect("a frame")
    }

    #[test]
    fn equal_sizes_copy() {
        for filter in ALL {
            let frame = noise(23, 17);
            assert_eq!(Resample::new((23, 17), (23, 17), filter).apply(&frame).expect("a frame"), frame);
        }
    }

    #[test]
    fn a_constant_frame_stays_constant() {
        for filter in ALL {
            for level in [0, 1, 200, 255] {
                let frame = Frame::new(31, 22, vec![level; 31 * 22 * 3], 0.0).expect("a frame");
                let small = Resample::new((31, 22), (12, 40), filter).apply(&frame).expect("a frame");
                assert_eq!((small.width(), small.height()), (12, 40));
                assert!(small.rgb().iter().all(|&value| value == level), "{filter:?}, {level}");
            }
        }
    }

    #[test]
    fn halving_with_a_triangle_weighs_1_3_3_1() {
        let mut rgb = vec![0; 32 * 16 * 3];
        for row in rgb.chunks_exact_mut(32 * 3) {
            row[15 * 3] = 80; // next to the middle of targets 7 and, one further off, 8
        }
        let small = Resample::new((32, 16), (16, 16), Filter::Bilinear)
            .apply(&Frame::new(32, 16, rgb, 0.0).expect("a frame"))
            .expect("a frame");
        assert_eq!([6, 7, 8, 9].map(|x| small.rgb()[x * 3]), [0, 30, 10, 0]);
    }
}
