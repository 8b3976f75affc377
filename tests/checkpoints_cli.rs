//! `oddframe weights`: what it says of a file, and that a converted file is the same weights.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn golden(file: &str) -> String {
    format!("{}/tests/golden/checkpoints/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn weights(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oddframe"))
        .arg("weights")
        .args(arguments)
        .output()
        .expect("the built program")
}

fn inspected(file: &str) -> Value {
    let output = weights(&["inspect", file, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// A file in the system's temporary folder, removed at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("oddframe-weights-{}-{name}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path of plain letters")
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn inspect_prints_one_object_with_every_tensor() {
    let found = inspected(&golden("views.pt"));
    let keys: Vec<&String> = found.as_object().expect("an object").keys().collect();
    for key in ["container", "model", "prefix", "warnings", "sha256", "digest", "tensors"] {
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
        let to = Temporary::new(&format!("{file}-{half}.safetensors"));
        let source = golden(file);
        let mut arguments = vec!["convert", source.as_str(), "--to", to.path()];
        arguments.extend(half.then_some("--half"));
        let output = weights(&arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let (before, after) = (inspected(&source), inspected(to.path()));
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
    let (source, to) =
        (file.to_str().expect("a path of plain letters"), Temporary::new("FastestDet.safetensors"));
    let output = weights(&["convert", source, "--to", to.path()]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("num_batches_tracked"), "{told}");
    assert_eq!(inspected(source)["digest"], inspected(to.path())["digest"]);
}

#[test]
fn a_refusal_is_one_line_with_its_code() {
    for (file, code) in
        [("getcwd.pt", "ckpt/global"), ("page.html", "ckpt/html"), ("object.npy", "npy/object")]
    {
        let path = golden(file);
        let output = weights(&["inspect", &path]);
        let line = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(line.starts_with(&format!("error[{code}]: \"{path}\": ")), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
    }
    let to = Temporary::new("none.safetensors");
    let output = weights(&["convert", &golden("numbers.pt"), "--to", to.path()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!to.0.exists(), "nothing was written");
}

#[test]
fn what_cannot_be_weights_is_shown_with_the_reason() {
    let found = inspected(&golden("nan.pt"));
    assert!(found["digest"].is_null());
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("ckpt/nonfinite"), "{warnings}");
    assert_eq!(found["tensors"][0]["first"], serde_json::json!([1.0, null, null]));
}
