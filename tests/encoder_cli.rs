//! `oddframe encode i3d` and `clip`: weights and frames on disk, features out, one line where something is wrong.

mod formula;
mod program;

use std::path::{Path, PathBuf};

use burn::tensor::Device;
use oddframe::encode::i3d::{self, I3d, I3dWeights, LoadOptions, Width};
use oddframe::encode::{
    CropChoice, Encoded, FeatureSet, FeatureSetOptions, FolderSource, Naming, Preset, Provenance, Recipe,
    SnippetEncoder, clip,
};
use oddframe::formats::{Precision, npy_bytes, open, read_npy};
use oddframe::synth::{Plaza, PlazaConfig};
use program::{Folder, oddframe, stderr, stdout, succeeded, text};
use serde_json::Value;

const SIDE: usize = 32;
const FRAMES: usize = 35;

fn succeeds(words: &[&str]) -> String {
    let output = oddframe(words);
    succeeded(&output);
    stdout(&output)
}

/// The line that a refusal prints.
fn refused(args: &[&str]) -> String {
    let output = oddframe(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    stderr(&output).lines().last().expect("a line").to_owned()
}

fn weights() -> I3dWeights {
    let file = open(formula::file(&formula::i3d(Width::Eighth)), "weights").expect("a file of weights");
    i3d::load(&file, LoadOptions { bn_eps: None, input: SIDE }).expect("weights")
}

/// A narrow network for small inputs, as a file of ours.
fn weights_file(folder: &Path) -> PathBuf {
    let path = folder.join("i3d.safetensors");
    let mut bytes = Vec::new();
    i3d::write(&mut bytes, &weights(), Precision::F32, &Provenance::default()).expect("a file");
    std::fs::write(&path, bytes).expect("a file");
    path
}

fn scene(folder: &Path, name: &str, seed: usize) -> PathBuf {
    let path = folder.join(name);
    let (seed, frames) = (seed.to_string(), FRAMES.to_string());
    succeeds(&["synth", "--seed", &seed, "--frames", &frames, "--out", text(&path)]);
    path
}

fn encoded(seed: u64, crops: CropChoice) -> Encoded {
    let config = PlazaConfig { seed, frames: FRAMES, ..PlazaConfig::default() };
    let plaza = Plaza::new(config).expect("a scene");
    let model = I3d::new(&weights(), &Device::flex());
    let recipe = Recipe::of(Preset::Wu, SIDE).expect("a recipe");
    let mut encoder = SnippetEncoder::new(&model, "scene", recipe, crops).expect("an encoder");
    for t in 0..FRAMES {
        encoder.push(&plaza.render(t).expect("a frame")).expect("a frame");
        while pollster::block_on(encoder.step()).expect("a step").is_some() {}
    }
    encoder.end().expect("the end");
    encoder.finish().expect("features")
}

fn encode<'a>(frames: &'a Path, weights: &'a Path, rest: &[&'a str]) -> Vec<&'a str> {
    let front = ["encode", "i3d", "--device", "cpu", "--frames", text(frames), "--weights", text(weights)];
    [&front[..], rest].concat()
}

#[test]
fn one_clip_gives_one_file_with_crops_packed() {
    let folder = Folder::new("encode_i3d_one");
    let (weights, frames, out) =
        (weights_file(&folder), scene(&folder, "scene", 5), folder.join("features.npy"));
    for (crops, choice, shape) in [
        ("centre", CropChoice::Centre, vec![2, 128]),
        ("five", CropChoice::Five, vec![5, 2, 128]),
        ("ten", CropChoice::Ten, vec![10, 2, 128]),
    ] {
        succeeds(&encode(&frames, &weights, &["--crops", crops, "--out", text(&out)]));
        let array = read_npy(&std::fs::read(&out).expect("a file")).expect("an array");
        assert_eq!(array.shape, shape);
        assert_eq!(array.to_f32().expect("floats"), encoded(5, choice).features.data);
    }
}

