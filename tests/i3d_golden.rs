//! I3D from frames to features against PyTorch and OpenCV, narrow and small. Regenerate with `tests/golden/i3d.py`.

mod formula;

use burn::tensor::Device;
use oddframe::encode::i3d::{I3d, LoadOptions, Width, load};
use oddframe::encode::{CropChoice, Encoded, Preset, Recipe, SnippetEncoder};
use oddframe::formats::{Checkpoint, open};
use oddframe::video::Frame;

const GOLDEN: &[u8] = include_bytes!("golden/i3d.safetensors");
const SIDE: usize = 32;

/// The clip of the script: stripes that drift and a block that moves.
fn frame(t: usize) -> Frame {
    let (width, height) = (60, 44);
    let mut rgb = Vec::with_capacity(width * height * 3);
    for place in 0..width * height * 3 {
        let (y, x, p) = (place / 3 / width, place / 3 % width, place % 3);
        let block = x.abs_diff(8 + t) < 6 && y.abs_diff(20) < 9;
        rgb.push(if block { 200 + 17 * p + x * y } else { x * 5 + y * 3 + t * (2 + p) * 3 } as u8);
    }
    Frame::new(width, height, rgb, 0.0).expect("a frame")
}

fn golden() -> Checkpoint<'static> {
    open(GOLDEN, "i3d.safetensors").expect("committed golden")
}

fn encoded(bn_eps: f64, crops: CropChoice) -> Encoded {
    let file = open(formula::file(&formula::i3d(Width::Eighth)), "weights").expect("a file of weights");
    let options = LoadOptions { bn_eps: Some(bn_eps), input: SIDE };
    let model = I3d::new(&load(&file, options).expect("weights"), &Device::flex());
    let recipe = Recipe::of(Preset::Wu, SIDE).expect("a recipe");
    let mut encoder = SnippetEncoder::new(&model, "clip", recipe, crops).expect("an encoder");
    for t in 0..32 {
        encoder.push(&frame(t)).expect("a frame");
        while pollster::block_on(encoder.step()).expect("a step").is_some() {}
    }
    encoder.end().expect("the end");
    encoder.finish().expect("features")
}

fn assert_close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= 1e-4, "{what}, value {i}: {found}, expected {expected}");
    }
}

#[test]
fn ten_crops_of_two_snippets_are_those_of_pytorch() {
    for (name, eps) in [("features", 1e-3), ("features.pytorch_eps", 1e-5)] {
        let expected = golden().load(name).expect("committed golden");
        let found = encoded(eps, CropChoice::Ten).features;
        assert_eq!(vec![found.crops, found.snippets, found.dim], expected.shape);
        assert_close(name, &found.data, &expected.values);
    }
}

#[test]
fn a_single_crop_is_the_one_of_its_number() {
    let expected = golden().load("features").expect("committed golden").values;
    let found = encoded(1e-3, CropChoice::Only(7));
    assert_close("crop 7", &found.features.data, &expected[7 * 2 * 128..8 * 2 * 128]);
    assert_eq!((found.crops, found.frames, found.notes), (vec![7], 32, vec![]));
}

#[test]
fn every_stage_is_that_of_pytorch() {
    use burn::tensor::{Tensor, TensorData};
    let file = open(formula::file(&formula::i3d(Width::Eighth)), "weights").expect("a file of weights");
    let options = LoadOptions { bn_eps: None, input: SIDE };
    let model = I3d::new(&load(&file, options).expect("weights"), &Device::flex());
    // Crop 0 of snippet 0, planes first.
    let recipe = Recipe::of(Preset::Wu, SIDE).expect("a recipe");
    let (scaler, crop) = (recipe.scaler((60, 44)), recipe.crops(CropChoice::Centre).expect("a crop")[0].1);
    let mut input = vec![0.0; 3 * 16 * SIDE * SIDE];
    for t in 0..16 {
        let mut rgb = Vec::new();
        crop.cut(&scaler.apply(&frame(t)).expect("a frame"), SIDE, recipe.middle, &mut rgb);
        for (place, level) in rgb.into_iter().enumerate() {
            input[(place % 3 * 16 + t) * SIDE * SIDE + place / 3] = f32::from(level) / 255.0 * 2.0 - 1.0;
        }
    }
    let input = Tensor::from_data(TensorData::new(input, [1, 3, 16, SIDE, SIDE]), &Device::flex());
    let (golden, mut held) = (golden(), 0);
    model.forward_stages(input, &mut |name, x| {
        let Ok(expected) = golden.load(&format!("stage.{name}")) else {
            return;
        };
        held += 1;
        let values: Vec<f32> = x.clone().into_data().iter().collect();
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let most = values.iter().copied().fold(0.0, f32::max);
        assert_close(name, &[values[0], values[values.len() - 1], mean, most], &expected.values);
    });
    assert_eq!(held, 14);
}
