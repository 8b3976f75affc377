//! The scoring head: two layers per snippet, then a convolution over the snippet and those before it.

use burn::tensor::{Tensor, activation};

use super::config::{LaNetConfig, Mlp2Act};
use super::loss_config::FeatTap;
use super::parameters::{Parameters, Part};
use crate::nn::dense;

/// Factors of the two dropouts, 0 or 1 / (1 - rate): `[bags, snippets, mlp1]` and `[bags, snippets, mlp2]`.
#[derive(Debug, Clone)]
pub(crate) struct DropoutMasks {
    pub(crate) first: Tensor<3>,
    pub(crate) second: Tensor<3>,
}

/// What the head makes of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Headed {
    /// `[bags, snippets]`, in 0..=1.
    pub(crate) scores: Tensor<2>,
    /// X^F, `[bags, snippets, mlp2]`.
    pub(crate) features: Tensor<3>,
}

/// Features of the last layer, X^F: what the convolution sees, and what the dynamics compare.
pub(crate) fn features(
    parameters: &Parameters,
    config: &LaNetConfig,
    x: Tensor<3>,
    masks: Option<&DropoutMasks>,
) -> [Tensor<3>; 2] {
    let first = dense::gelu(parameters.linear_of_bags(Part::Fc1, x));
    let first = masks.map_or_else(|| first.clone(), |masks| first.clone() * masks.first.clone());
    let second = parameters.linear_of_bags(Part::Fc2, first);
    let second = match config.mlp2_act {
        Mlp2Act::None => second,
        Mlp2Act::Gelu => dense::gelu(second),
    };
    let dropped = masks.map_or_else(|| second.clone(), |masks| second.clone() * masks.second.clone());
    [dropped, second]
}

/// The whole head.
///
/// # Shapes
/// `x [bags, snippets, feat_dim]`.
pub(crate) fn head(
    parameters: &Parameters,
    config: &LaNetConfig,
    x: Tensor<3>,
    masks: Option<&DropoutMasks>,
    tap: FeatTap,
) -> Headed {
    let [dropped, before] = features(parameters, config, x, masks);
    let scores = causal_scores(parameters, config, dropped.clone());
    let features = if tap == FeatTap::PreDropout { before } else { dropped };
    Headed { scores, features }
}

/// Scores of features; rows before the first count as zeros.
///
/// The convolution is a product with all its taps, `[snippets, kernel]`, whose columns are then summed shifted:
/// no device needs a kernel for it.
pub(crate) fn causal_scores(parameters: &Parameters, config: &LaNetConfig, features: Tensor<3>) -> Tensor<2> {
    let [bags, snippets, channels] = features.dims();
    let kernel = config.kernel;
    let taps = parameters.at(Part::Causal.weight()).reshape([channels, kernel]);
    let taps = dense::multiply(features, taps.reshape([1, channels, kernel]));
    let taps = if kernel == 1 {
        taps
    } else {
        let before = Tensor::zeros([bags, kernel - 1, kernel], &taps.device());
        Tensor::cat(vec![before, taps], 1)
    };
    let shifted = (0..kernel).map(|tap| taps.clone().slice([0..bags, tap..tap + snippets, tap..tap + 1]));
    let bias = parameters.at(Part::Causal.bias()).reshape([1, 1]);
    let logits = shifted
        .reduce(|sum, column| sum + column)
        .map_or_else(|| Tensor::zeros([bags, snippets], &taps.device()), |sum| sum.reshape([bags, snippets]));
    activation::sigmoid(logits + bias)
}

/// df of every pair of neighbours, `[bags, snippets - 1]`, for two snippets or more.
///
/// As half the squared distance of the rows brought to length 1, which equals 1 - cos and does not lose its
/// digits where neighbours are alike. Where the product of both lengths is under 1e-8 it is the quotient with that
/// floor.
pub(crate) fn feature_dynamics(features: Tensor<3>) -> Tensor<2> {
    /// The cosine's floor, squared.
    const FLOOR_SQUARED: f64 = 1e-16;
    /// Keeps the inverse length finite; such rows take the other branch.
    const TINY: f64 = 1e-30;
    let [bags, snippets, channels] = features.dims();
    let rows = |x: &Tensor<3>, from: usize, columns: usize| {
        x.clone().slice([0..bags, from..from + snippets - 1, 0..columns])
    };
    let squares = (features.clone() * features.clone()).sum_dim(2);
    let unit = features.clone() / squares.clone().clamp_min(TINY).sqrt();
    let difference = rows(&unit, 0, channels) - rows(&unit, 1, channels);
    let distance = (difference.clone() * difference).sum_dim(2).div_scalar(2.0);
    let dot = (rows(&features, 0, channels) * rows(&features, 1, channels)).sum_dim(2);
    let floored = dot.div_scalar(-FLOOR_SQUARED.sqrt()).add_scalar(1.0);
    let small = (rows(&squares, 0, 1) * rows(&squares, 1, 1)).lower_elem(FLOOR_SQUARED);
    distance.mask_where(small, floored).clamp_max(2.0).reshape([bags, snippets - 1])
}
