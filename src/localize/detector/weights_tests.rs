use std::collections::BTreeMap;

use super::*;
use crate::formats::{Precision, Tensor, open, recognise, write_safetensors};
use crate::random::Random;

/// A file in one of the layouts, its values drawn; `change` may alter a tensor by name, or leave it out.
fn file(layout: Layout, change: impl Fn(&str, Vec<f32>) -> Option<Vec<f32>>) -> Vec<u8> {
    let mut tensors = BTreeMap::new();
    for (at, wanted) in layout.known_model().wanted.iter().enumerate() {
        let mut random = Random::keyed(0, "detector weights", at as u64);
        let count = wanted.shape.iter().product();
        let least = if wanted.name.ends_with("running_var") { 0.1 } else { -1.0 };
        let values = (0..count).map(|_| random.between(least, 1.0) as f32).collect();
        if let Some(values) = change(&wanted.name, values) {
            tensors.insert(wanted.name.clone(), Tensor { shape: wanted.shape.clone(), values });
        }
    }
    let listed: Vec<_> = tensors.iter().map(|(name, tensor)| (name.clone(), tensor.shape.clone())).collect();
    let mut bytes = Vec::new();
    let load = &mut |name: &str| Ok(tensors[name].clone());
    write_safetensors(&mut bytes, &listed, &BTreeMap::new(), Precision::F32, load).unwrap();
    bytes
}

#[test]
fn each_layout_is_recognised_by_its_names() {
    let named = [
        (Layout::Modules, "FastestDet"),
        (Layout::Folded, "FastestDet (folded)"),
        (Layout::Initialisers, "FastestDet (ONNX, folded)"),
    ];
    for (layout, name) in named {
        let bytes = file(layout, |_, values| Some(values));
        let checkpoint = open(bytes.as_slice(), "weights").unwrap();
        assert_eq!(recognise(&checkpoint, &known_models(&checkpoint)).unwrap().model, name);
        assert_eq!(folded(&checkpoint).unwrap().len(), 70);
    }
}

#[test]
fn folding_is_the_convolution_followed_by_the_normalisation() {
    let slot = &convolutions()[1];
    let tensors = [vec![2.0; 24 * 9], vec![3.0; 24], vec![0.5; 24], vec![0.25; 24], vec![4.0 - 1e-5; 24]];
    let (weight, bias) = fold(slot, &tensors).unwrap();
    assert!(weight.iter().all(|w| (w - 3.0).abs() < 1e-6), "2 x 3 / 2");
    assert!(bias.iter().all(|b| (b - 0.125).abs() < 1e-6), ".5 - .25 x 3 / 2");
}

#[test]
fn a_negative_variance_is_named() {
    let name = "backbone.stage2.0.branch_proj.1.running_var";
    let bytes = file(Layout::Modules, |tensor, mut values| {
        if tensor == name {
            values[7] = -0.5;
        }
        Some(values)
    });
    let refused = folded(&open(bytes.as_slice(), "w").unwrap()).unwrap_err();
    assert!(
        matches!(&refused, DetectorError::Variance { tensor, index: 7, .. } if tensor == name),
        "{refused}"
    );
}

#[test]
fn another_networks_file_is_refused_with_what_is_missing() {
    let bytes = file(Layout::Folded, |name, values| (name != "SPP.S2.3.bias").then_some(values));
    let refused = folded(&open(bytes.as_slice(), "w").unwrap()).unwrap_err();
    assert_eq!(refused.code(), "ckpt/missing");
    assert!(refused.to_string().contains("SPP.S2.3.bias [96]"), "{refused}");
    let (name, shape) = ("x".to_owned(), vec![1]);
    let mut bytes = Vec::new();
    let load = &mut |_: &str| Ok(Tensor { shape: vec![1], values: vec![0.0] });
    write_safetensors(&mut bytes, &[(name, shape)], &BTreeMap::new(), Precision::F32, load).unwrap();
    let foreign = folded(&open(bytes.as_slice(), "w").unwrap()).unwrap_err();
    assert!(foreign.to_string().contains("does not fit FastestDet"), "{foreign}");
}
