//! The table of the network's tensors and their start values.
//!
//! Names are ours, shapes PyTorch's (a linear weight is `[out, in]`). On a device every tensor is kept flat,
//! so that the optimiser and the files need no ranks.

use burn::tensor::{Device, Tensor, TensorData};

use super::config::LaNetConfig;
use crate::nn::dense;
use crate::random::Random;

/// Purpose of the random streams of the start values.
const START: &str = "lanet start values";

/// A linear map of the network; its weight's place in the table, the bias follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Phi = 0,
    Psi = 2,
    Value = 4,
    Out = 6,
    Norm = 8,
    Fc1 = 10,
    Fc2 = 12,
    Causal = 14,
}

impl Part {
    /// Where the weight is.
    pub(crate) fn weight(self) -> usize {
        self as usize
    }

    /// Where the bias is.
    pub(crate) fn bias(self) -> usize {
        self as usize + 1
    }
}

/// How a tensor starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Start {
    /// Uniform within plus and minus the bound.
    Uniform(f64),
    /// One value.
    Constant(f32),
}

/// One tensor that is learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Its name in files.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// How it starts: Xavier uniform for weights, 1 / sqrt(fan-in) for biases (sibling code).
    pub start: Start,
}

/// All tensors that are learned, in the order of the weights file.
pub fn table(config: &LaNetConfig) -> Vec<Slot> {
    let (d, h) = (config.feat_dim, config.attn_dim);
    let mut slots = Vec::with_capacity(16);
    let mut affine = |name: &str, shape: &[usize], bias: usize, starts: [Start; 2]| {
        let (weight, bias) =
            ((format!("{name}.weight"), shape.to_vec()), (format!("{name}.bias"), vec![bias]));
        for ((name, shape), start) in [weight, bias].into_iter().zip(starts) {
            slots.push(Slot { name, shape, start });
        }
    };
    for name in ["phi", "psi", "value"] {
        affine(&format!("lanet.attn.{name}"), &[h, d], h, xavier(d, h));
    }
    affine("lanet.attn.out", &[d, h], d, xavier(h, d));
    affine("lanet.norm", &[d], d, [Start::Constant(1.0), Start::Constant(0.0)]);
    affine("head.fc1", &[config.mlp1, d], config.mlp1, xavier(d, config.mlp1));
    affine("head.fc2", &[config.mlp2, config.mlp1], config.mlp2, xavier(config.mlp1, config.mlp2));
    let causal = xavier(config.mlp2 * config.kernel, config.kernel);
    affine("head.causal", &[1, config.mlp2, config.kernel], 1, causal);
    slots
}

fn xavier(fan_in: usize, fan_out: usize) -> [Start; 2] {
    let weight = (6.0 / (fan_in + fan_out) as f64).sqrt();
    [Start::Uniform(weight), Start::Uniform(1.0 / (fan_in as f64).sqrt())]
}

/// Start values of slot number `index`, the same on every machine.
pub fn start_values(slot: &Slot, index: usize, seed: u64) -> Vec<f32> {
    let count = slot.shape.iter().product();
    match slot.start {
        Start::Constant(value) => vec![value; count],
        Start::Uniform(bound) => {
            let mut random = Random::keyed(seed, START, index as u64);
            (0..count).map(|_| random.between(-bound, bound) as f32).collect()
        }
    }
}

/// The learned tensors on a device, flat, in the order of [`table`].
#[derive(Debug, Clone)]
pub(crate) struct Parameters {
    pub(crate) flat: Vec<Tensor<1>>,
}

impl Parameters {
    /// Uploads values.
    pub(crate) fn upload(values: impl IntoIterator<Item = Vec<f32>>, device: &Device) -> Self {
        let upload = |values: Vec<f32>| {
            let count = values.len();
            Tensor::from_data(TensorData::new(values, [count]), device)
        };
        Self { flat: values.into_iter().map(upload).collect() }
    }

    /// The same values on a tape.
    pub(crate) fn taped(&self) -> Self {
        let taped = |tensor: &Tensor<1>| Tensor::from_inner(tensor.clone()).require_grad();
        Self { flat: self.flat.iter().map(taped).collect() }
    }

    /// A flat tensor.
    pub(crate) fn at(&self, index: usize) -> Tensor<1> {
        self.flat[index].clone()
    }

    /// x W^T + b.
    ///
    /// # Shapes
    /// `[rows, in]` to `[rows, out]`.
    pub(crate) fn linear(&self, part: Part, x: Tensor<2>) -> Tensor<2> {
        let (weight, bias) = (self.at(part.weight()), self.at(part.bias()));
        let ([_, input], [output]) = (x.dims(), bias.dims());
        dense::linear(x, weight.reshape([output, input]), bias)
    }

    /// [`Parameters::linear`] of each bag's rows, `[bags, rows, in]` to `[bags, rows, out]`.
    pub(crate) fn linear_of_bags(&self, part: Part, x: Tensor<3>) -> Tensor<3> {
        let [bags, rows, columns] = x.dims();
        let y = self.linear(part, x.reshape([bags * rows, columns]));
        let [_, columns] = y.dims();
        y.reshape([bags, rows, columns])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanet::config::Mlp2Act;

    fn count(config: &LaNetConfig) -> usize {
        table(config).iter().map(|slot| slot.shape.iter().product::<usize>()).sum()
    }

    #[test]
    fn the_default_network_has_1_119_105_parameters() {
        let config = LaNetConfig::default();
        assert_eq!(count(&config), 1_119_105);
        let wide = |kernel| LaNetConfig { mlp2: 300, mlp2_act: Mlp2Act::Gelu, kernel, ..config.clone() };
        assert_eq!(count(&wide(9)), 1_209_145);
        assert_eq!(count(&wide(3)), 1_207_345);
    }

    #[test]
    fn start_values_lie_within_the_published_bounds() {
        let table = table(&LaNetConfig::default());
        let bounds = [
            0.072169, 0.03125, 0.072169, 0.03125, 0.072169, 0.03125, 0.072169, 0.088388, 1.0, 0.0, 0.0625,
            0.03125, 0.096825, 0.044194, 0.081514, 0.033408,
        ];
        for (index, (slot, bound)) in table.iter().zip(bounds).enumerate() {
            match slot.start {
                Start::Uniform(found) => assert!((found - bound).abs() < 5e-7, "{}: {found}", slot.name),
                Start::Constant(found) => assert_eq!(f64::from(found), bound, "{}", slot.name),
            }
            let values = start_values(slot, index, 9);
            let largest = values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            assert!(f64::from(largest) <= bound + 1e-6, "{}", slot.name);
            // The largest of n uniform values misses the bound by about 1 / n.
            assert!(values.len() < 100 || f64::from(largest) >= 0.95 * bound, "{}", slot.name);
        }
    }

    #[test]
    fn start_values_depend_on_the_seed_alone() {
        let slot = &table(&LaNetConfig::default())[0];
        assert_eq!(start_values(slot, 0, 9), start_values(slot, 0, 9));
        assert_ne!(start_values(slot, 0, 9), start_values(slot, 0, 4));
        assert_ne!(start_values(slot, 0, 9), start_values(slot, 2, 9));
    }
}
