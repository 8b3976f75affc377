//! `train dsanet`, `score dsanet` and `weights` on a few generated videos and checkpoints: files in, files out.

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Output;

use oddframe::dsanet::parameters::Slot;
use oddframe::dsanet::text::{Rows, TextTower};
use oddframe::dsanet::{DataSet, DsaNetConfig, reference, table};
use oddframe::formats::{Precision, Tensor, npy_bytes, write_safetensors};
use oddframe::random::Random;
use program::{Folder, oddframe, printed, refused, stderr, succeeded, text};
use serde_json::Value;

/// Columns of the generated features.
const WIDTH: usize = 8;
/// Columns of the generated checkpoint, a multiple of a head of CLIP's text tower.
const TOWER_WIDTH: usize = 64;

/// A folder with feature files.
struct Videos(Folder);

impl Deref for Videos {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Videos {
    fn new(test: &str) -> Self {
        let folder = Folder::new(test);
        fs::create_dir_all(folder.join("features")).expect("a folder");
        Self(folder)
    }

    /// Twelve training videos of three kinds and two test videos; odd snippets are high in the column of their class.
    fn generate(&self) {
        let mut list = String::from("# NAME CLASS\n");
        for video in 0..14 {
            let class = [0, 1, 0, 2][video % 4];
            let snippets = 6 + video;
            let mut random = Random::keyed(1, "features", video as u64);
            let mut rows: Vec<f32> = (0..snippets * WIDTH).map(|_| random.normal() as f32).collect();
            if class > 0 {
                rows[2 * WIDTH + class] = 6.0;
                rows[3 * WIDTH + class] = 6.0;
            }
            let name = format!("features/video{video}.npy");
            fs::write(self.join(&name), npy_bytes(&[snippets, WIDTH], &rows)).expect("a feature file");
            if video < 12 {
                list += &format!("video{video} {}\n", ["normal", "Fall", "cyclist"][class]);
            }
        }
        self.write("train.txt", &list);
        self.write(
            "truth.json",
            r#"{"format":"oddframe-truth/1","videos":{"video12":{"frames":288,"events":[]},
                "video13":{"frames":304,"events":[{"start":32,"end":64,"class":"fall"}]}}}"#,
        );
    }

    fn config(&self, name: &str, epochs: usize, rest: &str) -> String {
        let text = format!(
            "[data]\nfeatures = \"features\"\nlist = \"train.txt\"\nvalidation_share = 0.25\n\
             [test]\ntruth = \"truth.json\"\n\
             [model]\nwidth = {WIDTH}\nslots = 16\nwindow = 4\nblocks = 1\ntext_mode = \"table\"\n\
             classes = [\"normal\", \"fall\", \"cyclist\"]\nprototypes = 3\ndecoder_blocks = 1\nrefiner_heads = 2\n\
             standardise = true\n\
             [train]\nbatch_size = 2\nepochs = {epochs}\nrefiner_warmup = 2\nlr = 1e-3\nseed = 3\n{rest}"
        );
        self.write(name, &text)
    }

    fn train(&self, config: &str, out: &str, more: &[&str]) -> Output {
        let out = self.word(out);
        let arguments = ["train", "dsanet", "--config", config, "--out", &out, "--device", "cpu"];
        oddframe(&[&arguments[..], more].concat())
    }

    fn score(&self, features: &str, weights: impl AsRef<Path>, more: &[&str]) -> Output {
        let (features, weights, out) = (self.word(features), text(&weights), self.word("scores.json"));
        let files = ["--features", &features, "--weights", weights, "--out", &out];
        oddframe(&[&["score", "dsanet", "--device", "cpu"], &files[..], more].concat())
    }

    /// A checkpoint under the authors' names for XD-Violence, narrow.
    fn official(&self) -> PathBuf {
        let config = DsaNetConfig { width: TOWER_WIDTH, ..DataSet::XdViolence.config() };
        let tower = TextTower::tensors(&config).expect("published classes").into_iter().map(|(slot, _)| slot);
        let slots = table::trunk(&config).into_iter().chain(table::adapters(&config)).chain(tower);
        let slots: BTreeMap<String, Slot> = slots.map(|slot| (slot.name.clone(), slot)).collect();
        let shapes: Vec<(String, Vec<usize>)> =
            slots.values().map(|slot| (slot.name.clone(), slot.shape.clone())).collect();
        let mut bytes = Vec::new();
        let mut load = |name: &str| {
            let slot = &slots[name];
            let values = reference::weights(slot, &slot.shape, &Rows::All);
            Ok(Tensor { shape: slot.shape.clone(), values })
        };
        write_safetensors(&mut bytes, &shapes, &BTreeMap::new(), Precision::F32, &mut load).expect("a file");
        fs::write(self.join("model_xd.pth"), bytes).expect("a checkpoint");
        self.join("model_xd.pth")
    }
}

