//! Cutting a box out of a frame and resizing it, bit for bit as OpenCV's `INTER_LINEAR` does on 8 bits.
//!
//! Published boxes and models were made with OpenCV, and cubes that are scored must not depend on who cut
//! them, so the fixed-point arithmetic is reproduced: weights of 11 bits, two early shifts that truncate,
//! no anti-aliasing. Checked against OpenCV 5.0 in `tests/resize_golden.rs`.

use super::Frame;

/// One in the fixed-point weights: 11 bits.
const ONE: f32 = 2048.0;

/// Whole pixels of a frame: columns `left..right`, rows `top..bottom`, neither empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelBox {
    /// First column.
    pub left: usize,
    /// First row.
    pub top: usize,
    /// Column after the last.
    pub right: usize,
    /// Row after the last.
    pub bottom: usize,
}

/// Cuts one box, at one size, out of any number of frames.
#[derive(Debug, Clone)]
pub struct CropResize {
    source: PixelBox,
    columns: Vec<Tap>,
    rows: Vec<Tap>,
}

/// The two source indices that one target index mixes, and their weights.
#[derive(Debug, Clone, Copy)]
struct Tap {
    low: usize,
    high: usize,
    low_weight: i32,
    high_weight: i32,
}

impl CropResize {
    /// Prepares to resize `source` to `width` x `height`.
    ///
    /// # Panics
    /// Where the box or the target is empty: both are the caller's to check.
    pub fn new(source: PixelBox, width: usize, height: usize) -> Self {
        assert!(source.left < source.right && source.top < source.bottom, "empty box {source:?}");
        // Two divisions, as OpenCV takes them: the last bit of the scale decides some weights.
        let scale = |target: usize, source: usize| 1.0 / (target as f64 / source as f64);
        let scales = (scale(width, source.right - source.left), scale(height, source.bottom - source.top));
        Self::with_scales(source, width, height, scales)
    }

    /// Prepares to resize by a `factor` on both axes, to `width` x `height`: OpenCV keeps a factor that it is given
    /// and does not take it from the sizes, which rounding has changed.
    ///
    /// # Panics
    /// As [`CropResize::new`].
    pub fn by_factor(source: PixelBox, width: usize, height: usize, factor: f64) -> Self {
        Self::with_scales(source, width, height, (1.0 / factor, 1.0 / factor))
    }

    /// `scales`: source pixels per target pixel along a row and along a column.
    fn with_scales(source: PixelBox, width: usize, height: usize, scales: (f64, f64)) -> Self {
        assert!(source.left < source.right && source.top < source.bottom, "empty box {source:?}");
        assert!(width > 0 && height > 0, "empty target {width}x{height}");
        let columns = (0..width).map(|d| Tap::horizontal(source.right - source.left, scales.0, d)).collect();
        let rows = (0..height).map(|d| Tap::vertical(source.bottom - source.top, scales.1, d)).collect();
        Self { source, columns, rows }
    }

    /// Resizes the box of `frame`; `rgb` takes `[height, width, 3]`.
    ///
    /// # Panics
    /// Where the box leaves the frame or `rgb` has another length.
    pub fn apply(&self, frame: &Frame, rgb: &mut [u8]) {
        let PixelBox { left, right, bottom, .. } = self.source;
        assert!(right <= frame.width() && bottom <= frame.height(), "{:?} leaves the frame", self.source);
        let row_length = self.columns.len() * 3;
        assert_eq!(rgb.len(), row_length * self.rows.len(), "target length");
        // Neighbouring target rows share source rows: keep the last two horizontal results.
        let mut top = MixedRow::empty(row_length);
        let mut low = MixedRow::empty(row_length);
        for (tap, target) in self.rows.iter().zip(rgb.chunks_exact_mut(row_length)) {
            if low.index == Some(tap.low) {
                std::mem::swap(&mut top, &mut low);
            }
            for (row, index) in [(&mut top, tap.low), (&mut low, tap.high)] {
                if row.index != Some(index) {
                    let start = ((self.source.top + index) * frame.width() + left) * 3;
                    let pixels = &frame.rgb()[start..start + (right - left) * 3];
                    self.mix_columns(pixels, &mut row.sums);
                    row.index = Some(index);
                }
            }
            for ((out, &a), &b) in target.iter_mut().zip(&top.sums).zip(&low.sums) {
                *out = tap.mix_rows(a, b);
            }
        }
    }

    fn mix_columns(&self, pixels: &[u8], sums: &mut [i32]) {
        for (tap, out) in self.columns.iter().zip(sums.chunks_exact_mut(3)) {
            let (low, high) = (&pixels[tap.low * 3..][..3], &pixels[tap.high * 3..][..3]);
            for plane in 0..3 {
                out[plane] =
                    i32::from(low[plane]) * tap.low_weight + i32::from(high[plane]) * tap.high_weight;
            }
        }
    }
}

/// One source row after the horizontal pass, `[width, 3]`, at most 522,240.
struct MixedRow {
    index: Option<usize>,
    sums: Vec<i32>,
}

