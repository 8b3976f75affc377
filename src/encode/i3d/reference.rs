//! Weights and input from a hash, so that an independent program can compute every feature and any device can be held
//! against it (`tests/golden/networks.py`).

use super::config::{FRAMES, I3dConfig};
use super::names::Layout;
use super::units::units;
use super::weights::{DEFAULT_BN_EPS, I3dWeights, UnitWeights};
use crate::lbr::reference::drawn;

/// Key of the hash for the first unit's weight; its bias has the next one.
const WEIGHT_KEY: u32 = 40_000;
/// Key of the hash for the input.
const INPUT_KEY: u32 = 50_000;
/// Largest bias.
const BIAS: f64 = 0.1;

/// Weights that keep values about as large from layer to layer (He et al., 2015), and small biases.
pub fn weights(config: I3dConfig) -> I3dWeights {
    let filled = (WEIGHT_KEY..).step_by(2).zip(units(config.width)).map(|(key, unit)| {
        let shape = unit.weight_shape();
        let fan_in: usize = shape[1..].iter().product();
        UnitWeights {
            weight: drawn(key, shape.iter().product(), (6.0 / fan_in as f64).sqrt()),
            bias: drawn(key + 1, unit.outputs, BIAS),
        }
    });
    I3dWeights {
        config,
        units: filled.collect(),
        bn_eps: DEFAULT_BN_EPS,
        layout: Layout::Folded,
        notes: Vec::new(),
    }
}

/// A snippet of values from -1 to 1, `[3, 16, side, side]`.
pub fn input(side: usize) -> Vec<f32> {
    drawn(INPUT_KEY, 3 * FRAMES * side * side, 1.0)
}
