//! The network while it learns: batch norm by the batch's statistics, a linear layer for the targets.

use burn::tensor::{Device, Tensor, TensorData};

use super::TrainError;
use crate::encode::i3d::config::I3dConfig;
use crate::encode::i3d::fold::BatchNorm;
use crate::encode::i3d::model::walk;
use crate::encode::i3d::names::Layout;
use crate::encode::i3d::units::{Unit, units};
use crate::encode::i3d::weights::{I3dWeights, UnitWeights};
use crate::nn::layers::{self, NORM_EPSILON};
use crate::nn::volume::conv3d_same;
use crate::random::Random;

/// What is added to a variance before its square root: PyTorch's default, which the layer has.
pub const BN_EPS: f64 = 1e-5;
/// Share of a batch in the running statistics (PyTorch's default).
const MOMENTUM: f64 = 0.1;
/// Purpose of the start values' random streams.
const START: &str = "i3d start";
/// Tensors of a unit: weight, scale, shift.
const PER_UNIT: usize = 3;

/// Running mean and variance of a unit, each `[channels]`.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) mean: Tensor<1>,
    pub(super) variance: Tensor<1>,
}

/// A network that learns; every tensor is flat and without a tape.
#[derive(Debug, Clone)]
pub struct Learning {
    config: I3dConfig,
    targets: usize,
    units: Vec<Unit>,
    /// Weight, scale and shift of every unit, then weight `[dim, targets]` and bias `[targets]` of the linear layer.
    flat: Vec<Tensor<1>>,
    running: Vec<Running>,
    device: Device,
}

impl Learning {
    /// Weights uniform within sqrt(6 / fan-in) (He et al., ICCV 2015), scales 1, shifts 0; every target starts at its mean.
    pub fn start(config: I3dConfig, targets: usize, seed: u64, device: &Device) -> Self {
        let units = units(config.width);
        let mut values = Vec::with_capacity(units.len() * PER_UNIT + 2);
        for (index, unit) in (0_u64..).zip(&units) {
            let [outputs, fan_in @ ..] = unit.weight_shape();
            let fan_in = fan_in.iter().product::<usize>();
            let about = (6.0 / fan_in as f64).sqrt();
            let mut random = Random::keyed(seed, START, index);
            values.push((0..outputs * fan_in).map(|_| random.between(-about, about) as f32).collect());
            values.extend([vec![1.0; outputs], vec![0.0; outputs]]);
        }
        values.extend([vec![0.0; config.dim() * targets], vec![0.0; targets]]);
        Self::of(config, targets, values, device)
    }

    /// Of given values, in the order of the tensors; running statistics begin at 0 and 1.
    pub(super) fn of(config: I3dConfig, targets: usize, values: Vec<Vec<f32>>, device: &Device) -> Self {
        let units = units(config.width);
        let tensor = |values: Vec<f32>| {
            let count = values.len();
            Tensor::from_data(TensorData::new(values, [count]), device)
        };
        let running = units.iter().map(|unit| Running {
            mean: Tensor::zeros([unit.outputs], device),
            variance: Tensor::ones([unit.outputs], device),
        });
        let running = running.collect();
        let flat = values.into_iter().map(tensor).collect();
        Self { config, targets, units, flat, running, device: device.clone() }
    }

    /// Where the tensors are.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// All tensors that are learned.
    pub(super) fn flat(&self) -> &[Tensor<1>] {
        &self.flat
    }

    pub(super) fn units(&self) -> &[Unit] {
        &self.units
    }

    pub(super) fn running(&self) -> &[Running] {
        &self.running
    }

    /// Takes what a step made of [`Self::flat`].
    pub(super) fn take(&mut self, moved: Vec<Tensor<1>>) {
        self.flat = moved;
    }

    /// The tensors on a tape.
    pub(super) fn taped(&self) -> Vec<Tensor<1>> {
        self.flat.iter().map(|tensor| Tensor::from_inner(tensor.clone()).require_grad()).collect()
    }

