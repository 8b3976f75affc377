//! The network against values that the authors' PyTorch classes gave in f64 with weights by formula.

use std::time::Instant;

use burn::tensor::{Device, Tensor, TensorData};

use super::*;
use crate::encode::WeightsError;
use crate::encode::testing::{formula, safetensors};
use crate::formats::{Checkpoint, CheckpointError, FormatError, open};

type Named = Vec<(String, Vec<usize>, Vec<f32>)>;

/// Published tensors in a layout; values go by piergiaj's names whatever the layout.
pub(crate) fn published(layout: Layout, width: Width) -> Named {
    let mut tensors = Named::new();
    for unit in units(width) {
        let shape = unit.weight_shape();
        let fan_in: usize = shape[1..].iter().product();
        let weight = formula(
            &Layout::Piergiaj.weight(&unit.name),
            shape.iter().product(),
            (6.0 / fan_in as f64).sqrt(),
            0.0,
        );
        tensors.push((layout.weight(&unit.name), shape.to_vec(), weight));
        let ranges = [(0.2, 1.0), (0.1, 0.0), (0.1, 0.0), (0.5, 1.0)];
        let names = layout.per_channel(&unit.name).into_iter().zip(Layout::Piergiaj.per_channel(&unit.name));
        for ((name, theirs), (about, centre)) in names.zip(ranges) {
            tensors.push((name, vec![unit.outputs], formula(&theirs, unit.outputs, about, centre)));
        }
    }
    tensors
}

fn checkpoint(tensors: &Named) -> Checkpoint<'static> {
    open(safetensors(tensors, &[]), "i3d.safetensors").expect("a file of weights")
}

fn input(side: usize) -> Tensor<5> {
    let values = formula("input", 3 * 16 * side * side, 1.0, 0.0);
    Tensor::from_data(TensorData::new(values, [1, 3, 16, side, side]), &Device::flex())
}

fn values<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("floats")
}

fn assert_close(what: &str, found: f64, expected: f64, allowed: f64) {
    let off = (found - expected).abs();
    assert!(off <= allowed, "{what}: {found}, expected {expected}");
}

/// Mean, largest, first and last value of stages.
const STAGES: [(&str, [f64; 4]); 9] = [
    ("Conv3d_1a_7x7", [0.3130047, 6.227180, 0.131478, 0.0]),
    ("MaxPool3d_2a_3x3", [1.161883, 6.227180, 1.049986, 0.045098]),
    ("Conv3d_2c_3x3", [0.5700181, 8.069010, 0.0, 0.0]),
    ("Mixed_3b", [0.9753659, 11.57355, 1.259646, 3.417372]),
    ("Mixed_3c", [0.9392580, 10.34153, 0.578408, 0.0]),
    ("MaxPool3d_4a_3x3", [1.622083, 10.34153, 3.716278, 0.760977]),
    ("Mixed_4f", [1.673673, 21.05914, 0.0, 1.032350]),
    ("MaxPool3d_5a_2x2", [2.615373, 21.05914, 7.334538, 2.137376]),
    ("Mixed_5c", [2.216183, 24.72449, 8.801400, 4.357791]),
];

#[test]
fn the_published_network_is_reproduced_stage_by_stage() {
    let weights = load(&checkpoint(&published(Layout::Piergiaj, Width::Whole)), LoadOptions::default())
        .expect("weights");
    assert!(weights.notes.is_empty());
    let model = I3d::new(&weights, &Device::flex());
    let mut seen = Vec::new();
    let start = Instant::now();
    let features = model.forward_stages(input(224), &mut |name, x| {
        let Some((_, expected)) = STAGES.iter().find(|(stage, _)| *stage == name) else {
            return;
        };
        seen.push(name);
        let values = values(x.clone());
        // Every pool below reads values of at least 0, so that a border of zeros or none is the same.
        assert!(values.iter().all(|&value| value >= 0.0), "{name}");
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
        let most = values.iter().copied().fold(0.0, f32::max);
        let found = [mean, f64::from(most), f64::from(values[0]), f64::from(values[values.len() - 1])];
        for (found, expected) in found.into_iter().zip(expected) {
            assert_close(name, found, *expected, 1e-4);
        }
    });
    println!("one snippet of 16x224x224 at width 1: {:.0?}", start.elapsed());
    assert_eq!(seen, STAGES.map(|(name, _)| name));
    let features = values(features);
    let first = [6.709444, 7.468411, 4.350062, 0.044765, 4.606848, 6.143250, 6.008441, 1.158237];
    for (found, expected) in features.iter().zip(first) {
        assert_close("feature", f64::from(*found), expected, 1e-4);
    }
    let sum: f64 = features.iter().map(|&v| f64::from(v)).sum();
    let norm = features.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
    // A thousand differences of up to 1e-4, of either sign.
    assert_close("sum", sum, 2269.371022, 5e-3);
    assert_close("L2", norm, 115.599108, 1e-3);
    let largest = (0..1024).fold(0, |most, i| if features[i] > features[most] { i } else { most });
    assert_eq!((largest, features.iter().filter(|&&v| v == 0.0).count()), (935, 144));
    assert_close("largest", f64::from(features[935]), 20.507693, 1e-4);
}

