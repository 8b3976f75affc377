//! Reference passes: weights and inputs from a formula, so that an independent program can compute every number and any
//! device can be held against it without a file.

use burn::tensor::Device;

use std::collections::BTreeMap;

use super::config::{DataSet, DsaNetConfig};
use super::model::read;
use super::objective::Losses;
use super::parameters::Slot;
use super::pass::Pass;
use super::run_config::RunConfig;
use super::samples::{Batch, Sample};
use super::text::{Rows, TextTower};
use super::{DsaNet, DsaNetError, TextSource};
use crate::encode::CropView;

/// Rows of the input that share their first part.
const ROWS_PER_BASE: usize = 100;
/// Different first parts.
const BASES: usize = 8;
/// Factor on the second part of the input.
const NOISE: f64 = 0.5;

/// The value of the formula at a flat row-major index: FNV-1a of the name, then the finaliser of MurmurHash3; uniform
/// within plus and minus `amplitude` around `offset`.
pub fn value(name: &str, index: usize, amplitude: f64, offset: f64) -> f32 {
    let seed =
        name.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut h = seed.wrapping_add((index as u32).wrapping_mul(0x9E37_79B9));
    h ^= h >> 16;
    h = h.wrapping_mul(0x85EB_CA6B);
    h ^= h >> 13;
    h = h.wrapping_mul(0xC2B2_AE35);
    h ^= h >> 16;
    (offset + amplitude * (2.0 * f64::from(h >> 8) / f64::from(1_u32 << 24) - 1.0)) as f32
}

/// A whole tensor of the formula.
fn tensor(name: &str, count: usize, amplitude: f64, offset: f64) -> Vec<f32> {
    (0..count).map(|index| value(name, index, amplitude, offset)).collect()
}

/// Amplitude and offset of a tensor of the network.
fn scale(name: &str, shape: &[usize]) -> (f64, f64) {
    let layer_norm = ["ln_1.", "ln_2.", "ln_final.", "norm1.", "norm2."];
    if name.ends_with("bias") {
        return (0.1, 0.0);
    }
    if layer_norm.iter().any(|part| name.contains(part)) || name.ends_with("learn_scale") {
        return (0.2, 1.0);
    }
    if name.ends_with("_embedding.weight")
        || name.ends_with("_embeddings.weight")
        || name.ends_with("_embedding")
    {
        return (0.05, 0.0);
    }
    if name.ends_with("video_prototypes") {
        return (1.0, 0.0);
    }
    let graph = name.starts_with("gc") && shape.len() == 2;
    let fan_in: usize = if graph { shape[0] } else { shape[1..].iter().product() };
    let gain = if name == "linear.weight" { 0.05 } else { 1.0 };
    (gain * (3.0 / fan_in as f64).sqrt(), 0.0)
}

/// Values of a tensor of the network; of some rows only where it is asked for.
pub fn weights(slot: &Slot, shape: &[usize], rows: &Rows) -> Vec<f32> {
    let (amplitude, offset) = scale(&slot.name, shape);
    match rows {
        Rows::All => tensor(&slot.name, shape.iter().product(), amplitude, offset),
        Rows::Some(rows) => {
            let width: usize = shape[1..].iter().product();
            let indices = rows.iter().flat_map(|row| row * width..(row + 1) * width);
            indices.map(|index| value(&slot.name, index, amplitude, offset)).collect()
        }
    }
}

/// Features of `snippets` rows, row-major.
pub fn input(snippets: usize, width: usize) -> Vec<f32> {
    let at = |index: usize| {
        let (t, d) = (index / width, index % width);
        let base = value("base", t / ROWS_PER_BASE % BASES * width + d, 1.0, 0.0);
        let noise = value("noise", index, 1.0, 0.0);
        (f64::from(base) + NOISE * f64::from(noise)) as f32
    };
    (0..snippets * width).map(at).collect()
}

/// Text features before their rows are brought to length 1, `[classes][width]`.
pub fn text_features(config: &DsaNetConfig) -> Vec<f32> {
    tensor("text_features", config.classes.len() * config.width, 1.0, 0.0)
}

/// A network of the formula, with a fixed table of text features.
pub fn model(config: &DsaNetConfig, refiner: bool, device: &Device) -> Result<DsaNet, DsaNetError> {
    let text = TextSource::Fixed(text_features(config));
    let mut load = |slot: &Slot| Ok::<_, DsaNetError>(weights(slot, &slot.shape, &Rows::All));
    DsaNet::build(config, text, refiner, None, device, &mut load)
}

/// A published network of the formula whose text features come from the text tower of the formula.
pub fn model_with_tower(set: DataSet, device: &Device) -> Result<DsaNet, DsaNetError> {
    let config = set.config();
    let whole: Vec<Vec<usize>> =
        TextTower::tensors(&config)?.into_iter().map(|(slot, _)| slot.shape).collect();
    let mut shapes = whole.into_iter();
    let tower = TextTower::build(&config, device, &mut |slot, rows| {
        let shape = shapes.next().unwrap_or_else(|| slot.shape.clone());
        Ok::<_, DsaNetError>(weights(slot, &shape, rows))
    })?;
    let mut load = |slot: &Slot| Ok::<_, DsaNetError>(weights(slot, &slot.shape, &Rows::All));
    DsaNet::build(&config, TextSource::Tower(Box::new(tower)), false, None, device, &mut load)
}

/// Rows of the input that make the samples of the learning pass.
pub const SAMPLES: [(usize, usize); 3] = [(0, 256), (100, 200), (200, 207)];

/// Losses of one learning pass over [`SAMPLES`] with the given classes, and every gradient by name.
pub async fn learning(
    run: &RunConfig,
    classes: &[&[usize]],
    device: &Device,
) -> Result<(Losses, BTreeMap<String, Vec<f32>>), DsaNetError> {
    let config = &run.model;
    let rows = input(SAMPLES.iter().map(|sample| sample.1).max().unwrap_or(0), config.width);
    let samples = SAMPLES.iter().zip(classes).map(|(&(first, end), classes)| {
        let values = &rows[first * config.width..end * config.width];
        Sample::new(CropView { snippets: end - first, dim: config.width, values }, classes, config.slots)
    });
    learning_of(run, &samples.collect::<Vec<_>>(), device).await
}

/// Losses of one learning pass over samples, and every gradient by name.
pub async fn learning_of(
    run: &RunConfig,
    samples: &[Sample],
    device: &Device,
) -> Result<(Losses, BTreeMap<String, Vec<f32>>), DsaNetError> {
    let config = &run.model;
    let model = model(config, run.train.sgnm, device)?.taped();
    let batch = Batch::new(samples, config.classes.len(), config.slots, config.width, |_| {});
    let pass = Pass::new(&model, &batch, &run.train, 1).await?;
    let losses = pass.losses;
    let gradients = pass.backward();
    let mut found = BTreeMap::new();
    for (slot, weight) in model.parameters.slots.iter().zip(&model.parameters.flat) {
        if let Some(gradient) = weight.grad(&gradients) {
            found.insert(slot.name.clone(), read(gradient, "the reference pass").await?);
        }
    }
    Ok((losses, found))
}
