//! Named tensors on a device, and the layers that they make.
//!
//! Names and shapes are those of the authors' files (a linear weight is `[out, in]`). On a device every tensor is kept
//! flat, so that the optimisers and the files need no ranks.

use std::collections::HashMap;
use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData, module};

use crate::nn::dense::{self, multiply_transposed};
use crate::random::Random;

/// Purpose of the random streams of the start values.
const START: &str = "dsanet start values";

/// How a tensor starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Start {
    /// Uniform within plus and minus the bound.
    Uniform(f64),
    /// Normal with mean 0, drawn again where it is beyond the limit.
    Normal {
        /// Standard deviation.
        deviation: f64,
        /// Largest magnitude.
        limit: f64,
    },
    /// One value.
    Constant(f32),
}

/// One tensor of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Its name in files.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// How it starts.
    pub start: Start,
}

impl Slot {
    /// Number of values.
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Start values, the same on every machine.
    pub fn start_values(&self, seed: u64) -> Vec<f32> {
        // By name, so that another part of the network does not shift them.
        let mut random = Random::keyed(seed, &format!("{START}: {}", self.name), 0);
        let mut draw = || match self.start {
            Start::Constant(value) => value,
            Start::Uniform(bound) => random.between(-bound, bound) as f32,
            Start::Normal { deviation, limit } => loop {
                let value = deviation * random.normal();
                if value.abs() <= limit {
                    break value as f32;
                }
            },
        };
        (0..self.count()).map(|_| draw()).collect()
    }
}

/// Tensors on a device, flat, in the order of their slots.
#[derive(Debug, Clone)]
pub(crate) struct Parameters {
    pub(crate) slots: Arc<Vec<Slot>>,
    pub(crate) flat: Vec<Tensor<1>>,
    places: Arc<HashMap<String, usize>>,
}

impl Parameters {
    /// Uploads the values that `load` gives for each slot.
    pub(crate) fn build<E>(
        slots: Vec<Slot>,
        device: &Device,
        load: &mut dyn FnMut(&Slot) -> Result<Vec<f32>, E>,
    ) -> Result<Self, E> {
        let mut flat = Vec::with_capacity(slots.len());
        for slot in &slots {
            let values = load(slot)?;
            let count = values.len();
            flat.push(Tensor::from_data(TensorData::new(values, [count]), device));
        }
        let places = slots.iter().enumerate().map(|(place, slot)| (slot.name.clone(), place)).collect();
        Ok(Self { slots: Arc::new(slots), flat, places: Arc::new(places) })
    }

    /// The same slots with other tensors.
    pub(crate) fn with(&self, flat: Vec<Tensor<1>>) -> Self {
        Self { flat, ..self.clone() }
    }

    /// These tensors and those that `load` gives for each of `more`.
    pub(crate) fn joined<E>(
        &self,
        more: Vec<Slot>,
        device: &Device,
        load: &mut dyn FnMut(&Slot) -> Result<Vec<f32>, E>,
    ) -> Result<Self, E> {
        let more = Self::build(more, device, load)?;
        let slots: Vec<Slot> = self.slots.iter().chain(more.slots.iter()).cloned().collect();
        let places = slots.iter().enumerate().map(|(place, slot)| (slot.name.clone(), place)).collect();
        let flat = self.flat.iter().chain(&more.flat).cloned().collect();
        Ok(Self { slots: Arc::new(slots), flat, places: Arc::new(places) })
    }

    /// The same values on a tape.
    pub(crate) fn taped(&self) -> Self {
        let taped = |tensor: &Tensor<1>| Tensor::from_inner(tensor.clone()).require_grad();
        self.with(self.flat.iter().map(taped).collect())
    }

    /// The same values as constants beside a tape.
    pub(crate) fn constant(&self) -> Self {
        self.with(self.flat.iter().map(|tensor| Tensor::from_inner(tensor.clone())).collect())
    }

