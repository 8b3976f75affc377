//! Self-paced refinement: how much each cube of a batch counts, from how badly it is redrawn (LBR-SPR, CVPR 2022).
//!
//! Everything stays on the device; nothing is read back.

use burn::tensor::{Int, Tensor};

/// Standard deviations above the mean at which the upper threshold starts (authors' program).
const START: f64 = 4.0;
/// Standard deviations at which it stops: there it meets the lower one.
const END: f64 = 1.0;
/// A spread under this share of the mean is no spread (ours; in `f32` equal scores can show 2e-6).
pub(super) const SPREAD_FLOOR: f64 = 1e-6;

/// How weights fall with the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// 1 up to λ1, 0 from λ2, a hyperbola between (the paper's).
    #[default]
    Mixture,
    /// 1 below λ, else 0.
    Hard,
    /// 1 - s/λ below λ, else 0.
    Linear,
    /// 1 below λ, else λ/s.
    Huber,
    /// The paper's weights with the upper threshold rising as fast as it otherwise falls: ordinary self-paced
    /// learning, from easy to hard, to compare with (ours).
    EasyToHard,
}

impl Mode {
    /// Its name in configurations and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mixture => "mixture",
            Self::Hard => "hard",
            Self::Linear => "linear",
            Self::Huber => "huber",
            Self::EasyToHard => "easy-to-hard",
        }
    }

    /// Standard deviations above the mean at which the upper threshold stands after `walked` of its way.
    pub(super) fn pace(self, walked: f64) -> f64 {
        if self == Self::EasyToHard { (END + walked).min(START) } else { START - walked }
    }
}

/// The rule and its pace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spr {
    /// How weights fall.
    pub mode: Mode,
    /// Shrink rate r: how fast the upper threshold comes down, per step.
    pub shrink: f64,
}

impl Spr {
    /// Weights of a batch after `step` steps of refinement.
    ///
    /// # Shapes
    /// `scores [n]`, sums of squared errors, to `[n]`, each 0 to 1.
    pub fn weights(&self, scores: Tensor<1>, step: usize) -> Tensor<1> {
        let [count] = scores.dims();
        let ones = Tensor::ones([count], &scores.device());
        if count < 2 {
            return ones; // no spread of one score
        }
        // Around the first score, so that equal scores give no spread whatever the order of summation.
        let first = scores.clone().narrow(0, 0, 1);
        let shifted = scores.clone() - first.clone().expand([count]);
        let shift = shifted.clone().mean();
        let centred = shifted - shift.clone().expand([count]);
        let std = centred.powf_scalar(2.0).sum().div_scalar((count - 1) as f64).sqrt();
        let mean = first + shift;
        let pace = self.mode.pace(step as f64 * self.shrink);
        let lambda1 = mean.clone() + std.clone();
        let far = mean.clone() + std.clone().mul_scalar(pace);
        let lambda2 = Tensor::cat(vec![lambda1.clone(), far], 0).max();
        let same = std.lower_equal(mean.mul_scalar(SPREAD_FLOOR)).expand([count]);
        let weights = self.falling(scores, lambda1.expand([count]), lambda2.expand([count]), &ones);
        weights.mask_where(same, ones)
    }

    fn falling(&self, s: Tensor<1>, lambda1: Tensor<1>, lambda2: Tensor<1>, ones: &Tensor<1>) -> Tensor<1> {
        let below = s.clone().lower(lambda2.clone());
        match self.mode {
            Mode::Mixture | Mode::EasyToHard => {
                // Where λ1 = λ2 nothing lies between; the quotient 0/0 there is covered by one of the masks.
                let between = lambda1.clone() * (lambda2.clone() - s.clone())
                    / (s.clone() * (lambda2.clone() - lambda1.clone()));
                let weights = between.mask_where(s.clone().lower_equal(lambda1), ones.clone());
                weights.mask_fill(s.greater_equal(lambda2), 0.0)
            }
            Mode::Hard => below.float(),
            Mode::Linear => ones.clone().sub(s / lambda2).mask_fill(below.bool_not(), 0.0),
            Mode::Huber => (lambda2 / s).mask_where(below, ones.clone()),
        }
    }
}

