//! Discriminative dynamics learning: how fast scores and features change from snippet to snippet, and the two
//! losses on them (slides; what they leave open is in [`LossConfig`]).
//!
//! ds_t = |s_t - s_{t+1}|; df_t = 1 - cos(x^F_t, x^F_{t+1}). All in `f64`, with gradients by hand.

use serde::{Deserialize, Serialize};

use super::loss_config::{DaNorm, Detach, DrKNeg, DrPairing, DrSelect, LossConfig};
use super::mil::{largest, top_k};

/// Smallest product of two norms in a cosine (ours): rows of zeros have cosine 0.
pub const COSINE_FLOOR: f64 = 1e-8;

/// ds, `[T - 1]`.
pub fn score_dynamics(scores: &[f64]) -> Vec<f64> {
    scores.windows(2).map(|pair| (pair[0] - pair[1]).abs()).collect()
}

/// df, `[T - 1]`, of rows of `dim` columns.
pub fn feature_dynamics<V: Copy + Into<f64>>(rows: &[V], dim: usize) -> Vec<f64> {
    let dot = |a: &[V], b: &[V]| -> f64 { a.iter().zip(b).map(|(&a, &b)| a.into() * b.into()).sum() };
    let rows: Vec<&[V]> = rows.chunks_exact(dim.max(1)).collect();
    let pairs = rows.windows(2).map(|pair| {
        let norms = (dot(pair[0], pair[0]) * dot(pair[1], pair[1])).sqrt();
        (1.0 - dot(pair[0], pair[1]) / norms.max(COSINE_FLOOR)).clamp(0.0, 2.0)
    });
    pairs.collect()
}

/// One bag in a batch's dynamics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BagDynamics<'a> {
    /// Whether the bag is positive.
    pub positive: bool,
    /// `[T - 1]`.
    pub score: &'a [f64],
    /// `[T - 1]`.
    pub feature: &'a [f64],
}

impl BagDynamics<'_> {
    fn steps(&self) -> usize {
        self.score.len()
    }

    /// The steps whose squares make the bag's energy.
    fn chosen(&self, config: &LossConfig) -> Vec<usize> {
        let one = config.dr_k_neg == DrKNeg::One && !self.positive;
        let k = if one { 1 } else { top_k(self.steps() + 1) }.min(self.steps());
        self.chosen_of(config.dr_select, k)
    }

    fn chosen_of(&self, select: DrSelect, k: usize) -> Vec<usize> {
        match select {
            DrSelect::Topk => largest(self.score, k),
            DrSelect::Firstk => (0..k).collect(),
            DrSelect::All => (0..self.steps()).collect(),
        }
    }
}

/// Mean of the squares of the `chosen` steps.
fn energy(score: &[f64], chosen: &[usize]) -> f64 {
    chosen.iter().map(|&t| score[t] * score[t]).sum::<f64>() / chosen.len().max(1) as f64
}

/// A loss with its gradients by ds and df, `[bags][T - 1]`.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicsLoss {
    /// The loss.
    pub value: f64,
    /// By the score dynamics.
    pub by_score: Vec<Vec<f64>>,
    /// By the feature dynamics.
    pub by_feature: Vec<Vec<f64>>,
}

impl DynamicsLoss {
    fn zero(bags: &[BagDynamics<'_>]) -> Self {
        let zeros: Vec<Vec<f64>> = bags.iter().map(|bag| vec![0.0; bag.steps()]).collect();
        Self { value: 0.0, by_score: zeros.clone(), by_feature: zeros }
    }
}

/// Mean energies of the positive and the negative bags; none for a class without a bag of two snippets or more.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Energies {
    /// E^a.
    pub positive: Option<f64>,
    /// E^n.
    pub negative: Option<f64>,
}

