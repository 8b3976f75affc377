//! `oddframe train lbr`, as a script sees it: runs per seed, going on, and weights that scoring reads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("oddframe-train-lbr-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path of plain letters").into()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn oddframe(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oddframe")).args(arguments).output().expect("the built program")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    stderr(output)
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// A clip of twelve frames and a configuration of two epochs with the narrowest network.
fn prepared(folder: &Folder) -> String {
    let clip = folder.path("clips/a");
    let size = ["--width", "320", "--height", "180", "--frames", "12", "--seed", "4"];
    succeeded(&oddframe(&[&["synth", "--scene", "plaza", "--out", &clip], &size[..]].concat()));
    let config = folder.path("run.toml");
    let text = "[data]\nframes = \"clips\"\npreset = \"ped2\"\n[train]\nepochs = 2\nseeds = [0, 5]\nwidth = 0.0625\n";
    fs::write(&config, text).expect("a configuration");
    config
}

#[test]
fn every_seed_leaves_weights_and_scores_and_a_run_is_gone_on_with() {
    let folder = Folder::new("runs");
    let (config, out) = (prepared(&folder), folder.path("out"));
    let command = ["train", "lbr", "--config", &config, "--out", &out, "--device", "cpu"];
    succeeded(&oddframe(&command));
    let scores = |seed: &str| json(&format!("{out}/{seed}/scores.json"));
    let (zero, five) = (scores("seed-0"), scores("seed-5"));
    assert_ne!(zero["videos"], five["videos"], "seeds differ");
    assert_eq!(zero["run"]["method"], "LBR-SPR (small)");
    assert_eq!((&zero["run"]["config"]["epochs"], &zero["run"]["config"]["window"]), (&2.into(), &10.into()));
    assert_eq!(zero["videos"]["a"]["scores"].as_array().map(Vec::len), Some(12));

    // Ready weights on the same clips give the same errors, hence the same scores.
    let weights = format!("{out}/seed-0/weights.safetensors");
    let again = folder.path("again.json");
    let frames = folder.path("clips");
    let rescore = ["score", "lbr", "--frames", &frames, "--preset", "ped2", "--weights", &weights];
    succeeded(&oddframe(&[&rescore[..], &["--device", "cpu", "--out", &again]].concat()));
    assert_eq!(json(&again)["videos"]["a"]["scores"], zero["videos"]["a"]["scores"]);

    // A folder with a run is not written over; on request a finished run is left and a cut one ended.
    let refused = oddframe(&command);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("error[usage]: ") && stderr(&refused).contains("--resume"),
        "{}",
        stderr(&refused)
    );
    fs::remove_file(format!("{out}/seed-5/scores.json")).expect("the scores");
    let resumed = succeeded(&oddframe(&[&command[..], &["--resume"]].concat()));
    assert!(
        resumed.contains("seed 0: finished already") && resumed.contains("seed 5: learned 0 steps"),
        "{resumed}"
    );
    assert_eq!(scores("seed-5")["videos"], five["videos"]);
}

#[test]
fn a_run_of_other_settings_is_not_gone_on_with() {
    let folder = Folder::new("mismatch");
    let (config, out) = (prepared(&folder), folder.path("out"));
    let command = ["train", "lbr", "--config", &config, "--out", &out, "--device", "cpu", "--seed", "0"];
    succeeded(&oddframe(&command));
    fs::remove_file(format!("{out}/seed-0/scores.json")).expect("the scores");
    let text = fs::read_to_string(&config).expect("the configuration");
    fs::write(&config, text.replace("width", "refine = false\nwidth")).expect("the configuration");
    let refused = oddframe(&[&command[..], &["--resume"]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("error[train/resume]: "), "{}", stderr(&refused));
    assert!(!Path::new(&format!("{out}/seed-0/scores.json")).exists());
}

#[test]
fn a_configuration_that_is_none_is_refused() {
    let folder = Folder::new("config");
    let config = folder.path("run.toml");
    fs::write(&config, "[data]\nframes = \"f\"\npreset = \"ped2\"\n[score]\nwindow = 3\n").expect("a file");
    let out = folder.path("out");
    let refused = oddframe(&["train", "lbr", "--config", &config, "--out", &out]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("error[config/value]: ") && stderr(&refused).contains("score.window = 3")
    );
}
