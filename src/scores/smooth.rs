//! Smoothing of frame scores: the data-set rule and the rule for a single clip (the authors', and ours).
//!
//! Sums are taken in f64 over the window itself, never as a running sum, so that a value depends on its
//! window alone and not on what came before it.

use super::ScoreError;
use super::track::check_finite;

/// Window of the data-set rule, in frames (LBR-SPR, CVPR 2022, authors' configuration).
pub const BOX_WINDOW: usize = 10;
/// Shortest window of the clip rule, in analysed frames (ours).
pub const MIN_CLIP_WINDOW: usize = 3;
/// Length of the clip rule's window, in seconds (ours).
pub const CLIP_WINDOW_SECONDS: f64 = 0.5;

/// Box filter of `window` frames from `i - window/2`, zeros outside, always divided by `window`.
///
/// This is the authors' rule for a whole data set; its tail is pulled towards 0.
pub fn box_smooth(scores: &[f32], window: usize) -> Result<Vec<f32>, ScoreError> {
    check_window(window)?;
    check_finite("smoothing", scores)?;
    let smoothed = (0..scores.len()).map(|i| {
        let start = i.saturating_sub(window / 2);
        let end = (i + window.div_ceil(2)).min(scores.len());
        (sum(&scores[start..end]) / window as f64) as f32
    });
    Ok(smoothed.collect())
}

/// [`box_smooth`] over all videos end to end, in the order given: as the authors do it, the window crosses
/// from one video into the next.
pub fn box_smooth_across(videos: &[&[f32]], window: usize) -> Result<Vec<Vec<f32>>, ScoreError> {
    let joined = box_smooth(&videos.concat(), window)?;
    let mut rest = joined.as_slice();
    let split = videos.iter().map(|video| {
        let (own, later) = rest.split_at(video.len());
        rest = later;
        own.to_vec()
    });
    Ok(split.collect())
}

/// Window of the clip rule: the smallest odd number of analysed frames that spans half a second, at least 3.
pub fn clip_window(analysed_frames_per_second: f64) -> Result<usize, ScoreError> {
    check_rate(analysed_frames_per_second)?;
    let frames = (CLIP_WINDOW_SECONDS * analysed_frames_per_second).ceil() as usize;
    Ok((frames | 1).max(MIN_CLIP_WINDOW))
}

/// Mean over a centred window of odd length, divided by the frames that it actually covers.
pub fn centred_smooth(scores: &[f32], window: usize) -> Result<Vec<f32>, ScoreError> {
    check_window(window)?;
    if window.is_multiple_of(2) {
        return Err(ScoreError::Setting { name: "centred window", expected: "odd", found: window as f64 });
    }
    check_finite("smoothing", scores)?;
    let smoothed = (0..scores.len()).map(|i| {
        let covered = &scores[i.saturating_sub(window / 2)..(i + window / 2 + 1).min(scores.len())];
        (sum(covered) / covered.len() as f64) as f32
    });
    Ok(smoothed.collect())
}

/// A frame rate must be a positive number.
pub(super) fn check_rate(frames_per_second: f64) -> Result<(), ScoreError> {
    if frames_per_second.is_finite() && frames_per_second > 0.0 {
        return Ok(());
    }
    Err(ScoreError::Setting {
        name: "frame rate",
        expected: "above 0 frames per second",
        found: frames_per_second,
    })
}

pub(super) fn check_window(window: usize) -> Result<(), ScoreError> {
    match window {
        0 => Err(ScoreError::Setting { name: "smoothing window", expected: "at least 1 frame", found: 0.0 }),
        _ => Ok(()),
    }
}

