//! The published networks with weights from a formula: the numbers were computed by the authors' modules in f64.

// The numbers are written as they were computed.
#![allow(clippy::excessive_precision)]

use burn::tensor::{Device, Tensor};

use super::config::DataSet;
use super::graph::{likeness, similarity};
use super::model::DsaNet;
use super::objective::Losses;
use super::reference;
use super::run_config::RunConfig;
use super::scoring::VideoScores;
use super::trunk::temporal;
use super::{DsaNetConfig, Scorer};
use crate::encode::CropView;

const SNIPPETS: usize = 300;
/// Digits that the numbers are given in, for values that are no logits.
const PRINTED: f32 = 5e-6;
const LOGITS: f32 = 1e-5;
const CLASS_LOGITS: f32 = 3e-5;

fn near(what: &str, found: impl IntoIterator<Item = f32>, expected: &[f32], allowed: f32) {
    let found: Vec<f32> = found.into_iter().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= allowed, "{what}, number {at}: {found}, expected {expected}");
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

fn model(set: DataSet) -> DsaNet {
    reference::model(&set.config(), false, &Device::flex()).expect("the fixture's tensors fit")
}

fn scored(model: &DsaNet, values: &[f32]) -> VideoScores {
    let width = model.config().width;
    let mut scorer = Scorer::new(model, "fixture");
    scorer.begin(CropView { snippets: values.len() / width, dim: width, values }).expect("a crop");
    while pollster::block_on(scorer.step()).expect("a chunk").is_some() {}
    scorer.finish().expect("scores")
}

#[test]
fn the_formula_has_its_check_values() {
    let found = (0..4).map(|index| reference::value("input", index, 1.0, 0.0));
    near("input", found, &[0.598_066_2, 0.370_348_45, 0.960_529_45, -0.991_520_76], 1e-9);
}

/// Stages of both chunks: H, pairs alike, S, F.
struct Stages {
    h_start: [f32; 3],
    h_padding: [f32; 3],
    pairs: [usize; 2],
    s: [f32; 2],
    f_start: [f32; 3],
    f_last: [f32; 3],
}

fn check_stages(set: DataSet, expected: &Stages) {
    let model = model(set);
    let config: &DsaNetConfig = model.config();
    let input = reference::input(SNIPPETS, config.width);
    let crop = CropView { snippets: SNIPPETS, dim: config.width, values: &input };
    let row = |values: &[f32], slot: usize| values[slot * 512..slot * 512 + 3].to_vec();
    for chunk in 0..2 {
        let (x, valid) = model.upload(crop, chunk);
        let h = temporal(&model.parameters, config, x.clone());
        let f = values(model.forward(x, &valid).features);
        let length = [256, 44][chunk];
        let alike = values(likeness(h.clone()));
        let pairs = (0..length * length).filter(|at| alike[at / length * 256 + at % length] > 0.0).count();
        assert_eq!(pairs, expected.pairs[chunk], "pairs alike in chunk {chunk}");
        let stages = values(h.clone());
        if chunk == 0 {
            near("H[0, 0]", row(&stages, 0), &expected.h_start, PRINTED);
            near("F[0, 0]", row(&f, 0), &expected.f_start, PRINTED);
            near("S[0]", values(similarity(h, &valid))[..2].to_vec(), &expected.s, 1e-6);
        } else {
            near("H[1, 255]", row(&stages, 255), &expected.h_padding, PRINTED);
            near("F[1, 43]", row(&f, 43), &expected.f_last, PRINTED);
        }
    }
}

#[test]
fn the_stages_of_ucf_crime() {
    check_stages(
        DataSet::UcfCrime,
        &Stages {
            h_start: [-0.169179, 0.376527, 1.011873],
            h_padding: [-0.448996, 0.483430, 2.130540],
            pairs: [22_810, 1_776],
            s: [0.006690, 0.006383],
            f_start: [-0.727744, -0.094902, -0.123082],
            f_last: [-0.360116, 0.118149, -0.036613],
        },
    );
}

#[test]
fn the_stages_of_xd_violence() {
    check_stages(
        DataSet::XdViolence,
        &Stages {
            h_start: [-0.905611, -0.362606, 1.159335],
            h_padding: [1.182617, -0.132762, -0.365086],
            pairs: [21_910, 1_936],
            s: [0.006909, 0.006427],
            f_start: [-0.244221, 0.042710, -0.260194],
            f_last: [-0.381558, -0.165405, -0.083877],
        },
    );
}

struct Outputs {
    logits: [f32; 8],
    sum: f64,
    classes: [[f32; 3]; 2],
    class_sum: f64,
    probabilities: [f32; 3],
}