#[test]
fn a_folder_of_clips_gives_a_feature_set() {
    let folder = Folder::new("encode_i3d_many");
    let (weights, clips, out) = (weights_file(&folder), folder.join("clips"), folder.join("features"));
    scene(&clips, "a", 5);
    scene(&clips, "b", 6);
    let output = oddframe(&encode(&clips, &weights, &["--crops", "five", "--out", text(&out)]));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("note: a: last 3 frames form no snippet"), "{said}");
    let source = FolderSource::open(&out).expect("a folder");
    let options = FeatureSetOptions { naming: Some(Naming::Generic), ..FeatureSetOptions::default() };
    let set = FeatureSet::open(source, options).expect("a set");
    assert_eq!(set.videos().collect::<Vec<_>>(), ["a", "b"]);
    let (features, _) = pollster::block_on(set.read("b")).expect("features");
    assert_eq!(features, encoded(6, CropChoice::Five).features);

    let line = refused(&encode(&clips, &weights, &["--out", text(&folder.join("one.npy"))]));
    assert!(line.starts_with("error[usage]: ") && line.contains("holds 2 clips"), "{line}");
}

#[test]
fn values_of_16_bits_are_refused_on_the_cpu() {
    let folder = Folder::new("encode_i3d_half");
    let (weights, frames, out) =
        (weights_file(&folder), scene(&folder, "scene", 5), folder.join("features.npy"));
    let line = refused(&encode(&frames, &weights, &["--storage", "f16", "--out", text(&out)]));
    assert!(line.starts_with("error[device/f16]: ") && line.contains("shader-f16"), "{line}");
    assert!(!out.exists());
    succeeds(&encode(&frames, &weights, &["--storage", "f32", "--out", text(&out)]));
}

#[test]
fn a_comparison_finds_preset_order_and_verdict() {
    let folder = Folder::new("encode_i3d_compare");
    let (weights, frames) = (weights_file(&folder), scene(&folder, "scene", 5));
    let ours = encoded(5, CropChoice::Ten).features;
    let order = [1, 2, 0, 3, 4, 6, 7, 5, 8, 9];
    let moved: Vec<f32> = order.iter().flat_map(|&crop| ours.crop(crop)).copied().collect();
    let file = folder.join("theirs.npy");
    std::fs::write(&file, npy_bytes(&[10, 2, 128], &moved)).expect("a file");
    let compare = ["--compare", text(&file), "--preset", "wu", "--json"];
    let found: Value = serde_json::from_str(&succeeds(&encode(&frames, &weights, &compare))).expect("JSON");
    let best = &found["presets"][0];
    assert_eq!((best["preset"].as_str(), best["verdict"].as_str()), (Some("wu"), Some("same")));
    assert_eq!(best["crop_order"], serde_json::json!(order));

    let narrow = folder.join("narrow.npy");
    std::fs::write(&narrow, npy_bytes(&[2, 64], &[1.0_f32; 128][..])).expect("a file");
    let line = refused(&encode(&frames, &weights, &["--compare", text(&narrow), "--preset", "wu"]));
    assert!(line.starts_with("error[encode/compare]: ") && line.contains("64 values"), "{line}");
}

