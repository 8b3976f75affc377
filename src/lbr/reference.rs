//! The reference pass: start values and input from a hash, so that an independent program can compute every
//! number of a forward and a backward pass, and any device can be held against it.
//!
//! The goldens under `tests/golden/` come from PyTorch in f64 by the same hash; their README has its formula.

use core::convert::Infallible;
use std::collections::BTreeMap;

use burn::module::Module;
use burn::tensor::{Device, ExecutionError, Gradients, Shape, Tensor, TensorData};

use super::LbrError;
use super::batch::squared_errors;
use super::model::{ReconCae, Role, Slot, Target, TensorVisitor, Width};
use super::training::ADAM;
use crate::localize::{CUBE_BYTES, CUBE_PLANES, CUBE_SIDE, CubePlace, Cubes, Region, RegionSource};
use crate::nn::adam::AdamState;

/// Cubes of the pass.
pub(super) const BATCH: usize = 2;
/// Their weights in the loss.
pub(super) const WEIGHTS: [f32; BATCH] = [1.0, 0.5];
/// Key of the hash for the input.
const INPUT_KEY: u32 = 1000;

/// Named results, flattened: `eval.stage.0` to `.7`, `eval.sse`, the same with `train.`, `loss`, `grad.NAME`,
/// `running.NAME`.
pub type Results = BTreeMap<String, Vec<f32>>;

/// Uniform in `[0, 1)`, from a flat index and a key.
pub fn hash(index: usize, key: u32) -> f64 {
    let mut h = (index as u32).wrapping_mul(2_654_435_761).wrapping_add(key.wrapping_mul(974_711));
    h ^= h >> 15;
    h = h.wrapping_mul(2_246_822_519);
    h ^= h >> 13;
    f64::from(h) / 4_294_967_296.0
}

/// Values of -`most` to `most` by the hash.
pub fn drawn(key: u32, count: usize, most: f64) -> Vec<f32> {
    (0..count).map(|element| (most * (2.0 * hash(element, key) - 1.0)) as f32).collect()
}

/// The network at the hash's start values.
pub fn model(width: Width, device: &Device) -> ReconCae {
    hashed(width, Target::Raw, 0, device)
}

/// A network at the hash's start values, its tensors keyed from `first_key` on.
pub(super) fn hashed(width: Width, target: Target, first_key: u32, device: &Device) -> ReconCae {
    let mut key = first_key;
    let built = ReconCae::build::<Infallible>(width, target, device, &mut |slot| {
        let values = start_values(&slot, key);
        key += 1;
        Ok(values)
    });
    match built {
        Ok(model) => model,
        Err(never) => match never {},
    }
}

fn start_values(slot: &Slot<'_>, key: u32) -> Vec<f32> {
    let value = |u: f64| match slot.role {
        Role::Weight { fan_in } => (2.0 * u - 1.0) * (6.0 / fan_in as f64).sqrt(),
        Role::Bias { .. } => 0.1 * u - 0.05,
        Role::NormWeight | Role::RunningVar => 0.5 + u,
        Role::NormBias => 0.4 * u - 0.2,
        Role::RunningMean => 0.2 * u - 0.1,
    };
    (0..slot.shape.iter().product()).map(|index| value(hash(index, key)) as f32).collect()
}

/// Cubes of the hash, at the origin; the first ones are the input of [`pass`].
pub fn cubes(count: usize) -> Cubes {
    let pixel = |i: usize| (256.0 * hash(i, INPUT_KEY)).floor() as u8;
    let region =
        Region { corners: [0.0, 0.0, CUBE_SIDE as f32, CUBE_SIDE as f32], source: RegionSource::File };
    let places = (0..count).map(|frame| CubePlace { frame, region }).collect();
    Cubes { pixels: (0..count * CUBE_BYTES).map(pixel).collect(), places }
}

