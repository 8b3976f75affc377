//! Average precision, by both rules in use.

use super::curve::Curve;

impl Curve {
    /// Σ (r_i - r_{i-1}) p_i: scikit-learn's `average_precision_score`.
    pub fn average_precision_step(&self) -> f64 {
        let terms = self.steps().map(|(a, b)| {
            let gained = (b.true_positives - a.true_positives) as f64;
            let precision = b.true_positives as f64 / (b.true_positives + b.false_positives) as f64;
            gained * precision
        });
        terms.sum::<f64>() / self.positives() as f64
    }

    /// Σ (r_i - r_{i-1}) (p_i + p_{i-1})/2 with p_0 = 1: the trapezoid under the curve, as the authors of
    /// LA-Net and PEL4VAD report it. Never comparable with the step rule.
    pub fn average_precision_trapezoid(&self) -> f64 {
        let mut before = 1.0;
        let terms = self.steps().map(|(a, b)| {
            let gained = (b.true_positives - a.true_positives) as f64;
            let precision = b.true_positives as f64 / (b.true_positives + b.false_positives) as f64;
            let mean = (precision + before) / 2.0;
            before = precision;
            gained * mean
        });
        terms.sum::<f64>() / self.positives() as f64
    }
}
