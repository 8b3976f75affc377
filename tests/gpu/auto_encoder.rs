//! LBR's auto-encoder with every value away from what rounding could decide.

use core::convert::Infallible;

use burn::tensor::{Device, Tensor, TensorData};
use oddframe::lbr::model::{ReconCae, Role, Slot, Target, Width};
use oddframe::localize::{CUBE_PLANES, CUBE_SIDE};

use super::networks::{drawn, keeping};

/// Shift of the auto-encoder's normalised values, up in even channels and down in odd ones. They are scaled by at most 1, and
/// even if only the corners of 32x32 pixels differed from the rest, they would be 16 deviations off: no value is near enough
/// to 0 for rounding to decide whether it passes a ReLU.
const AWAY: f32 = 20.0;
/// Cubes of its input.
const CUBES: usize = 2;

/// LBR's auto-encoder of an eighth of the width, every value before a ReLU away from 0.
pub fn auto_encoder(device: &Device) -> ReconCae {
    let width = Width::new(0.125).expect("a possible width");
    let mut number = 0;
    let mut fill = |slot: Slot<'_>| {
        let count = slot.shape.iter().product();
        number += 1;
        Ok::<_, Infallible>(match slot.role {
            Role::Weight { fan_in } => drawn("weights of the auto-encoder", number, count, keeping(fan_in)),
            Role::Bias { .. } => drawn("biases of the auto-encoder", number, count, 0.1),
            Role::NormWeight => (0..count).map(|channel| 1.0 - 0.4 * channel as f32 / count as f32).collect(),
            Role::NormBias => (0..count).map(|channel| if channel % 2 == 0 { AWAY } else { -AWAY }).collect(),
            Role::RunningMean => vec![0.0; count],
            Role::RunningVar => vec![1.0; count],
        })
    };
    let Ok(built) = ReconCae::build(width, Target::Raw, device, &mut fill);
    built
}

/// Its input, `[2, 15, 32, 32]`, values of 0 to 1.
pub fn cubes(device: &Device) -> Tensor<4> {
    let shape = [CUBES, CUBE_PLANES, CUBE_SIDE, CUBE_SIDE];
    let values =
        drawn("cubes", 0, shape.iter().product(), 0.5).into_iter().map(|value| 0.5 + value).collect();
    Tensor::from_data(TensorData::new::<f32, _>(values, shape), device)
}
