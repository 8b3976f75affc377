//! Weights and pictures from a hash, so that an independent program can compute every output and any device can be held
//! against it (`tests/golden/networks.py`).

use burn::tensor::Device;

use super::layout::convolutions;
use super::{FastestDet, INPUT_VALUES};
use crate::lbr::reference::{drawn, hash};

/// Key of the hash for the first convolution's weight; its bias has the next one.
const WEIGHT_KEY: u32 = 70_000;
/// Key of the hash for the first picture; every other has the next one.
const INPUT_KEY: u32 = 79_000;
/// Largest bias.
const BIAS: f64 = 0.1;

/// A network whose values stay about as large from layer to layer (He et al., 2015).
pub fn network(device: &Device) -> FastestDet {
    let folded = (WEIGHT_KEY..).step_by(2).zip(convolutions()).map(|(key, slot)| {
        let fan_in: usize = slot.shape[1..].iter().product();
        let weight = drawn(key, slot.shape.iter().product(), (6.0 / fan_in as f64).sqrt());
        (weight, drawn(key + 1, slot.shape[0], BIAS))
    });
    FastestDet::new(folded.collect(), device)
}

/// `[pictures, 3, 352, 352]`, from 0 to 1.
pub fn input(pictures: usize) -> Vec<f32> {
    let pixels = |key: u32| (0..INPUT_VALUES).map(move |element| hash(element, key) as f32);
    (INPUT_KEY..).take(pictures).flat_map(pixels).collect()
}
