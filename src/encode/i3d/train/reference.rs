//! One pass of a network by formula, to hold against PyTorch.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::learning::read_all;
use super::snippets::cells;
use super::{Learning, TrainError};
use crate::encode::i3d::config::{FRAMES, I3dConfig};

/// Values by name.
pub type Results = BTreeMap<String, Vec<f32>>;

/// Loss, gradients (`grad.UNIT.{weight, scale, shift}`, `grad.targets.{weight, bias}`) and running statistics
/// (`running.UNIT.{mean, variance}`) of one batch, in training mode.
///
/// `targets` has a row for each part of each snippet; `values` gives a tensor by name and length: those above without
/// `grad.`, and `input`, `[n, 3, 16, side, side]`.
pub async fn pass(
    config: I3dConfig,
    targets: &[Vec<f32>],
    values: impl Fn(&str, &[usize]) -> Vec<f32>,
    device: &Device,
) -> Result<Results, TrainError> {
    let count = targets[0].len();
    let units = super::super::units::units(config.width);
    let mut names = Vec::new();
    let mut start = Vec::new();
    for unit in &units {
        let parts = [
            ("weight", unit.weight_shape().to_vec()),
            ("scale", vec![unit.outputs]),
            ("shift", vec![unit.outputs]),
        ];
        for (part, shape) in parts {
            names.push(format!("{}.{part}", unit.name));
            start.push(values(&names[names.len() - 1], &shape));
        }
    }
    for (part, shape) in [("weight", vec![config.dim(), count]), ("bias", vec![count])] {
        names.push(format!("targets.{part}"));
        start.push(values(&names[names.len() - 1], &shape));
    }
    let mut network = Learning::of(config, count, start, device);
    let parts = cells(config.input) * cells(config.input);
    let shape = [targets.len() / parts, 3, FRAMES, config.input, config.input];
    let input = Tensor::from_data(TensorData::new(values("input", &shape), shape), device);
    let targets = Tensor::from_data(TensorData::new(targets.concat(), [targets.len(), count]), device);
    let taped = network.taped();
    let loss = network.loss(&taped, input, targets);
    let mut results = Results::new();
    let [value] = read_all([&loss.clone().inner()]).await?;
    results.insert("loss".into(), value);
    let gradients = loss.backward();
    for (name, tensor) in names.iter().zip(&taped) {
        if let Some(gradient) = tensor.grad(&gradients) {
            let [gradient] = read_all([&gradient]).await?;
            results.insert(format!("grad.{name}"), gradient);
        }
    }
    for (unit, running) in network.units().iter().zip(network.running()) {
        let [mean, variance] = read_all([&running.mean, &running.variance]).await?;
        results.insert(format!("running.{}.mean", unit.name), mean);
        results.insert(format!("running.{}.variance", unit.name), variance);
    }
    Ok(results)
}
