//! ReconCAE, the auto-encoder of LBR (Yu et al., CVPR 2022; layers from the authors' program).
//!
//! Four times two 3x3 convolutions with max-pooling between, down to 4x4, and back up by transposed
//! convolutions; no skip connections, no activation at the end. At width 1 2,534,671
//! parameters, or 2,534,506 where it draws optical flow: the last convolution then has ten outputs instead of fifteen.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};

use super::shape::STAGES;
use crate::localize::CUBE_PLANES;
use crate::nn::batch_norm::BatchNormRelu;
use crate::nn::layers;

pub use super::shape::{Target, Width};

/// What a tensor of the network is, for whoever has to fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Weight of a convolution, with the inputs that meet in one output (PyTorch's fan-in).
    Weight {
        /// Inputs per output.
        fan_in: usize,
    },
    /// Bias of a convolution, with the fan-in of its weight.
    Bias {
        /// Inputs per output.
        fan_in: usize,
    },
    /// Scale of a batch normalisation.
    NormWeight,
    /// Shift of a batch normalisation.
    NormBias,
    /// Running mean of a batch normalisation.
    RunningMean,
    /// Running variance of a batch normalisation.
    RunningVar,
}

/// A tensor to be filled: its name in the weights file, its shape and its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot<'a> {
    /// Name without the block's prefix, such as `1.mpconv.1.conv.0.weight`.
    pub name: &'a str,
    /// Rows first.
    pub shape: &'a [usize],
    /// What it is.
    pub role: Role,
}

/// The network.
#[derive(Module, Debug)]
pub struct ReconCae {
    down: Vec<DoubleConv>,
    up: Vec<UpBlock>,
    last: Conv,
}

#[derive(Module, Debug)]
struct Conv {
    weight: Param<Tensor<4>>,
    bias: Param<Tensor<1>>,
}

/// Twice: 3x3 convolution, batch normalisation, ReLU.
#[derive(Module, Debug)]
struct DoubleConv {
    first: Conv,
    first_norm: BatchNormRelu,
    second: Conv,
    second_norm: BatchNormRelu,
}

#[derive(Module, Debug)]
struct UpBlock {
    up: Conv,
    double: DoubleConv,
}

impl ReconCae {
    /// Builds the network, asking `fill` for the values of every tensor in the order of the weights file.
    pub fn build<E>(
        width: Width,
        target: Target,
        device: &Device,
        fill: &mut impl FnMut(Slot<'_>) -> Result<Vec<f32>, E>,
    ) -> Result<Self, E> {
        let channels = width.channels();
        let mut builder = Builder { device, fill };
        let mut down = Vec::with_capacity(STAGES);
        for stage in 0..STAGES {
            let (prefix, from) = match stage {
                0 => ("0.conv.conv".to_owned(), CUBE_PLANES),
                _ => (format!("{stage}.mpconv.1.conv"), channels[stage - 1]),
            };
            down.push(builder.double(&prefix, from, channels[stage])?);
        }
        let mut up = Vec::with_capacity(STAGES - 1);
        for stage in 0..STAGES - 1 {
            let (from, to) = (channels[STAGES - 1 - stage], channels[STAGES - 2 - stage]);
            let name = stage + STAGES;
            up.push(UpBlock {
                up: builder.conv(&format!("{name}.up"), [from, from, 3, 3], from * 9)?,
                double: builder.double(&format!("{name}.conv.conv"), from, to)?,
            });
        }
        let last = builder.conv("7.conv", [target.planes(), channels[0], 1, 1], channels[0])?;
        Ok(Self { down, up, last })
    }

    /// Training mode: the batch's own statistics; updates the running ones.
    ///
    /// # Shapes
    /// `[batch, 15, 32, 32]`, values of 0 to 1, to `[batch, planes of the target, 32, 32]`.
    pub fn train_forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.forward(x, DoubleConv::train, &mut |_, _| ())
    }

    /// Evaluation mode: running statistics, folded into the convolutions.
    ///
    /// # Shapes
    /// As [`Self::train_forward`].
    pub fn evaluate(&self, x: Tensor<4>) -> Tensor<4> {
        self.forward(x, DoubleConv::evaluate, &mut |_, _| ())
    }

    /// Either mode, showing `see` the output of each of the eight stages.
    pub fn forward_stages(
        &self,
        x: Tensor<4>,
        training: bool,
        see: &mut impl FnMut(usize, &Tensor<4>),
    ) -> Tensor<4> {
        self.forward(x, if training { DoubleConv::train } else { DoubleConv::evaluate }, see)
    }

    fn forward(
        &self,
        x: Tensor<4>,
        double: fn(&DoubleConv, Tensor<4>) -> Tensor<4>,
        see: &mut impl FnMut(usize, &Tensor<4>),
    ) -> Tensor<4> {
        let mut x = x;
        for (stage, block) in self.down.iter().enumerate() {
            x = double(block, if stage == 0 { x } else { layers::max_pool2(x) });
            see(stage, &x);
        }
        for (stage, block) in self.up.iter().enumerate() {
            let up = layers::up(x, block.up.weight.val(), block.up.bias.val());
            x = double(&block.double, up);
            see(STAGES + stage, &x);
        }
        let x = layers::conv(x, self.last.weight.val(), self.last.bias.val());
        see(2 * STAGES - 1, &x);
        x
    }

