//! How near the convolutions and the attention come to a plain product of matrices on the same device.
//!
//! Weights and inputs stay on the device, a run calls a kernel several times and reads some values at the end, so that
//! what is timed is the kernel and not the way to it.

use burn::tensor::{Device, ExecutionError, FloatDType, Tensor, TensorData};

use super::Scale;
use crate::nn::attention::{Lines, Place, attend};
use crate::nn::layers;
use crate::nn::storage::Storage;
use crate::nn::volume::conv3d_same_relu;
use crate::random::Random;

/// Distance beyond which the prior of the attention is 0.
const REACH: usize = 7;
/// Values that are read and compared.
const READ: usize = 64;

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Burn's own product of two square matrices: what the others are held against.
    Product,
    /// Convolution 3x3 with ReLU.
    Convolution,
    /// The same of twice the images, for which a GPU that has the registers takes larger tiles.
    MoreImages,
    /// Convolution 3x3 and the gradient of its input.
    InputGradient,
    /// Convolution 3x3 and the gradient of its weight.
    WeightGradient,
    /// Transposed convolution 3x3 with stride 2.
    Transposed,
    /// Convolution 3x3x3 with ReLU.
    Volume,
    /// The same with values of 16 bits, on devices that can store them.
    VolumeHalf,
    /// Attention with the locality prior.
    Attention,
}

/// A kernel at a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// What is called.
    pub kernel: Kernel,
    scale: Scale,
}

impl Probe {
    /// All kernels that a device has, at a scale, the product first.
    pub fn all(scale: Scale, device: &Device) -> Vec<Self> {
        use Kernel::{
            Attention, Convolution, InputGradient, MoreImages, Product, Transposed, Volume, VolumeHalf,
            WeightGradient,
        };
        [
            Product,
            Convolution,
            MoreImages,
            InputGradient,
            WeightGradient,
            Transposed,
            Volume,
            VolumeHalf,
            Attention,
        ]
        .into_iter()
        .filter(|kernel| *kernel != VolumeHalf || Storage::F16.is_possible(device))
        .map(|kernel| Self { kernel, scale })
        .collect()
    }

    /// How far a result may be from the CPU's by rounding, relative to the largest value: sums of some thousand products
    /// in two orders, and of a result that has eleven bits the last one, whichever way a GPU rounds.
    pub fn allowed(&self) -> f32 {
        /// Sums in two orders.
        const SUMS: f32 = 1e-4;
        if self.kernel == Kernel::VolumeHalf { SUMS + 1.0 / 1024.0 } else { SUMS }
    }

    /// Its name in tables.
    pub fn name(&self) -> &'static str {
        match self.kernel {
            Kernel::Product => "plain product",
            Kernel::Convolution => "convolution 3×3",
            Kernel::MoreImages => "convolution 3×3, twice the images",
            Kernel::InputGradient => "convolution 3×3 and the input's gradient",
            Kernel::WeightGradient => "convolution 3×3 and the weight's gradient",
            Kernel::Transposed => "transposed convolution 3×3, stride 2",
            Kernel::Volume => "convolution 3×3×3",
            Kernel::VolumeHalf => "convolution 3×3×3, values of 16 bits",
            Kernel::Attention => "attention with prior",
        }
    }

    /// The input's shape.
    pub fn shape(&self) -> Vec<usize> {
        let full = self.scale == Scale::Full;
        match (self.kernel, full) {
            (Kernel::Product, true) => vec![1024, 1024],
            (Kernel::Product, false) => vec![128, 128],
            (Kernel::Volume | Kernel::VolumeHalf, true) => vec![1, 128, 8, 14, 14],
            (Kernel::Volume | Kernel::VolumeHalf, false) => vec![1, 16, 3, 5, 5],
            (Kernel::Attention, true) => vec![1, 2000, 128],
            (Kernel::Attention, false) => vec![1, 70, 32],
            (Kernel::MoreImages, true) => vec![128, 128, 16, 16],
            (Kernel::MoreImages, false) => vec![4, 16, 8, 8],
            (_, true) => vec![64, 128, 16, 16],
            (_, false) => vec![2, 16, 8, 8],
        }
    }

    /// Multiply-accumulate operations of one call. As many output channels as input channels everywhere.
    pub fn macs(&self) -> u64 {
        let shape = self.shape();
        let values: usize = shape.iter().product();
        let macs = match self.kernel {
            Kernel::Product => values * shape[1],
            Kernel::Convolution | Kernel::MoreImages | Kernel::Transposed => values * shape[1] * 9,
            Kernel::InputGradient | Kernel::WeightGradient => 2 * values * shape[1] * 9,
            Kernel::Volume | Kernel::VolumeHalf => values * shape[1] * 27,
            Kernel::Attention => 2 * values * shape[1],
        };
        macs as u64
    }

    /// Calls of a run.
    pub fn calls(&self) -> usize {
        if self.scale == Scale::Full { 16 } else { 1 }
    }

    /// Calls the kernel [`Self::calls`] times and reads the first values.
    pub async fn run(&self, operands: &Operands) -> Result<Vec<f32>, ExecutionError> {
        let mut out = operands.call(self.kernel);
        for _ in 1..self.calls() {
            out = operands.call(self.kernel);
        }
        let read = READ.min(out.dims()[0]);
        Ok(out.narrow(0, 0, read).into_data_async().await?.iter::<f32>().collect())
    }
}

