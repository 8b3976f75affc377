//! `oddframe train lbr`, as a script sees it: runs per seed, going on, and weights that scoring reads.

mod program;

use std::fs;
use std::path::Path;

use program::{Folder, oddframe, printed, refused, stderr, succeeded};
use serde_json::Value;

fn json(path: &str) -> Value {
    program::json(&fs::read(path).expect("a file"))
}

/// A clip of twelve frames and a configuration of two epochs with the narrowest network.
fn prepared(folder: &Folder) -> String {
    let clip = folder.word("clips/a");
    let size = ["--width", "320", "--height", "180", "--frames", "12", "--seed", "4"];
    succeeded(&oddframe(&[&["synth", "--scene", "plaza", "--out", &clip], &size[..]].concat()));
    let text = "[data]\nframes = \"clips\"\npreset = \"ped2\"\n[train]\nepochs = 2\nseeds = [0, 5]\nwidth = 0.0625\n";
    folder.write("run.toml", text)
}

#[test]
fn every_seed_leaves_weights_and_scores_and_a_run_is_gone_on_with() {
    let folder = Folder::new("runs");
    let (config, out) = (prepared(&folder), folder.word("out"));
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
    let again = folder.word("again.json");
    let frames = folder.word("clips");
    let rescore = ["score", "lbr", "--frames", &frames, "--preset", "ped2", "--weights", &weights];
    succeeded(&oddframe(&[&rescore[..], &["--device", "cpu", "--out", &again]].concat()));
    assert_eq!(json(&again)["videos"]["a"]["scores"], zero["videos"]["a"]["scores"]);
    // Nothing is learned, so that no setting of learning could be heeded.
    for setting in [["--epochs", "2"], ["--steps", "9"], ["--batch", "4"], ["--width", "0.25"]] {
        let output = oddframe(&[&rescore[..], &setting].concat());
        assert!(stderr(&output).contains("cannot be used with"), "{setting:?}");
    }

    // A folder with a run is not written over; on request a finished run is left and a cut one ended.
    let line = refused(&oddframe(&command), "usage");
    assert!(line.contains("--resume"), "{line}");
    fs::remove_file(format!("{out}/seed-5/scores.json")).expect("the scores");
    let resumed = succeeded(&oddframe(&[&command[..], &["--resume"]].concat()));
    assert!(
        resumed.contains("seed 0: finished already") && resumed.contains("seed 5: learned 0 steps"),
        "{resumed}"
    );
    assert_eq!(scores("seed-5")["videos"], five["videos"]);
}

#[test]
fn smaller_batches_make_more_steps_and_are_told_of() {
    let folder = Folder::new("batch");
    let (config, out) = (prepared(&folder), folder.word("out"));
    let text = fs::read_to_string(&config).expect("the configuration");
    fs::write(&config, text.replace("width", "batch = 8\nwidth")).expect("the configuration");
    let command = ["train", "lbr", "--config", &config, "--out", &out, "--device", "cpu", "--seed", "0"];
    succeeded(&oddframe(&command));
    let run = &json(&format!("{out}/seed-0/scores.json"))["run"];
    let cubes = run["config"]["cubes"].as_u64().expect("cubes");
    assert!(cubes > 8, "{cubes}");
    assert_eq!(run["config"]["batch"], 8);
    assert_eq!(run["config"]["steps"].as_u64(), Some(2 * cubes.div_ceil(8)));
    assert!(run["notes"].to_string().contains("8 cubes a step instead of 256"), "{run}");
}

#[test]
fn a_run_of_other_settings_is_not_gone_on_with() {
    let folder = Folder::new("mismatch");
    let (config, out) = (prepared(&folder), folder.word("out"));
    let command = ["train", "lbr", "--config", &config, "--out", &out, "--device", "cpu", "--seed", "0"];
    succeeded(&oddframe(&command));
    fs::remove_file(format!("{out}/seed-0/scores.json")).expect("the scores");
    let text = fs::read_to_string(&config).expect("the configuration");
    fs::write(&config, text.replace("width", "refine = false\nwidth")).expect("the configuration");
    refused(&oddframe(&[&command[..], &["--resume"]].concat()), "train/resume");
    assert!(!Path::new(&format!("{out}/seed-0/scores.json")).exists());
}

#[test]
fn a_configuration_that_is_none_is_refused() {
    let folder = Folder::new("config");
    let config = folder.write("run.toml", "[data]\nframes = \"f\"\npreset = \"ped2\"\n[score]\nwindow = 3\n");
    let out = folder.word("out");
    let line = refused(&oddframe(&["train", "lbr", "--config", &config, "--out", &out]), "config/value");
    assert!(line.contains("score.window = 3"), "{line}");
}

#[test]
fn weights_of_16_bits_keep_their_statistics_and_score_nearly_the_same() {
    let folder = Folder::new("half");
    let (config, out) = (prepared(&folder), folder.word("out"));
    let command = ["train", "lbr", "--config", &config, "--out", &out, "--device", "cpu", "--seed", "0"];
    succeeded(&oddframe(&[&command[..], &["--trace"]].concat()));
    let weights = format!("{out}/seed-0/weights.safetensors");
    let (half, scored, frames) =
        (folder.word("half.safetensors"), folder.word("half.json"), folder.word("clips"));
    succeeded(&oddframe(&["weights", "convert", &weights, "--half", "--to", &half]));
    let says = &printed(&oddframe(&["weights", "inspect", &half, "--json"]))["metadata"];
    assert_eq!(
        (&says["epochs"], &says["seed"], &says["mode"]),
        (&"2".into(), &"0".into(), &"partial".into())
    );
    let bytes = |path: &str| fs::metadata(path).expect("a file").len();
    assert!(bytes(&half) * 3 < bytes(&weights) * 2, "{} of {}", bytes(&half), bytes(&weights));
    let score = ["score", "lbr", "--frames", &frames, "--preset", "ped2", "--weights", &half];
    succeeded(&oddframe(&[&score[..], &["--device", "cpu", "--out", &scored]].concat()));
    let (again, first) = (json(&scored), json(&format!("{out}/seed-0/scores.json")));
    assert!(again["run"]["notes"].to_string().contains("those of the cubes that were learned from"));
    let tracks =
        [&again, &first].map(|file| file["videos"]["a"]["scores"].as_array().expect("scores").clone());
    for (half, whole) in tracks[0].iter().zip(&tracks[1]) {
        let (half, whole) = (half.as_f64().expect("a number"), whole.as_f64().expect("a number"));
        assert!((half - whole).abs() < 0.02, "{half}, of 32 bits {whole}");
    }
    // Every epoch was looked at, and every cube was met.
    let trace = json(&format!("{out}/seed-0/trace.json"));
    let epochs = trace["epochs"].as_array().expect("epochs");
    let numbers: Vec<u64> = epochs.iter().filter_map(|epoch| epoch["epoch"].as_u64()).collect();
    assert_eq!(numbers, [1, 2]);
    let weights = trace["weights"].as_array().expect("weights");
    assert!(
        !weights.is_empty() && weights.iter().all(|weight| weight.as_f64() == Some(1.0)),
        "two epochs of warm-up"
    );
    assert!(epochs.iter().all(|epoch| epoch["errors"].as_array().map(Vec::len) == Some(weights.len())));
}