/// Asserts a refusal with `code` whose line holds `part`.
fn refused_for(output: &Output, code: &str, part: &str) {
    let line = refused(output, code);
    assert!(line.contains(part), "{line}");
}

#[test]
fn a_run_writes_weights_trace_and_report_and_its_weights_score_with_classes() {
    let folder = Videos::new("run");
    folder.generate();
    let output = folder.train(&folder.config("run.toml", 2, ""), "out", &[]);
    succeeded(&output);
    for part in ["last ", "best on validation", "classes right", "best on test"] {
        assert!(stderr(&output).contains(part), "{part}: {}", stderr(&output));
    }
    let report = folder.json("out/report.json");
    assert_eq!(report["method"], "DSANet head, demo encoder, no CLIP");
    assert_eq!((&report["selected_epoch"], &report["stamp"]), (&2.into(), &Value::Null));
    assert_eq!(report["training_videos"], 8);
    let trace = folder.json("out/trace.json");
    assert_eq!(trace["epochs"].as_array().map(Vec::len), Some(2));
    assert!(!folder.join("out/best_test.safetensors").exists());
    let weights = folder.join("out/last.safetensors");
    succeeded(&folder.score("features", &weights, &[]));
    let scores = folder.json("scores.json");
    assert_eq!((&scores["stride"], &scores["run"]["method"]), (&16.into(), &report["method"]));
    let video = &scores["videos"]["video3"];
    assert_eq!(video["scores"].as_array().map(Vec::len), Some(9));
    let classes = video["classes"].as_object().expect("classes");
    assert_eq!(classes.len(), 3);
    for t in 0..9 {
        let sum: f64 = classes.values().map(|scores| scores[t].as_f64().expect("a number")).sum();
        assert!((sum - 1.0).abs() < 1e-5, "snippet {t}: {sum}");
    }
    let inspected = printed(&oddframe(&["weights", "inspect", text(&weights), "--json"]));
    assert_eq!((&inspected["model"], &inspected["warnings"]), (&"DSANet".into(), &Value::Array(vec![])));
    // What was scored is read where scores are read.
    fs::create_dir_all(folder.join("tested")).expect("a folder");
    for name in ["video12.npy", "video13.npy"] {
        fs::copy(folder.join("features").join(name), folder.join("tested").join(name)).expect("a copy");
    }
    succeeded(&folder.score("tested", &weights, &[]));
    let (scores, truth) = (folder.join("scores.json"), folder.join("truth.json"));
    let evaluated =
        printed(&oddframe(&["evaluate", "--scores", text(&scores), "--truth", text(&truth), "--json"]));
    assert_eq!(evaluated["videos"], 2);
}

#[test]
fn a_resumed_run_ends_with_the_very_weights_of_a_whole_one() {
    let folder = Videos::new("resume");
    folder.generate();
    // With the model of normality, whose schedule is as long as the run, fewer epochs would be another run.
    let rest = "sgnm = false\n";
    succeeded(&folder.train(&folder.config("long.toml", 3, rest), "whole", &[]));
    succeeded(&folder.train(&folder.config("short.toml", 1, rest), "parts", &[]));
    refused_for(&folder.train(&folder.config("long.toml", 3, rest), "parts", &[]), "usage", "--resume");
    succeeded(&folder.train(&folder.config("long.toml", 3, rest), "parts", &["--resume"]));
    let weights = |run: &str| fs::read(folder.join(run).join("last.safetensors")).expect("weights");
    assert!(weights("whole") == weights("parts"));
    let other =
        folder.train(&folder.config("other.toml", 3, "sgnm = false\nlambda = 3\n"), "parts", &["--resume"]);
    refused_for(&other, "dsanet/resume", "train.lambda");
}