    /// Shows `see` every tensor with its name, in the order of the weights file.
    pub fn see_tensors(&self, see: &mut impl TensorVisitor) {
        for (stage, block) in self.down.iter().enumerate() {
            let prefix = if stage == 0 { "0.conv.conv".to_owned() } else { format!("{stage}.mpconv.1.conv") };
            block.see_tensors(&prefix, see);
        }
        for (stage, block) in self.up.iter().enumerate() {
            let name = stage + STAGES;
            block.up.see_tensors(&format!("{name}.up"), see);
            block.double.see_tensors(&format!("{name}.conv.conv"), see);
        }
        self.last.see_tensors("7.conv", see);
    }
}

/// Whoever wants to see the tensors of the network.
pub trait TensorVisitor {
    /// Meets one tensor.
    fn tensor<const D: usize>(&mut self, name: String, tensor: &Tensor<D>);
}

impl Conv {
    fn see_tensors(&self, prefix: &str, see: &mut impl TensorVisitor) {
        see.tensor(format!("{prefix}.weight"), &self.weight.val());
        see.tensor(format!("{prefix}.bias"), &self.bias.val());
    }
}

impl DoubleConv {
    fn train(&self, x: Tensor<4>) -> Tensor<4> {
        let x =
            self.first_norm.train_forward(layers::conv(x, self.first.weight.val(), self.first.bias.val()));
        self.second_norm.train_forward(layers::conv(x, self.second.weight.val(), self.second.bias.val()))
    }

    fn evaluate(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.first_norm.after_conv(x, self.first.weight.val(), self.first.bias.val());
        self.second_norm.after_conv(x, self.second.weight.val(), self.second.bias.val())
    }

    fn see_tensors(&self, prefix: &str, see: &mut impl TensorVisitor) {
        let halves = [(0, &self.first, &self.first_norm), (3, &self.second, &self.second_norm)];
        for (at, conv, norm) in halves {
            conv.see_tensors(&format!("{prefix}.{at}"), see);
            let prefix = format!("{prefix}.{}", at + 1);
            see.tensor(format!("{prefix}.weight"), &norm.gamma.val());
            see.tensor(format!("{prefix}.bias"), &norm.beta.val());
            see.tensor(format!("{prefix}.running_mean"), &norm.running_mean.value_sync());
            see.tensor(format!("{prefix}.running_var"), &norm.running_var.value_sync());
        }
    }
}

/// Makes the parts of the network from filled tensors.
struct Builder<'a, F> {
    device: &'a Device,
    fill: &'a mut F,
}

impl<F> Builder<'_, F> {
    fn tensor<const D: usize, E>(
        &mut self,
        name: String,
        shape: [usize; D],
        role: Role,
    ) -> Result<Tensor<D>, E>
    where
        F: FnMut(Slot<'_>) -> Result<Vec<f32>, E>,
    {
        let values = (self.fill)(Slot { name: &name, shape: &shape, role })?;
        Ok(Tensor::from_data(TensorData::new(values, shape), self.device))
    }

    fn conv<E>(&mut self, prefix: &str, shape: [usize; 4], fan_in: usize) -> Result<Conv, E>
    where
        F: FnMut(Slot<'_>) -> Result<Vec<f32>, E>,
    {
        // A transposed convolution holds its outputs second; both numbers are equal here.
        let outputs = shape[0];
        Ok(Conv {
            weight: Param::from_tensor(self.tensor(
                format!("{prefix}.weight"),
                shape,
                Role::Weight { fan_in },
            )?),
            bias: Param::from_tensor(self.tensor(
                format!("{prefix}.bias"),
                [outputs],
                Role::Bias { fan_in },
            )?),
        })
    }

    fn norm<E>(&mut self, prefix: &str, channels: usize) -> Result<BatchNormRelu, E>
    where
        F: FnMut(Slot<'_>) -> Result<Vec<f32>, E>,
    {
        let mut of = |part: &str, role| self.tensor(format!("{prefix}.{part}"), [channels], role);
        let (gamma, beta) = (of("weight", Role::NormWeight)?, of("bias", Role::NormBias)?);
        let (mean, var) = (of("running_mean", Role::RunningMean)?, of("running_var", Role::RunningVar)?);
        Ok(BatchNormRelu::new(gamma, beta, mean, var))
    }

    fn double<E>(&mut self, prefix: &str, from: usize, to: usize) -> Result<DoubleConv, E>
    where
        F: FnMut(Slot<'_>) -> Result<Vec<f32>, E>,
    {
        Ok(DoubleConv {
            first: self.conv(&format!("{prefix}.0"), [to, from, 3, 3], from * 9)?,
            first_norm: self.norm(&format!("{prefix}.1"), to)?,
            second: self.conv(&format!("{prefix}.3"), [to, to, 3, 3], to * 9)?,
            second_norm: self.norm(&format!("{prefix}.4"), to)?,
        })
    }
}
