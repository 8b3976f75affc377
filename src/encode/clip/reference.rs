//! Weights and input from a hash, so that an independent program can compute every embedding and any device can be held
//! against it (`tests/golden/networks.py`).

use super::config::ClipConfig;
use super::names::{Layout, tensors};
use super::weights::ClipWeights;
use crate::formats::Tensor;
use crate::lbr::reference::{drawn, hash};

/// Key of the hash for the first tensor of [`tensors`].
const WEIGHT_KEY: u32 = 51_000;
/// Key of the hash for the input.
const INPUT_KEY: u32 = 60_000;
/// Largest value of the input, about that of normalised pixels.
const BRIGHTEST: f64 = 2.0;

/// A tower whose values stay about as large from block to block.
pub fn weights(config: ClipConfig) -> ClipWeights {
    let tensor = |(key, (name, shape)): (u32, (String, Vec<usize>))| {
        let (about, centre) = range(&name, &shape);
        let value = |element: usize| (centre + about * (2.0 * hash(element, key) - 1.0)) as f32;
        let values = (0..shape.iter().product()).map(value).collect();
        (name, Tensor { shape, values })
    };
    let tensors = (WEIGHT_KEY..).zip(tensors(config)).map(tensor).collect();
    ClipWeights { config, tensors, layout: Layout::OpenAi, notes: Vec::new() }
}

/// How far a tensor's values go from their centre.
fn range(name: &str, shape: &[usize]) -> (f64, f64) {
    let fan_in: usize = if name.ends_with("proj") { shape[0] } else { shape[1..].iter().product() };
    match () {
        () if name.contains("ln_") && name.ends_with("weight") => (0.2, 1.0),
        () if name.ends_with("bias") => (0.1, 0.0),
        () if name.ends_with("embedding") => (0.05, 0.0),
        () => ((3.0 / fan_in as f64).sqrt(), 0.0),
    }
}

/// An image, `[3, side, side]`.
pub fn input(side: usize) -> Vec<f32> {
    drawn(INPUT_KEY, 3 * side * side, BRIGHTEST)
}
