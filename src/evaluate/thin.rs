//! Curves for plots: few points, the same area.
//!
//! Every printed metric comes from the full integer curve; what is drawn encloses exactly that area, so that the
//! picture and the number cannot disagree.

use super::conventions::ApRule;
use super::curve::{Curve, CurvePoint};

/// A curve of at most this many points is drawn as it is.
const ENOUGH_POINTS: usize = 2000;
/// Pieces of equal length, |dx| + |dy|, that a longer one is cut into.
const BINS: usize = 500;

/// `[x, y]`, both 0 to 1.
pub type PlotPoint = [f64; 2];

/// False positive rate and recall, from (0, 0) to (1, 1), rising; trapezoids under it have the area
/// [`Curve::auroc`].
pub fn plot_roc(curve: &Curve) -> Vec<PlotPoint> {
    let corners = without_collinear(curve);
    let (p, n) = (curve.positives() as f64, curve.negatives() as f64);
    let points: Vec<PlotPoint> =
        corners.iter().map(|c| [c.false_positives as f64 / n, c.true_positives as f64 / p]).collect();
    if points.len() <= ENOUGH_POINTS {
        return points;
    }
    let mut thinned = vec![points[0]];
    for (first, last) in bins(&points) {
        let ([x0, y0], [x1, y1]) = (points[first], points[last]);
        let (w, h) = (x1 - x0, y1 - y0);
        if last > first + 1 && w > 0.0 && h > 0.0 {
            // Twice the area between the bin's floor and the curve, in frame pairs: exact.
            let pairs = corners[first..=last].windows(2).map(|c| {
                let width = u128::from(c[1].false_positives - c[0].false_positives);
                let floor = corners[first].true_positives;
                width * u128::from(c[0].true_positives - floor + (c[1].true_positives - floor))
            });
            let t = (pairs.sum::<u128>() as f64 / 2.0 / (p * n) / (w * h)).clamp(0.0, 1.0);
            thinned.push([x1 - t * w, y0 + t * h]);
        }
        thinned.push([x1, y1]);
    }
    thinned
}

/// Recall and precision, from recall 0 to 1; trapezoids under it have the area of the average precision by
/// `rule`. It starts at (0, 1) for the trapezoid rule (and [`ApRule::Both`]), and for the step rule at the first
/// precision, in steps.
pub fn plot_pr(curve: &Curve, rule: ApRule) -> Vec<PlotPoint> {
    let by_step = rule == ApRule::Step;
    let p = curve.positives() as f64;
    let precision = |c: &CurvePoint| c.true_positives as f64 / (c.true_positives + c.false_positives) as f64;
    let mut points: Vec<PlotPoint> = vec![[0.0, 1.0]];
    points.extend(curve.points().iter().map(|c| [c.true_positives as f64 / p, precision(c)]));
    if by_step {
        points[0][1] = points[1][1];
    }
    let height = |pair: &[PlotPoint]| if by_step { pair[1][1] } else { (pair[0][1] + pair[1][1]) / 2.0 };
    let area = |piece: &[PlotPoint]| piece.windows(2).map(|w| (w[1][0] - w[0][0]) * height(w)).sum::<f64>();
    let whole = points.len() <= ENOUGH_POINTS;
    let pieces = if whole { (1..points.len()).map(|i| (i - 1, i)).collect() } else { bins(&points) };
    let mut thinned = vec![points[0]];
    for (first, last) in pieces {
        let ([x0, _], [x1, y1]) = (points[first], points[last]);
        if x1 > x0 && (by_step || last > first + 1) {
            let level = area(&points[first..=last]) / (x1 - x0);
            thinned.extend([[x0, level], [x1, level]]);
        }
        thinned.push([x1, y1]);
    }
    thinned.dedup();
    thinned
}

/// The curve from (0, 0) without the points that lie exactly on the line between their neighbours.
fn without_collinear(curve: &Curve) -> Vec<CurvePoint> {
    let mut corners: Vec<CurvePoint> = Vec::new();
    let origin = CurvePoint { threshold: f32::INFINITY, true_positives: 0, false_positives: 0 };
    for &point in std::iter::once(&origin).chain(curve.points()) {
        if let [.., a, b] = corners.as_slice()
            && in_line(a, b, &point)
        {
            corners.pop();
        }
        corners.push(point);
    }
    corners
}

