//! Metrics of the receiver operating characteristic.

use super::curve::{Counted, Curve};
use super::{EvaluateError, check_finite};

/// Area under the ROC curve of one score and label per frame: P(s+ > s-) + P(s+ = s-)/2, exactly.
///
/// Errors: E2 when the lengths differ, E4 for a score that is not finite, E7 when all labels are equal.
pub fn auroc(scores: &[f32], labels: &[bool]) -> Result<f64, EvaluateError> {
    const NAME: &str = "scores";
    if scores.len() != labels.len() {
        return Err(EvaluateError::Length {
            video: NAME.into(),
            scores: scores.len(),
            repeat: 1,
            truth: labels.len(),
        });
    }
    check_finite(NAME, scores)?;
    let counted = scores.iter().zip(labels).map(|(&score, &odd)| Counted {
        score,
        positives: u64::from(odd),
        negatives: u64::from(!odd),
    });
    Ok(Curve::new(counted.collect())?.auroc())
}

impl Curve {
    /// Twice the area in units of frame pairs, and twice the number of pairs: integers, so that the ratio
    /// is rounded once.
    pub fn auroc_ratio(&self) -> (u128, u128) {
        let doubled = self.steps().map(|(a, b)| {
            let width = u128::from(b.false_positives - a.false_positives);
            width * (u128::from(a.true_positives) + u128::from(b.true_positives))
        });
        (doubled.sum(), 2 * u128::from(self.positives()) * u128::from(self.negatives()))
    }

    /// Area under the ROC curve.
    pub fn auroc(&self) -> f64 {
        let (area, whole) = self.auroc_ratio();
        area as f64 / whole as f64
    }

    /// Where the false positive rate equals the miss rate, on the linearly interpolated curve.
    pub fn equal_error_rate(&self) -> f64 {
        self.equal_error().0
    }

    /// [`Curve::equal_error_rate`] and the score at the end of the piece on which it lies.
    pub fn equal_error(&self) -> (f64, f32) {
        let rates = |point: &super::CurvePoint| {
            let miss = (self.positives() - point.true_positives) as f64 / self.positives() as f64;
            (miss, point.false_positives as f64 / self.negatives() as f64)
        };
        let crossing = self
            .steps()
            .map(|(a, b)| (rates(&a), rates(&b), b.threshold))
            .find(|(_, (miss, fall), _)| miss <= fall);
        // The last point has miss 0 and false positive rate 1, so a crossing exists.
        let ((miss_a, fall_a), (miss_b, fall_b), threshold) =
            crossing.unwrap_or(((0.0, 1.0), (0.0, 1.0), f32::NEG_INFINITY));
        let (gap_a, gap_b) = (miss_a - fall_a, miss_b - fall_b);
        if gap_a == gap_b {
            return (fall_b, threshold);
        }
        (fall_a + gap_a / (gap_a - gap_b) * (fall_b - fall_a), threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The definition: all pairs of an odd and another frame.
    fn by_pairs(scores: &[f32], labels: &[bool]) -> f64 {
        let (mut sum, mut pairs) = (0.0, 0.0);
        for (i, _) in labels.iter().enumerate().filter(|(_, odd)| **odd) {
            for (j, _) in labels.iter().enumerate().filter(|(_, odd)| !**odd) {
                sum += if scores[i] > scores[j] {
                    1.0
                } else if scores[i] == scores[j] {
                    0.5
                } else {
                    0.0
                };
                pairs += 1.0;
            }
        }
        sum / pairs
    }

    /// Up to 40 frames on few distinct scores, so that ties are common; both classes present.
    fn small_case(case: u64) -> (Vec<f32>, Vec<bool>) {
        let mut random = Random::keyed(7, "auroc", case);
        let n = 2 + random.below(39);
        let scores = (0..n).map(|_| random.below(12) as f32 / 4.0 - 1.0).collect();
        let mut labels: Vec<bool> = (0..n).map(|_| random.below(3) == 0).collect();
        labels[0] = true;
        labels[1] = false;
        (scores, labels)
    }

    #[test]
    fn the_area_equals_the_share_of_well_ordered_pairs() {
        for case in 0..500 {
            let (scores, labels) = small_case(case);
            let got = auroc(&scores, &labels).unwrap();
            assert!((got - by_pairs(&scores, &labels)).abs() < 1e-12, "case {case}");
        }
    }

    #[test]
    fn only_the_order_of_the_scores_matters() {
        for case in 0..200 {
            let (scores, labels) = small_case(case);
            let mapped: Vec<f32> = scores.iter().map(|s| s * s * s * 8.0 + s - 5.0).collect();
            assert_eq!(auroc(&scores, &labels).unwrap(), auroc(&mapped, &labels).unwrap());
            let negated: Vec<f32> = scores.iter().map(|s| -s).collect();
            let sum = auroc(&scores, &labels).unwrap() + auroc(&negated, &labels).unwrap();
            assert!((sum - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_order_of_the_frames_does_not_matter() {
        let (scores, labels) = small_case(3);
        let reversed: Vec<f32> = scores.iter().rev().copied().collect();
        let labels_reversed: Vec<bool> = labels.iter().rev().copied().collect();
        assert_eq!(auroc(&scores, &labels).unwrap(), auroc(&reversed, &labels_reversed).unwrap());
    }

    #[test]
    fn one_class_is_undefined_never_a_half() {
        for labels in [[true; 3], [false; 3]] {
            let error = auroc(&[0.1, 0.2, 0.3], &labels).unwrap_err();
            assert!(
                matches!(error, EvaluateError::OneClass { frames: 3, positive } if positive == labels[0])
            );
        }
        assert_eq!(auroc(&[], &[]).unwrap_err().code(), "E7");
    }

    #[test]
    fn scores_that_are_not_finite_are_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let error = auroc(&[0.0, bad], &[true, false]).unwrap_err();
            assert!(matches!(error, EvaluateError::NotFinite { index: 1, .. }));
        }
        assert_eq!(auroc(&[0.0], &[true, false]).unwrap_err().code(), "E2");
    }

    #[test]
    fn both_zeros_are_one_score() {
        assert_eq!(auroc(&[0.0, -0.0], &[true, false]).unwrap(), 0.5);
    }

    #[test]
    fn a_perfect_ranking_has_no_equal_error() {
        let counted = |score, positives, negatives| Counted { score, positives, negatives };
        let perfect = Curve::new(vec![counted(1.0, 5, 0), counted(0.0, 0, 9)]).unwrap();
        assert_eq!((perfect.auroc(), perfect.equal_error_rate()), (1.0, 0.0));
        let worst = Curve::new(vec![counted(1.0, 0, 9), counted(0.0, 5, 0)]).unwrap();
        assert_eq!((worst.auroc(), worst.equal_error_rate()), (0.0, 1.0));
    }
}
