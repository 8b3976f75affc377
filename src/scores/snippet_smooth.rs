//! Smoothing of snippet scores as PEL4VAD does it, "slide" and "fixed" (authors' code): both divide by `k` to the
//! end, so the tail is pulled towards 0, and both look ahead, so neither suits a live stream.

use super::ScoreError;
use super::smooth::check_window;
use super::track::check_finite;

/// `out[i]` = (1/k) (x[i] + … + x[i+k-1]), 0 past the end: the mean of a score and the k - 1 after it.
pub fn forward_smooth(scores: &[f32], k: usize) -> Result<Vec<f32>, ScoreError> {
    check_window(k)?;
    check_finite("smoothing", scores)?;
    let mean = |i: usize| mean_of(&scores[i..i.saturating_add(k).min(scores.len())], k);
    Ok((0..scores.len()).map(mean).collect())
}

/// Every block of k scores gets its mean; the last block is filled up with 0 and still divided by k.
pub fn block_smooth(scores: &[f32], k: usize) -> Result<Vec<f32>, ScoreError> {
    check_window(k)?;
    check_finite("smoothing", scores)?;
    let blocks = scores.chunks(k).flat_map(|block| std::iter::repeat_n(mean_of(block, k), block.len()));
    Ok(blocks.collect())
}

fn mean_of(covered: &[f32], k: usize) -> f32 {
    (covered.iter().map(|&score| f64::from(score)).sum::<f64>() / k as f64) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f32; 8] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 4.0];
    const THIRD: f32 = 1.0 / 3.0;

    #[test]
    fn the_worked_numbers_of_evaluation_7() {
        let forward = forward_smooth(&X, 3).unwrap();
        assert_eq!(forward, [THIRD, 0.0, 0.0, 0.0, 2.0 * THIRD, 2.0, 2.0, 4.0 * THIRD]);
        let block = block_smooth(&X, 3).unwrap();
        assert_eq!(block, [THIRD, THIRD, THIRD, 0.0, 0.0, 0.0, 2.0, 2.0]);
    }

    #[test]
    fn a_window_of_one_changes_nothing_and_a_long_one_still_divides_by_its_length() {
        assert_eq!(forward_smooth(&X, 1).unwrap(), X);
        assert_eq!(block_smooth(&X, 1).unwrap(), X);
        assert_eq!(block_smooth(&X, 14).unwrap(), [0.5; 8]);
        assert_eq!(forward_smooth(&[3.0], usize::MAX).unwrap().len(), 1);
    }

    #[test]
    fn what_cannot_be_smoothed_is_refused() {
        for smooth in [forward_smooth, block_smooth] {
            assert!(matches!(smooth(&X, 0), Err(ScoreError::Setting { .. })));
            assert!(matches!(smooth(&[f32::NAN], 3), Err(ScoreError::NotFinite { .. })));
            assert!(smooth(&[], 3).unwrap().is_empty());
        }
    }
}
