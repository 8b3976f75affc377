//! `oddframe weights`: what it says of a file, and that a converted file is the same weights.

mod program;

use std::path::Path;
use std::process::Output;

use program::{Folder, oddframe, printed, refused_at_once, succeeded, text};
use serde_json::Value;

fn golden(file: &str) -> String {
    format!("{}/tests/golden/checkpoints/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn weights(arguments: &[&str]) -> Output {
    oddframe(&[&["weights"], arguments].concat())
}

fn inspected(file: &str) -> Value {
    printed(&weights(&["inspect", file, "--json"]))
}

#[test]
fn inspect_prints_one_object_with_every_tensor() {
    let found = inspected(&golden("views.pt"));
    let keys: Vec<&String> = found.as_object().expect("an object").keys().collect();
    for key in ["container", "model", "prefix", "warnings", "sha256", "digest", "metadata", "tensors"] {
        assert!(keys.iter().any(|other| *other == key), "{keys:?}");
    }
    assert_eq!((found["container"].as_str(), found["model"].as_str()), (Some("pytorch-zip"), None));
    assert_eq!(found["sha256"].as_str().map(str::len), Some(64));
    let tensors = found["tensors"].as_array().expect("tensors");
    assert_eq!(tensors.len(), 15);
    let expected = serde_json::json!({ "name": "transposed", "dtype": "float32", "shape": [6, 4], "first": [0.0, 0.75, 1.5, 2.25] });
    assert_eq!(tensors[1], expected);
    assert_eq!(
        tensors[8],
        serde_json::json!({ "name": "scalar", "dtype": "int64", "shape": [], "first": [7] })
    );
}

#[test]
fn a_converted_file_has_the_digest_of_its_source() {
    for (file, half) in
        [("views.pt", false), ("python2.pt", false), ("script.pt", false), ("python2.pt", true)]
    {
        let folder = Folder::new(&format!("{file}-{half}"));
        let (source, to) = (golden(file), folder.word("converted.safetensors"));
        let mut arguments = vec!["convert", source.as_str(), "--to", &to];
        arguments.extend(half.then_some("--half"));
        succeeded(&weights(&arguments));
        let (before, after) = (inspected(&source), inspected(&to));
        assert_eq!(after["container"], "safetensors");
        // The values of python2.pt are exact in halves.
        assert_eq!(before["digest"], after["digest"], "{file}");
        assert!(before["digest"].is_string());
    }
}

#[test]
fn a_published_checkpoint_is_converted_without_a_change() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/detector/FastestDet.pth");
    if !file.is_file() {
        println!("skipped: ../shared is not here");
        return;
    }
    let folder = Folder::new("published");
    let (source, to) = (text(&file), folder.word("FastestDet.safetensors"));
    let told = succeeded(&weights(&["convert", source, "--to", &to]));
    assert!(told.contains("num_batches_tracked"), "{told}");
    assert_eq!(inspected(source)["digest"], inspected(&to)["digest"]);
}

#[test]
fn a_refusal_is_one_line_with_its_code() {
    for (file, code) in
        [("getcwd.pt", "ckpt/global"), ("page.html", "ckpt/html"), ("object.npy", "npy/object")]
    {
        let path = golden(file);
        let line = refused_at_once(&weights(&["inspect", &path]), code);
        assert!(line.contains(&format!("]: \"{path}\": ")), "{line}");
    }
    let folder = Folder::new("none");
    let to = folder.word("none.safetensors");
    let output = weights(&["convert", &golden("numbers.pt"), "--to", &to]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new(&to).exists(), "nothing was written");
}

#[test]
fn what_cannot_be_weights_is_shown_with_the_reason() {
    let found = inspected(&golden("nan.pt"));
    assert!(found["digest"].is_null());
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("ckpt/nonfinite"), "{warnings}");
    assert_eq!(found["tensors"][0]["first"], serde_json::json!([1.0, null, null]));
}
