//! Mean and spread of targets, so that each weighs as much as any other.

use super::targets::PER_CELL;

/// Added to every spread: what is rare is told less urgently (ours).
const LEAST: f32 = 0.1;

/// Mean and standard deviation of each target, `[PER_CELL]`.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetScale {
    mean: Vec<f32>,
    spread: Vec<f32>,
}

impl TargetScale {
    /// Of targets `[n, PER_CELL]`, at least one row.
    pub fn of(targets: &[f32]) -> Self {
        let rows = (targets.len() / PER_CELL).max(1) as f64;
        let column = |k: usize| targets.iter().skip(k).step_by(PER_CELL).map(|&value| f64::from(value));
        let mean: Vec<f64> = (0..PER_CELL).map(|k| column(k).sum::<f64>() / rows).collect();
        let spread = mean.iter().enumerate().map(|(k, mean)| {
            let squares = column(k).map(|value| (value - mean) * (value - mean)).sum::<f64>();
            libm::sqrt(squares / rows) as f32 + LEAST
        });
        Self { spread: spread.collect(), mean: mean.iter().map(|&mean| mean as f32).collect() }
    }

    /// Targets `[n, PER_CELL]` less their means, by their spreads.
    pub fn scaled(&self, targets: &[f32]) -> Vec<f32> {
        let scales = self.mean.iter().zip(&self.spread).cycle();
        targets.iter().zip(scales).map(|(&target, (mean, spread))| (target - mean) / spread).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_targets_have_mean_zero_and_rare_ones_stay_small() {
        let mut targets = vec![0.0; 4 * PER_CELL];
        for (row, value) in [2.0, 4.0, 2.0, 4.0].into_iter().enumerate() {
            targets[row * PER_CELL] = value;
        }
        let scaled = TargetScale::of(&targets).scaled(&targets);
        let first: Vec<f32> = scaled.iter().step_by(PER_CELL).copied().collect();
        for (found, want) in first.iter().zip([-1.0, 1.0, -1.0, 1.0]) {
            assert!((found - want / 1.1).abs() < 1e-6, "{first:?}");
        }
        assert!(
            scaled.iter().skip(1).step_by(PER_CELL).all(|&value| value == 0.0),
            "what never varies says nothing"
        );
    }
}