/// How many weights are 0 and how many lie between 0 and 1, `[2]`: read it when convenient.
pub fn counts(weights: &Tensor<1>) -> Tensor<1, Int> {
    let zero = weights.clone().equal_elem(0.0).int().sum();
    let full = weights.clone().greater_equal_elem(1.0).int().sum();
    let [count] = weights.dims();
    let between = (zero.clone() + full).neg().add_scalar(count as i64);
    Tensor::cat(vec![zero, between], 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    fn weights(mode: Mode, shrink: f64, step: usize, scores: &[f32]) -> Vec<f32> {
        let scores = Tensor::from_data(scores, &Device::flex());
        Spr { mode, shrink }.weights(scores, step).into_data().iter().collect()
    }

    fn near(got: &[f32], want: &[f64]) {
        assert_eq!(got.len(), want.len());
        for (got, want) in got.iter().zip(want) {
            // f32 thresholds of about 10: their rounding moves a weight by at most some 1e-6.
            assert!((f64::from(*got) - want).abs() < 2e-6, "{got}, expected {want}");
        }
    }

    const BATCH: [f32; 4] = [1.0, 2.0, 3.0, 10.0];

    #[test]
    fn mixture_weights_fall_as_the_threshold_comes_down() {
        let ten = [
            (0, 0.6817052079),
            (100, 0.6563965913),
            (400, 0.4286190427),
            (500, 0.0489897949),
            (510, 0.0),
            (600, 0.0),
        ];
        for (step, want) in ten {
            near(&weights(Mode::Mixture, 5e-3, step, &BATCH), &[1.0, 1.0, 1.0, want]);
        }
    }

    #[test]
    fn the_other_modes_give_the_worked_numbers() {
        let linear = [0.9453213986, 0.8906427972, 0.8359641958, 0.4532139859];
        near(&weights(Mode::Linear, 5e-3, 100, &BATCH), &linear);
        near(&weights(Mode::Huber, 5e-3, 600, &BATCH), &[1.0, 1.0, 1.0, 0.8082482905]);
        near(&weights(Mode::Hard, 5e-3, 510, &BATCH), &[1.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn from_easy_to_hard_the_threshold_rises_where_it_falls_otherwise() {
        // At a rate of 5e-3 the way from 4 to 1 deviations takes 600 steps in either direction.
        for step in [1, 200, 590] {
            let falling = weights(Mode::Mixture, 5e-3, 600 - step, &BATCH);
            let rising = weights(Mode::EasyToHard, 5e-3, step, &BATCH);
            let falling: Vec<f64> = falling.into_iter().map(f64::from).collect();
            near(&rising, &falling);
        }
        near(&weights(Mode::EasyToHard, 5e-3, 0, &BATCH), &[1.0, 1.0, 1.0, 0.0]);
        near(&weights(Mode::EasyToHard, 5e-3, 9_000, &BATCH), &[1.0, 1.0, 1.0, 0.6817052079]);
    }

    #[test]
    fn equal_scores_and_single_scores_all_count() {
        for mode in [Mode::Mixture, Mode::Hard, Mode::Linear, Mode::Huber, Mode::EasyToHard] {
            near(&weights(mode, 5e-3, 900, &[2.0; 4]), &[1.0; 4]);
            near(&weights(mode, 5e-3, 900, &[33.1; 256]), &[1.0; 256]);
            near(&weights(mode, 5e-3, 900, &[5.0]), &[1.0]);
        }
    }

    #[test]
    fn counts_tell_dropped_from_lessened() {
        let weights = Tensor::from_data([1.0_f32, 0.0, 0.5, 0.2, 1.0], &Device::flex());
        let counts: Vec<i64> = counts(&weights).into_data().iter::<i64>().collect();
        assert_eq!(counts, [1, 2]);
    }
}
