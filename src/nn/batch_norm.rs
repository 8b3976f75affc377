//! Batch normalisation with ReLU and PyTorch's running statistics.

use burn::module::{Module, Param, RunningState};
use burn::tensor::Tensor;

use super::layers;

/// Share of the new batch in the running statistics (PyTorch's default).
const MOMENTUM: f64 = 0.1;

/// Normalises each channel over batch and pixels, then takes the larger of the result and 0.
///
/// On a device with a tape the batch's own mean and biased variance are used, and the running statistics
/// take a tenth of its mean and *unbiased* variance (burn's own layer takes the biased one). Elsewhere the
/// running statistics are used.
#[derive(Module, Debug)]
pub struct BatchNormRelu {
    /// Scale per channel.
    pub gamma: Param<Tensor<1>>,
    /// Shift per channel.
    pub beta: Param<Tensor<1>>,
    /// Running mean per channel.
    pub running_mean: RunningState<Tensor<1>>,
    /// Running variance per channel.
    pub running_var: RunningState<Tensor<1>>,
}

impl BatchNormRelu {
    /// Takes scale, shift, running mean and running variance, each `[channels]`.
    pub fn new(gamma: Tensor<1>, beta: Tensor<1>, mean: Tensor<1>, var: Tensor<1>) -> Self {
        Self {
            gamma: Param::from_tensor(gamma),
            beta: Param::from_tensor(beta),
            running_mean: RunningState::new(mean),
            running_var: RunningState::new(var),
        }
    }

    /// Training mode.
    ///
    /// # Shapes
    /// `[batch, channels, height, width]` in and out.
    pub fn train_forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [images, channels, height, width] = x.dims();
        let count = (images * height * width) as f64;
        let moments = layers::moments(x.clone());
        let found = moments.clone().inner();
        let mean: Tensor<1> = found.clone().slice([0..channels, 0..1]).reshape([channels]);
        let var: Tensor<1> = found.slice([0..channels, 1..2]).reshape([channels]);
        // One value per channel has no unbiased variance; PyTorch refuses such a batch, which cannot arise
        // here: the smallest map is 4x4.
        let var = var.mul_scalar(count / (count - 1.0));
        take_in(&self.running_mean, mean);
        take_in(&self.running_var, var);
        layers::norm_relu(x, self.gamma.val(), self.beta.val(), moments)
    }

    /// Evaluation mode of a convolution and this behind it.
    ///
    /// # Shapes
    /// As [`layers::conv`].
    pub fn after_conv(&self, x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
        let (mean, variance) = (self.running_mean.value_sync(), self.running_var.value_sync());
        layers::conv_norm_relu(x, weight, bias, self.gamma.val(), self.beta.val(), mean, variance)
    }
}

fn take_in(running: &RunningState<Tensor<1>>, found: Tensor<1>) {
    let old = running.value_sync().inner();
    let new = old.mul_scalar(1.0 - MOMENTUM).add(found.mul_scalar(MOMENTUM));
    running.update(Tensor::from_inner(new));
}