#[test]
fn with_pytorchs_epsilon_the_features_are_those_of_its_copies() {
    let options = LoadOptions { bn_eps: Some(1e-5), ..LoadOptions::default() };
    let weights = load(&checkpoint(&published(Layout::Hassony2, Width::Whole)), options).expect("weights");
    assert_eq!((weights.layout, weights.bn_eps), (Layout::Hassony2, 1e-5));
    let features = values(I3d::new(&weights, &Device::flex()).forward(input(224)));
    let first = [6.782872, 7.543687, 4.393157, 0.045266, 4.651502, 6.205152, 6.074212, 1.166194];
    for (found, expected) in features.iter().zip(first) {
        assert_close("feature", f64::from(*found), expected, 1e-4);
    }
    assert_close("sum", features.iter().map(|&v| f64::from(v)).sum(), 2292.759368, 5e-3);
}

#[test]
fn a_quarter_of_the_width_at_64_pixels_is_reproduced() {
    for layout in [Layout::Piergiaj, Layout::Hassony2] {
        let options = LoadOptions { input: 64, ..LoadOptions::default() };
        let weights = load(&checkpoint(&published(layout, Width::Quarter)), options).expect("weights");
        assert_eq!(weights.config, I3dConfig { width: Width::Quarter, input: 64 });
        let features = values(I3d::new(&weights, &Device::flex()).forward(input(64)));
        assert_eq!(features.len(), 256);
        let first = [3.130816, 3.872841, 0.695226, 0.078320, 0.512408, 3.765135, 0.0, 0.0];
        for (found, expected) in features.iter().zip(first) {
            assert_close("feature", f64::from(*found), expected, 1e-4);
        }
        assert_close("sum", features.iter().map(|&v| f64::from(v)).sum(), 272.504117, 1e-3);
        let norm = features.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
        assert_close("L2", norm, 31.025478, 1e-3);
    }
}

#[test]
fn several_snippets_at_once_are_each_as_alone() {
    let weights = load(
        &checkpoint(&published(Layout::Piergiaj, Width::Eighth)),
        LoadOptions { input: 32, ..LoadOptions::default() },
    )
    .expect("weights");
    let model = I3d::new(&weights, &Device::flex());
    let (a, b) = (input(32), input(32).neg());
    let alone = [values(model.forward(a.clone())), values(model.forward(b.clone()))].concat();
    assert_eq!(values(model.forward(Tensor::cat(vec![a, b], 0))), alone);
}

