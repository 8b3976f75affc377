//! The whole loss L = L_MIL + lambda1 L_DR + lambda2 L_DA of a batch, with its gradients by scores and feature
//! dynamics.
//!
//! It is computed on the host in `f64`: a batch has a few thousand scores, its top-k needs them there, and no
//! device's sorting or logarithm takes part. The device's tape starts from the two gradients.

use serde::{Deserialize, Serialize};

use super::dynamics::{BagDynamics, Energies, aligning, correlation, ranking, score_dynamics};
use super::loss_config::LossConfig;
use super::mil;

/// Share of the slope that a step of [`Objective::descend`] goes (ours).
const DESCENT: f64 = 0.01;
/// Scores stay this far from 0 and 1 there: a sigmoid reaches neither.
const LEAST_SCORE: f64 = 1e-3;

/// Values of the losses of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// L.
    pub total: f64,
    /// L_MIL.
    pub mil: f64,
    /// L_DR, unweighted.
    pub dr: f64,
    /// L_DA, unweighted.
    pub da: f64,
    /// E^a and E^n.
    pub energies: Energies,
    /// Correlation of score and feature dynamics over the batch.
    pub correlation: Option<f64>,
}

/// Scores and feature dynamics of a padded batch, as the device gave them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed<'a> {
    /// `[bags][snippets]`.
    pub scores: &'a [f64],
    /// `[bags][snippets - 1]`.
    pub feature_dynamics: &'a [f64],
    /// Snippets of the longest bag.
    pub snippets: usize,
    /// Snippets of each bag.
    pub lengths: &'a [usize],
    /// Whether each bag is positive.
    pub positive: &'a [bool],
}

/// The losses of a batch and where they point.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Their values.
    pub losses: Losses,
    /// dL/ds, `[bags][snippets]`, 0 on padding.
    pub by_scores: Vec<f64>,
    /// dL/d(df), `[bags][snippets - 1]`, 0 on padding.
    pub by_feature_dynamics: Vec<f64>,
    /// Snippets that stand for each bag in L_MIL, the largest score first.
    pub picked: Vec<Vec<usize>>,
}

impl Objective {
    /// Computes both.
    pub fn new(observed: Observed<'_>, config: &LossConfig) -> Self {
        let (width, steps) = (observed.snippets, observed.snippets.saturating_sub(1));
        let row = |i: usize, length: usize| &observed.scores[i * width..i * width + length];
        let lengths = observed.lengths;
        let score: Vec<Vec<f64>> =
            lengths.iter().enumerate().map(|(i, &length)| score_dynamics(row(i, length))).collect();
        let bags: Vec<BagDynamics<'_>> = (0..lengths.len())
            .map(|i| BagDynamics {
                positive: observed.positive[i],
                score: &score[i],
                feature: &observed.feature_dynamics[i * steps..i * steps + score[i].len()],
            })
            .collect();
        let (dr, energies) = ranking(&bags, config);
        let da = aligning(&bags, config);
        let mut by_scores = vec![0.0; observed.scores.len()];
        let mut by_feature_dynamics = vec![0.0; observed.feature_dynamics.len()];
        let mut picked = Vec::with_capacity(lengths.len());
        let mut loss = 0.0;
        let share = 1.0 / lengths.len().max(1) as f64;
        for (i, &length) in lengths.iter().enumerate() {
            let scores = row(i, length);
            let gradient = &mut by_scores[i * width..i * width + length];
            let chosen = mil::picked(scores, observed.positive[i]);
            loss += mil::picked_loss(scores, &chosen, observed.positive[i], share, gradient);
            picked.push(chosen);
            for t in 0..score[i].len() {
                let by_ds = config.lambda1 * dr.by_score[i][t] + config.lambda2 * da.by_score[i][t];
                let by_difference = by_ds * sign(scores[t] - scores[t + 1]);
                gradient[t] += by_difference;
                gradient[t + 1] -= by_difference;
                by_feature_dynamics[i * steps + t] = config.lambda2 * da.by_feature[i][t];
            }
        }
        let total = loss + config.lambda1 * dr.value + config.lambda2 * da.value;
        let losses = Losses {
            total,
            mil: loss,
            dr: dr.value,
            da: da.value,
            energies,
            correlation: correlation(&bags),
        };
        Self { losses, by_scores, by_feature_dynamics, picked }
    }

    /// Moves scores a small way downhill and keeps them scores: what the losses alone would make of a video, were there
    /// no network behind it (ours).
    pub fn descend(&self, scores: &mut [f64]) {
        for (score, slope) in scores.iter_mut().zip(&self.by_scores) {
            *score = (*score - DESCENT * slope).clamp(LEAST_SCORE, 1.0 - LEAST_SCORE);
        }
    }
}

