//! The pre-norm transformer block that the temporal encoder and CLIP's text tower share.

use burn::tensor::Tensor;

use super::parameters::{Layer, linear};
use crate::nn::dense::{multiply, multiply_transposed, quick_gelu, softmax};
use crate::nn::heads::{join, split};

/// Added to the variance in the layer normalisations of trunk and CLIP.
const NORM_EPSILON: f64 = 1e-5;

/// Two linear maps with QuickGELU between them.
pub(crate) fn perceptron(layer: &Layer<'_>, x: Tensor<3>) -> Tensor<3> {
    layer.part("c_proj").linear(quick_gelu(layer.part("c_fc").linear(x)))
}

/// The layer normalisation of trunk and CLIP.
pub(crate) fn norm(layer: &Layer<'_>, x: Tensor<3>) -> Tensor<3> {
    layer.norm(x, NORM_EPSILON)
}

/// Softmax attention of queries on keys, `[batch, rows, width]` each, heads being consecutive columns.
///
/// `bias [1, rows, keys]` is added to the scaled products.
pub(crate) fn attend([q, k, v]: [Tensor<3>; 3], heads: usize, bias: Option<&Tensor<3>>) -> Tensor<3> {
    let [_, _, width] = q.dims();
    let scale = ((width / heads) as f64).sqrt();
    let products = multiply_transposed(split(q, heads).div_scalar(scale), split(k, heads));
    let products = match bias {
        Some(bias) => products + bias.clone(),
        None => products,
    };
    join(multiply(softmax(products), split(v, heads)), heads)
}

/// Attention of all rows of a batch on one another, then the perceptron, both added to what came in.
///
/// # Shapes
/// `x [batch, rows, width]`, `bias [1, rows, rows]`.
pub(crate) fn block(layer: &Layer<'_>, x: Tensor<3>, heads: usize, bias: Option<&Tensor<3>>) -> Tensor<3> {
    let attention = layer.part("attn");
    let normed = norm(&layer.part("ln_1"), x.clone());
    let all = linear(normed, attention.tensor("in_proj_weight"), attention.tensor("in_proj_bias"));
    let width = x.dims()[2];
    let part = |at: usize| all.clone().narrow(2, at * width, width);
    let x = x + attention.part("out_proj").linear(attend([part(0), part(1), part(2)], heads, bias));
    let inner = perceptron(&layer.part("mlp"), norm(&layer.part("ln_2"), x.clone()));
    x + inner
}
