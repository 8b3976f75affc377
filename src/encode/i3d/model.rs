//! The network on a device.

use burn::tensor::{Device, FloatDType, Tensor, TensorData};

use super::config::{FRAMES, I3dConfig};
use super::units::{MODULES, Unit, units};
use super::weights::{I3dWeights, UnitWeights};
use crate::nn::storage::{Storage, StorageError};
use crate::nn::volume::{conv3d_same_relu, max_pool3d_same};

/// Units before the first module.
const STEM: usize = 3;
/// Units of a module.
const BRANCHES: usize = 6;

/// One unit on a device.
#[derive(Debug, Clone)]
struct Convolution {
    weight: Tensor<5>,
    bias: Tensor<1>,
    stride: usize,
}

impl Convolution {
    fn upload(unit: &Unit, weights: &UnitWeights, device: &Device) -> Self {
        let weight = TensorData::new(weights.weight.clone(), unit.weight_shape());
        let bias = TensorData::new(weights.bias.clone(), [unit.outputs]);
        let [weight, bias] = [weight, bias].map(|data| (data, device));
        Self {
            weight: Tensor::from_data(weight.0, weight.1),
            bias: Tensor::from_data(bias.0, bias.1),
            stride: unit.stride,
        }
    }

    fn forward(&self, x: Tensor<5>) -> Tensor<5> {
        conv3d_same_relu(x, self.weight.clone(), self.bias.clone(), [self.stride; 3])
    }
}

/// I3D without its classes.
#[derive(Debug, Clone)]
pub struct I3d {
    config: I3dConfig,
    device: Device,
    storage: Storage,
    /// In the order of [`units`].
    convolutions: Vec<Convolution>,
}

impl I3d {
    /// Uploads weights.
    pub fn new(weights: &I3dWeights, device: &Device) -> Self {
        let config = weights.config;
        let units = units(config.width);
        let upload = |(unit, weights): (&Unit, &UnitWeights)| Convolution::upload(unit, weights, device);
        Self {
            config,
            device: device.clone(),
            storage: Storage::F32,
            convolutions: units.iter().zip(&weights.units).map(upload).collect(),
        }
    }

    /// The network with its weights and what is between its layers stored like this; biases stay `f32`.
    ///
    /// # Errors
    /// The device cannot.
    pub fn stored(mut self, storage: Storage) -> Result<Self, StorageError> {
        storage.check(&self.device)?;
        for convolution in &mut self.convolutions {
            convolution.weight = convolution.weight.clone().cast(storage.dtype());
        }
        self.storage = storage;
        Ok(self)
    }

    /// Width and input side.
    pub fn config(&self) -> I3dConfig {
        self.config
    }

    /// Where the weights are.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Features of snippets whose values are scaled to -1..1.
    ///
    /// # Shapes
    /// `[n, 3, 16, side, side]` to `[n, dim]`.
    pub fn forward(&self, x: Tensor<5>) -> Tensor<2> {
        self.forward_stages(x, &mut |_, _| {})
    }

    /// [`I3d::forward`], showing every stage to `see` under DeepMind's name for it.
    pub fn forward_stages(&self, x: Tensor<5>, see: &mut dyn FnMut(&'static str, &Tensor<5>)) -> Tensor<2> {
        let x = x.cast(self.storage.dtype());
        mean(
            walk(self.config, x, &mut |unit, x| self.convolutions[unit].forward(x), see)
                .cast(FloatDType::F32),
        )
    }
}

/// The way of `x [n, 3, 16, side, side]` through units and poolings to the last maps, `[n, dim, time, rows, columns]`. `unit` is
/// convolution, batch norm and
/// ReLU of the unit with that index in the order of [`units`]; `see` is shown every stage.
pub(super) fn walk(
    config: I3dConfig,
    x: Tensor<5>,
    unit: &mut dyn FnMut(usize, Tensor<5>) -> Tensor<5>,
    see: &mut dyn FnMut(&'static str, &Tensor<5>),
) -> Tensor<5> {
    let side = config.input;
    let [_, channels, frames, rows, columns] = x.dims();
    assert_eq!([channels, frames, rows, columns], [3, FRAMES, side, side], "a snippet of RGB frames");
    let mut stage = |name: &'static str, x: Tensor<5>| {
        see(name, &x);
        x
    };
    let x = stage("Conv3d_1a_7x7", unit(0, x));
    let x = stage("MaxPool3d_2a_3x3", max_pool3d_same(x, [1, 3, 3], [1, 2, 2]));
    let x = stage("Conv3d_2b_1x1", unit(1, x));
    let x = stage("Conv3d_2c_3x3", unit(2, x));
    let mut x = stage("MaxPool3d_3a_3x3", max_pool3d_same(x, [1, 3, 3], [1, 2, 2]));
    for (index, (name, _)) in MODULES.iter().enumerate() {
        x = match *name {
            "Mixed_4b" => stage("MaxPool3d_4a_3x3", max_pool3d_same(x, [3; 3], [2; 3])),
            "Mixed_5b" => stage("MaxPool3d_5a_2x2", max_pool3d_same(x, [2; 3], [2; 3])),
            _ => x,
        };
        let first = STEM + index * BRANCHES;
        x = stage(name, module(&mut |branch, x| unit(first + branch, x), x));
    }
    x
}

/// The last maps' mean over time and picture, `[n, dim]`.
fn mean(maps: Tensor<5>) -> Tensor<2> {
    let [n, dim, time, rows, columns] = maps.dims();
    maps.reshape([n, dim, time * rows * columns]).mean_dim(2).reshape([n, dim])
}

/// An Inception module: four branches, side by side in the order b0, b1, b2, b3.
fn module(unit: &mut dyn FnMut(usize, Tensor<5>) -> Tensor<5>, x: Tensor<5>) -> Tensor<5> {
    let b0 = unit(0, x.clone());
    let b1 = unit(1, x.clone());
    let b1 = unit(2, b1);
    let b2 = unit(3, x.clone());
    let b2 = unit(4, b2);
    let b3 = unit(5, max_pool3d_same(x, [3; 3], [1; 3]));
    Tensor::cat(vec![b0, b1, b2, b3], 1)
}
