//! Start values.

use core::convert::Infallible;

use burn::tensor::Device;

use super::model::{ReconCae, Role, Slot, Width};
use crate::random::Random;

/// PyTorch's defaults: uniform within ±1/√fan_in for the weights and biases of convolutions; scale 1, shift
/// 0, running mean 0 and running variance 1 for batch normalisations. The same seed gives the same values on
/// every device.
pub fn start(width: Width, seed: u64, device: &Device) -> ReconCae {
    let mut tensor = 0;
    let built = ReconCae::build::<Infallible>(width, device, &mut |slot| {
        tensor += 1;
        Ok(values(&slot, &mut Random::keyed(seed, "lbr start values", tensor)))
    });
    match built {
        Ok(model) => model,
        Err(never) => match never {},
    }
}

fn values(slot: &Slot<'_>, random: &mut Random) -> Vec<f32> {
    let count = slot.shape.iter().product();
    match slot.role {
        Role::Weight { fan_in } | Role::Bias { fan_in } => {
            let bound = 1.0 / (fan_in as f64).sqrt();
            (0..count).map(|_| random.between(-bound, bound) as f32).collect()
        }
        Role::NormWeight | Role::RunningVar => vec![1.0; count],
        Role::NormBias | Role::RunningMean => vec![0.0; count],
    }
}
