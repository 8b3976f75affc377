//! Self-guided normality modelling (SG-NM): prototypes are gathered from the calmest slots of a chunk, and features are
//! rebuilt from them alone; what cannot be rebuilt is odd. Used in learning, and to explain.
//!
//! The authors' code has no residual around the attention in any of the decoder's blocks; the paper says the first only.

use burn::tensor::{Int, Tensor, TensorData, activation};

use super::block::{attend, perceptron};
use super::config::DsaNetConfig;
use super::parameters::{Layer, Parameters};
use super::table::REFINER;
use super::trunk::unit;
use crate::nn::heads::{join, split};

/// Added to the variance in its layer normalisations (authors' code).
const NORM_EPSILON: f64 = 1e-8;
/// Least length of queries and keys (PyTorch's `normalize`).
const LENGTH_FLOOR: f64 = 1e-12;

/// What it makes of a batch.
pub(crate) struct Refined {
    /// Cosine of each calm slot to its nearest prototype, taken from 1 and averaged, `[1]`.
    pub(crate) gather: Tensor<1>,
    /// Half of 1 less the cosine of a slot's features and their reconstruction, `[batch, slots]`, in 0..=1.
    pub(crate) errors: Tensor<2>,
    /// How strongly each decoder block takes from each prototype, `[batch * heads, slots, prototypes]`.
    pub(crate) attention: Vec<Tensor<3>>,
}

/// Gathers prototypes from the slots `calm` of every chunk and rebuilds all features.
///
/// # Shapes
/// `features [batch, slots, width]`, `calm` [`DsaNetConfig::normal_slots`] slots of every chunk.
pub(crate) fn refine(
    parameters: &Parameters,
    config: &DsaNetConfig,
    features: Tensor<3>,
    calm: &[Vec<usize>],
) -> Refined {
    let layer = parameters.layer(REFINER);
    let normal = chosen(features.clone(), calm).detach();
    let prototypes = extracted(&layer, config, normal.clone());
    let likeness = unit(normal).matmul(unit(prototypes.clone()).swap_dims(1, 2));
    let gather = likeness.mul_scalar(-1.0).add_scalar(1.0).min_dim(2).mean();
    let mut x = perceptron(&layer.part("bottleneck"), features.clone());
    let mut attention = Vec::with_capacity(config.decoder_blocks);
    for index in 0..config.decoder_blocks {
        let block = layer.part("decoder").part(index);
        let (taken, weights) = taken(&block, config.refiner_heads, x, prototypes.clone());
        x = taken.clone() + inner(&block, taken);
        attention.push(weights);
    }
    let cosines = (unit(features) * unit(x)).sum_dim(2);
    let [batch, slots, _] = cosines.dims();
    let errors = cosines.mul_scalar(-0.5).add_scalar(0.5).reshape([batch, slots]);
    Refined { gather, errors, attention }
}

/// The slots `calm` of every chunk, `[batch, calm, width]`.
fn chosen(features: Tensor<3>, calm: &[Vec<usize>]) -> Tensor<3> {
    let ([batch, slots, width], each) = (features.dims(), calm.first().map_or(0, Vec::len));
    let rows =
        calm.iter().enumerate().flat_map(|(chunk, calm)| calm.iter().map(move |slot| chunk * slots + slot));
    let rows: Vec<i32> = rows.map(|row| row as i32).collect();
    let count = rows.len();
    let rows = Tensor::<1, Int>::from_data(TensorData::new(rows, [count]), &features.device());
    features.reshape([batch * slots, width]).select(0, rows).reshape([batch, each, width])
}

/// Prototypes of every chunk, `[batch, prototypes, width]`.
fn extracted(layer: &Layer<'_>, config: &DsaNetConfig, normal: Tensor<3>) -> Tensor<3> {
    let block = layer.part("dnp_extractor").part(0);
    let prototypes =
        layer.tensor::<2>("video_prototypes").unsqueeze_dim::<3>(0).repeat_dim(0, normal.dims()[0]);
    let attention = block.part("attn");
    let normed = |x: Tensor<3>| block.part("norm1").norm(x, NORM_EPSILON);
    let query = attention.part("q").linear(normed(prototypes.clone()));
    let [key, value] = keys_and_values(&attention, normed(normal));
    let gathered = attend([query, key, value], config.refiner_heads, None);
    let prototypes = prototypes + attention.part("proj").linear(gathered);
    prototypes.clone() + inner(&block, prototypes)
}

/// What a decoder block takes from the prototypes for every slot, and how strongly from each.
fn taken(block: &Layer<'_>, heads: usize, x: Tensor<3>, prototypes: Tensor<3>) -> (Tensor<3>, Tensor<3>) {
    let attention = block.part("attn");
    let normed = |x: Tensor<3>| block.part("norm1").norm(x, NORM_EPSILON);
    let batch = x.dims()[0];
    let query = directions(split(attention.part("q").linear(normed(x)), heads));
    let [key, value] = keys_and_values(&attention, normed(prototypes));
    let scale = attention.tensor::<3>("learn_scale").repeat_dim(0, batch);
    let cosines = query.matmul(directions(split(key, heads)).swap_dims(1, 2));
    let weights = activation::relu(cosines * scale);
    let taken = join(weights.clone().matmul(split(value, heads)), heads);
    (attention.part("proj").linear(taken), weights)
}

fn keys_and_values(attention: &Layer<'_>, x: Tensor<3>) -> [Tensor<3>; 2] {
    let width = x.dims()[2];
    let both = attention.part("kv").linear(x);
    [both.clone().narrow(2, 0, width), both.narrow(2, width, width)]
}

fn inner(block: &Layer<'_>, x: Tensor<3>) -> Tensor<3> {
    let mlp = block.part("mlp");
    mlp.part("fc2")
        .linear(activation::gelu(mlp.part("fc1").linear(block.part("norm2").norm(x, NORM_EPSILON))))
}

/// Rows of length 1; a row of zeros stays.
fn directions(x: Tensor<3>) -> Tensor<3> {
    let lengths = (x.clone() * x.clone()).sum_dim(2).sqrt().clamp_min(LENGTH_FLOOR);
    x / lengths
}