#[test]
fn a_converted_file_gives_the_same_weights_back() {
    let options = LoadOptions { input: 64, ..LoadOptions::default() };
    let weights = load(&checkpoint(&published(Layout::Piergiaj, Width::Eighth)), options).expect("weights");
    let source = crate::encode::Provenance { name: "rgb.pt".into(), sha256: "00".into() };
    let mut bytes = Vec::new();
    write(&mut bytes, &weights, crate::formats::Precision::F32, &source).expect("a file");
    let file = open(bytes.clone(), "ours.safetensors").expect("a file of weights");
    assert_eq!(file.tensors().len(), 114);
    assert_eq!((file.metadata()["width"].as_str(), file.metadata()["bn_eps"].as_str()), ("1/8", "0.001"));
    assert_eq!(file.metadata()["source_name"], "rgb.pt");
    let again = load(&file, LoadOptions::default()).expect("weights");
    assert_eq!(again, I3dWeights { layout: Layout::Folded, ..weights });
    let other = LoadOptions { bn_eps: Some(1e-5), ..LoadOptions::default() };
    assert_eq!(load(&file, other), Err(WeightsError::FoldedEps { asked: 1e-5, folded: 1e-3 }));

    // One bit of the last value.
    *bytes.last_mut().expect("bytes") ^= 1;
    let damaged = open(bytes, "ours.safetensors").expect("a file of weights");
    let error = load(&damaged, LoadOptions::default()).expect_err("another digest");
    assert!(matches!(error, WeightsError::Metadata { key: "tensor_digest", .. }), "{error}");
}

#[test]
fn halves_are_stored_with_the_digest_of_halves() {
    let options = LoadOptions { input: 32, ..LoadOptions::default() };
    let weights = load(&checkpoint(&published(Layout::Piergiaj, Width::Eighth)), options).expect("weights");
    let mut bytes = Vec::new();
    write(&mut bytes, &weights, crate::formats::Precision::F16, &Default::default()).expect("a file");
    let again =
        load(&open(bytes, "ours.safetensors").expect("a file"), LoadOptions::default()).expect("weights");
    let off = again.units[0].weight.iter().zip(&weights.units[0].weight).map(|(a, b)| (a - b).abs());
    assert!(off.fold(0.0, f32::max) < 1e-3);
}

#[test]
fn wrong_weights_are_told_by_tensor_and_shape() {
    let misfit = |tensors: &Named| match load(&checkpoint(tensors), LoadOptions::default()) {
        Err(WeightsError::Format(error)) => match error.cause() {
            FormatError::Checkpoint(CheckpointError::Unfit(misfit)) => (**misfit).clone(),
            other => panic!("{other}"),
        },
        other => panic!("{other:?}"),
    };
    let mut tensors = published(Layout::Piergiaj, Width::Eighth);
    // Optical flow has two channels.
    tensors[0].1[1] = 2;
    tensors[0].2.truncate(8 * 2 * 343);
    tensors.retain(|(name, ..)| name != "Mixed_4d.b1b.bn.running_var");
    let found = misfit(&tensors);
    assert_eq!(found.missing.len(), 1);
    assert_eq!(found.missing[0].name, "Mixed_4d.b1b.bn.running_var");
    let shapes: Vec<_> =
        found.shapes.iter().map(|s| (s.name.as_str(), &s.expected[..], &s.found[..])).collect();
    assert_eq!(shapes, [("Conv3d_1a_7x7.conv3d.weight", &[8, 3, 7, 7, 7][..], &[8, 2, 7, 7, 7][..])]);
    assert_eq!(misfit(&vec![("fc.weight".into(), vec![2], vec![0.0; 2])]).missing.len(), 285);
}

#[test]
fn classes_are_not_used_and_what_is_not_kinetics_is_said() {
    let with_classes = |classes: usize| {
        let mut tensors = published(Layout::Piergiaj, Width::Eighth);
        tensors.push(("logits.conv3d.weight".into(), vec![classes, 128, 1, 1, 1], vec![0.0; classes * 128]));
        tensors.push(("logits.conv3d.bias".into(), vec![classes], vec![0.0; classes]));
        for (name, ..) in &mut tensors {
            *name = format!("module.{name}");
        }
        load(&checkpoint(&tensors), LoadOptions::default()).expect("weights").notes
    };
    assert!(with_classes(400).is_empty());
    assert!(with_classes(157)[0].contains("fine-tuned on Charades"));
    assert!(with_classes(11)[0].contains("11 classes"));
}

#[test]
fn a_variance_below_zero_is_refused_with_its_place() {
    let mut tensors = published(Layout::Piergiaj, Width::Eighth);
    tensors[4].2[3] = -0.5;
    let error = load(&checkpoint(&tensors), LoadOptions::default()).expect_err("no variance");
    let tensor = "Conv3d_1a_7x7.bn.running_var".to_owned();
    assert_eq!(error, WeightsError::Variance { tensor, channel: 3, value: -0.5 });
}