/// What a kernel works on.
#[derive(Debug)]
pub struct Operands {
    shape: Vec<usize>,
    input: Tensor<1>,
    weight: Tensor<1>,
    /// As many values as there are output channels or distances.
    line: Tensor<1>,
    /// The line up to [`REACH`] from its middle, 0 beyond.
    near: Tensor<1>,
}

impl Operands {
    /// The operands of a probe, uploaded.
    pub fn new(probe: &Probe, device: &Device) -> Self {
        let shape = probe.shape();
        let values = shape.iter().product();
        let (weight, line) = match probe.kernel {
            Kernel::Product => (values, 1),
            Kernel::Volume | Kernel::VolumeHalf => (shape[1] * shape[1] * 27, shape[1]),
            Kernel::Attention => (values, 2 * shape[1] - 1),
            _ => (shape[1] * shape[1] * 9, shape[1]),
        };
        let drawn = |number: u64, count: usize| {
            let mut random = Random::keyed(0, "operands of kernels", number);
            // In 256ths, which eleven bits hold: the same values on the device that results are held against.
            let values = (0..count).map(|_| ((256.0 * random.between(-1.0, 1.0)).round() / 256.0) as f32);
            Tensor::from_data(TensorData::new(values.collect::<Vec<f32>>(), [count]), device)
        };
        let half = probe.kernel == Kernel::VolumeHalf && Storage::F16.is_possible(device);
        let stored = |values: Tensor<1>| if half { values.cast(FloatDType::F16) } else { values };
        let (input, weight) = (stored(drawn(1, values)), stored(drawn(2, weight)));
        let middle = line / 2;
        let reached = |at: usize| f32::from(u8::from(at.abs_diff(middle) <= REACH));
        let reached = TensorData::new((0..line).map(reached).collect(), [line]);
        let line = drawn(3, line);
        let near = line.clone() * Tensor::from_data(reached, device);
        Self { input, weight, line, near, shape }
    }

    fn input<const D: usize>(&self) -> Tensor<D> {
        self.input.clone().reshape(core::array::from_fn::<usize, D, _>(|i| self.shape[i]))
    }

    fn square<const D: usize>(&self) -> Tensor<D> {
        let channels = self.shape[1];
        let side = |i: usize| if i < 2 { channels } else { 3 };
        self.weight.clone().reshape(core::array::from_fn::<usize, D, _>(side))
    }

    /// One call; the output, or the gradient, as a line.
    fn call(&self, kernel: Kernel) -> Tensor<1> {
        match kernel {
            Kernel::Product => flat(self.input::<2>().matmul(self.square())),
            Kernel::Convolution | Kernel::MoreImages => {
                flat(layers::conv_relu(self.input(), self.square(), self.line.clone()))
            }
            Kernel::Transposed => flat(layers::up(self.input(), self.square(), self.line.clone())),
            Kernel::Volume | Kernel::VolumeHalf => {
                flat(conv3d_same_relu(self.input(), self.square(), self.line.clone(), [1; 3]))
            }
            Kernel::InputGradient => {
                let input = Tensor::from_inner(self.input()).require_grad();
                self.gradient(input.clone(), Tensor::from_inner(self.square()), &input)
            }
            Kernel::WeightGradient => {
                let weight = Tensor::from_inner(self.square()).require_grad();
                self.gradient(Tensor::from_inner(self.input()), weight.clone(), &weight)
            }
            Kernel::Attention => {
                let weight = self.weight.clone().reshape([1, self.shape[1], self.shape[2]]);
                let lines = Lines { before: self.line.clone(), after: self.near.clone() };
                let place = Place { first: 0, reach: REACH, scale: 0.1 };
                flat(attend(self.input(), weight, self.input(), lines, place))
            }
        }
    }

    fn gradient(&self, x: Tensor<4>, weight: Tensor<4>, of: &Tensor<4>) -> Tensor<1> {
        let bias = Tensor::from_inner(self.line.clone());
        let gradients = layers::conv(x, weight, bias).sum().backward();
        flat(of.grad(&gradients).expect("what requires a gradient has one"))
    }
}

fn flat<const D: usize>(x: Tensor<D>) -> Tensor<1> {
    let count = x.dims().iter().product::<usize>();
    x.reshape([count])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_probe_runs_and_counts_its_operations() {
        let device = Device::flex();
        for probe in Probe::all(Scale::Small, &device) {
            let found = pollster::block_on(probe.run(&Operands::new(&probe, &device))).expect("the CPU");
            assert!(found.len() == READ && found.iter().all(|value| value.is_finite()), "{probe:?}");
        }
        let macs: Vec<u64> = Probe::all(Scale::Full, &device).iter().map(Probe::macs).collect();
        assert_eq!(macs[..3], [1 << 30, 64 * 256 * 128 * 128 * 9, 128 * 256 * 128 * 128 * 9]);
        assert_eq!(macs[7], 2 * 2000 * 2000 * 128);
    }
}
