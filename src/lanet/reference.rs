//! Reference passes: weights and inputs from a hash, so that an independent program can compute every number and
//! any device can be held against it.
//!
//! The golden under `tests/golden/` comes from PyTorch in f64 by the same hash; its README has the formulas.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::bags::{Bag, Batch};
use super::config::{LaNetConfig, Mlp2Act, Pel4vadConfig, PriorMode};
use super::model::read;
use super::parameters::{Start, table};
use super::pass::Pass;
use super::pel4vad::{SCALARS, Tensors};
use super::run_config::RunConfig;
use super::{CropView, LaNet, LaNetError, Scorer};
use crate::lbr::reference::hash;
use crate::learning::adam::Adam;

/// Key of the hash for inputs; the number of snippets is added.
const INPUT_KEY: u32 = 20_000;
/// Key of the hash for the first weight.
const WEIGHT_KEY: u32 = 10_000;
/// Factor on the start bounds of queries and keys, so that the attention is far from uniform.
const SHARPNESS: f64 = 3.0;
/// Scalars of the PEL4VAD passes.
const PEL: [f32; 3] = [0.3, 0.6, 0.2];
/// Lengths and labels of the learning pass.
const BAGS: [(usize, bool); 4] = [(40, true), (33, false), (17, true), (2, false)];

/// Named results, flattened.
pub type Results = BTreeMap<String, Vec<f32>>;

/// Lengths of the scoring passes.
pub const LENGTHS: [usize; 4] = [1, 5, 200, 333];

/// The networks of the scoring passes, named `post.h1` to `none.h4`, `pel.norm` and `pel.plain`.
pub fn cases() -> Vec<(String, LaNetConfig)> {
    let mut cases = Vec::new();
    for (name, prior_mode) in [("post", PriorMode::Post), ("pre", PriorMode::Pre), ("none", PriorMode::None)]
    {
        for heads in [1, 4] {
            let config = LaNetConfig { prior_mode, heads, ..LaNetConfig::default() };
            cases.push((format!("{name}.h{heads}"), config));
        }
    }
    for (name, normalise, kernel) in [("pel.norm", true, 9), ("pel.plain", false, 3)] {
        let pel4vad = Some(Pel4vadConfig { window: 9, normalise });
        let (mlp2, mlp2_act, prior_mode) = (300, Mlp2Act::Gelu, PriorMode::Pre);
        let config = LaNetConfig { mlp2, mlp2_act, prior_mode, kernel, pel4vad, ..LaNetConfig::default() };
        cases.push((name.to_owned(), config));
    }
    cases
}

/// The network of the hash.
pub fn model(config: &LaNetConfig, device: &Device) -> Result<LaNet, LaNetError> {
    let mut tensors = Tensors::new();
    for (index, slot) in table(config).into_iter().enumerate() {
        let gain = if index < 4 { SHARPNESS } else { 1.0 };
        let value = |u: f64| match slot.start {
            Start::Uniform(bound) => gain * bound * (2.0 * u - 1.0),
            Start::Constant(value) => f64::from(value) + 0.4 * u - 0.2,
        };
        let key = WEIGHT_KEY + index as u32;
        let count = slot.shape.iter().product();
        let values = (0..count).map(|element| value(hash(element, key)) as f32).collect();
        tensors.insert(slot.name, (slot.shape, values));
    }
    if config.pel4vad.is_some() {
        let scalars = SCALARS.into_iter().zip(PEL);
        tensors
            .extend(scalars.map(|((name, shape), value)| (name.to_owned(), (shape.to_vec(), vec![value]))));
    }
    LaNet::from_tensors(config, tensors, device)
}

/// `[snippets][dim]`: about half zeros, the rest up to 1.
pub fn input(snippets: usize, dim: usize) -> Vec<f32> {
    let key = INPUT_KEY + snippets as u32;
    (0..snippets * dim).map(|element| (2.0 * hash(element, key) - 1.0).max(0.0) as f32).collect()
}

