//! A step of Adam (Kingma and Ba, ICLR 2015) on a tensor of any shape, flattened: on a GPU one kernel, elsewhere composed of
//! burn's operations, value by value as burn's own Adam. LA-Net, DSANet and I3D learn by `learning::adam`, which knows
//! weight decay and tensors that no gradient reached.

use burn::backend::{Backend, Dispatch, Flex, backend_extension, tensor::FloatTensor};
use burn::tensor::Tensor;
use burn_wgpu::CubeBackend;

use super::kernels::adam as gpu;

/// The step as an operation of a device.
#[backend_extension(Cube, Flex)]
pub trait AdamSteps: Backend {
    /// Values, first and second moments after the step; all `[count]`.
    fn adam_step(
        values: FloatTensor<Self>,
        slopes: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        factors: Factors,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [keep_first, keep_second] = factors.decay;
        let mixed = |old, keep: f32, new| {
            let new = Self::float_mul_scalar(new, (1.0 - keep).into());
            Self::float_add(Self::float_mul_scalar(old, keep.into()), new)
        };
        let squares = Self::float_mul(slopes.clone(), slopes.clone());
        let (first, second) = (mixed(first, keep_first, slopes), mixed(second, keep_second, squares));
        let root = Self::float_add_scalar(Self::float_sqrt(second.clone()), factors.epsilon.into());
        let way = Self::float_div(Self::float_mul_scalar(first.clone(), factors.correction.into()), root);
        let values = Self::float_sub(values, Self::float_mul_scalar(way, factors.rate.into()));
        (values, first, second)
    }
}

impl AdamSteps for Flex {}

impl AdamSteps for CubeBackend {
    fn adam_step(
        values: FloatTensor<Self>,
        slopes: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        factors: Factors,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        gpu::step([values, slopes, first, second], factors)
    }
}

/// What one step multiplies with; the same for all values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factors {
    /// Length of a step.
    pub rate: f32,
    /// What stays of the first and the second moment.
    pub decay: [f32; 2],
    /// Of the first moment: both moments' corrections for having begun at 0.
    pub correction: f32,
    /// Added to the root of the second moment, which is not corrected: epsilon times the correction.
    pub epsilon: f32,
}

/// Adam without weight decay or clipping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// Length of a step.
    pub rate: f32,
    /// What stays of the first and the second moment.
    pub decay: [f32; 2],
    /// Keeps the division from 0.
    pub epsilon: f32,
}

/// What Adam knows of a tensor.
#[derive(Debug, Clone)]
pub struct AdamState {
    /// Steps done.
    pub steps: usize,
    /// Mean slope, `[count]`.
    pub first: Tensor<1>,
    /// Mean squared slope, `[count]`.
    pub second: Tensor<1>,
}

impl AdamState {
    /// Before the first step of a tensor such as `like`.
    pub fn new(like: &Tensor<1>) -> Self {
        Self { steps: 0, first: like.zeros_like(), second: like.zeros_like() }
    }
}

impl Adam {
    fn factors(&self, steps: usize) -> Factors {
        // Beyond 2^31 steps both powers are 0.
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        let [first, second] = self.decay.map(|keep| 1.0 - keep.powi(steps));
        let root = second.sqrt();
        Factors { rate: self.rate, decay: self.decay, correction: root / first, epsilon: self.epsilon * root }
    }

    /// Moves `values` against their `slopes`, both `[count]` on a device without a tape.
    pub fn step(&self, values: Tensor<1>, slopes: Tensor<1>, state: AdamState) -> (Tensor<1>, AdamState) {
        let steps = state.steps + 1;
        let (values, first, second) = Dispatch::adam_step(
            values.into_dispatch(),
            slopes.into_dispatch(),
            state.first.into_dispatch(),
            state.second.into_dispatch(),
            self.factors(steps),
        );
        let [values, first, second] = [values, first, second].map(Tensor::from_dispatch);
        (values, AdamState { steps, first, second })
    }
}
