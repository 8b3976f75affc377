//! Networks small enough for an adapter in software, with weights from seeds.

use burn::tensor::{Device, Tensor, TensorData};
use oddframe::encode::i3d::{I3d, I3dConfig, I3dWeights, Layout, UnitWeights, Width, units};
use oddframe::formats::{Precision, Tensor as Stored, open, write_safetensors};
use oddframe::localize::detector::{self, FastestDet, INPUT_SIDE};
use oddframe::random::Random;

/// Values of -`most` to `most` by name and number.
pub fn drawn(what: &str, number: usize, count: usize, most: f64) -> Vec<f32> {
    let mut random = Random::keyed(7, what, number as u64);
    (0..count).map(|_| random.between(-most, most) as f32).collect()
}

/// Deviation that keeps values about as large from layer to layer (He et al., 2015).
pub fn keeping(fan_in: usize) -> f64 {
    (6.0 / fan_in as f64).sqrt()
}

/// I3D of an eighth of the width for 32 pixels.
pub fn i3d(device: &Device) -> I3d {
    let config = I3dConfig { width: Width::Eighth, input: 32 };
    let filled = units(config.width).into_iter().enumerate().map(|(number, unit)| {
        let shape = unit.weight_shape();
        let fan_in = shape[1..].iter().product();
        let weight = drawn("weights of I3D", number, shape.iter().product(), keeping(fan_in));
        UnitWeights { weight, bias: drawn("biases of I3D", number, unit.outputs, 0.1) }
    });
    let weights = I3dWeights {
        config,
        units: filled.collect(),
        bn_eps: 1e-3,
        layout: Layout::Piergiaj,
        notes: Vec::new(),
    };
    I3d::new(&weights, device)
}

/// Its input, `[1, 3, 16, 32, 32]`.
pub fn snippet(device: &Device) -> Tensor<5> {
    let shape = [1, 3, 16, 32, 32];
    Tensor::from_data(TensorData::new(drawn("a snippet", 0, shape.iter().product(), 1.0), shape), device)
}

/// FastestDet.
pub fn detector(device: &Device) -> FastestDet {
    let file = |tensors: &[(String, Vec<usize>)]| {
        let load = &mut |name: &str| {
            let (number, (_, shape)) =
                tensors.iter().enumerate().find(|(_, (known, _))| known == name).expect("a listed tensor");
            let most = if shape.len() == 4 { keeping(shape[1..].iter().product()) } else { 0.1 };
            let values = drawn("weights of FastestDet", number, shape.iter().product(), most);
            Ok(Stored { shape: shape.clone(), values })
        };
        let mut bytes = Vec::new();
        write_safetensors(&mut bytes, tensors, &Default::default(), Precision::F32, load).expect("memory");
        bytes
    };
    // The first bias tells which names the others have.
    let mark = file(&[("backbone.first_conv.0.bias".to_owned(), vec![24])]);
    let known = detector::known_models(&open(mark.as_slice(), "mark").expect("a file of weights"));
    let wanted: Vec<_> =
        known[0].wanted.iter().map(|wanted| (wanted.name.clone(), wanted.shape.clone())).collect();
    let bytes = file(&wanted);
    detector::read(&open(bytes.as_slice(), "weights").expect("a file of weights"), device).expect("they fit")
}

/// Its input, `[1, 3, 352, 352]`.
pub fn picture(device: &Device) -> Tensor<4> {
    let shape = [1, 3, INPUT_SIDE, INPUT_SIDE];
    Tensor::from_data(TensorData::new(drawn("a picture", 0, shape.iter().product(), 1.0), shape), device)
}
