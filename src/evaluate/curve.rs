//! The cumulative counts that every frame metric is read from.
//!
//! Scores are sorted descending and equal scores grouped: every score is repeated over its frames, so ties
//! are the rule, and a metric that broke them by order would depend on how files were listed.

use super::EvaluateError;

/// Frames that share one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// Their score; finite.
    pub score: f32,
    /// How many are odd.
    pub positives: u64,
    /// How many are not.
    pub negatives: u64,
}

/// What is found at and above a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The group's score.
    pub threshold: f32,
    /// Odd frames that score at least this much.
    pub true_positives: u64,
    /// Other frames that do.
    pub false_positives: u64,
}

/// Cumulative counts, one point per distinct score, descending. Both classes are present.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    points: Vec<CurvePoint>,
    positives: u64,
    negatives: u64,
}

impl Curve {
    /// Sorts and groups; refuses one-class input (E7), for which no metric has a value.
    ///
    /// Scores must not be NaN: whoever knows the video's name checks (E4).
    pub fn new(mut counted: Vec<Counted>) -> Result<Self, EvaluateError> {
        counted.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self::from_sorted(counted)
    }

    /// [`Curve::new`] of what is sorted already, highest score first.
    pub(super) fn from_sorted(counted: impl IntoIterator<Item = Counted>) -> Result<Self, EvaluateError> {
        let mut points: Vec<CurvePoint> = Vec::new();
        let (mut positives, mut negatives) = (0, 0);
        for Counted { score, positives: odd, negatives: other } in counted {
            positives += odd;
            negatives += other;
            let point =
                CurvePoint { threshold: score, true_positives: positives, false_positives: negatives };
            match points.last_mut() {
                // `==`, not the sort's order: 0.0 and -0.0 are one score.
                Some(last) if last.threshold == score => *last = point,
                _ => points.push(point),
            }
        }
        if positives == 0 || negatives == 0 {
            return Err(EvaluateError::OneClass {
                frames: positives + negatives,
                positive: negatives == 0 && positives > 0,
            });
        }
        Ok(Self { points, positives, negatives })
    }

    /// One point per distinct score, descending; the implied first point (0, 0) is not stored.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// Odd frames in all.
    pub fn positives(&self) -> u64 {
        self.positives
    }

    /// Other frames in all.
    pub fn negatives(&self) -> u64 {
        self.negatives
    }

    /// Successive points, starting from the implied (0, 0).
    pub(super) fn steps(&self) -> impl Iterator<Item = (CurvePoint, CurvePoint)> + '_ {
        let origin = CurvePoint { threshold: f32::INFINITY, true_positives: 0, false_positives: 0 };
        let before = std::iter::once(origin).chain(self.points.iter().copied());
        before.zip(self.points.iter().copied())
    }
}
