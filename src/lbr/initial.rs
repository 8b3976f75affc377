//! Start values.

use core::convert::Infallible;

use burn::tensor::{Device, ExecutionError};

use super::batch::batch;
use super::model::{ReconCae, Role, Slot, Target, Width};
use crate::localize::{CUBE_BYTES, Cubes};
use crate::random::Random;

/// PyTorch's defaults: uniform within ±1/√fan_in for the weights and biases of convolutions; scale 1, shift
/// 0, running mean 0 and running variance 1 for batch normalisations. The same seed gives the same values on
/// every device.
pub fn start(width: Width, seed: u64, device: &Device) -> ReconCae {
    start_target(width, Target::Raw, seed, device)
}

/// The same of a network that draws `target`; the two networks of the motion variant start from different values.
pub fn start_target(width: Width, target: Target, seed: u64, device: &Device) -> ReconCae {
    let purpose = match target {
        Target::Raw => "lbr start values",
        Target::Flow => "lbr flow start values",
    };
    let mut tensor = 0;
    let built = ReconCae::build::<Infallible>(width, target, device, &mut |slot| {
        tensor += 1;
        Ok(values(&slot, &mut Random::keyed(seed, purpose, tensor)))
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

/// What the narrowest network at its start values makes of one fixed cube, `[15 * 32 * 32]`: the same on every
/// device that computes rightly.
pub async fn sample_output(device: &Device) -> Result<Vec<f32>, ExecutionError> {
    let cubes = Cubes { pixels: (0..CUBE_BYTES).map(|i| (i * 37 % 256) as u8).collect(), places: Vec::new() };
    let shown = batch(&cubes, &[0], device);
    let drawn = start(Width::NARROWEST, 0, device).evaluate(shown).into_data_async().await?;
    Ok(drawn.iter::<f32>().collect())
}