/// Whether `b` lies on the line from `a` to `c`: an integer cross product of 0.
fn in_line(a: &CurvePoint, b: &CurvePoint, c: &CurvePoint) -> bool {
    let dx = |from: &CurvePoint, to: &CurvePoint| u128::from(to.false_positives - from.false_positives);
    let dy = |from: &CurvePoint, to: &CurvePoint| u128::from(to.true_positives - from.true_positives);
    dx(a, b) * dy(b, c) == dx(b, c) * dy(a, b)
}

/// Places in `points` that cut it into [`BINS`] pieces of about equal length, as `(first, last)` pairs that
/// follow one another.
fn bins(points: &[PlotPoint]) -> Vec<(usize, usize)> {
    let length = |w: &[PlotPoint]| (w[1][0] - w[0][0]).abs() + (w[1][1] - w[0][1]).abs();
    let total: f64 = points.windows(2).map(length).sum();
    let width = total / BINS as f64;
    let (mut bins, mut first, mut gone, mut next) = (Vec::with_capacity(BINS), 0, 0.0, width);
    for (i, pair) in points.windows(2).enumerate() {
        gone += length(pair);
        if gone >= next || i + 2 == points.len() {
            bins.push((first, i + 1));
            first = i + 1;
            // One long piece may pass several ends.
            next = width * ((gone / width).floor() + 1.0);
        }
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Counted;
    use crate::random::Random;

    fn area(points: &[PlotPoint]) -> f64 {
        points.windows(2).map(|w| (w[1][0] - w[0][0]) * (w[0][1] + w[1][1]) / 2.0).sum()
    }

    fn random_curve(case: u64) -> Curve {
        let mut random = Random::keyed(3, "thin", case);
        let n = [3, 40, 900, 5000, 20_000][case as usize % 5];
        let mut counted: Vec<Counted> = (0..n)
            .map(|_| {
                let odd = random.below(4) == 0;
                let score = (random.unit() + if odd { 0.3 } else { 0.0 }) as f32;
                Counted { score, positives: 16 * u64::from(odd), negatives: 16 * u64::from(!odd) }
            })
            .collect();
        (counted[0].positives, counted[0].negatives) = (5, 11);
        (counted[1].positives, counted[1].negatives) = (0, 16);
        Curve::new(counted).unwrap()
    }

    #[test]
    fn the_plotted_area_is_the_metric() {
        for case in 0..40 {
            let curve = random_curve(case);
            let roc = plot_roc(&curve);
            assert!((area(&roc) - curve.auroc()).abs() <= 1e-12, "case {case}");
            let trapezoid = plot_pr(&curve, ApRule::Trapezoid);
            assert!((area(&trapezoid) - curve.average_precision_trapezoid()).abs() <= 1e-12, "case {case}");
            let step = plot_pr(&curve, ApRule::Step);
            assert!((area(&step) - curve.average_precision_step()).abs() <= 1e-12, "case {case}");
            assert!([&roc, &trapezoid].iter().all(|points| points.len() <= ENOUGH_POINTS), "case {case}");
        }
    }

    #[test]
    fn curves_start_and_end_where_they_must_and_the_roc_rises() {
        for case in 0..40 {
            let curve = random_curve(case);
            let roc = plot_roc(&curve);
            assert_eq!((roc[0], roc[roc.len() - 1]), ([0.0, 0.0], [1.0, 1.0]));
            assert!(roc.windows(2).all(|w| w[0][0] <= w[1][0] && w[0][1] <= w[1][1]), "case {case}");
            let pr = plot_pr(&curve, ApRule::Both);
            assert_eq!((pr[0], pr[pr.len() - 1][0]), ([0.0, 1.0], 1.0));
            assert!(pr.windows(2).all(|w| w[0][0] <= w[1][0]), "case {case}");
        }
    }

    #[test]
    fn points_on_a_line_are_left_out_exactly() {
        let counted = |score, positives, negatives| Counted { score, positives, negatives };
        let curve = Curve::new(vec![
            counted(0.9, 1, 0),
            counted(0.8, 2, 0),
            counted(0.7, 1, 3),
            counted(0.6, 2, 6),
            counted(0.5, 0, 1),
        ])
        .unwrap();
        assert_eq!(plot_roc(&curve), [[0.0, 0.0], [0.0, 0.5], [0.9, 1.0], [1.0, 1.0]]);
    }
}