    /// Whether there is a tensor of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// A flat tensor with its shape. The tables of the slots and the layers are written together: a name that is not
    /// there is a mistake in this room.
    fn find(&self, name: &str) -> (Tensor<1>, &[usize]) {
        let place = *self.places.get(name).unwrap_or_else(|| panic!("no tensor {name} in the table"));
        (self.flat[place].clone(), &self.slots[place].shape)
    }

    /// A tensor in its shape.
    pub(crate) fn tensor<const D: usize>(&self, name: &str) -> Tensor<D> {
        let (flat, shape) = self.find(name);
        let shape: [usize; D] = core::array::from_fn(|axis| shape[axis]);
        flat.reshape(shape)
    }

    /// The layer whose tensors begin with `name`.
    pub(crate) fn layer(&self, name: impl Into<String>) -> Layer<'_> {
        Layer { parameters: self, name: name.into() }
    }
}

/// Part of a network: tensors whose names begin alike.
#[derive(Debug, Clone)]
pub(crate) struct Layer<'a> {
    parameters: &'a Parameters,
    name: String,
}

impl<'a> Layer<'a> {
    /// A part of it.
    pub(crate) fn part(&self, name: impl core::fmt::Display) -> Layer<'a> {
        Layer { parameters: self.parameters, name: format!("{}.{name}", self.name) }
    }

    /// A tensor of it in its shape.
    pub(crate) fn tensor<const D: usize>(&self, name: &str) -> Tensor<D> {
        self.parameters.tensor(&format!("{}.{name}", self.name))
    }

    /// x W^T + b, `[batch, rows, in]` to `[batch, rows, out]`; without a bias where it has none.
    pub(crate) fn linear(&self, x: Tensor<3>) -> Tensor<3> {
        match self.parameters.has(&format!("{}.bias", self.name)) {
            true => linear(x, self.tensor("weight"), self.tensor("bias")),
            false => affine(x, self.tensor("weight")),
        }
    }

    /// Layer normalisation of every row.
    pub(crate) fn norm(&self, x: Tensor<3>, epsilon: f64) -> Tensor<3> {
        module::layer_norm(x, self.tensor("weight"), Some(self.tensor("bias")), epsilon)
    }
}

/// x W^T of every row.
///
/// # Shapes
/// `x [batch, rows, in]`, `weight [out, in]` to `[batch, rows, out]`.
pub(crate) fn affine(x: Tensor<3>, weight: Tensor<2>) -> Tensor<3> {
    let ([batch, rows, input], [output, _]) = (x.dims(), weight.dims());
    let rows_of_all = x.reshape([1, batch * rows, input]);
    multiply_transposed(rows_of_all, weight.unsqueeze_dim(0)).reshape([batch, rows, output])
}

/// x W^T + b of every row.
///
/// # Shapes
/// `x [batch, rows, in]`, `weight [out, in]`, `bias [out]`, result `[batch, rows, out]`.
pub(crate) fn linear(x: Tensor<3>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<3> {
    let ([batch, rows, input], [output, _]) = (x.dims(), weight.dims());
    dense::linear(x.reshape([batch * rows, input]), weight, bias).reshape([batch, rows, output])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_values_depend_on_seed_and_name_alone_and_keep_their_limits() {
        let slot = |name: &str, start| Slot { name: name.into(), shape: vec![50, 20], start };
        let normal = slot("a", Start::Normal { deviation: 0.01, limit: 0.03 });
        let values = normal.start_values(3);
        assert!(values.iter().all(|value| value.abs() <= 0.03) && values.iter().any(|v| v.abs() > 0.02));
        assert_eq!(values, normal.start_values(3));
        assert_ne!(values, normal.start_values(4));
        assert_ne!(values, slot("b", normal.start).start_values(3));
        let uniform = slot("a", Start::Uniform(0.5)).start_values(3);
        assert!(uniform.iter().all(|value| value.abs() <= 0.5) && uniform.iter().any(|v| v.abs() > 0.49));
        assert_eq!(slot("a", Start::Constant(2.0)).start_values(3), [2.0; 1000]);
    }
}
