//! What a threshold does: the one place on every curve at which a score becomes a decision.

use serde::{Deserialize, Serialize};

use super::curve::{Curve, CurvePoint};

/// What is raised at and above one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// Odd frames that are raised.
    pub true_positives: u64,
    /// Other frames that are.
    pub false_positives: u64,
    /// Odd frames in all.
    pub positives: u64,
    /// Other frames in all.
    pub negatives: u64,
}

impl OperatingPoint {
    /// Share of the odd frames that are raised.
    pub fn recall(&self) -> f64 {
        self.true_positives as f64 / self.positives as f64
    }

    /// Share of the other frames that are.
    pub fn false_positive_rate(&self) -> f64 {
        self.false_positives as f64 / self.negatives as f64
    }

    /// Share of what is raised that is odd; none where nothing is raised.
    pub fn precision(&self) -> Option<f64> {
        let raised = self.true_positives + self.false_positives;
        (raised > 0).then(|| self.true_positives as f64 / raised as f64)
    }

    /// What the decisions cost: so much for every odd frame that is missed and every other one that is raised.
    pub fn cost(&self, of_miss: f64, of_alarm: f64) -> f64 {
        of_miss * (self.positives - self.true_positives) as f64 + of_alarm * self.false_positives as f64
    }
}

impl Curve {
    /// What a score of at least `threshold` raises.
    pub fn at(&self, threshold: f32) -> OperatingPoint {
        let raised = self.points().partition_point(|point| point.threshold >= threshold);
        self.operating(raised.checked_sub(1).map(|last| self.points()[last]))
    }

    /// The threshold of the lowest cost with what it costs there; infinity where raising nothing is cheapest. Of
    /// equal costs the highest threshold.
    pub fn cheapest(&self, of_miss: f64, of_alarm: f64) -> (f32, f64) {
        let nothing = (f32::INFINITY, self.operating(None).cost(of_miss, of_alarm));
        self.points().iter().fold(nothing, |best, &point| {
            let cost = self.operating(Some(point)).cost(of_miss, of_alarm);
            if cost < best.1 { (point.threshold, cost) } else { best }
        })
    }

    fn operating(&self, point: Option<CurvePoint>) -> OperatingPoint {
        let (true_positives, false_positives) =
            point.map_or((0, 0), |point| (point.true_positives, point.false_positives));
        let (positives, negatives) = (self.positives(), self.negatives());
        OperatingPoint { true_positives, false_positives, positives, negatives }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Counted;

    const SCORES: [f32; 10] = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.1, 0.9, 0.8];
    const ODD: [u64; 10] = [0, 0, 1, 1, 0, 1, 0, 0, 1, 0];

    fn curve() -> Curve {
        let counted =
            SCORES.iter().zip(ODD).map(|(&score, odd)| Counted { score, positives: odd, negatives: 1 - odd });
        Curve::new(counted.collect()).expect("both classes")
    }

    #[test]
    fn a_threshold_raises_what_reaches_it() {
        let raised = |threshold| {
            let point = curve().at(threshold);
            (point.true_positives, point.false_positives)
        };
        assert_eq!(raised(1.0), (0, 0));
        assert_eq!(raised(0.9), (1, 0));
        assert_eq!(raised(0.8), (2, 1));
        assert_eq!(raised(0.5), (2, 1));
        assert_eq!(raised(0.4), (3, 3));
        assert_eq!(raised(0.0), (4, 6));
        let point = curve().at(0.5);
        assert_eq!((point.recall(), point.false_positive_rate()), (0.5, 1.0 / 6.0));
        assert_eq!((point.precision(), curve().at(1.0).precision()), (Some(2.0 / 3.0), None));
    }

    #[test]
    fn the_cheapest_threshold_is_the_cheapest_of_all() {
        for (miss, alarm) in [(1.0, 1.0), (10.0, 1.0), (1.0, 10.0), (0.0, 1.0), (1.0, 0.0)] {
            let (threshold, cost) = curve().cheapest(miss, alarm);
            let all = (0..=20).map(|step| curve().at(step as f32 / 20.0).cost(miss, alarm));
            assert_eq!(cost, all.fold(f64::INFINITY, f64::min), "{miss}, {alarm}");
            assert_eq!(curve().at(threshold).cost(miss, alarm), cost);
        }
        assert_eq!(curve().cheapest(0.0, 1.0).0, f32::INFINITY);
    }
}