fn check_outputs(set: DataSet, expected: &Outputs) {
    let model = model(set);
    let scores = scored(&model, &reference::input(SNIPPETS, model.config().width));
    let (crop, classes) = (&scores.crops[0], model.config().classes.len());
    let at = [0, 1, 99, 100, 255, 256, 298, 299].map(|t| crop.logits[t]);
    near("logits", at, &expected.logits, LOGITS);
    let sum = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
    assert!((sum(&crop.logits) - expected.sum).abs() < 3e-4, "sum of logits {}", sum(&crop.logits));
    for (t, expected) in [0, 299].into_iter().zip(expected.classes) {
        let row = &crop.class_logits[t * classes..(t + 1) * classes];
        near("class logits", [row[0], row[1], row[classes - 1]], &expected, CLASS_LOGITS);
    }
    let found = sum(&crop.class_logits);
    assert!((found - expected.class_sum).abs() < 1e-2, "sum of class logits {found}");
    let p = &scores.classes;
    near("probabilities", [p[0], p[1], p[p.len() - 1]], &expected.probabilities, 2e-6);
}

#[test]
fn the_outputs_of_ucf_crime() {
    check_outputs(
        DataSet::UcfCrime,
        &Outputs {
            logits: [-0.644166, -0.806694, -0.442479, -0.346642, -0.440237, -0.334878, -0.538661, -0.418487],
            sum: -190.22650,
            classes: [[-6.260321, -7.195617, -7.332120], [0.055572, -0.855794, -0.532592]],
            class_sum: -21074.0633,
            probabilities: [0.532164, 0.033785, 0.037771],
        },
    );
}

#[test]
fn the_outputs_of_xd_violence() {
    check_outputs(
        DataSet::XdViolence,
        &Outputs {
            logits: [-0.546690, -0.679368, -0.503978, -0.613446, -0.362417, -0.378059, -0.408706, -0.374300],
            sum: -236.90635,
            classes: [[-5.712530, -6.324852, -5.646241], [-5.824156, -6.614949, -6.247805]],
            class_sum: -12473.7905,
            probabilities: [0.633367, 0.040782, 0.083915],
        },
    );
}

#[test]
fn the_text_features_of_the_tower() {
    for (set, first, last, sum) in [
        (DataSet::UcfCrime, [0.104983, 0.049285, -0.000206], [0.094892, 0.105391, -0.000296], 169.09000),
        (DataSet::XdViolence, [-0.000032, 0.069477, -0.000126], [-0.000169, 0.076655, -0.000024], 90.95598),
    ] {
        let model = reference::model_with_tower(set, &Device::flex()).expect("published settings");
        let found = values(model.text_features().expect("classes"));
        near("the first class", found[..3].to_vec(), &first, 2e-6);
        let start = found.len() - 512;
        near("the last class", found[start..start + 3].to_vec(), &last, 2e-6);
        let total: f64 = found.iter().map(|&value| f64::from(value)).sum();
        assert!((total - sum).abs() < 1e-4, "{total}, expected {sum}");
    }
}

/// Losses of the learning pass in the order L1 to L5, L_c, L_g, total; norms of gradients by name.
fn check_learning(set: DataSet, classes: &[&[usize]], losses: [f64; 8], norms: [f64; 7]) {
    const NAMES: [&str; 7] = [
        "classifier.weight",
        "linear.weight",
        "gc1.weight",
        "temporal.resblocks.0.attn.in_proj_weight",
        "mlp1.c_proj.weight",
        "video_anomaly_refiner.video_prototypes",
        "video_anomaly_refiner.decoder.7.attn.learn_scale",
    ];
    let run = RunConfig::published(set);
    let (found, gradients) =
        pollster::block_on(reference::learning(&run, classes, &Device::flex())).expect("a pass");
    let Losses { total, detection, classes, text, event, background, consistency, gather } = found;
    let found = [detection, classes, text, event, background, consistency, gather, total];
    for (at, (found, expected)) in found.iter().zip(losses).enumerate() {
        assert!((found - expected).abs() <= 1e-5, "loss {at}: {found}, expected {expected}");
    }
    for (name, expected) in NAMES.into_iter().zip(norms) {
        let squares = gradients[name].iter().map(|&value| f64::from(value) * f64::from(value));
        let found = squares.sum::<f64>().sqrt();
        assert!((found / expected - 1.0).abs() <= 1e-4, "{name}: {found}, expected {expected}");
    }
    assert_eq!(gradients.len(), set.config().blocks * 12 + 21 + 139, "every tensor has a gradient");
}

#[test]
fn losses_and_gradients_of_ucf_crime() {
    check_learning(
        DataSet::UcfCrime,
        &[&[0], &[1], &[8]],
        [0.773952, 2.721527, 0.030391, 2.900432, 2.147104, 0.032165, 0.949048, 9.826771],
        [14.328546, 434.88857, 1.0049789, 12.249714, 4.0863592, 0.021391861, 0.0027591868],
    );
}

#[test]
fn losses_and_gradients_of_xd_violence() {
    check_learning(
        DataSet::XdViolence,
        &[&[0], &[1, 2], &[6]],
        [0.821588, 1.864030, 0.023075, 2.191088, 1.875512, 0.043858, 0.935941, 15.211211],
        [4.109407, 437.63127, 1.5012348, 14.038371, 13.073497, 0.02878951, 0.0069825001],
    );
}
