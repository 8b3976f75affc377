//! Decoupled contrastive semantic alignment (DCSA): one vector of a chunk's event, one of its background, each compared
//! with the classes. Used in learning, and to explain.
//!
//! Weights follow the authors' code: exp(10 s) - 1 brought to sum 1. The paper's text has a softmax.

use burn::tensor::{Tensor, activation};

use super::trunk::{CLASS_TEMPERATURE, unit};

/// Sharpens the scores into weights (authors' code).
const SHARPNESS: f64 = 10.0;
/// Least sum of weights (PyTorch's `normalize`).
const SUM_FLOOR: f64 = 1e-12;

/// How much each slot counts, `[batch, slots]`, rows summing to 1.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// As part of the event.
    pub(crate) event: Tensor<2>,
    /// As background.
    pub(crate) background: Tensor<2>,
}

impl Weights {
    /// Of the detection head's logits, padding included (authors' code).
    pub(crate) fn new(logits: Tensor<2>) -> Self {
        let scores = activation::sigmoid(logits);
        let calm = scores.clone().mul_scalar(-1.0).add_scalar(1.0);
        Self { event: sharpened(scores), background: sharpened(calm) }
    }
}

fn sharpened(scores: Tensor<2>) -> Tensor<2> {
    let weights = scores.mul_scalar(SHARPNESS).exp().sub_scalar(1.0);
    // Never negative, since scores are not.
    let sums = weights.clone().sum_dim(1).clamp_min(SUM_FLOOR);
    weights / sums
}

/// Logits of the classes for the weighted mean of the features, `[batch, classes]`.
///
/// # Shapes
/// `features [batch, slots, width]`, `weights [batch, slots]`, `text [classes, width]` of length 1.
pub(crate) fn compared(features: Tensor<3>, weights: Tensor<2>, text: Tensor<2>) -> Tensor<2> {
    let mean = unit(weights.unsqueeze_dim::<3>(1).matmul(features));
    let [batch, _, width] = mean.dims();
    mean.reshape([batch, width]).matmul(text.transpose()).div_scalar(CLASS_TEMPERATURE)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn the_worked_weights() {
        let logits = Tensor::from_data([[0.0, 2.0, -2.0]], &Device::flex());
        let Weights { event, background } = Weights::new(logits);
        for (found, expected) in
            [(event, [0.021564, 0.978100, 0.000336]), (background, [0.021564, 0.000336, 0.978100])]
        {
            for (found, expected) in found.into_data().iter::<f32>().zip(expected) {
                assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
            }
        }
    }
}
