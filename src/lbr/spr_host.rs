//! Self-paced refinement of a batch that is looked at instead of learned from: the rule of [`spr`](super::spr) on the
//! host in `f64`, with its thresholds.
//!
//! The tensor version stays on the device and shows nothing in between; a test holds the two together.

use super::LbrError;
use super::spr::{Mode, SPREAD_FLOOR, Spr};

/// Values of a cube: 15 planes of 32 x 32.
const CUBE_VALUES: f64 = 15.0 * 1024.0;

/// What a step of refinement makes of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Refinement {
    /// Mean of the scores.
    pub mean: f64,
    /// Their deviation (ddof 1).
    pub deviation: f64,
    /// Up to here a cube counts fully (mixture).
    pub lambda1: f64,
    /// From here on it counts nothing (mixture); the λ of the other modes.
    pub lambda2: f64,
    /// Whether there is no spread to go by, so that all count fully: one score, or equal ones.
    pub guarded: bool,
    /// One per score.
    pub weights: Vec<f64>,
    /// The batch's loss: weighted errors over batch size times values of a cube.
    pub loss: f64,
}

impl Spr {
    /// Looks at `scores`, sums of squared errors, after `step` steps of refinement.
    ///
    /// Errors: a score that is negative or not finite.
    pub fn look(&self, scores: &[f64], step: f64) -> Result<Refinement, LbrError> {
        let bad = |score: &f64| !score.is_finite() || *score < 0.0;
        if let Some((cube, &value)) = scores.iter().enumerate().find(|(_, score)| bad(score)) {
            return Err(LbrError::BadScore { cube, value: value as f32 });
        }
        let count = scores.len() as f64;
        let mean = scores.iter().sum::<f64>() / count.max(1.0);
        let squares: f64 = scores.iter().map(|score| (score - mean) * (score - mean)).sum();
        let deviation = if scores.len() < 2 { 0.0 } else { (squares / (count - 1.0)).sqrt() };
        let lambda1 = mean + deviation;
        let lambda2 = lambda1.max(mean + self.mode.pace(step * self.shrink) * deviation);
        let guarded = scores.len() < 2 || deviation <= SPREAD_FLOOR * mean;
        let weight = |&s: &f64| if guarded { 1.0 } else { self.mode.weight(s, lambda1, lambda2) };
        let weights: Vec<f64> = scores.iter().map(weight).collect();
        let weighted: f64 = scores.iter().zip(&weights).map(|(score, weight)| score * weight).sum();
        let loss = weighted / (count.max(1.0) * CUBE_VALUES);
        Ok(Refinement { mean, deviation, lambda1, lambda2, guarded, weights, loss })
    }
}

impl Mode {
    /// Weight of a score between thresholds; where both are equal, the upper one decides.
    pub fn weight(self, s: f64, lambda1: f64, lambda2: f64) -> f64 {
        match self {
            Self::Mixture | Self::EasyToHard if s >= lambda2 => 0.0,
            Self::Mixture | Self::EasyToHard if s <= lambda1 => 1.0,
            Self::Mixture | Self::EasyToHard => lambda1 * (lambda2 - s) / (s * (lambda2 - lambda1)),
            Self::Hard => f64::from(u8::from(s < lambda2)),
            Self::Linear if s < lambda2 => 1.0 - s / lambda2,
            Self::Linear => 0.0,
            Self::Huber if s < lambda2 => 1.0,
            Self::Huber => lambda2 / s,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use burn::tensor::{Device, Tensor};

    const BATCH: [f64; 4] = [1.0, 2.0, 3.0, 10.0];
    const MODES: [Mode; 5] = [Mode::Mixture, Mode::Hard, Mode::Linear, Mode::Huber, Mode::EasyToHard];

    fn look(mode: Mode, step: f64, scores: &[f64]) -> Refinement {
        Spr { mode, shrink: 5e-3 }.look(scores, step).expect("finite scores")
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
    }

    #[test]
    fn thresholds_and_weights_are_the_worked_ones() {
        let first = look(Mode::Mixture, 0.0, &BATCH);
        near(first.mean, 4.0);
        near(first.deviation, 4.08248290463863);
        near(first.lambda1, 8.08248290463863);
        let worked = [
            (0.0, 20.3299316186, 0.6817052079),
            (100.0, 18.2886901662, 0.6563965913),
            (400.0, 12.1649658093, 0.4286190427),
            (500.0, 10.1237243570, 0.0489897949),
            (510.0, 9.9196002117, 0.0),
            (600.0, 8.0824829046, 0.0),
        ];
        for (step, lambda2, weight) in worked {
            let found = look(Mode::Mixture, step, &BATCH);
            near(found.lambda2, lambda2);
            assert_eq!(found.weights[..3], [1.0; 3]);
            near(found.weights[3], weight);
        }
        assert!((look(Mode::Mixture, 100.0, &BATCH).loss - 2.0449163271e-4).abs() < 1e-14);
    }

    #[test]
    fn the_other_modes_are_the_worked_ones() {
        let linear = [0.9453213986, 0.8906427972, 0.8359641958, 0.4532139859];
        for (found, expected) in look(Mode::Linear, 100.0, &BATCH).weights.iter().zip(linear) {
            near(*found, expected);
        }
        near(look(Mode::Huber, 600.0, &BATCH).weights[3], 0.8082482905);
        assert_eq!(look(Mode::Hard, 510.0, &BATCH).weights, [1.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn equal_scores_and_single_scores_all_count() {
        for mode in MODES {
            assert_eq!(look(mode, 900.0, &[2.0; 4]).weights, [1.0; 4]);
            assert_eq!(look(mode, 900.0, &[5.0]).weights, [1.0]);
            assert!(look(mode, 0.0, &[]).weights.is_empty());
        }
    }

    #[test]
    fn a_score_that_is_no_error_is_refused() {
        for bad in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(Spr { mode: Mode::Mixture, shrink: 5e-3 }.look(&[1.0, bad], 0.0).is_err());
        }
    }

    #[test]
    fn the_device_gives_the_same_weights() {
        for case in 0..40 {
            let mut random = Random::keyed(4, "spr twins", case);
            let scores: Vec<f32> = (0..64).map(|_| random.between(1.0, 80.0) as f32).collect();
            let spr = Spr { mode: MODES[case as usize % 5], shrink: 5e-3 };
            let step = random.below(700);
            let exact: Vec<f64> = scores.iter().map(|&score| f64::from(score)).collect();
            let host = spr.look(&exact, step as f64).expect("finite scores");
            let device = spr.weights(Tensor::from_data(scores.as_slice(), &Device::flex()), step);
            // A score on a threshold may fall to either side in f32.
            let edge = |s: f64| [host.lambda1, host.lambda2].iter().any(|l| (s - l).abs() < 1e-3);
            for ((found, expected), s) in device.into_data().iter::<f32>().zip(&host.weights).zip(exact) {
                assert!(edge(s) || (f64::from(found) - expected).abs() < 1e-4, "{found}, {expected}");
            }
        }
    }
}
