//! Blocks, the motion variant, the modes and what LBR-SPR is compared with, as a script sees them.

mod program;

use std::fs;
use std::ops::Deref;

use program::{Folder, oddframe};

/// A folder with clips.
struct Clips(Folder);

impl Deref for Clips {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Clips {
    fn new(test: &str) -> Self {
        Self(Folder::new(test))
    }

    /// A clip of ten frames.
    fn clip(&self, name: &str, seed: &str) {
        let out = self.word(name);
        let size = ["--width", "160", "--height", "120", "--frames", "10", "--seed", seed];
        succeeded(&[&["synth", "--scene", "plaza", "--out", &out], &size[..]].concat());
    }

    /// A configuration; `data` and `train` are lines of its tables.
    fn config(&self, name: &str, data: &str, train: &str) -> String {
        let text = format!("[data]\nframes = \"test\"\n{data}\n[train]\nwidth = 0.0625\n{train}\n");
        self.write(name, &text)
    }

    fn train(&self, config: &str, out: &str) -> String {
        let out = self.word(out);
        succeeded(&["train", "lbr", "--config", config, "--out", &out, "--device", "cpu", "--resume"])
    }
}

fn succeeded(words: &[&str]) -> String {
    program::succeeded(&oddframe(words))
}

fn refused(words: &[&str], code: &str) -> String {
    program::refused(&oddframe(words), code)
}

/// Names and bytes of the tensors; the order of the metadata is not fixed.
fn tensors(path: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = fs::read(path).expect("weights");
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
    let mut all: Vec<_> =
        file.tensors().into_iter().map(|(name, view)| (name, view.data().to_vec())).collect();
    all.sort();
    all
}

const PED1: &str = "preset = \"ped1\"";

#[test]
fn blocks_with_motion_are_gone_on_with_bit_for_bit_and_score_again_from_their_weights() {
    let folder = Clips::new("blocks");
    folder.clip("test/a", "4");
    folder.clip("test/b", "5");
    let whole = folder.config("whole.toml", PED1, "epochs = 2\nmotion = true");
    folder.train(&whole, "whole");
    // Stopped after the first of two epochs.
    let half = folder.config("half.toml", PED1, "epochs = 1\nmotion = true");
    folder.train(&half, "cut");
    fs::remove_file(folder.word("cut/seed-0/scores.json")).expect("the scores");
    folder.train(&whole, "cut");
    let weights =
        [folder.word("whole/seed-0/weights.safetensors"), folder.word("cut/seed-0/weights.safetensors")];
    assert_eq!(tensors(&weights[0]), tensors(&weights[1]));
    let scores = folder.json("whole/seed-0/scores.json");
    assert_eq!(scores["videos"], folder.json("cut/seed-0/scores.json")["videos"]);

    let run = &scores["run"];
    assert_eq!(run["method"], "LBR-SPR (small), motion variant (classical flow)");
    assert!(run["notes"].to_string().contains("instead of the authors' FlowNet2"), "{}", run["notes"]);
    let blocks = run["config"]["blocks"].as_object().expect("statistics by block");
    let learned: Vec<&String> =
        blocks.iter().filter(|(_, block)| block["cubes"].as_u64() > Some(0)).map(|(key, _)| key).collect();
    assert!(blocks.len() == 4 && learned.len() > 1, "{blocks:?}");
    for key in &learned {
        let state = folder.word(&format!("whole/seed-0/state-{key}.safetensors"));
        assert!(fs::exists(state).expect("a folder"), "{key} has a state of its own");
        assert!(blocks[*key]["flow_mean_error"].as_f64().is_some());
        assert!(tensors(&weights[0]).iter().any(|(name, _)| name.starts_with(&format!("{key}.of_ae."))));
    }

    // Ready weights give the same errors, hence the same scores.
    let (frames, again) = (folder.word("test"), folder.word("again.json"));
    let rescore = ["score", "lbr", "--frames", &frames, "--weights", &weights[0], "--device", "cpu"];
    succeeded(&[&rescore[..], &["--preset", "ped1", "--motion", "--out", &again]].concat());
    assert_eq!(folder.json("again.json")["videos"]["a"]["scores"], scores["videos"]["a"]["scores"]);
    refused(&[&rescore[..], &["--preset", "ped1"]].concat(), "lbr/motion-head");
    refused(&[&rescore[..], &["--preset", "ped2", "--motion"]].concat(), "lbr/blocks");
    succeeded(&["weights", "inspect", &weights[0]]);
    // Another variant is another run.
    fs::remove_file(folder.word("cut/seed-0/scores.json")).expect("the scores");
    let plain = folder.config("plain.toml", PED1, "epochs = 2");
    let out = folder.word("cut");
    let resume = ["train", "lbr", "--config", &plain, "--out", &out, "--device", "cpu", "--resume"];
    refused(&resume, "train/resume");
    refused(&resume[..resume.len() - 1], "usage");
}

#[test]
fn score_learns_a_network_per_block_of_ped1() {
    let folder = Clips::new("score");
    folder.clip("test", "6");
    let (frames, out) = (folder.word("test"), folder.word("scores.json"));
    let score = ["score", "lbr", "--frames", &frames, "--preset", "ped1", "--epochs", "1", "--device", "cpu"];
    succeeded(&[&score[..], &["--width", "0.0625", "--out", &out]].concat());
    let scores = folder.json("scores.json");
    let config = &scores["run"]["config"];
    assert_eq!((&config["settings"], &config["shrink"]), (&"ped1".into(), &1e-4.into()));
    assert_eq!(config["blocks"].as_object().map(serde_json::Map::len), Some(4));
    assert_eq!(config["batch"], 256);
    assert_eq!(scores["videos"]["test"]["scores"].as_array().map(Vec::len), Some(10));

    succeeded(&[&score[..], &["--width", "0.0625", "--batch", "4", "--out", &out]].concat());
    let scores = folder.json("scores.json");
    let steps = |batch: u64| {
        let blocks = config["blocks"].as_object().expect("blocks").values();
        blocks.map(|block| block["cubes"].as_u64().expect("cubes").div_ceil(batch)).sum::<u64>()
    };
    assert_eq!(
        (config["steps"].as_u64(), scores["run"]["config"]["steps"].as_u64()),
        (Some(steps(256)), Some(steps(4)))
    );
    assert!(steps(4) > steps(256), "{config}");
    assert_eq!(scores["run"]["config"]["batch"], 4);
    assert!(scores["run"]["notes"].to_string().contains("4 cubes a step instead of 256"));
}

#[test]
fn merge_mode_scores_both_splits_and_writes_their_truth() {
    let folder = Clips::new("merge");
    folder.clip("train/a", "7");
    folder.clip("test/a", "8");
    let data = "preset = \"ped2\"\nmode = \"merge\"\ntrain_frames = \"train\"\ntruth = \"test/a/truth.json\"";
    let config = folder.config("merge.toml", data, "epochs = 1");
    folder.train(&config, "out");
    let scores = folder.json("out/seed-0/scores.json");
    let ids: Vec<&String> = scores["videos"].as_object().expect("videos").keys().collect();
    assert_eq!(ids, ["a", "train-a"]);
    assert_eq!(scores["run"]["method"], "LBR-SPR (small), merge mode");
    let truth = folder.json("out/truth.json");
    assert_eq!(truth["videos"]["train-a"], serde_json::json!({ "frames": 10, "events": [] }));
    assert_eq!(truth["videos"]["a"]["frames"], 10);
}

#[test]
fn classic_training_is_not_called_lbr_spr() {
    let folder = Clips::new("classic");
    folder.clip("train/a", "7");
    folder.clip("test/a", "8");
    let data = "preset = \"ped2\"\nmode = \"classic\"\ntrain_frames = \"train\"";
    let config = folder.config("classic.toml", data, "epochs = 1\nmotion = true");
    folder.train(&config, "out");
    let scores = folder.json("out/seed-0/scores.json");
    let ids: Vec<&String> = scores["videos"].as_object().expect("videos").keys().collect();
    assert_eq!(ids, ["a"], "the test split alone is scored");
    let method = scores["run"]["method"].as_str().expect("a name");
    assert!(method.starts_with("network of") && method.ends_with("not LBR-SPR"), "{method}");
    assert!(scores["run"]["notes"].to_string().contains("is not LBR-SPR"));
    // Mean and deviation are those of the cubes that were learned from, here and from the weights.
    let (frames, again) = (folder.word("test"), folder.word("again.json"));
    let weights = folder.word("out/seed-0/weights.safetensors");
    let rescore = ["score", "lbr", "--frames", &frames, "--weights", &weights, "--device", "cpu"];
    succeeded(&[&rescore[..], &["--preset", "ped2", "--motion", "--out", &again]].concat());
    assert_eq!(folder.json("again.json")["videos"], {
        let mut videos = scores["videos"].clone();
        videos["a"].as_object_mut().expect("a video").remove("regions");
        videos
    });
}

#[test]
fn what_lbr_spr_is_compared_with_is_named() {
    let folder = Clips::new("compared");
    folder.clip("test/a", "9");
    let config = folder.config("easy.toml", "preset = \"ped2\"", "epochs = 1\nweights = \"easy-to-hard\"");
    folder.train(&config, "easy");
    let method = &folder.json("easy/seed-0/scores.json")["run"]["method"];
    assert_eq!(method, "LBR with easy-to-hard self-paced learning (small)");

    let (frames, boxes, out) = (folder.word("test"), folder.word("whole.npz"), folder.word("pca.json"));
    let whole = succeeded(&["localize", "--frames", &frames, "--whole-frame", "--out", &boxes]);
    assert!(whole.contains("wrote 10 boxes of 1 clips, 10 frames"), "{whole}");
    let pca = ["score", "control", "--kind", "pca", "--frames", &frames, "--device", "cpu", "--out", &out];
    succeeded(&[&pca[..], &["--boxes", &boxes]].concat());
    let scores = folder.json("pca.json");
    assert_eq!(scores["run"]["method"], "control: pca-64");
    assert_eq!(scores["videos"]["a"]["scores"].as_array().map(Vec::len), Some(10));
}
