//! The full curve as CSV, a line per distinct score.

use super::curve::Curve;

/// Names of the columns.
const HEADER: &str = "threshold,true_positives,false_positives,recall,false_positive_rate,precision";

impl Curve {
    /// Lines of the full curve without line ends, a header first. Thresholds are written so that they come back
    /// bit for bit.
    pub fn csv_lines(&self) -> impl Iterator<Item = String> + '_ {
        let points = self.points().iter().map(|point| {
            let (tp, fp) = (point.true_positives, point.false_positives);
            let recall = tp as f64 / self.positives() as f64;
            let fall_out = fp as f64 / self.negatives() as f64;
            let precision = tp as f64 / (tp + fp) as f64;
            format!("{},{tp},{fp},{recall},{fall_out},{precision}", point.threshold)
        });
        std::iter::once(HEADER.to_string()).chain(points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Counted;

    #[test]
    fn every_distinct_score_has_a_line() {
        let counted = |score, positives, negatives| Counted { score, positives, negatives };
        let curve = Curve::new(vec![counted(0.1, 1, 3), counted(0.9, 1, 0), counted(0.1, 2, 0)]).unwrap();
        let lines: Vec<String> = curve.csv_lines().collect();
        assert_eq!(lines, [HEADER, "0.9,1,0,0.25,0,1", "0.1,4,3,1,1,0.5714285714285714"]);
    }
}
