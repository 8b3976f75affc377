//! Reconstruction errors of all cubes, as a value that the caller steps (LBR-SPR, CVPR 2022).

use burn::tensor::Device;
use std::sync::Arc;

use super::LbrError;
use super::batch::{batch, flow_batch, squared_errors};
use super::model::ReconCae;
use crate::localize::{Cubes, FlowCubes};

/// Cubes that are scored at a time.
pub const CUBES_PER_STEP: usize = 256;

/// Mean and standard deviation (ddof 0) of errors, each in f64 in the order of the errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// Mean m.
    pub mean: f64,
    /// Standard deviation d.
    pub std: f64,
}

impl Statistics {
    /// Of a set of errors; an empty set has mean and deviation 0.
    pub fn of(errors: &[f32]) -> Self {
        let count = errors.len().max(1) as f64;
        let mean = errors.iter().map(|&e| f64::from(e)).sum::<f64>() / count;
        let spread: f64 = errors.iter().map(|&e| (f64::from(e) - mean).powi(2)).sum();
        Self { mean, std: (spread / count).sqrt() }
    }

    /// Whether all objects look the same: the deviation is lost in rounding (ours).
    pub fn flat(&self) -> bool {
        self.std <= 1e-6 * self.mean
    }

    /// (error - m) / d; 0 where all objects look the same.
    pub fn z(&self, error: f32) -> f32 {
        if self.flat() { 0.0 } else { ((f64::from(error) - self.mean) / self.std) as f32 }
    }
}

/// Scores chosen cubes, some at a call.
#[derive(Debug)]
pub struct Scoring {
    model: ReconCae,
    cubes: Arc<Cubes>,
    /// What the network has to draw, where it is not the cubes.
    flow: Option<Arc<FlowCubes>>,
    indices: Vec<usize>,
    errors: Vec<f32>,
    device: Device,
}

impl Scoring {
    /// Of all cubes.
    pub fn all(model: ReconCae, cubes: Arc<Cubes>, device: &Device) -> Self {
        let indices = (0..cubes.len()).collect();
        Self::of(model, cubes, indices, device)
    }

    /// Of some cubes, in the given order.
    pub fn of(model: ReconCae, cubes: Arc<Cubes>, indices: Vec<usize>, device: &Device) -> Self {
        let errors = Vec::with_capacity(indices.len());
        Self { model, cubes, flow: None, errors, indices, device: device.clone() }
    }

    /// The motion variant's second network: its errors in drawing the flow of all cubes.
    ///
    /// Errors: [`LbrError::FlowCubes`].
    pub fn motion(
        model: ReconCae,
        cubes: Arc<Cubes>,
        flow: Arc<FlowCubes>,
        device: &Device,
    ) -> Result<Self, LbrError> {
        if flow.len() != cubes.len() {
            return Err(LbrError::FlowCubes { found: flow.len(), cubes: cubes.len() });
        }
        Ok(Self { flow: Some(flow), ..Self::all(model, cubes, device) })
    }

    /// Cubes scored.
    pub fn scored(&self) -> usize {
        self.errors.len()
    }

    /// Cubes to score in all.
    pub fn total(&self) -> usize {
        self.indices.len()
    }

    /// Whether all are scored.
    pub fn done(&self) -> bool {
        self.errors.len() == self.indices.len()
    }

    /// Scores the next cubes.
    pub async fn step(&mut self) -> Result<(), LbrError> {
        let from = self.errors.len();
        let chosen = &self.indices[from..(from + CUBES_PER_STEP).min(self.indices.len())];
        let shown = batch(&self.cubes, chosen, &self.device);
        let wanted = self.flow.as_ref().map(|flow| flow_batch(flow, chosen, &self.device));
        let wanted = wanted.unwrap_or_else(|| shown.clone());
        let errors = squared_errors(self.model.evaluate(shown), wanted);
        let errors = errors.into_data_async().await.map_err(|error| LbrError::device("scoring", &error))?;
        for (value, &cube) in errors.iter::<f32>().zip(chosen) {
            if !value.is_finite() {
                return Err(LbrError::BadScore { cube, value });
            }
            self.errors.push(value);
        }
        Ok(())
    }

    /// Sums of squared errors, in the order of the indices; of the cubes scored so far.
    pub fn into_errors(self) -> Vec<f32> {
        self.errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z_scores_have_the_worked_values() {
        let errors = [10.0, 12.0, 14.0, 20.0, 44.0];
        let statistics = Statistics::of(&errors);
        assert!(
            (statistics.mean - 20.0).abs() < 1e-12 && (statistics.std - 12.457_929_201_918).abs() < 1e-12
        );
        let want = [-0.802_701_623_8, -0.642_161_299_1, -0.481_620_974_3, 0.0, 1.926_483_897_2];
        for (error, want) in errors.into_iter().zip(want) {
            assert!((f64::from(statistics.z(error)) - want).abs() < 1e-6);
        }
    }

    #[test]
    fn objects_that_look_the_same_all_score_zero() {
        let statistics = Statistics::of(&[7.0; 5]);
        assert!(statistics.flat());
        assert_eq!(statistics.z(7.0), 0.0);
    }
}
