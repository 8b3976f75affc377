//! From class scores to scored segments of videos.

use super::ClassTrack;

/// The mean of the top `frames / TOP_SHARE` frames is a video's score of a class.
const TOP_SHARE: usize = 16;
/// A segment is where the score is above its largest value minus this share of its range.
const DEPTH: f64 = 0.6;
/// Weight of the video's score in the segment's.
const VIDEO_WEIGHT: f64 = 0.7;
/// Least frames of a segment.
const MIN_FRAMES: usize = 2;
/// Of two segments that overlap more than this the lower one is dropped.
const MAX_OVERLAP: f64 = 0.6;

/// A part of a video in which a class stands out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Index of the video.
    pub video: usize,
    /// First frame, from 0.
    pub start: usize,
    /// The frame after the last.
    pub end: usize,
    /// Its score.
    pub score: f64,
}

/// Segments of `class` in all videos, highest score first; equal scores by video id, then start (ours: the
/// published code leaves them in no order).
pub fn segments(videos: &[ClassTrack], classes: usize, class: usize) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::new();
    for (index, video) in videos.iter().enumerate() {
        let column: Vec<f64> =
            video.scores.iter().skip(class).step_by(classes).map(|&score| score.into()).collect();
        all.extend(suppress(video_segments(index, &column, video.repeat)));
    }
    all.sort_by(|a, b| {
        let by_id = videos[a.video].id.cmp(&videos[b.video].id);
        b.score.total_cmp(&a.score).then(by_id).then(a.start.cmp(&b.start))
    });
    all
}

/// Segments of one class in one video, in the order of the video.
fn video_segments(video: usize, column: &[f64], repeat: usize) -> Vec<Segment> {
    let video_score = top_mean(column, repeat);
    // A constant column has no value above its own threshold.
    let (low, high) =
        column.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    if video_score <= 0.0 || low == high {
        return Vec::new();
    }
    let threshold = high - DEPTH * (high - low);
    let mut segments = Vec::new();
    let mut row = 0;
    for run in column.chunk_by(|a, b| (*a > threshold) == (*b > threshold)) {
        let (start, end) = (row * repeat, (row + run.len()) * repeat);
        row += run.len();
        if run[0] > threshold && end - start >= MIN_FRAMES {
            let inside = run.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            segments.push(Segment { video, start, end, score: inside + VIDEO_WEIGHT * video_score });
        }
    }
    segments
}

/// Mean of the largest sixteenth of the frames, every row standing for `repeat` equal frames.
fn top_mean(column: &[f64], repeat: usize) -> f64 {
    let mut sorted = column.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let frames = column.len() * repeat / TOP_SHARE;
    let (mut rest, mut sum) = (frames, 0.0);
    for value in sorted {
        let taken = rest.min(repeat);
        sum += value * taken as f64;
        rest -= taken;
    }
    sum / frames as f64
}

/// Non-maximum suppression. Runs above one threshold never overlap, so it drops nothing here; it is part of
/// the published method, which allows several thresholds.
fn suppress(mut segments: Vec<Segment>) -> Vec<Segment> {
    segments.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.start.cmp(&b.start)));
    let mut kept: Vec<Segment> = Vec::new();
    for segment in segments {
        let overlaps =
            |other: &Segment| iou((segment.start, segment.end), (other.start, other.end)) > MAX_OVERLAP;
        if !kept.iter().any(overlaps) {
            kept.push(segment);
        }
    }
    kept
}

/// Frames that two half-open ranges share, over the frames of either.
pub fn iou(a: (usize, usize), b: (usize, usize)) -> f64 {
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let either = (a.1 - a.0) + (b.1 - b.0) - shared;
    if either == 0 { 0.0 } else { shared as f64 / either as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_two_frames_is_a_segment_and_one_frame_is_none() {
        let mut column = vec![0.0; 32];
        column[4] = 1.0;
        assert!(video_segments(0, &column, 1).is_empty());
        column[5] = 0.9;
        let found = video_segments(0, &column, 1);
        assert_eq!((found[0].start, found[0].end), (4, 6));
        assert_eq!(found[0].score, 1.0 + VIDEO_WEIGHT * 0.95);
    }

    #[test]
    fn constant_and_all_zero_columns_have_no_segment() {
        assert!(video_segments(0, &[0.3; 8], 16).is_empty());
        assert!(video_segments(0, &[0.0; 8], 16).is_empty());
    }

    #[test]
    fn the_top_mean_counts_frames_and_not_rows() {
        // 3 rows of 16 frames: 3 frames, all of the first row.
        assert_eq!(top_mean(&[0.1, 0.9, 0.5], 16), 0.9);
        // 20 rows of 2: 2 frames, one row; 24 rows of 2: 3 frames, one row and a half.
        let mut column = vec![0.0; 24];
        (column[3], column[7]) = (1.0, 0.4);
        assert_eq!(top_mean(&column, 2), 2.4 / 3.0);
    }

    #[test]
    fn of_two_segments_that_overlap_the_higher_one_stays() {
        let segment = |start, end, score| Segment { video: 0, start, end, score };
        let kept = suppress(vec![segment(0, 10, 0.5), segment(0, 11, 0.9), segment(5, 20, 0.1)]);
        assert_eq!(kept, [segment(0, 11, 0.9), segment(5, 20, 0.1)]);
    }

    #[test]
    fn overlap_is_shared_over_either() {
        assert_eq!(iou((16, 48), (20, 44)), 0.75);
        assert_eq!(iou((0, 4), (4, 8)), 0.0);
        assert_eq!(iou((3, 9), (3, 9)), 1.0);
    }
}
