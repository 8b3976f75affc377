//! The size at which a clip is analysed, and the way there.
//!
//! Bounding the longer side keeps the time per frame bounded too; results are mapped back by the two
//! ratios. Bound, rounding and frame rate are ours; data sets run at their own size and rate.

use super::{Frame, VideoError};

/// Longest side of an analysed frame, in pixels; ours.
pub const ANALYSED_SIDE: usize = 640;

/// Frames per second that are enough for walking and running; ours.
const ANALYSED_RATE: f64 = 15.0;

/// The `(width, height)` at which a frame of this size is analysed.
///
/// The frame's own size where its longer side is at most [`ANALYSED_SIDE`], otherwise both sides scaled by
/// `ANALYSED_SIDE / longer` and rounded half up.
pub fn analysed_size(width: usize, height: usize) -> (usize, usize) {
    let longer = width.max(height);
    if longer <= ANALYSED_SIDE {
        return (width, height);
    }
    let scaled = |side: usize| (2 * side * ANALYSED_SIDE + longer) / (2 * longer);
    (scaled(width), scaled(height))
}

/// Every how many frames of a clip of `fps` frames per second one is analysed: `max(1, round(fps / 15))`.
///
/// A rate that is unknown (not finite or not positive) gives 1: every frame.
pub fn analysis_stride(fps: f64) -> usize {
    if !fps.is_finite() || fps <= 0.0 {
        return 1;
    }
    // `as` saturates, so an absurd rate cannot wrap.
    ((fps / ANALYSED_RATE).round() as usize).max(1)
}

/// Shrinks `frame` to `width` x `height` by averaging the area that each new pixel covers.
///
/// Averages are f32, rounded half up. A frame that has the size already is returned as it is. Sizes above
/// the frame's own are refused ([`VideoError::Enlarged`]): area averaging does not invent pixels.
pub fn shrink(frame: Frame, width: usize, height: usize) -> Result<Frame, VideoError> {
    if (width, height) == (frame.width(), frame.height()) {
        return Ok(frame);
    }
    if width > frame.width() || height > frame.height() {
        return Err(VideoError::Enlarged {
            width: frame.width(),
            height: frame.height(),
            to_width: width,
            to_height: height,
        });
    }
    if width < Frame::MIN_SIDE || height < Frame::MIN_SIDE {
        return Err(VideoError::TooSmall { width, height });
    }
    let columns = covers(frame.width(), width);
    let rows = covers(frame.height(), height);
    let mut rgb = Vec::with_capacity(width * height * 3);
    let mut sums = vec![0.0_f32; frame.width() * 3];
    for row in &rows {
        sum_rows(&frame, row, &mut sums);
        for column in &columns {
            for plane in 0..3 {
                let mean: f32 = column
                    .weights
                    .iter()
                    .zip(sums[column.first * 3 + plane..].iter().step_by(3))
                    .map(|(weight, sum)| weight * sum)
                    .sum();
                rgb.push((mean + 0.5).floor() as u8);
            }
        }
    }
    Frame::new(width, height, rgb, frame.time())
}

/// [`shrink`] to the [`analysed_size`].
pub fn to_analysed(frame: Frame) -> Result<Frame, VideoError> {
    let (width, height) = analysed_size(frame.width(), frame.height());
    shrink(frame, width, height)
}

/// The source pixels under one new pixel along one axis; the weights sum to 1.
struct Cover {
    first: usize,
    weights: Vec<f32>,
}

fn covers(source: usize, target: usize) -> Vec<Cover> {
    // In units of 1/target source pixels everything is an integer: new pixel d covers
    // [d * source, (d + 1) * source), source pixel s covers [s * target, (s + 1) * target).
    (0..target)
        .map(|d| {
            let (start, end) = (d * source, (d + 1) * source);
            let (first, last) = (start / target, (end - 1) / target);
            let weights = (first..=last)
                .map(|s| {
                    let overlap = end.min((s + 1) * target) - start.max(s * target);
                    overlap as f32 / source as f32
                })
                .collect();
            Cover { first, weights }
        })
        .collect()
}

/// Weighted sum of the rows under `row`, for every column and plane.
fn sum_rows(frame: &Frame, row: &Cover, sums: &mut [f32]) {
    let stride = frame.width() * 3;
    sums.fill(0.0);
    for (offset, weight) in row.weights.iter().enumerate() {
        let start = (row.first + offset) * stride;
        for (sum, &pixel) in sums.iter_mut().zip(&frame.rgb()[start..start + stride]) {
            *sum += weight * f32::from(pixel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_side_is_bounded_and_the_other_rounded_half_up() {
        assert_eq!(analysed_size(360, 240), (360, 240));
        assert_eq!(analysed_size(640, 640), (640, 640));
        assert_eq!(analysed_size(1920, 1080), (640, 360));
        assert_eq!(analysed_size(856, 480), (640, 359)); // 358.88
        assert_eq!(analysed_size(1280, 721), (640, 361)); // 360.5 goes up
        assert_eq!(analysed_size(720, 1280), (360, 640));
    }

    #[test]
    fn about_fifteen_frames_per_second_are_analysed() {
        let strides = [10.0, 15.0, 22.4, 22.5, 25.0, 30.0, 60.0, 240.0].map(analysis_stride);
        assert_eq!(strides, [1, 1, 1, 2, 2, 2, 4, 16]);
        assert_eq!([f64::NAN, 0.0, -5.0, f64::INFINITY].map(analysis_stride), [1; 4]);
    }

    #[test]
    fn halving_averages_two_by_two_and_rounds_half_up() {
        let mut rgb = vec![0; 16 * 16 * 3];
        rgb[0] = 1; // 1/4 -> 0
        rgb[6] = 1; // columns 2 and 3, row 0 and 1 -> 2/4 -> 1
        rgb[9] = 1;
        let small = shrink(Frame::new(16, 16, rgb, 2.5).unwrap(), 8, 8).unwrap();
        assert_eq!((small.width(), small.height(), small.time()), (8, 8, 2.5));
        assert_eq!(small.rgb()[..6], [0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn a_constant_frame_stays_constant_at_odd_ratios() {
        for value in [0, 1, 127, 254, 255] {
            let frame = Frame::new(97, 61, vec![value; 97 * 61 * 3], 0.0).unwrap();
            let small = shrink(frame, 40, 23).unwrap();
            assert!(small.rgb().iter().all(|&p| p == value), "{value}");
        }
    }

    #[test]
    fn the_share_of_a_split_pixel_goes_to_both_sides() {
        // 12 -> 8: new pixel 0 covers source 0 and half of 1.
        let mut rgb = vec![0; 12 * 8 * 3];
        for row in 0..8 {
            rgb[(row * 12 + 1) * 3] = 90;
        }
        let small = shrink(Frame::new(12, 8, rgb, 0.0).unwrap(), 8, 8).unwrap();
        assert_eq!([small.rgb()[0], small.rgb()[3]], [30, 30]);
    }

    #[test]
    fn enlarging_and_vanishing_are_refused() {
        let frame = |w: usize, h: usize| Frame::new(w, h, vec![0; w * h * 3], 0.0).unwrap();
        assert!(matches!(shrink(frame(8, 8), 9, 8), Err(VideoError::Enlarged { .. })));
        assert_eq!(to_analysed(frame(2000, 20)), Err(VideoError::TooSmall { width: 640, height: 6 }));
    }
}
