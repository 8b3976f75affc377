//! What learning did, step by step: losses, errors, weights, thresholds.
//!
//! A [`Training`](super::training::Training) records it where it is asked to. Recording reads what the step has computed
//! anyway and computes nothing on the device, so that a recorded run is the unrecorded one to the last bit; it makes a
//! GPU wait once a step.

use super::LbrError;
use super::spr::Spr;

/// All steps that were recorded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// In their order.
    pub steps: Vec<TraceStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceStep {
    /// Its number, counted from 1.
    pub step: usize,
    /// The batch's loss: weighted errors over batch size times values of a cube.
    pub loss: f32,
    /// The cubes of the batch.
    pub cubes: Vec<usize>,
    /// Sum of squared errors of each as it was learned from, before the step, by the batch's own statistics.
    pub errors: Vec<f32>,
    /// How refinement weighed them; none while all count fully.
    pub weighing: Option<Weighing>,
}

/// How refinement weighed a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// Sum of squared errors of each cube that the weights go by: running statistics, before the step.
    pub scores: Vec<f32>,
    /// The weights, 0 to 1.
    pub weights: Vec<f32>,
    /// λ1: up to here a cube counts fully. By the host's rule from the same scores.
    pub lambda1: f64,
    /// λ2: from here on it counts nothing.
    pub lambda2: f64,
}

impl Weighing {
    /// After `step` steps of refinement.
    pub(super) fn new(spr: Spr, step: usize, scores: Vec<f32>, weights: Vec<f32>) -> Result<Self, LbrError> {
        let exact: Vec<f64> = scores.iter().map(|&score| f64::from(score)).collect();
        let found = spr.look(&exact, step as f64)?;
        Ok(Self { scores, weights, lambda1: found.lambda1, lambda2: found.lambda2 })
    }
}

impl TraceStep {
    /// Share of the batch that counted nothing, 0 to 1.
    pub fn dropped_share(&self) -> f64 {
        let Some(weighing) = &self.weighing else { return 0.0 };
        let dropped = weighing.weights.iter().filter(|&&weight| weight == 0.0).count();
        dropped as f64 / weighing.weights.len().max(1) as f64
    }

    /// Mean error of the batch's normal and odd cubes where the truth is known, `odd` per cube of the whole set; none of
    /// a sort that the batch does not hold.
    pub fn mean_errors(&self, odd: &[bool]) -> [Option<f64>; 2] {
        [false, true].map(|wanted| {
            let pairs = self.cubes.iter().zip(&self.errors);
            let of: Vec<f64> =
                pairs.filter(|(cube, _)| odd[**cube] == wanted).map(|(_, &error)| f64::from(error)).collect();
            (!of.is_empty()).then(|| of.iter().sum::<f64>() / of.len() as f64)
        })
    }
}

impl Trace {
    /// The weight of each of `cubes` cubes when it was last learned from; none where it never was.
    pub fn last_weights(&self, cubes: usize) -> Vec<Option<f32>> {
        let mut last = vec![None; cubes];
        for step in &self.steps {
            for (at, &cube) in step.cubes.iter().enumerate() {
                last[cube] = Some(step.weighing.as_ref().map_or(1.0, |weighing| weighing.weights[at]));
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lbr::spr::Mode;

    const SPR: Spr = Spr { mode: Mode::Mixture, shrink: 5e-3 };

    fn step(number: usize, cubes: [usize; 4], refinement: usize) -> TraceStep {
        let scores = vec![1.0, 2.0, 3.0, 10.0];
        let weight = if refinement > 505 { 0.0 } else { 0.5 };
        let weighing = Weighing::new(SPR, refinement, scores.clone(), vec![1.0, 1.0, 1.0, weight]);
        let weighing = Some(weighing.expect("finite scores"));
        TraceStep { step: number, loss: 0.1, cubes: cubes.to_vec(), errors: scores, weighing }
    }

    #[test]
    fn thresholds_are_the_worked_ones() {
        let weighing = step(1, [0, 1, 2, 3], 100).weighing.expect("refined");
        assert!((weighing.lambda1 - 8.08248290463863).abs() < 1e-9);
        assert!((weighing.lambda2 - 18.2886901662).abs() < 1e-9);
    }

    #[test]
    fn shares_and_means_are_those_of_the_batch() {
        let step = step(7, [4, 1, 0, 3], 510);
        assert_eq!(step.dropped_share(), 0.25);
        let odd = [true, false, true, true, false];
        // Cubes 4 and 1 have errors 1 and 2; cubes 0 and 3 have 3 and 10.
        assert_eq!(step.mean_errors(&odd), [Some(1.5), Some(6.5)]);
        assert_eq!(step.mean_errors(&[false; 5]), [Some(4.0), None]);
        let plain = TraceStep { weighing: None, ..step };
        assert_eq!(plain.dropped_share(), 0.0);
    }

    #[test]
    fn a_cubes_last_weight_is_that_of_its_last_step() {
        let trace = Trace { steps: vec![step(1, [0, 1, 2, 3], 600), step(2, [3, 0, 1, 5], 100)] };
        let expected = [Some(1.0), Some(1.0), Some(1.0), Some(1.0), None, Some(0.5)];
        assert_eq!(trace.last_weights(6), expected);
    }

    #[test]
    fn a_score_that_is_no_error_is_refused() {
        assert!(Weighing::new(SPR, 0, vec![1.0, f32::NAN], vec![1.0, 1.0]).is_err());
    }
}
