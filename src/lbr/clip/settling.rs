//! Whether the ranking of the cubes still changes.

/// Watches the rank correlation of successive checkpoints.
#[derive(Debug, Default)]
pub(super) struct Settling {
    last: Option<Vec<f64>>,
    correlation: Option<f64>,
    unchanged: usize,
}

impl Settling {
    /// Takes the errors of the same cubes as last time.
    pub(super) fn checkpoint(&mut self, errors: &[f32]) {
        let ranks = mean_ranks(errors);
        self.correlation = self.last.as_ref().map(|last| correlation(last, &ranks));
        let same = self.correlation.is_some_and(|rho| rho >= super::SETTLED_CORRELATION);
        self.unchanged = if same { self.unchanged + 1 } else { 0 };
        self.last = Some(ranks);
    }

    /// Rank correlation of the last two checkpoints.
    pub(super) fn correlation(&self) -> Option<f64> {
        self.correlation
    }

    /// Whether the last checkpoints in a row were unchanged.
    pub(super) fn settled(&self) -> bool {
        self.unchanged >= super::SETTLED_CHECKPOINTS
    }
}

/// Spearman's rank correlation, mean ranks for ties; 0 where one side is all ties.
pub fn rank_correlation(a: &[f32], b: &[f32]) -> f64 {
    correlation(&mean_ranks(a), &mean_ranks(b))
}

fn mean_ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = first as f64 + (run.len() - 1) as f64 / 2.0;
        for &index in run {
            ranks[index] = rank;
        }
        first += run.len();
    }
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let middle = (a.len() as f64 - 1.0) / 2.0;
    let product =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum() };
    let scale = (product(a, a) * product(b, b)).sqrt();
    if scale > 0.0 { product(a, b) / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlation_sees_order_only_and_ties_share_their_rank() {
        assert_eq!(rank_correlation(&[1.0, 2.0, 9.0], &[0.1, 0.5, 0.6]), 1.0);
        assert_eq!(rank_correlation(&[1.0, 2.0, 9.0], &[3.0, 2.0, 1.0]), -1.0);
        assert_eq!(rank_correlation(&[1.0, 1.0, 1.0], &[3.0, 2.0, 1.0]), 0.0);
        // Ranks 0, 1.5, 1.5, 3 against 0, 2, 1, 3: 4.5 / sqrt(4.5 * 5).
        let rho = rank_correlation(&[1.0, 2.0, 2.0, 3.0], &[1.0, 3.0, 2.0, 4.0]);
        assert!((rho - 4.5 / 22.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn two_unchanged_checkpoints_in_a_row_are_settled() {
        let mut settling = Settling::default();
        for (errors, settled) in [
            ([1.0, 2.0, 3.0], false),
            ([2.0, 3.0, 4.0], false),
            ([1.0, 2.0, 3.0], true),
            ([3.0, 2.0, 1.0], false),
        ] {
            settling.checkpoint(&errors);
            assert_eq!(settling.settled(), settled);
        }
    }
}
