//! The reference pass of the motion variant's second network, by the hash of [`reference`](super::reference): the
//! same input, start values of other keys, and flow of -3 to 3 pixels to draw.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::LbrError;
use super::batch::{flow_batch, squared_errors};
use super::model::{ReconCae, Target, Width};
use super::reference::{BATCH, Found, Results, WEIGHTS, hash, hashed, input};
use crate::localize::{FLOW_VALUES, FlowCubes};

/// Key of the hash for the first tensor.
const FIRST_KEY: u32 = 200;
/// Key of the hash for the flow.
const FLOW_KEY: u32 = 2000;

/// The network at the hash's start values.
pub fn model(width: Width, device: &Device) -> ReconCae {
    hashed(width, Target::Flow, FIRST_KEY, device)
}

/// Vectors of -3 to 3 pixels for `count` cubes.
pub fn flow(count: usize, key: u32) -> FlowCubes {
    FlowCubes { values: (0..count * FLOW_VALUES).map(|i| (6.0 * hash(i, key) - 3.0) as f32).collect() }
}

/// Evaluation, then one training pass with its gradients, on `device`, a device without a tape: `eval.out`,
/// `eval.sse`, the same with `train.`, `loss`, `grad.NAME`, `running.NAME`.
pub async fn pass(width: Width, device: &Device) -> Result<Results, LbrError> {
    let mut found = Found::default();
    let (x, wanted) = (input(device), flow_batch(&flow(BATCH, FLOW_KEY), &[0, 1], device));
    let drawn = model(width, device).evaluate(x.clone());
    found.add("eval.out".to_owned(), &drawn);
    found.add("eval.sse".to_owned(), &squared_errors(drawn, wanted.clone()));

    let taped = model(width, &device.clone().autodiff()).train();
    let drawn = taped.train_forward(Tensor::from_inner(x));
    found.add("train.out".to_owned(), &drawn.clone().inner());
    let errors = squared_errors(drawn, Tensor::from_inner(wanted));
    found.add("train.sse".to_owned(), &errors.clone().inner());
    let weights = Tensor::from_inner(Tensor::from_data(WEIGHTS, device));
    let loss = errors.mul(weights).sum().div_scalar((BATCH * FLOW_VALUES) as f64);
    found.add("loss".to_owned(), &loss.clone().inner());
    found.add_learned(&taped, &loss.backward());
    found.read().await.map_err(|error| LbrError::device("the motion reference pass", &error))
}