    /// Mean squared error of a batch, `[1]`, by the batch's statistics, which the running ones take in.
    ///
    /// `pictures [n, 3, 16, side, side]` and `targets [n * rows * columns of the last maps, targets]` are without a tape.
    pub(super) fn loss(&mut self, taped: &[Tensor<1>], pictures: Tensor<5>, targets: Tensor<2>) -> Tensor<1> {
        let (units, running) = (&self.units, &mut self.running);
        let mut unit = |index: usize, x: Tensor<5>| {
            let tensors = &taped[index * PER_UNIT..][..PER_UNIT];
            learning_unit(&units[index], tensors, &mut running[index], x)
        };
        let maps = walk(self.config, Tensor::from_inner(pictures), &mut unit, &mut |_, _| {});
        let [n, dim, time, rows, columns] = maps.dims();
        let parts =
            maps.reshape([n, dim, time, rows * columns]).mean_dim(2).reshape([n, dim, rows * columns]);
        let parts = parts.swap_dims(1, 2).reshape([n * rows * columns, dim]);
        let off = self.told_by(taped, parts) - Tensor::from_inner(targets);
        (off.clone() * off).mean()
    }

    /// Targets `[n, targets]` told from features `[n, dim]`.
    fn told_by(&self, flat: &[Tensor<1>], features: Tensor<2>) -> Tensor<2> {
        let at = self.units.len() * PER_UNIT;
        let weight = flat[at].clone().reshape([self.config.dim(), self.targets]);
        features.matmul(weight) + flat[at + 1].clone().reshape([1, self.targets])
    }

    /// The same by ready features, without a tape.
    pub(super) fn told(&self, features: Tensor<2>) -> Tensor<2> {
        self.told_by(&self.flat, features)
    }

    /// The encoder: running statistics folded into the convolutions, the linear layer left out; for pictures of `input` pixels a
    /// side, since a convolution learned at one side works at any.
    pub async fn folded(&self, input: usize) -> Result<I3dWeights, TrainError> {
        let mut folded = Vec::with_capacity(self.units.len());
        for (tensors, running) in self.flat.chunks_exact(PER_UNIT).zip(&self.running) {
            let [mut weight, scale, offset] = read_all([&tensors[0], &tensors[1], &tensors[2]]).await?;
            let [mean, variance] = read_all([&running.mean, &running.variance]).await?;
            let norm =
                BatchNorm { scale: &scale, offset: &offset, mean: &mean, variance: &variance, eps: BN_EPS };
            let bias = norm.fold_into(&mut weight);
            folded.push(UnitWeights { weight, bias });
        }
        let config = I3dConfig { input, ..self.config };
        let (layout, notes) = (Layout::Folded, Vec::new());
        Ok(I3dWeights { config, units: folded, bn_eps: BN_EPS, layout, notes })
    }
}

/// Convolution without bias, batch norm by the batch, ReLU.
fn learning_unit(unit: &Unit, tensors: &[Tensor<1>], running: &mut Running, x: Tensor<5>) -> Tensor<5> {
    debug_assert!((f64::from(NORM_EPSILON) - BN_EPS).abs() < 1e-10, "what is folded is what was learned");
    let [weight, scale, shift] = [0, 1, 2].map(|k| tensors[k].clone());
    let no_bias = Tensor::zeros([unit.outputs], &x.device());
    let x = conv3d_same(x, weight.reshape(unit.weight_shape()), no_bias, [unit.stride; 3]);
    let [n, channels, time, rows, columns] = x.dims();
    // Time is more rows to a layer that looks at every value by itself.
    let x = x.reshape([n, channels, time * rows, columns]);
    let moments = layers::moments(x.clone());
    running.take_in(&moments, (n * time * rows * columns) as f64);
    layers::norm_relu(x, scale, shift, moments).reshape([n, channels, time, rows, columns])
}

impl Running {
    /// A tenth of the batch's mean and unbiased variance; `moments [channels, 2]`, over `count` values each.
    fn take_in(&mut self, moments: &Tensor<2>, count: f64) {
        let found = moments.clone().inner();
        let [channels, _] = found.dims();
        let column = |k: usize| found.clone().slice([0..channels, k..k + 1]).reshape([channels]);
        let unbiased = column(1).mul_scalar(count / (count - 1.0).max(1.0));
        let mix = |old: &Tensor<1>, new: Tensor<1>| {
            old.clone().mul_scalar(1.0 - MOMENTUM) + new.mul_scalar(MOMENTUM)
        };
        self.mean = mix(&self.mean, column(0));
        self.variance = mix(&self.variance, unbiased);
    }
}

/// Values of tensors, on the host.
pub(super) async fn read_all<const N: usize>(tensors: [&Tensor<1>; N]) -> Result<[Vec<f32>; N], TrainError> {
    let mut read = [const { Vec::new() }; N];
    for (values, tensor) in read.iter_mut().zip(tensors) {
        let data = tensor.clone().into_data_async().await.map_err(TrainError::Device)?;
        *values = data.iter().collect();
    }
    Ok(read)
}
