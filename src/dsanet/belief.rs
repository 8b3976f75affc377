//! From logits to probabilities: of being odd, and of every class ("hierarchical belief modulation").

/// The logistic function.
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Keeps the quotient finite where all odd classes are impossible (authors' code).
const SHARE_FLOOR: f64 = 1e-12;

/// Probabilities of the classes, the first being normal; they sum to 1 (but for the floor under the odd classes' share,
/// which shows where the alignment head is all but certain of the normal class).
///
/// `detection` is the logit of being odd, `classes` those of the alignment head; `temperature` softens both (authors'
/// code).
pub fn class_probabilities(detection: f64, classes: &[f64], temperature: f64) -> Vec<f64> {
    let odd = sigmoid(detection / temperature);
    let largest = classes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = classes.iter().map(|logit| libm::exp((logit - largest) / temperature)).collect();
    let sum: f64 = weights.iter().sum();
    let share = |weight: &f64| weight / sum;
    let odd_share: f64 = weights.iter().skip(1).map(share).sum::<f64>() + SHARE_FLOOR;
    let of_odd = weights.iter().skip(1).map(|weight| odd * share(weight) / odd_share);
    core::iter::once(1.0 - odd).chain(of_odd).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_probabilities() {
        for (temperature, expected) in
            [(5.0, [0.401312, 0.269509, 0.329179]), (1.0, [0.119203, 0.236883, 0.643914])]
        {
            let found = class_probabilities(2.0, &[3.0, 1.0, 2.0], temperature);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
            }
        }
    }

    #[test]
    fn probabilities_sum_to_one_and_the_normal_one_falls_as_the_score_rises() {
        let mut before = 1.0;
        for step in -20..=20 {
            let found = class_probabilities(f64::from(step), &[4.0, -1.0, 3.0, 2.0], 1.0);
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{found:?}");
            assert!(found[0] < before && found.iter().all(|p| (0.0..=1.0).contains(p)));
            before = found[0];
        }
    }
}