pub(super) fn input(device: &Device) -> Tensor<4> {
    let values: Vec<f32> =
        (0..BATCH * CUBE_BYTES).map(|i| ((256.0 * hash(i, INPUT_KEY)).floor() / 255.0) as f32).collect();
    Tensor::from_data(TensorData::new(values, [BATCH, CUBE_PLANES, CUBE_SIDE, CUBE_SIDE]), device)
}

/// Evaluation, then one training pass with its gradients, on `device`, a device without a tape.
pub async fn pass(width: Width, device: &Device) -> Result<Results, LbrError> {
    let mut found = Found::default();
    let x = input(device);
    let plain = model(width, device);
    let drawn =
        plain.forward_stages(x.clone(), false, &mut |i, stage| found.add(format!("eval.stage.{i}"), stage));
    found.add("eval.sse".to_owned(), &squared_errors(drawn, x.clone()));

    let taped = model(width, &device.clone().autodiff()).train();
    let x = Tensor::from_inner(x);
    let drawn = taped.forward_stages(x.clone(), true, &mut |i, stage| {
        found.add(format!("train.stage.{i}"), &stage.clone().inner());
    });
    let errors = squared_errors(drawn, x);
    found.add("train.sse".to_owned(), &errors.clone().inner());
    let weights = Tensor::from_inner(Tensor::from_data(WEIGHTS, device));
    let loss = errors.mul(weights).sum().div_scalar((BATCH * CUBE_BYTES) as f64);
    found.add("loss".to_owned(), &loss.clone().inner());
    found.add_learned(&taped, &loss.backward());
    found.read().await.map_err(|error| LbrError::device("the reference pass", &error))
}

/// Adam by itself: gradients in, weights out after every step.
///
/// `gradients` are `[steps, ...shape]`, flattened; so is the result.
pub async fn adam_weights(start: &[f32], gradients: &[f32], device: &Device) -> Result<Vec<f32>, LbrError> {
    let tensor = |values: &[f32]| {
        Tensor::<1>::from_data(TensorData::new(values.to_vec(), Shape::new([values.len()])), device)
    };
    let (mut weights, mut all) = (tensor(start), Vec::new());
    let mut state = AdamState::new(&weights);
    for gradient in gradients.chunks_exact(start.len()) {
        (weights, state) = ADAM.step(weights, tensor(gradient), state);
        let read = weights.clone().into_data_async().await;
        let values = read.map_err(|error| LbrError::device("a step of Adam", &error))?;
        all.extend(values.iter::<f32>());
    }
    Ok(all)
}

/// Tensors whose values are read at the end.
#[derive(Default)]
pub(super) struct Found(Vec<(String, Tensor<1>)>);

impl Found {
    pub(super) fn add<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
        let count = tensor.dims().iter().product::<usize>();
        self.0.push((name, tensor.clone().reshape([count])));
    }

    /// The gradients of a network's tensors and its running statistics.
    pub(super) fn add_learned(&mut self, taped: &ReconCae, gradients: &Gradients) {
        taped.see_tensors(&mut GradientsOf { gradients, found: self });
        taped.valid().see_tensors(&mut RunningStatistics(self));
    }

    pub(super) async fn read(self) -> Result<Results, ExecutionError> {
        let mut results = Results::new();
        for (name, tensor) in self.0 {
            results.insert(name, tensor.into_data_async().await?.iter::<f32>().collect());
        }
        Ok(results)
    }
}

struct GradientsOf<'a> {
    gradients: &'a Gradients,
    found: &'a mut Found,
}

impl TensorVisitor for GradientsOf<'_> {
    fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
        if let Some(gradient) = tensor.grad(self.gradients) {
            self.found.add(format!("grad.{name}"), &gradient);
        }
    }
}

struct RunningStatistics<'a>(&'a mut Found);

impl TensorVisitor for RunningStatistics<'_> {
    fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>) {
        if name.ends_with("running_mean") || name.ends_with("running_var") {
            self.0.add(format!("running.{name}"), tensor);
        }
    }
}