/// L_DR: positive bags shall change more than negative ones, by a margin. Bags of one snippet do not count.
pub fn ranking(bags: &[BagDynamics<'_>], config: &LossConfig) -> (DynamicsLoss, Energies) {
    ranking_of(bags, config, |bag| bag.chosen(config))
}

fn ranking_of(
    bags: &[BagDynamics<'_>],
    config: &LossConfig,
    choose: impl Fn(&BagDynamics<'_>) -> Vec<usize>,
) -> (DynamicsLoss, Energies) {
    let mut loss = DynamicsLoss::zero(bags);
    let chosen: Vec<Vec<usize>> = bags.iter().map(choose).collect();
    let energy: Vec<f64> = bags.iter().zip(&chosen).map(|(bag, chosen)| energy(bag.score, chosen)).collect();
    let of = |positive: bool| -> Vec<usize> {
        (0..bags.len()).filter(|&i| bags[i].positive == positive && bags[i].steps() > 0).collect()
    };
    let (a, n) = (of(true), of(false));
    let mean = |of: &[usize]| of.iter().map(|&i| energy[i]).sum::<f64>() / of.len().max(1) as f64;
    let energies =
        Energies { positive: (!a.is_empty()).then(|| mean(&a)), negative: (!n.is_empty()).then(|| mean(&n)) };
    let (Some(positive), Some(negative)) = (energies.positive, energies.negative) else {
        return (loss, energies);
    };
    let mut by_energy = vec![0.0; bags.len()];
    match config.dr_pairing {
        DrPairing::BatchMean => {
            loss.value = (config.zeta - positive + negative).max(0.0);
            let active = f64::from(u8::from(loss.value > 0.0));
            a.iter().for_each(|&i| by_energy[i] = -active / a.len() as f64);
            n.iter().for_each(|&i| by_energy[i] = active / n.len() as f64);
        }
        DrPairing::AllPairs => {
            let share = 1.0 / (a.len() * n.len()) as f64;
            for (&i, &j) in a.iter().flat_map(|i| n.iter().map(move |j| (i, j))) {
                let hinge = config.zeta - energy[i] + energy[j];
                if hinge > 0.0 {
                    loss.value += share * hinge;
                    by_energy[i] -= share;
                    by_energy[j] += share;
                }
            }
        }
    }
    for (i, chosen) in chosen.iter().enumerate() {
        let share = by_energy[i] / chosen.len().max(1) as f64;
        chosen.iter().for_each(|&t| loss.by_score[i][t] = share * 2.0 * bags[i].score[t]);
    }
    (loss, energies)
}

/// L_DA: scores shall change where features do. Bags of one snippet do not count.
pub fn aligning(bags: &[BagDynamics<'_>], config: &LossConfig) -> DynamicsLoss {
    let mut loss = DynamicsLoss::zero(bags);
    let counted = bags.iter().filter(|bag| bag.steps() > 0).count();
    let all: usize = bags.iter().map(BagDynamics::steps).sum();
    let longest = bags.iter().map(BagDynamics::steps).max().unwrap_or(0);
    for (i, bag) in bags.iter().enumerate().filter(|(_, bag)| bag.steps() > 0) {
        let share = match config.da_norm {
            DaNorm::PerBag => 1.0 / (counted * bag.steps()) as f64,
            DaNorm::PerStep => 1.0 / all as f64,
            DaNorm::Padded => 1.0 / (counted * longest) as f64,
        };
        for (t, (ds, df)) in bag.score.iter().zip(bag.feature).enumerate() {
            let log = libm::log(df + config.eps);
            loss.value -= share * ds * log;
            if config.detach != Detach::Score {
                loss.by_score[i][t] = -share * log;
            }
            if config.detach != Detach::Feature {
                loss.by_feature[i][t] = -share * ds / (df + config.eps);
            }
        }
    }
    loss
}

/// Pearson's correlation of ds and df over all steps of all bags; none where either does not vary.
pub fn correlation(bags: &[BagDynamics<'_>]) -> Option<f64> {
    let pairs: Vec<(f64, f64)> =
        bags.iter().flat_map(|bag| bag.score.iter().copied().zip(bag.feature.iter().copied())).collect();
    let count = pairs.len().max(1) as f64;
    let (sum_s, sum_f) = pairs.iter().fold((0.0, 0.0), |(s, f), pair| (s + pair.0, f + pair.1));
    let (mean_s, mean_f) = (sum_s / count, sum_f / count);
    let (mut ss, mut ff, mut sf) = (0.0, 0.0, 0.0);
    for (s, f) in pairs {
        let (s, f) = (s - mean_s, f - mean_f);
        (ss, ff, sf) = (ss + s * s, ff + f * f, sf + s * f);
    }
    let spread = (ss * ff).sqrt();
    (spread > 0.0).then(|| sf / spread)
}

#[cfg(test)]
#[path = "dynamics_tests.rs"]
mod tests;