fn sum(values: &[f32]) -> f64 {
    values.iter().map(|&value| f64::from(value)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn close(got: &[f32], want: &[f64]) {
        assert_eq!(got.len(), want.len());
        for (i, (g, w)) in got.iter().zip(want).enumerate() {
            assert!((f64::from(*g) - w).abs() <= 1e-6 * w.abs().max(1.0), "[{i}]: got {g}, want {w}");
        }
    }

    #[test]
    fn the_worked_numbers_of_lbr_15() {
        let ramp: Vec<f32> = (1..=12).map(|i| i as f32).collect();
        close(&box_smooth(&ramp, 10).unwrap(), &[1.5, 2.1, 2.8, 3.6, 4.5, 5.5, 6.5, 7.5, 7.2, 6.8, 6.3, 5.7]);
        let mut pulse = [0.0; 12];
        pulse[6] = 10.0;
        close(
            &box_smooth(&pulse, 10).unwrap(),
            &[0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        );
        let frames = [-0.642_161_3, -0.481_620_97, -20.0, 1.926_483_9];
        close(&box_smooth(&frames, 10).unwrap(), &[-1.9197298376; 4]);
    }

    #[test]
    fn the_worked_numbers_of_evaluation_7() {
        let x = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 4.0];
        close(&box_smooth(&x, 4).unwrap(), &[0.25, 0.25, 0.25, 0.0, 0.0, 0.5, 1.5, 1.5]);
        let third = 1.0 / 3.0;
        close(&box_smooth(&x, 3).unwrap(), &[third, third, 0.0, 0.0, 0.0, 2.0 * third, 2.0, 2.0]);
    }

    #[test]
    fn the_data_set_rule_crosses_video_borders() {
        let (a, b) = ([1.0, 2.0, 3.0], [4.0, 5.0]);
        let split = box_smooth_across(&[&a, &b], 10).unwrap();
        assert_eq!(split.concat(), box_smooth(&[1.0, 2.0, 3.0, 4.0, 5.0], 10).unwrap());
        assert_eq!((split[0].len(), split[1].len()), (3, 2));
    }

    #[test]
    fn both_rules_equal_their_formula() {
        let mut random = Random::keyed(1, "smooth", 0);
        for _ in 0..100 {
            let n = random.below(40);
            let x: Vec<f32> = (0..n).map(|_| random.between(-5.0, 5.0) as f32).collect();
            let at = |i: i64| {
                if (0..n as i64).contains(&i) { Some(f64::from(x[i as usize])) } else { None }
            };
            let w = 1 + random.below(15) as i64;
            let boxed: Vec<f64> = (0..n as i64)
                .map(|i| (i - w / 2..i - w / 2 + w).filter_map(at).sum::<f64>() / w as f64)
                .collect();
            close(&box_smooth(&x, w as usize).unwrap(), &boxed);
            let odd = w | 1;
            let centred: Vec<f64> = (0..n as i64)
                .map(|i| {
                    let covered: Vec<f64> = (i - odd / 2..=i + odd / 2).filter_map(at).collect();
                    covered.iter().sum::<f64>() / covered.len() as f64
                })
                .collect();
            close(&centred_smooth(&x, odd as usize).unwrap(), &centred);
        }
    }

    #[test]
    fn the_clip_rule_keeps_a_constant_to_its_edges() {
        assert_eq!(centred_smooth(&[2.0; 5], 9).unwrap(), [2.0; 5]);
    }

    #[test]
    fn the_clip_window_is_odd_and_spans_half_a_second() {
        let windows: Vec<usize> =
            [1.0, 4.0, 10.0, 12.5, 15.0, 25.0, 30.0].map(|rate| clip_window(rate).unwrap()).to_vec();
        assert_eq!(windows, [3, 3, 5, 7, 9, 13, 15]);
    }

    #[test]
    fn what_cannot_be_smoothed_is_refused() {
        assert!(matches!(box_smooth(&[1.0, f32::NAN], 10), Err(ScoreError::NotFinite { index: 1, .. })));
        assert!(matches!(centred_smooth(&[f32::INFINITY], 3), Err(ScoreError::NotFinite { .. })));
        for error in [
            box_smooth(&[], 0).err(),
            centred_smooth(&[], 4).err(),
            clip_window(f64::NAN).err(),
            clip_window(0.0).err(),
        ] {
            assert!(matches!(error, Some(ScoreError::Setting { .. })));
        }
    }
}
