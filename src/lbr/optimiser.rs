//! Adam over the network's tensors, with moments that can be saved and gone on with.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};

use super::LbrError;
use super::model::ReconCae;
use super::training::ADAM;
use crate::nn::adam::AdamState;

/// The optimiser and its state.
pub(super) struct Optimiser {
    /// Per tensor in the order of the module, flattened; none before its first gradient.
    states: Vec<Option<AdamState>>,
}

/// First and second moment of a tensor, flattened.
pub(super) type Moments = [Vec<f32>; 2];

impl Optimiser {
    /// Before the first step.
    pub fn new() -> Self {
        Self { states: Vec::new() }
    }

    /// After `steps` steps, with the moments that [`Self::moments`] gave then.
    pub fn resumed(steps: usize, moments: Vec<Option<Moments>>, device: &Device) -> Self {
        let tensor = |values: Vec<f32>| {
            let count = values.len();
            Tensor::<1>::from_data(TensorData::new(values, [count]), device)
        };
        let state =
            |[first, second]: Moments| AdamState { steps, first: tensor(first), second: tensor(second) };
        Self { states: moments.into_iter().map(|moments| moments.map(state)).collect() }
    }

    /// Values of each of the network's tensors, in the order of the module.
    pub fn lengths(model: &ReconCae) -> Vec<usize> {
        let mut lengths = Lengths(Vec::new());
        model.visit(&mut lengths);
        lengths.0
    }

    /// Moves the network's tensors against their gradients.
    pub fn step(&mut self, model: ReconCae, gradients: GradientsParams) -> ReconCae {
        model.map(&mut Mover { optimiser: self, gradients, at: 0 })
    }

    /// The moments as they stand, per tensor in the order of the module.
    pub async fn moments(&self) -> Result<Vec<Option<Moments>>, LbrError> {
        let mut all = Vec::with_capacity(self.states.len());
        for state in &self.states {
            let Some(AdamState { first, second, .. }) = state else {
                all.push(None);
                continue;
            };
            let mut read = [Vec::new(), Vec::new()];
            for (values, tensor) in read.iter_mut().zip([first, second]) {
                let data = tensor.clone().into_data_async().await;
                *values = data.map_err(|e| LbrError::device("saving the run", &e))?.iter::<f32>().collect();
            }
            all.push(Some(read));
        }
        Ok(all)
    }
}

struct Lengths(Vec<usize>);

impl ModuleVisitor for Lengths {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().dims().iter().product());
    }
}

/// Goes through the module and moves one tensor after the other.
struct Mover<'a> {
    optimiser: &'a mut Optimiser,
    gradients: GradientsParams,
    at: usize,
}

impl ModuleMapper for Mover<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let at = self.at;
        self.at += 1;
        if self.optimiser.states.len() == at {
            self.optimiser.states.push(None);
        }
        let Some(gradient) = self.gradients.remove::<D>(id) else {
            return Param::from_mapped_value(id, tensor, mapper);
        };
        // Element by element, so flattening changes no bit.
        let shape = tensor.dims();
        let count = shape.iter().product::<usize>();
        let (flat, slope) = (tensor.inner().reshape([count]), gradient.reshape([count]));
        let state = self.optimiser.states[at].take().unwrap_or_else(|| AdamState::new(&flat));
        let (moved, state) = ADAM.step(flat, slope, state);
        self.optimiser.states[at] = Some(state);
        Param::from_mapped_value(id, Tensor::from_inner(moved.reshape(shape)).require_grad(), mapper)
    }
}