#[test]
fn what_does_not_fit_is_told_in_one_line() {
    let folder = Folder::new("encode_i3d_wrong");
    let (weights, frames, out) = (weights_file(&folder), scene(&folder, "scene", 5), folder.join("out.npy"));
    let mut tensors = formula::i3d(Width::Eighth);
    // Weights for optical flow.
    tensors[0].1[1] = 2;
    tensors[0].2.truncate(8 * 2 * 343);
    let flow = folder.join("flow.safetensors");
    std::fs::write(&flow, formula::file(&tensors)).expect("a file");
    let line = refused(&encode(&frames, &flow, &["--out", text(&out)]));
    assert!(line.starts_with("error[ckpt/shape]: "), "{line}");
    assert!(
        line.contains("Conv3d_1a_7x7.conv3d.weight expected [8, 3, 7, 7, 7], found [8, 2, 7, 7, 7]"),
        "{line}"
    );

    let line = refused(&encode(&frames, &weights, &["--out", text(&out), "--preset", "urdmu"]));
    assert!(line.starts_with("error[encode/bn-eps]: ") && line.contains("0.001"), "{line}");
    let line =
        refused(&encode(&frames, &weights, &["--out", text(&out), "--preset", "urdmu", "--bn-eps", "1e-3"]));
    assert!(line.starts_with("error[encode/preset]: ") && line.contains("224"), "{line}");
    let line = refused(&encode(&frames, &weights, &["--out", text(&out), "--crops", "all"]));
    assert!(line.starts_with("error[usage]: ") && line.contains("ten, five, centre"), "{line}");
    let tensorflow = folder.join("model.ckpt.index");
    std::fs::write(&tensorflow, b"\0\0\0").expect("a file");
    let line = refused(&encode(&frames, &tensorflow, &["--out", text(&out)]));
    assert!(line.starts_with("error[usage]: ") && line.contains("rgb_imagenet.pt"), "{line}");
    let short = folder.join("short");
    succeeds(&["synth", "--frames", "15", "--out", text(&short)]);
    let line = refused(&encode(&short, &weights, &["--out", text(&out)]));
    assert_eq!(line, "error[encode/short]: \"short\": 15 frames; one snippet needs 16");
    assert!(!out.exists());
}

#[test]
fn a_published_layout_is_recognised_and_converted_with_batch_norm_folded_in() {
    let folder = Folder::new("encode_i3d_convert");
    let (theirs, ours) = (folder.join("rgb.safetensors"), folder.join("ours.safetensors"));
    std::fs::write(&theirs, formula::file(&formula::i3d(Width::Eighth))).expect("a file");
    let seen: Value =
        serde_json::from_str(&succeeds(&["weights", "inspect", text(&theirs), "--json"])).expect("JSON");
    assert_eq!(
        (seen["model"].as_str(), &seen["warnings"]),
        (Some("I3D RGB (piergiaj)"), &serde_json::json!([]))
    );
    succeeds(&["weights", "convert", text(&theirs), "--to", text(&ours)]);
    let file = open(std::fs::read(&ours).expect("a file"), "ours").expect("a file of weights");
    let again = i3d::load(&file, LoadOptions::default()).expect("weights");
    assert_eq!((again.units, file.metadata()["source_name"].as_str()), (weights().units, "rgb.safetensors"));
    let seen: Value =
        serde_json::from_str(&succeeds(&["weights", "inspect", text(&ours), "--json"])).expect("JSON");
    assert_eq!(seen["model"].as_str(), Some("I3D RGB (oddframe, folded)"));
}

#[test]
fn a_tower_of_another_shape_is_custom_and_not_taken_for_a_published_preset() {
    let folder = Folder::new("encode_clip");
    let config = clip::ClipConfig { side: 48, patch: 16, width: 128, blocks: 2, output: 32 };
    let tensors: Vec<formula::Named> = clip::tensors(config)
        .into_iter()
        .map(|(name, shape)| {
            (name.clone(), shape.clone(), formula::values(&name, shape.iter().product(), 0.05, 0.0))
        })
        .collect();
    let (path, frames) = (folder.join("tiny.safetensors"), scene(&folder, "scene", 5));
    std::fs::write(&path, formula::file(&tensors)).expect("a file");
    let seen: Value =
        serde_json::from_str(&succeeds(&["weights", "inspect", text(&path), "--json"])).expect("JSON");
    assert_eq!(seen["model"].as_str(), Some("CLIP visual tower, custom (OpenAI)"));
    let out = folder.join("out.npy");
    let args = ["--device", "cpu", "--frames", text(&frames), "--weights", text(&path), "--out", text(&out)];
    let line = refused(&[&["encode", "clip"], &args[..]].concat());
    assert!(line.starts_with("error[encode/preset]: ") && line.contains("48"), "{line}");
    let converted = folder.join("ours.safetensors");
    succeeds(&["weights", "convert", text(&path), "--to", text(&converted)]);
    let file = open(std::fs::read(&converted).expect("a file"), "ours").expect("a file of weights");
    assert_eq!(clip::load(&file).expect("weights").config, config);
}
