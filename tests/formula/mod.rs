//! Weights by formula, as the golden scripts make them, in files of the published layouts.

use oddframe::encode::i3d::{Layout, Width, units};
use oddframe::formats::{Precision, Tensor, write_safetensors};

/// Name, shape, values.
pub type Named = (String, Vec<usize>, Vec<f32>);

/// Uniform within `about` of `centre`, by a hash of the name and the flat index.
pub fn values(name: &str, count: usize, about: f64, centre: f64) -> Vec<f32> {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let start = name.bytes().fold(0x811C_9DC5, mix);
    let value = |i: usize| {
        let mut h = start.wrapping_add((i as u32).wrapping_mul(0x9E37_79B9));
        for (shift, factor) in [(16, 0x85EB_CA6B), (13, 0xC2B2_AE35), (16, 1)] {
            h = (h ^ (h >> shift)).wrapping_mul(factor);
        }
        (centre + about * (2.0 * f64::from(h >> 8) / f64::from(1 << 24) - 1.0)) as f32
    };
    (0..count).map(value).collect()
}

/// An I3D of `width` in piergiaj's layout.
pub fn i3d(width: Width) -> Vec<Named> {
    let mut tensors = Vec::new();
    for unit in units(width) {
        let shape = unit.weight_shape().to_vec();
        let (count, fan_in): (usize, usize) = (shape.iter().product(), shape[1..].iter().product());
        let name = Layout::Piergiaj.weight(&unit.name);
        tensors.push((name.clone(), shape, values(&name, count, (6.0 / fan_in as f64).sqrt(), 0.0)));
        for (name, (about, centre)) in Layout::Piergiaj.per_channel(&unit.name).into_iter().zip([
            (0.2, 1.0),
            (0.1, 0.0),
            (0.1, 0.0),
            (0.5, 1.0),
        ]) {
            tensors.push((name.clone(), vec![unit.outputs], values(&name, unit.outputs, about, centre)));
        }
    }
    tensors
}

/// A safetensors file of them.
pub fn file(tensors: &[Named]) -> Vec<u8> {
    let shapes: Vec<(String, Vec<usize>)> =
        tensors.iter().map(|(name, shape, _)| (name.clone(), shape.clone())).collect();
    let load = &mut |name: &str| {
        let (_, shape, values) =
            tensors.iter().find(|tensor| tensor.0 == name).expect("a tensor of the list");
        Ok(Tensor { shape: shape.clone(), values: values.clone() })
    };
    let mut bytes = Vec::new();
    write_safetensors(&mut bytes, &shapes, &Default::default(), Precision::F32, load).expect("a file");
    bytes
}
