//! Weights by formula, as the golden scripts make them, in files of the published layouts.

mod values;

use oddframe::encode::i3d::{Layout, Width, units};
use oddframe::formats::{Precision, Tensor, write_safetensors};

pub use values::values;

/// Name, shape, values.
pub type Named = (String, Vec<usize>, Vec<f32>);

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
