//! Robust units: how far a frame lies from the clip's usual frame, in the clip's usual spread.
//!
//! (f - median) / (1.4826 MAD) over the frames with objects; 1.4826 makes the unit a standard deviation where
//! scores are normally distributed. Never min-max: every clip has a maximum, which is not yet an anomaly.

use super::ScoreError;
use super::track::check_finite;

/// Makes the median absolute deviation of a normal distribution its standard deviation.
pub const MAD_TO_DEVIATION: f64 = 1.4826;
/// A spread under this share of the largest deviation from zero is rounding, not variation (ours).
const LEAST_RELATIVE_SPREAD: f64 = 1e-6;

/// A track in robust units.
#[derive(Debug, Clone, PartialEq)]
pub struct RobustTrack {
    /// `[frames]`, in units of the clip's spread; all 0 where `flat`.
    pub values: Vec<f32>,
    /// Median score of the frames with objects.
    pub median: f64,
    /// Median absolute deviation from it.
    pub mad: f64,
    /// At least half of the frames score alike, so there is no unit to measure others in (ours: the curve is
    /// then 0 everywhere and says so, because any other curve would be of made-up height).
    pub flat: bool,
}

/// Robust units of `scores`, measured over the frames where `has_object`.
///
/// Errors: a score that is not finite, lists of different lengths, no frame with an object.
pub fn robust_units(scores: &[f32], has_object: &[bool]) -> Result<RobustTrack, ScoreError> {
    if scores.len() != has_object.len() {
        let (expected, found) = (scores.len(), has_object.len());
        return Err(ScoreError::Count { what: "object flags of the frames", expected, found });
    }
    check_finite("robust units", scores)?;
    let with_objects = scores.iter().zip(has_object).filter(|(_, has)| **has);
    let mut measured: Vec<f64> = with_objects.map(|(&score, _)| f64::from(score)).collect();
    let Some(median) = median(&mut measured) else {
        return Err(ScoreError::NoObjects { frames: scores.len() });
    };
    let largest = measured.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let mut deviations: Vec<f64> = measured.iter().map(|value| (value - median).abs()).collect();
    let mad = self::median(&mut deviations).unwrap_or(0.0);
    let flat = mad <= LEAST_RELATIVE_SPREAD * largest;
    let unit = MAD_TO_DEVIATION * mad;
    let in_units = |&score: &f32| {
        if flat { 0.0 } else { ((f64::from(score) - median) / unit) as f32 }
    };
    Ok(RobustTrack { values: scores.iter().map(in_units).collect(), median, mad, flat })
}

/// Median, the mean of the middle two for an even count; `None` of nothing. Sorts `values`.
fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_is_the_spread_of_the_frames_with_objects() {
        // Median 3 and deviations 2 1 0 1 97 -> MAD 1; the frame without an object is converted, not counted.
        let track = robust_units(&[1.0, 2.0, 3.0, 4.0, 100.0, -50.0], &[true, true, true, true, true, false])
            .unwrap();
        assert_eq!((track.median, track.mad, track.flat), (3.0, 1.0, false));
        let want = [-2.0, -1.0, 0.0, 1.0, 97.0, -53.0].map(|v: f64| (v / 1.4826) as f32);
        assert_eq!(track.values, want);
    }

    #[test]
    fn shift_and_scale_of_the_scores_do_not_matter() {
        let scores = [0.3, 1.5, 0.25, 0.125, 4.0, 0.5];
        let moved = scores.map(|s: f32| 8.0 * s - 16.0);
        let units = |s: &[f32]| robust_units(s, &[true; 6]).unwrap().values;
        for (a, b) in units(&scores).iter().zip(units(&moved)) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn where_most_frames_score_alike_the_curve_is_zero_and_says_so() {
        for scores in [vec![2.0; 9], vec![2.0, 2.0, 2.0, 2.0, 9.0], vec![0.0; 3]] {
            let track = robust_units(&scores, &vec![true; scores.len()]).unwrap();
            assert!(track.flat && track.values.iter().all(|v| *v == 0.0));
        }
    }

    #[test]
    fn what_has_no_unit_is_refused() {
        assert!(matches!(robust_units(&[1.0, f32::NAN], &[true, false]), Err(ScoreError::NotFinite { .. })));
        assert!(matches!(robust_units(&[1.0], &[false]), Err(ScoreError::NoObjects { frames: 1 })));
        assert!(matches!(robust_units(&[1.0], &[]), Err(ScoreError::Count { .. })));
    }
}