#[test]
fn every_epoch_starts_from_the_best_where_that_is_asked_for_and_stamped() {
    let folder = Videos::new("reload");
    folder.generate();
    let rest = "select = \"best_test\"\nreload_best = true\n";
    succeeded(&folder.train(&folder.config("run.toml", 3, rest), "out", &[]));
    assert!(folder.join("out/best_state.safetensors").exists());
    let report = folder.json("out/report.json");
    assert!(report["stamp"].as_str().is_some_and(|stamp| stamp.contains("test set")));
    succeeded(&folder.score("features", folder.join("out/best_test.safetensors"), &[]));
    assert!(folder.json("scores.json")["run"]["notes"].to_string().contains("best_test"));
}

#[test]
fn what_cannot_be_learned_is_refused_with_its_reason() {
    let folder = Videos::new("refused");
    folder.generate();
    let train = |rest: &str| folder.train(&folder.config("run.toml", 1, rest), "out", &[]);
    refused_for(&train("lamda = 2\n"), "config/key", "lambda");
    refused_for(&train("sampling = \"odd\"\n"), "config/value", "train.sampling");
    folder.write("train.txt", "video0 normal\nvideo1 jaywalking\n");
    refused_for(&train(""), "features/list", "jaywalking");
    folder.write("train.txt", "video0 normal\nvideo99 fall\n");
    refused_for(&train(""), "features/missing", "video99");
}

#[test]
fn an_official_checkpoint_is_inspected_converted_and_scores_the_same() {
    let folder = Videos::new("official");
    let official = folder.official();
    let rows = reference::input(20, TOWER_WIDTH);
    let name = "features/clip__#1_label_B1-0-0__0.npy";
    fs::write(folder.join(name), npy_bytes(&[20, TOWER_WIDTH], &rows)).expect("a feature file");
    let inspected = printed(&oddframe(&["weights", "inspect", text(&official), "--json"]));
    assert_eq!(inspected["model"], "DSANet (XD-Violence)");
    let converted = folder.join("xd.safetensors");
    succeeded(&oddframe(&["weights", "convert", text(&official), "--to", text(&converted)]));
    let mut found = Vec::new();
    for weights in [&official, &converted] {
        succeeded(&folder.score("features", weights, &["--naming", "xd-violence"]));
        let scores = folder.json("scores.json");
        let notes = scores["run"]["notes"].to_string();
        assert!(notes.contains("chose these weights on the test set"), "{notes}");
        found.push(scores["videos"].clone());
    }
    let number = |value: &Value| value.as_f64().expect("a number");
    let (a, b) = (&found[0]["clip__#1_label_B1-0-0"], &found[1]["clip__#1_label_B1-0-0"]);
    assert_eq!(a["scores"], b["scores"]);
    let classes = a["classes"].as_object().expect("classes");
    assert_eq!(classes.len(), 7);
    for (class, scores) in classes {
        for (t, score) in scores.as_array().expect("scores").iter().enumerate() {
            assert!((number(score) - number(&b["classes"][class][t])).abs() < 1e-6, "{class}, snippet {t}");
        }
    }
}

#[test]
fn features_of_another_width_and_files_of_another_kind_are_refused() {
    let folder = Videos::new("width");
    let official = folder.official();
    fs::write(folder.join("features/a.npy"), npy_bytes(&[2, 512], &[0.5_f32; 1024][..]))
        .expect("a feature file");
    refused_for(&folder.score("features", &official, &[]), "features/width", "512");
    let list = folder.write("list.txt", "no weights");
    let output = folder.score("features", &list, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}
