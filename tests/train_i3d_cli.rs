//! `oddframe train i3d`, from a configuration to features by the encoder that it leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SMALL: &str = "[scenes]\nplaces = [\"plaza\"]\ncount = 3\nheld_out = 2\nframes = 48\n\
                     [network]\ninput = 32\n[train]\nepochs = 2\nbatch = 4\n";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

fn oddframe(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oddframe")).args(arguments).output().expect("the program starts")
}

fn train(folder: &Path, config: &str) -> Output {
    let file = folder.join("config.toml");
    fs::write(&file, config).expect("a file");
    let (file, out) = (file.display().to_string(), folder.join("run").display().to_string());
    oddframe(&["train", "i3d", "--config", &file, "--out", &out, "--device", "cpu"])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn what_it_learned_encodes_clips() {
    let folder = folder("train-i3d");
    let found = train(&folder, SMALL);
    assert!(found.status.success(), "{}", text(&found.stderr));
    let report = fs::read(folder.join("run/report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
    assert_eq!(report["snippets"], serde_json::json!([9, 6]));
    assert_eq!(report["losses"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["labels"].as_array().map(Vec::len), Some(15));
    assert_eq!(report["settings"]["network"]["width"], "1/8");

    let at = |name: &str| folder.join(name).display().to_string();
    let scene = oddframe(&["synth", "--seed", "5", "--frames", "40", "--out", &at("clip")]);
    assert!(scene.status.success(), "{}", text(&scene.stderr));
    let (clip, weights, out) = (at("clip"), at("run/encoder.safetensors"), at("features"));
    let encoded = oddframe(&[
        "encode",
        "i3d",
        "--frames",
        &clip,
        "--weights",
        &weights,
        "--bn-eps",
        "1e-5",
        "--out",
        &out,
        "--device",
        "cpu",
    ]);
    assert!(encoded.status.success(), "{}", text(&encoded.stderr));
}

#[test]
fn a_configuration_that_makes_no_run_is_refused_in_one_line() {
    let folder = folder("train-i3d-refused");
    for (config, words) in [
        ("[scenes]\nplaces = [\"beach\"]", "`plaza`, `crossing`, `corridor`"),
        (
            "[train]\nbatch = 1000\n[scenes]\ncount = 1\nheld_out = 1\nframes = 16\nplaces = [\"plaza\"]",
            "batches of 1000 from 1 snippets",
        ),
        ("[network]\ninput = 50", "multiple"),
    ] {
        let found = train(&folder, config);
        let stderr = text(&found.stderr);
        assert_eq!(found.status.code(), Some(2), "{stderr}");
        assert!(
            stderr.lines().any(|line| line.starts_with("error[") && line.contains(words)),
            "{config}: {stderr}"
        );
    }
}
