//! The multiple-instance loss: a video's probability is the mean of its k largest snippet scores (slides; k
//! from the sibling code).

/// One more snippet is averaged for every so many (sibling code).
pub const SNIPPETS_PER_K: usize = 16;
/// Lower limit of a logarithm in the cross-entropy, as in PyTorch.
const LOG_FLOOR: f64 = -100.0;

/// floor(T / 16) + 1.
pub fn top_k(snippets: usize) -> usize {
    snippets / SNIPPETS_PER_K + 1
}

/// Indices of the `k` largest values, largest first; of equal values the later (ours, as a sorted list read from its
/// end has it).
pub fn largest(values: &[f64], k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(b.cmp(&a)));
    order.truncate(k);
    order
}

/// The snippets that stand for a bag: the top k of a positive one, the largest of a negative one.
pub fn picked(scores: &[f64], positive: bool) -> Vec<usize> {
    largest(scores, if positive { top_k(scores.len()) } else { 1 })
}

/// Cross-entropy of one bag; adds `weight` times its gradient to `gradient`.
///
/// # Shapes
/// `scores` and `gradient` `[T]`; returns `weight` times the loss.
pub fn bag_loss(scores: &[f64], positive: bool, weight: f64, gradient: &mut [f64]) -> f64 {
    picked_loss(scores, &picked(scores, positive), positive, weight, gradient)
}

/// [`bag_loss`] with the mean over the `picked` snippets, whichever they are.
pub fn picked_loss(
    scores: &[f64],
    picked: &[usize],
    positive: bool,
    weight: f64,
    gradient: &mut [f64],
) -> f64 {
    let share = 1.0 / picked.len().max(1) as f64;
    let p = picked.iter().map(|&t| scores[t]).sum::<f64>() * share;
    let (right, sign) = if positive { (p, 1.0) } else { (1.0 - p, -1.0) };
    let log = libm::log(right);
    if log <= LOG_FLOOR {
        // A clamped logarithm has no slope.
        return -weight * LOG_FLOOR;
    }
    for &t in picked {
        gradient[t] -= weight * sign * share / right;
    }
    -weight * log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k_has_the_worked_values() {
        let k = [1, 15, 16, 31, 32, 199, 200].map(top_k);
        assert_eq!(k, [1, 1, 2, 2, 3, 13, 13]);
    }

    #[test]
    fn of_equal_scores_the_later_is_picked() {
        assert_eq!(largest(&[0.5, 0.7, 0.7, 0.1], 2), [2, 1]);
        assert_eq!(largest(&[0.5; 4], 2), [3, 2]);
        assert_eq!(picked(&[0.2; 40], true), [39, 38, 37]);
        assert_eq!(picked(&[0.1, 0.9, 0.9], false), [2]);
    }

    #[test]
    fn a_certain_mistake_costs_100_and_stays_finite() {
        let mut gradient = [0.0; 2];
        assert_eq!(bag_loss(&[0.0, 0.0], true, 1.0, &mut gradient), 100.0);
        assert_eq!(bag_loss(&[1.0, 0.0], false, 1.0, &mut gradient), 100.0);
        assert_eq!(gradient, [0.0; 2]);
    }
}
