//! From a chunk's features to F and to both heads' logits.

use burn::tensor::Tensor;

use super::block::{block, perceptron};
use super::config::DsaNetConfig;
use super::graph::branches;
use super::parameters::Parameters;
use crate::nn::dense::{multiply, multiply_transposed};

/// Divides cosines with the classes, as in CLIP.
pub(crate) const CLASS_TEMPERATURE: f64 = 0.07;

/// H: positions, then attention within windows.
///
/// # Shapes
/// `x [batch, slots, width]`, result the same. Positions are added to padded slots too, and padded slots are keys.
pub(crate) fn temporal(parameters: &Parameters, config: &DsaNetConfig, x: Tensor<3>) -> Tensor<3> {
    let [batch, slots, width] = x.dims();
    let position = parameters.tensor::<2>("frame_position_embeddings.weight").unsqueeze_dim::<3>(0);
    let windows = [batch * slots / config.window, config.window, width];
    let mut h = (x + position).reshape(windows);
    for index in 0..config.blocks {
        h = block(&parameters.layer(format!("temporal.resblocks.{index}")), h, config.heads, None);
    }
    h.reshape([batch, slots, width])
}

/// F: the temporal encoder and the graph branches.
///
/// # Shapes
/// `x [batch, slots, width]`, `valid [batch, slots]`, `near [1, slots, slots]`.
pub(crate) fn features(
    parameters: &Parameters,
    config: &DsaNetConfig,
    x: Tensor<3>,
    valid: &Tensor<2>,
    near: &Tensor<3>,
) -> Tensor<3> {
    branches(parameters, temporal(parameters, config, x), valid, near)
}

/// The detection head, `[batch, slots, width]` to `[batch, slots]`.
pub(crate) fn detect(parameters: &Parameters, features: Tensor<3>) -> Tensor<2> {
    let inner = perceptron(&parameters.layer("mlp2"), features.clone());
    let logits = parameters.layer("classifier").linear(features + inner);
    let [batch, slots, _] = logits.dims();
    logits.reshape([batch, slots])
}

/// What the alignment head compares.
pub(crate) struct Aligned {
    /// Logits of the classes, `[batch, slots, classes]`.
    pub(crate) logits: Tensor<3>,
    /// Length of each chunk's event vector before it is brought to 1, `[batch, 1, 1]`.
    pub(crate) event_length: Tensor<3>,
    /// Length of each slot's features, `[batch, slots, 1]`.
    pub(crate) feature_lengths: Tensor<3>,
}

/// The alignment head.
///
/// # Shapes
/// `features [batch, slots, width]`, `logits [batch, slots]` of the detection head, `text [classes, width]` of
/// length 1.
pub(crate) fn align(
    parameters: &Parameters,
    features: Tensor<3>,
    logits: Tensor<2>,
    text: Tensor<2>,
) -> Aligned {
    // All slots with their raw logits, padding included (authors' code).
    let event = multiply(logits.unsqueeze_dim::<3>(1), features.clone());
    let event_length = lengths(event.clone());
    let enhanced = text.unsqueeze_dim::<3>(0) + event / event_length.clone();
    let inner = perceptron(&parameters.layer("mlp1"), enhanced.clone());
    let enhanced = unit(enhanced + inner);
    let feature_lengths = lengths(features.clone());
    let cosines = multiply_transposed(features / feature_lengths.clone(), enhanced);
    Aligned { logits: cosines.div_scalar(CLASS_TEMPERATURE), event_length, feature_lengths }
}

/// Length of every row, `[batch, rows, 1]`.
pub(crate) fn lengths(x: Tensor<3>) -> Tensor<3> {
    (x.clone() * x).sum_dim(2).sqrt()
}

/// Every row brought to length 1; a row of zeros becomes no number.
pub(crate) fn unit(x: Tensor<3>) -> Tensor<3> {
    x.clone() / lengths(x)
}
