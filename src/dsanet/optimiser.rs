//! The two optimisers of the authors: AdamW (Loshchilov and Hutter, ICLR 2019) in PyTorch's form, and StableAdamW for the
//! model of normality (Wortsman et al., NeurIPS 2023, here with AMSGrad): a step whose root mean square is above 1 is
//! shortened to it. Moments can be read, saved and resumed on every device.

use burn::tensor::Tensor;

/// Decay of the first moment.
const BETA1: f64 = 0.9;
/// Decay of the second moment.
const BETA2: f64 = 0.999;
/// Root mean square of a step, in units of the rate, above which StableAdamW shortens it.
const CLIP: f64 = 1.0;

/// Which rule moves a tensor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    /// Whether it is StableAdamW.
    pub(crate) stable: bool,
    /// Times the rate and the weight is taken from the weight.
    pub(crate) decay: f64,
}

impl Rule {
    /// Added to the root of the second moment (authors' code; PyTorch's default).
    fn epsilon(self) -> f64 {
        if self.stable { 1e-10 } else { 1e-8 }
    }
}

/// Moments of one tensor.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) first: Tensor<1>,
    pub(crate) second: Tensor<1>,
    /// The largest second moment so far, where StableAdamW moves the tensor.
    pub(crate) largest: Option<Tensor<1>>,
}

impl Moment {
    /// All zero.
    pub(crate) fn zero(weight: &Tensor<1>, rule: Rule) -> Self {
        let zero = weight.zeros_like();
        Self { first: zero.clone(), second: zero.clone(), largest: rule.stable.then_some(zero) }
    }

    /// One step of the weight; `step` is counted from 1.
    pub(crate) fn step(
        &mut self,
        rule: Rule,
        rate: f64,
        step: usize,
        weight: Tensor<1>,
        gradient: Tensor<1>,
    ) -> Tensor<1> {
        let steps = step as f64;
        let weight = weight.mul_scalar(1.0 - rate * rule.decay);
        self.first = self.first.clone().mul_scalar(BETA1) + gradient.clone().mul_scalar(1.0 - BETA1);
        let squared = gradient.clone() * gradient.clone();
        self.second = self.second.clone().mul_scalar(BETA2) + squared.mul_scalar(1.0 - BETA2);
        let second = match &mut self.largest {
            Some(largest) => {
                *largest = largest.clone().max_pair(self.second.clone());
                largest.clone()
            }
            None => self.second.clone(),
        };
        let root = (1.0 - libm::pow(BETA2, steps)).sqrt();
        let spread = second.sqrt().div_scalar(root).add_scalar(rule.epsilon());
        let rate = rate / (1.0 - libm::pow(BETA1, steps));
        let moved = (self.first.clone() / spread.clone()).mul_scalar(rate);
        if !rule.stable {
            return weight - moved;
        }
        let ratio = gradient / spread;
        let length = (ratio.clone() * ratio).mean().sqrt().div_scalar(CLIP).clamp_min(1.0);
        weight - moved / length
    }
}

#[cfg(test)]
// The numbers are written as they were computed.
#[allow(clippy::excessive_precision)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn run(rule: Rule, rate: f64, start: [f32; 2], gradients: &[[f32; 2]]) -> Vec<[f32; 2]> {
        let device = Device::flex();
        let mut weight = Tensor::<1>::from_data(start, &device);
        let mut moment = Moment::zero(&weight, rule);
        let mut all = Vec::new();
        for (step, gradient) in gradients.iter().enumerate() {
            weight = moment.step(rule, rate, step + 1, weight, Tensor::from_data(*gradient, &device));
            let values: Vec<f32> = weight.clone().into_data().iter::<f32>().collect();
            all.push([values[0], values[1]]);
        }
        all
    }

    #[test]
    fn stable_adamw_has_the_worked_weights() {
        let rule = Rule { stable: true, decay: 1e-4 };
        let found = run(rule, 0.1, [1.0, -2.0], &[[0.5, -1.0], [3.0, 0.1], [0.0, 0.0]]);
        let expected = [[0.89999, -1.89998], [0.815_568_47, -1.840_696_15], [0.750_341_83, -1.794_888_75]];
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
        }
    }

    #[test]
    fn adamw_decays_by_the_rate_and_first_steps_by_it() {
        let rule = Rule { stable: false, decay: 0.1 };
        let found = run(rule, 0.5, [2.0, -3.0], &[[0.0, 7.0]]);
        // The weight falls by rate times decay; the first step is the rate times the gradient's sign.
        assert!((found[0][0] - 1.9).abs() < 1e-6 && (found[0][1] + 3.35).abs() < 1e-5, "{found:?}");
    }
}
