//! The feature set and the weights that come with the page are what its own commands make, and score as documented.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Of test005 of Plaza-weak places, a cart, by the bundled I3D and the bundled head: as `scripts/plaza_demo_head.py` has them.
const CART: [f64; 37] = [
    0.100, 0.038, 0.015, 0.014, 0.014, 0.015, 0.015, 0.018, 0.021, 0.028, 0.034, 0.042, 0.049, 0.065, 0.096,
    0.186, 0.398, 0.608, 0.829, 0.958, 0.995, 0.995, 0.998, 0.998, 0.997, 0.931, 0.725, 0.510, 0.338, 0.189,
    0.093, 0.049, 0.037, 0.033, 0.033, 0.032, 0.027,
];

fn bundled(name: &str) -> PathBuf {
    Path::new(ROOT).join("www/bundled/plaza_weak").join(name)
}

fn out(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn oddframe(args: &[&Path]) -> Vec<u8> {
    let done = Command::new(env!("CARGO_BIN_EXE_oddframe")).args(args).output().expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

fn arguments<'a>(words: &'a str, paths: &'a [&'a Path]) -> Vec<&'a Path> {
    let mut paths = paths.iter();
    words
        .split(' ')
        .map(|word| if word == "@" { *paths.next().expect("a path per mark") } else { Path::new(word) })
        .collect()
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

fn golden() -> Value {
    json(include_bytes!("golden/plaza_weak_training.json"))
}

#[test]
fn the_bundled_features_are_what_the_scenes_render_and_encode_to() {
    let folder = out("bundled_features");
    oddframe(&arguments("encode compact --scenes plaza-weak --out @", &[&folder]));
    for name in ["train.npz", "train.txt", "train_classes.txt", "test.npz", "truth.json"] {
        let (made, shipped) = (std::fs::read(folder.join(name)), std::fs::read(bundled(name)));
        assert!(made.expect("what was made") == shipped.expect("what is shipped"), "{name} differs");
    }
}

#[test]
fn training_on_the_bundled_set_gives_the_stored_losses_and_auroc() {
    let folder = out("bundled_training");
    let config = Path::new(ROOT).join("configs/plaza-weak.toml");
    oddframe(&arguments("train lanet --config @ --device cpu --out @", &[&config, &folder]));
    let trace = json(&std::fs::read(folder.join("trace.json")).expect("the trace"));
    let golden = golden();
    for (step, want) in golden["losses"].as_array().expect("a list").iter().enumerate() {
        let (got, want) = (trace["steps"][step]["losses"]["total"].as_f64(), want.as_f64());
        let (got, want) = (got.expect("a loss"), want.expect("a loss"));
        assert!((got / want - 1.0).abs() < 1e-4, "step {}: {got}, stored {want}", step + 1);
    }
    let last = trace["epochs"].as_array().and_then(|epochs| epochs.last()).expect("epochs");
    let off = last["test"]["auroc"].as_f64().expect("a number") - golden["auroc"].as_f64().expect("a number");
    assert!(off.abs() < 1e-3, "the AUROC is off by {off}");
}

#[test]
fn the_bundled_weights_reach_the_stored_auroc() {
    let scores = out("bundled_scores").join("scores.json");
    let (features, weights, truth) =
        (bundled("test.npz"), bundled("lanet.safetensors"), bundled("truth.json"));
    let paths = [features.as_path(), &weights, &scores];
    oddframe(&arguments("score lanet --features @ --weights @ --device cpu --out @", &paths));
    let card = json(&oddframe(&arguments("evaluate --scores @ --truth @ --json", &[&scores, &truth])));
    let golden = golden();
    for name in ["auroc", "auroc_anomalous"] {
        let stored =
            golden[if name == "auroc" { name } else { "auroc_abnormal" }].as_f64().expect("a number");
        let found = card[name].as_f64().expect("a number");
        // Scores differ between machines by rounding; an order changes here and there.
        assert!((found - stored).abs() < 1e-4, "{name}: {found}, stored {stored}");
    }
}

#[test]
fn the_bundled_dsanet_weights_reach_the_stored_auroc_and_map() {
    let scores = out("bundled_dsanet").join("scores.json");
    let (features, weights, truth) =
        (bundled("test.npz"), bundled("dsanet.safetensors"), bundled("truth.json"));
    let paths = [features.as_path(), &weights, &scores];
    oddframe(&arguments("score dsanet --features @ --weights @ --device cpu --out @", &paths));
    let card = json(&oddframe(&arguments("evaluate --scores @ --truth @ --json", &[&scores, &truth])));
    let stored = json(include_bytes!("golden/plaza_weak_dsanet.json"));
    let off = |found: &Value, name: &str| {
        (found.as_f64().expect("a number") - stored[name].as_f64().expect("a number")).abs()
    };
    assert!(off(&card["auroc"], "auroc") < 1e-4, "{}", card["auroc"]);
    // A stretch that begins a snippet earlier or later moves it.
    assert!(off(&card["map_at_iou"]["average"], "map_average") < 0.1, "{}", card["map_at_iou"]);
}

#[test]
fn the_bundled_i3d_and_its_head_score_a_video_of_the_frozen_set_as_stored() {
    let folder = out("bundled_places");
    std::fs::create_dir_all(&folder).expect("a folder");
    let (video, features, scores) =
        (folder.join("test005"), folder.join("features"), folder.join("scores.json"));
    oddframe(&arguments("synth --set plaza-weak-places --video test005 --out @", &[&video]));
    let weights = |name: &str| Path::new(ROOT).join("www/bundled/plaza_places").join(name);
    let (encoder, head) = (weights("encoder.safetensors"), weights("lanet.safetensors"));
    let words = "encode i3d --frames @ --weights @ --crops ten --device cpu --out @";
    oddframe(&arguments(words, &[&video, &encoder, &features]));
    let words = "score lanet --features @ --weights @ --device cpu --out @";
    oddframe(&arguments(words, &[&features, &head, &scores]));
    let found = json(&std::fs::read(&scores).expect("scores"));
    let found = found["videos"]["test005"]["scores"].as_array().expect("scores").clone();
    assert_eq!(found.len(), CART.len());
    for (snippet, (found, stored)) in found.iter().zip(CART).enumerate() {
        let off = (found.as_f64().expect("a number") - stored).abs();
        // Half of the last digit, and what machines differ by.
        assert!(off < 1e-3, "snippet {snippet}: {found}, stored {stored}");
    }
}
