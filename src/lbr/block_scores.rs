//! From the errors of a block's cubes to their scores (LBR-SPR, CVPR 2022).

use super::scoring::Statistics;

/// Score of a cube in a block that had no cube to learn from (authors' program).
pub const NO_MODEL_SCORE: f32 = 20.0;
/// w_of: how much the flow's z-score counts in the motion variant (authors' configuration).
pub const FLOW_SCORE_WEIGHT: f64 = 1.0;

/// Sums of squared errors of a block's cubes, one per cube.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockErrors {
    /// In redrawing the cube.
    pub raw: Vec<f32>,
    /// In drawing its flow, in the motion variant.
    pub flow: Option<Vec<f32>>,
}

/// Mean and deviation of the errors of a block's training cubes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockStatistics {
    /// Of the first network.
    pub raw: Statistics,
    /// Of the second, in the motion variant.
    pub flow: Option<Statistics>,
}

impl BlockStatistics {
    /// Of a block's errors.
    pub fn of(errors: &BlockErrors) -> Self {
        Self { raw: Statistics::of(&errors.raw), flow: errors.flow.as_deref().map(Statistics::of) }
    }

    /// S of every cube: the z-score, or with motion w_raw·z_raw + w_of·z_of with w_raw = `raw_weight`
    /// ([`DataSet::raw_weight`](super::data_set::DataSet::raw_weight)).
    ///
    /// # Panics
    /// Where one of errors and statistics is of the motion variant and the other is not.
    pub fn scores(&self, errors: &BlockErrors, raw_weight: f64) -> Vec<f32> {
        assert_eq!(self.flow.is_some(), errors.flow.is_some(), "both of one variant");
        let raw = errors.raw.iter().map(|&error| self.raw.z(error));
        let Some((statistics, flow)) = self.flow.zip(errors.flow.as_ref()) else { return raw.collect() };
        let flow = flow.iter().map(|&error| statistics.z(error));
        let sum = |(raw, flow)| raw_weight * f64::from(raw) + FLOW_SCORE_WEIGHT * f64::from(flow);
        raw.zip(flow).map(|pair: (f32, f32)| sum(pair) as f32).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_motion_the_score_is_the_z_score() {
        let errors = BlockErrors { raw: vec![10.0, 12.0, 14.0, 20.0, 44.0], flow: None };
        let found = BlockStatistics::of(&errors).scores(&errors, 0.5);
        for (found, want) in found.iter().zip([-0.802_701_6, -0.642_161_3, -0.481_620_97, 0.0, 1.926_483_9]) {
            assert!((found - want).abs() < 1e-6, "{found}, expected {want}");
        }
    }

    #[test]
    fn with_motion_half_of_the_first_z_score_counts() {
        let raw = vec![10.0, 12.0, 14.0, 20.0, 44.0];
        let errors = BlockErrors { raw: raw.clone(), flow: Some(raw.into_iter().rev().collect()) };
        let statistics = BlockStatistics::of(&errors);
        let z = |error: f32| f64::from(statistics.raw.z(error));
        let found = statistics.scores(&errors, 0.5);
        assert!((f64::from(found[0]) - (0.5 * z(10.0) + z(44.0))).abs() < 1e-6, "{found:?}");
        let found = statistics.scores(&errors, 0.1);
        assert!((f64::from(found[4]) - (0.1 * z(44.0) + z(10.0))).abs() < 1e-6, "{found:?}");
    }
}
