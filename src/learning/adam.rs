//! Adam (Kingma and Ba, ICLR 2015) in PyTorch's form, whose moments can be read, saved and resumed on every
//! device.

use burn::tensor::Tensor;

/// Decay of the first moment (PyTorch's default).
const BETA1: f64 = 0.9;
/// Decay of the second moment (PyTorch's default).
const BETA2: f64 = 0.999;
/// Added to the root of the second moment (PyTorch's default).
const EPSILON: f64 = 1e-8;

/// First and second moment of one tensor.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) first: Tensor<1>,
    pub(crate) second: Tensor<1>,
}

/// The optimiser with its state.
#[derive(Debug, Clone)]
pub(crate) struct Adam {
    pub(crate) steps: usize,
    pub(crate) moments: Vec<Moment>,
    decay: f64,
}

impl Adam {
    /// Moments of zero for the given tensors; `decay` times a weight is added to its gradient.
    pub(crate) fn new(weights: &[Tensor<1>], decay: f64) -> Self {
        let zero = |weight: &Tensor<1>| Moment { first: weight.zeros_like(), second: weight.zeros_like() };
        Self { steps: 0, moments: weights.iter().map(zero).collect(), decay }
    }

    /// Goes on from saved moments.
    pub(crate) fn resumed(steps: usize, moments: Vec<Moment>, decay: f64) -> Self {
        Self { steps, moments, decay }
    }

    /// One step: the weights after it. A tensor without a gradient stays.
    pub(crate) fn step(
        &mut self,
        rate: f64,
        weights: &[Tensor<1>],
        gradients: Vec<Option<Tensor<1>>>,
    ) -> Vec<Tensor<1>> {
        self.steps += 1;
        let steps = self.steps as f64;
        let rate = rate / (1.0 - libm::pow(BETA1, steps));
        let root = (1.0 - libm::pow(BETA2, steps)).sqrt();
        let mut moved = Vec::with_capacity(weights.len());
        for ((weight, gradient), moment) in weights.iter().zip(gradients).zip(&mut self.moments) {
            let Some(gradient) = gradient else {
                moved.push(weight.clone());
                continue;
            };
            let gradient =
                if self.decay == 0.0 { gradient } else { gradient + weight.clone().mul_scalar(self.decay) };
            moment.first = moment.first.clone().mul_scalar(BETA1) + gradient.clone().mul_scalar(1.0 - BETA1);
            let squared = gradient.clone() * gradient;
            moment.second = moment.second.clone().mul_scalar(BETA2) + squared.mul_scalar(1.0 - BETA2);
            let spread = moment.second.clone().sqrt().div_scalar(root).add_scalar(EPSILON);
            moved.push(weight.clone() - (moment.first.clone() / spread).mul_scalar(rate));
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn decay_pulls_weights_without_a_gradient_of_their_own() {
        let device = Device::flex();
        let weight = Tensor::<1>::from_data([2.0, -3.0], &device);
        let mut adam = Adam::new(std::slice::from_ref(&weight), 0.1);
        let moved = adam.step(0.5, std::slice::from_ref(&weight), vec![Some(weight.zeros_like())]);
        // The first step is the rate times the gradient's sign.
        let moved: Vec<f32> = moved[0].to_data().iter::<f32>().collect();
        assert!((moved[0] - 1.5).abs() < 1e-5 && (moved[1] + 2.5).abs() < 1e-5, "{moved:?}");
        let mut plain = Adam::new(std::slice::from_ref(&weight), 0.0);
        let stays = plain.step(0.5, std::slice::from_ref(&weight), vec![None]);
        assert_eq!(stays[0].to_data().iter::<f32>().collect::<Vec<_>>(), [2.0, -3.0]);
    }
}
