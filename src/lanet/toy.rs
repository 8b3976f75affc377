//! The small sine network: 80 parameters and an input without end, from formulas that anybody can work out by hand.
//!
//! D = 4, h = 2, widths 3 and 2, kernel 3. Tensor number p (in the order of the weights file), element n:
//! 0.8 sin(2.3 n + 1.3 p + 0.1), plus 1 for the weight of the layer normalisation. Row t, column d of the input:
//! cos(0.9 t + 0.5 d), so that rows some seven apart look alike. It has learned nothing (ours).

use burn::tensor::Device;

use super::bags::CropView;
use super::config::LaNetConfig;
use super::pel4vad::Tensors;
use super::{LaNet, LaNetError};

/// Columns of its input.
pub const COLUMNS: usize = 4;

/// Its sizes, everything else as the defaults are.
pub fn config() -> LaNetConfig {
    LaNetConfig { feat_dim: COLUMNS, attn_dim: 2, mlp1: 3, mlp2: 2, kernel: 3, ..LaNetConfig::default() }
}

/// Its tensors for a configuration of these sizes; PEL4VAD's scalars are alpha .3, gamma .6, beta .2.
pub fn tensors(config: &LaNetConfig) -> Tensors {
    let scalar = |name: &str| match name {
        "pel.alpha" => 0.3,
        "pel.gamma" => 0.6,
        _ => 0.2,
    };
    let named = LaNet::tensors(config).into_iter().enumerate();
    let filled = named.map(|(p, (name, shape))| {
        let count: usize = shape.iter().product();
        let sine = |n: usize| 0.8 * libm::sin(2.3 * n as f64 + 1.3 * p as f64 + 0.1);
        let offset = f64::from(u8::from(name == "lanet.norm.weight"));
        let values = if name.starts_with("pel.") {
            vec![scalar(&name)]
        } else {
            (0..count).map(|n| (sine(n) + offset) as f32).collect()
        };
        (name, (shape, values))
    });
    filled.collect()
}

/// The network.
pub fn model(config: &LaNetConfig, device: &Device) -> Result<LaNet, LaNetError> {
    LaNet::from_tensors(config, tensors(config), device)
}

/// The first `rows` rows of its input, `[rows][4]`.
pub fn input(rows: usize) -> Vec<f32> {
    let value = |i: usize| libm::cos(0.9 * (i / COLUMNS) as f64 + 0.5 * (i % COLUMNS) as f64) as f32;
    (0..rows * COLUMNS).map(value).collect()
}

/// [`input`] as a crop.
pub fn crop(values: &[f32]) -> CropView<'_> {
    CropView { snippets: values.len() / COLUMNS, dim: COLUMNS, values }
}