/// Scores of one network at one length, in chunks of at most `budget_bytes`.
pub async fn scores(model: &LaNet, snippets: usize, budget_bytes: usize) -> Result<Vec<f32>, LaNetError> {
    let dim = model.config().feat_dim;
    let values = input(snippets, dim);
    let mut scorer = Scorer::new(model, "reference", budget_bytes);
    scorer.begin(CropView { snippets, dim, values: &values })?;
    while scorer.step().await?.is_some() {}
    Ok(scorer.finish()?.scores)
}

/// Every scoring pass, `CASE.tLENGTH`.
pub async fn forward(device: &Device, budget_bytes: usize) -> Result<Results, LaNetError> {
    let mut results = Results::new();
    for (name, config) in cases() {
        let model = model(&config, device)?;
        for snippets in LENGTHS {
            results.insert(format!("{name}.t{snippets}"), scores(&model, snippets, budget_bytes).await?);
        }
    }
    Ok(results)
}

/// The ragged batch of the learning pass.
fn batch(dim: usize) -> Batch {
    let bags = BAGS.map(|(snippets, positive)| Bag { positive, snippets, rows: input(snippets, dim) });
    Batch::new(&bags, dim)
}

/// One learning pass without dropout on `device`, a device without a tape: `losses` (total, mil, dr, da), `scores`,
/// `features`, `by_scores` and `by_features` (gradients), `grad.NAME` of every tensor.
pub async fn learning(run: &RunConfig, device: &Device) -> Result<Results, LaNetError> {
    let plain = model(&run.model, device)?;
    let taped = plain.with_parameters(plain.parameters.taped());
    let batch = batch(run.model.feat_dim);
    let pass = Pass::new(&taped, &batch, None, run);
    let objective = pass.objective(&batch, run, 1).await?;
    let losses = objective.losses;
    let mut results = Results::new();
    let values = [losses.total, losses.mil, losses.dr, losses.da].map(|loss| loss as f32);
    results.insert("losses".to_owned(), values.to_vec());
    let doing = "the reference pass";
    results.insert("scores".to_owned(), read(pass.scores.clone().inner(), doing).await?);
    let features = pass.features.clone().inner();
    results.insert("features".to_owned(), read(features.clone(), doing).await?);
    results.insert("by_scores".to_owned(), objective.by_scores.iter().map(|&slope| slope as f32).collect());
    let by_features = by_features(features, &objective.by_feature_dynamics).await?;
    results.insert("by_features".to_owned(), by_features);
    let gradients = pass.backward(&objective);
    for (slot, tensor) in table(&run.model).into_iter().zip(&taped.parameters.flat) {
        if let Some(gradient) = tensor.grad(&gradients) {
            results.insert(format!("grad.{}", slot.name), read(gradient, doing).await?);
        }
    }
    Ok(results)
}

/// Gradient by X^F through its dynamics alone.
async fn by_features(features: Tensor<3>, by_dynamics: &[f64]) -> Result<Vec<f32>, LaNetError> {
    let features = Tensor::<3>::from_inner(features).require_grad();
    let dynamics = super::head::feature_dynamics(features.clone());
    let seed: Vec<f32> = by_dynamics.iter().map(|&slope| slope as f32).collect();
    let seed = Tensor::from_data(TensorData::new(seed, dynamics.dims()), &dynamics.device());
    let gradients = (dynamics * seed).sum().backward();
    match features.grad(&gradients) {
        Some(gradient) => read(gradient, "the reference pass").await,
        None => Ok(Vec::new()),
    }
}

/// Adam by itself: gradients in, weights out after every step.
///
/// `gradients` are `[steps, ...shape]`, flattened; so is the result.
pub async fn adam_weights(
    start: &[f32],
    gradients: &[f32],
    rate: f64,
    device: &Device,
) -> Result<Vec<f32>, LaNetError> {
    let tensor =
        |values: &[f32]| Tensor::<1>::from_data(TensorData::new(values.to_vec(), [values.len()]), device);
    let mut weights = vec![tensor(start)];
    let mut adam = Adam::new(&weights, 0.0);
    let mut all = Vec::new();
    for gradient in gradients.chunks_exact(start.len()) {
        weights = adam.step(rate, &weights, vec![Some(tensor(gradient))]);
        all.extend(read(weights[0].clone(), "a step of Adam").await?);
    }
    Ok(all)
}