impl MixedRow {
    fn empty(length: usize) -> Self {
        Self { index: None, sums: vec![0; length] }
    }
}

impl Tap {
    fn horizontal(source: usize, scale: f64, index: usize) -> Self {
        let (start, share) = position(scale, index);
        let last = source as i64 - 1;
        // Left and right of the picture the nearest column counts alone.
        let share = if start < 0 || start >= last { 0.0 } else { share };
        Self::weighted(start.clamp(0, last), last, share)
    }

    fn vertical(source: usize, scale: f64, index: usize) -> Self {
        let (start, share) = position(scale, index);
        let last = source as i64 - 1;
        // Here the weights stay and the two rows are clamped one by one: the truncating shifts make the
        // result differ from that of a whole weight by up to a level.
        let mut tap = Self::weighted(start.clamp(0, last), last, share);
        tap.high = (start + 1).clamp(0, last) as usize;
        tap
    }

    fn weighted(low: i64, last: i64, share: f32) -> Self {
        Self {
            low: low as usize,
            high: (low + 1).min(last) as usize,
            low_weight: ((1.0 - share) * ONE).round_ties_even() as i32,
            high_weight: (share * ONE).round_ties_even() as i32,
        }
    }

    fn mix_rows(self, top: i32, bottom: i32) -> u8 {
        let top = (self.low_weight * (top >> 4)) >> 16;
        let bottom = (self.high_weight * (bottom >> 4)) >> 16;
        // At most 255 by construction: 2048 * (522240 >> 4) >> 16 = 1020, (1020 + 2) >> 2 = 255.
        ((top + bottom + 2) >> 2) as u8
    }
}

/// Where target `index` falls in the source: whole part and share of the next pixel.
fn position(scale: f64, index: usize) -> (i64, f32) {
    let place = ((index as f64 + 0.5) * scale - 0.5) as f32;
    let whole = place.floor();
    (whole as i64, place - whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resizes rows of grey pixels set in the corner of a black frame; checks that all planes agree.
    fn resized<const W: usize>(rows: &[[u8; W]], width: usize, height: usize) -> Vec<Vec<u8>> {
        let (frame_width, frame_height) = (W + 8, rows.len() + 8);
        let mut rgb = vec![0; frame_width * frame_height * 3];
        for (y, row) in rows.iter().enumerate() {
            for (x, &value) in row.iter().enumerate() {
                rgb[((y + 3) * frame_width + x + 5) * 3..][..3].fill(value);
            }
        }
        let frame = Frame::new(frame_width, frame_height, rgb, 0.0).unwrap();
        let source = PixelBox { left: 5, top: 3, right: 5 + W, bottom: 3 + rows.len() };
        let mut out = vec![0; width * height * 3];
        CropResize::new(source, width, height).apply(&frame, &mut out);
        assert!(out.chunks_exact(3).all(|p| p[0] == p[1] && p[1] == p[2]));
        out.chunks_exact(width * 3).map(|row| row.iter().step_by(3).copied().collect()).collect()
    }

    #[test]
    fn four_by_four_becomes_three_by_three_as_in_opencv() {
        let ramp = [[10, 20, 30, 40], [50, 60, 70, 80], [90, 100, 110, 120], [130, 140, 150, 255]];
        assert_eq!(resized(&ramp, 3, 3), [[18, 32, 45], [72, 85, 98], [125, 138, 217]]);
        let noise = [[0, 255, 3, 7], [200, 13, 90, 41], [255, 254, 1, 128], [17, 99, 180, 255]];
        assert_eq!(resized(&noise, 3, 3), [[63, 116, 13], [212, 90, 78], [68, 137, 220]]);
    }

    #[test]
    fn the_weights_of_four_to_three_are_those_of_opencv() {
        let weights: Vec<(i32, i32)> = (0..3)
            .map(|d| Tap::horizontal(4, 1.0 / 0.75, d))
            .map(|tap| (tap.low_weight, tap.high_weight))
            .collect();
        assert_eq!(weights, [(1707, 341), (1024, 1024), (341, 1707)]);
    }

    #[test]
    fn two_by_two_grows_to_three_by_three_as_in_opencv() {
        let out = resized(&[[0, 100], [200, 255]], 3, 3);
        assert_eq!(out, [[0, 50, 100], [100, 139, 178], [200, 227, 255]]);
    }

    #[test]
    fn exact_halving_is_the_rounded_mean_of_four() {
        let rows = [[0, 1, 255, 255], [1, 0, 255, 254], [7, 9, 100, 0], [8, 8, 0, 1]];
        assert_eq!(resized(&rows, 2, 2), [[1, 255], [8, 25]]);
    }

    #[test]
    fn equal_sizes_copy() {
        let rows = [[0, 255, 17], [1, 2, 3], [128, 127, 254]];
        assert_eq!(resized(&rows, 3, 3), rows);
    }

    #[test]
    fn one_pixel_fills_the_target() {
        assert_eq!(resized(&[[201]], 4, 2), [[201; 4]; 2]);
    }
}