/// Slope of |x|; 0 at 0.
fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanet::loss_config::{DaNorm, Detach, DrPairing, DrSelect};
    use crate::random::Random;

    const SCORES: [f64; 10] = [0.1, 0.2, 0.7, 0.6, 0.2, 0.05, 0.10, 0.05, 0.02, 0.04];
    const DF: [f64; 8] = [0.2, 0.4, 0.0, 1.0, 0.04, 0.04, 0.4, 1.6];

    fn toy(config: &LossConfig) -> Objective {
        let observed = Observed {
            scores: &SCORES,
            feature_dynamics: &DF,
            snippets: 5,
            lengths: &[5, 5],
            positive: &[true, false],
        };
        Objective::new(observed, config)
    }

    fn near(found: &[f64], expected: &[f64], allowed: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= allowed, "{found}, expected {expected}");
        }
    }

    #[test]
    fn descent_lowers_the_loss_and_keeps_scores() {
        let mut scores = SCORES;
        let first = toy(&LossConfig::default());
        first.descend(&mut scores);
        let observed = Observed {
            scores: &scores,
            feature_dynamics: &DF,
            snippets: 5,
            lengths: &[5, 5],
            positive: &[true, false],
        };
        assert!(Objective::new(observed, &LossConfig::default()).losses.total < first.losses.total);
        let mut edge = [0.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
        first.descend(&mut edge);
        assert!(edge.iter().all(|score| (1e-3..=1.0 - 1e-3).contains(score)));
    }

    #[test]
    fn the_toy_has_the_worked_losses() {
        let losses = toy(&LossConfig::default()).losses;
        let found = [losses.mil, losses.dr, losses.da, losses.total];
        near(&found, &[0.231017729798, 0.2525, 0.292576463421, 0.285525376140], 1e-11);
        let losses = toy(&LossConfig { zeta: 0.1, ..Default::default() }).losses;
        near(&[losses.total], &[0.260275376140], 1e-11);
    }

    #[test]
    fn the_toy_has_the_worked_gradients() {
        let expected = [
            -0.020117911,
            0.108664309,
            -0.630138229,
            -0.172693894,
            0.000000012,
            -0.040235635,
            0.646026826,
            -0.038782032,
            -0.005578550,
            -0.005875053,
        ];
        near(&toy(&LossConfig::default()).by_scores, &expected, 1e-9);
        let only_da = |detach| LossConfig { lambda1: 0.0, lambda2: 1.0, detach, ..Default::default() };
        let mil = toy(&LossConfig { lambda1: 0.0, lambda2: 0.0, ..Default::default() }).by_scores;
        let da = |detach| -> Vec<f64> {
            toy(&only_da(detach)).by_scores.iter().zip(&mil).map(|(all, mil)| all - mil).collect()
        };
        let expected = [-0.201179114, 0.086643085, 1.841474849, -1.726938945, 0.000000125];
        near(&da(Detach::Feature)[..5], &expected, 1e-9);
        near(&da(Detach::Score), &[0.0; 10], 0.0);
    }

    /// Every switch: the gradient is the slope of the value, on ragged random batches.
    #[test]
    fn the_gradient_is_the_slope_of_the_value() {
        let base = LossConfig { lambda1: 0.7, lambda2: 0.4, ..Default::default() };
        for case in 0..12 {
            let config = LossConfig {
                dr_pairing: [DrPairing::BatchMean, DrPairing::AllPairs][case % 2],
                da_norm: [DaNorm::PerBag, DaNorm::PerStep, DaNorm::Padded][case / 2 % 3],
                dr_select: [DrSelect::Topk, DrSelect::Firstk, DrSelect::All][case / 4],
                ..base.clone()
            };
            let (lengths, positive) = ([20, 7, 33, 1, 2], [true, false, false, true, true]);
            let mut random = Random::keyed(3, "objective", case as u64);
            let mut draw = |n: usize| -> Vec<f64> { (0..n).map(|_| random.between(0.05, 0.95)).collect() };
            let (scores, df) = (draw(5 * 33), draw(5 * 32));
            let of = |scores: &[f64], df: &[f64]| {
                let observed = Observed {
                    scores,
                    feature_dynamics: df,
                    snippets: 33,
                    lengths: &lengths,
                    positive: &positive,
                };
                Objective::new(observed, &config)
            };
            let found = of(&scores, &df);
            let slope = |at: usize, of_scores: bool| {
                const STEP: f64 = 1e-7;
                let value = |by: f64| {
                    let (mut scores, mut df) = (scores.clone(), df.clone());
                    if of_scores {
                        scores[at] += by
                    } else {
                        df[at] += by
                    }
                    of(&scores, &df).losses.total
                };
                (value(STEP) - value(-STEP)) / (2.0 * STEP)
            };
            for at in (0..5 * 33).step_by(7) {
                near(&[found.by_scores[at]], &[slope(at, true)], 1e-6);
            }
            for at in (0..5 * 32).step_by(7) {
                near(&[found.by_feature_dynamics[at]], &[slope(at, false)], 1e-6);
            }
        }
    }
}
