//! `oddframe train i3d`, from a configuration to features by the encoder that it leaves.

mod program;

use std::process::Output;

use oddframe::encode::i3d::train::TARGETS;
use program::{Folder, oddframe, stderr, succeeded};

const SMALL: &str = "[scenes]\nplaces = [\"plaza\"]\ncount = 3\nheld_out = 2\nframes = 48\n\
                     short = [32, 50]\n[network]\ninput = 48\n[train]\nside = 32\nsteps = 3\nbatch = 4\n";

fn train(folder: &Folder, config: &str) -> Output {
    let (file, out) = (folder.write("config.toml", config), folder.word("run"));
    oddframe(&["train", "i3d", "--config", &file, "--out", &out, "--device", "cpu"])
}

#[test]
fn what_it_learned_encodes_clips() {
    let folder = Folder::new("train-i3d");
    succeeded(&train(&folder, SMALL));
    let report = folder.json("run/report.json");
    assert_eq!(report["losses"].as_array().map(Vec::len), Some(1));
    assert_eq!(report["explained"].as_array().map(Vec::len), Some(TARGETS.len()));
    assert_eq!(report["settings"]["network"]["width"], "1/8");

    let clip = folder.word("clip");
    succeeded(&oddframe(&["synth", "--seed", "5", "--frames", "40", "--out", &clip]));
    let (weights, out) = (folder.word("run/encoder.safetensors"), folder.word("features"));
    let encode = ["encode", "i3d", "--frames", &clip, "--weights", &weights];
    succeeded(&oddframe(&[&encode[..], &["--out", &out, "--device", "cpu"]].concat()));
}

#[test]
fn a_configuration_that_makes_no_run_is_refused_in_one_line() {
    let folder = Folder::new("train-i3d-refused");
    for (config, words) in [
        ("[scenes]\nplaces = [\"beach\"]", "`plaza`, `crossing`, `corridor`"),
        ("[scenes]\nframes = 40", "at least 48"),
        ("[network]\ninput = 50", "multiple"),
    ] {
        let found = train(&folder, config);
        let told = stderr(&found);
        assert_eq!(found.status.code(), Some(2), "{told}");
        let is_refusal = |line: &str| line.starts_with("error[") && line.contains(words);
        assert!(told.lines().any(is_refusal), "{config}: {told}");
    }
}
