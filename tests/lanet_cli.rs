//! `train lanet` and `score lanet` on a few generated videos: files in, files out.

mod program;

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::Output;

use oddframe::formats::npy_bytes;
use oddframe::random::Random;
use program::{Folder, oddframe, printed, refused, stderr, succeeded, text};
use safetensors::SafeTensors;
use serde_json::Value;

/// Columns of the generated features.
const DIM: usize = 6;

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

    /// Eight training videos and two test videos; odd snippets have a high first column.
    fn generate(&self) {
        let mut list = String::new();
        for video in 0..10 {
            let abnormal = video % 2 == 1;
            let snippets = 4 + video;
            let mut random = Random::keyed(1, "features", video as u64);
            let mut rows: Vec<f32> = (0..snippets * DIM).map(|_| random.between(-1.0, 1.0) as f32).collect();
            if abnormal {
                rows[DIM] = 6.0;
                rows[2 * DIM] = 6.0;
            }
            let name = format!("features/video{video}.npy");
            fs::write(self.join(&name), npy_bytes(&[snippets, DIM], &rows)).expect("a feature file");
            if video < 8 {
                list += &format!("video{video} {}\n", u8::from(abnormal));
            }
        }
        self.write("train.txt", &list);
        self.write(
            "truth.json",
            r#"{"format":"oddframe-truth/1","videos":{"video8":{"frames":192,"events":[]},
                "video9":{"frames":208,"events":[{"start":16,"end":48}]}}}"#,
        );
    }

    fn config(&self, name: &str, epochs: usize, rest: &str) -> String {
        let text = format!(
            "[data]\nfeatures = \"features\"\nlist = \"train.txt\"\nvalidation_share = 0.25\n\
             [test]\ntruth = \"truth.json\"\n\
             [model]\nfeat_dim = {DIM}\nattn_dim = 4\nmlp1 = 5\nmlp2 = 3\nkernel = 3\nstandardise = true\n\
             [train]\nbatch_size = 4\nepochs = {epochs}\nseed = 3\n{rest}"
        );
        self.write(name, &text)
    }

    fn train(&self, config: &str, out: &str, more: &[&str]) -> Output {
        let out = self.word(out);
        let arguments = ["train", "lanet", "--config", config, "--out", &out, "--device", "cpu"];
        oddframe(&[&arguments[..], more].concat())
    }
}

/// Asserts a refusal with `code` whose line holds `part`.
fn refused_for(output: &Output, code: &str, part: &str) {
    let line = refused(output, code);
    assert!(line.contains(part), "{line}");
}

#[test]
fn a_run_writes_weights_trace_and_report_and_its_weights_score() {
    let folder = Videos::new("run");
    folder.generate();
    let output = folder.train(&folder.config("run.toml", 2, ""), "out", &[]);
    succeeded(&output);
    for part in ["last ", "best on validation", "best on test", "gap"] {
        assert!(stderr(&output).contains(part), "{part}: {}", stderr(&output));
    }
    let report = folder.json("out/report.json");
    assert_eq!((&report["last"]["epoch"], &report["selected_epoch"]), (&2.into(), &2.into()));
    assert_eq!((&report["select"], &report["stamp"]), (&"last".into(), &Value::Null));
    assert_eq!((&report["videos"]["training"], &report["videos"]["test"]), (&6.into(), &2.into()));
    assert_eq!(report["videos"]["validation"].as_array().map(Vec::len), Some(2));
    assert!(report["dynamics"]["test"]["gap"].is_number());
    let trace = folder.json("out/trace.json");
    assert_eq!(trace["steps"].as_array().map(Vec::len), Some(4));
    assert!(!folder.join("out/best_test.safetensors").exists());

    let (weights, scores) = (folder.join("out/last.safetensors"), folder.join("scores.json"));
    let features = folder.join("features");
    let arguments = ["score", "lanet", "--features", text(&features), "--weights", text(&weights)];
    let to_file = ["--out", text(&scores), "--device", "cpu"];
    succeeded(&oddframe(&[&arguments[..], &to_file].concat()));
    let scored = folder.json("scores.json");
    assert_eq!(
        (&scored["stride"], scored["videos"].as_object().map(serde_json::Map::len)),
        (&16.into(), Some(10))
    );
    assert_eq!(scored["videos"]["video9"]["scores"].as_array().map(Vec::len), Some(13));
    assert!(scored["run"]["method"].as_str().is_some_and(|method| method.starts_with("LA-Net, config ")));

    // The run's own measure is that of `evaluate` on the same videos.
    let mut test_only = scored.clone();
    let videos = test_only["videos"].as_object_mut().expect("videos");
    videos.retain(|id, _| id == "video8" || id == "video9");
    let scores = folder.write("test.json", &test_only.to_string());
    let truth = folder.join("truth.json");
    let evaluated = printed(&oddframe(&["evaluate", "--scores", &scores, "--truth", text(&truth), "--json"]));
    assert_eq!(evaluated["auroc"], report["last"]["test"]["auroc"]);
    assert_eq!(evaluated["auroc_anomalous"], report["last"]["test"]["auroc_abnormal"]);
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let folder = Videos::new("resume");
    folder.generate();
    let (one, three) = (folder.config("one.toml", 1, ""), folder.config("three.toml", 3, ""));
    succeeded(&folder.train(&three, "whole", &[]));
    succeeded(&folder.train(&one, "parts", &[]));
    succeeded(&folder.train(&three, "parts", &["--resume"]));
    let [whole, parts] = ["whole", "parts"].map(|run| folder.json(&format!("{run}/trace.json")));
    assert_eq!(whole["epochs"], parts["epochs"]);
    // A step also says how many were planned, which the first part did not know.
    let losses = |trace: &Value| -> Vec<Value> {
        trace["steps"].as_array().expect("steps").iter().map(|step| step["losses"].clone()).collect()
    };
    assert_eq!((losses(&whole).len(), losses(&whole)), (6, losses(&parts)));
    let [whole, parts] =
        ["whole", "parts"].map(|run| fs::read(folder.join(run).join("last.safetensors")).expect("weights"));
    let (whole, parts) =
        (SafeTensors::deserialize(&whole).unwrap(), SafeTensors::deserialize(&parts).unwrap());
    assert_eq!(whole.len(), 16 + 2);
    for (name, tensor) in whole.iter() {
        assert_eq!(parts.tensor(name).expect(name).data(), tensor.data(), "{name}");
    }
}

#[test]
fn a_run_is_neither_written_over_nor_gone_on_with_under_other_settings() {
    let folder = Videos::new("other");
    folder.generate();
    let config = folder.config("run.toml", 1, "");
    succeeded(&folder.train(&config, "out", &[]));
    refused_for(&folder.train(&config, "out", &[]), "usage", "--resume");
    let other = folder.config("other.toml", 2, "[loss]\nzeta = 0.25\n");
    refused_for(&folder.train(&other, "out", &["--resume"]), "lanet/resume", "zeta");
    refused_for(&folder.train(&config, "nowhere", &["--resume"]), "file/read", "nowhere");
}

#[test]
fn a_result_chosen_on_the_test_set_is_asked_for_and_stamped() {
    let folder = Videos::new("stamp");
    folder.generate();
    let output = folder.train(&folder.config("run.toml", 2, "select = \"best_test\"\n"), "out", &[]);
    succeeded(&output);
    assert!(stderr(&output).contains("chosen on the test set"));
    assert!(folder.json("out/report.json")["stamp"].as_str().is_some_and(|stamp| stamp.contains("test set")));
    let (weights, features) = (folder.join("out/best_test.safetensors"), folder.join("features"));
    let output = oddframe(&[
        "score",
        "lanet",
        "--features",
        text(&features),
        "--weights",
        text(&weights),
        "--device",
        "cpu",
    ]);
    succeeded(&output);
    assert!(stderr(&output).contains("chosen on the test set"), "{}", stderr(&output));
}

#[test]
fn wrong_configurations_and_videos_are_refused_in_one_line() {
    let folder = Videos::new("wrong");
    folder.generate();
    let train = |rest| folder.train(&folder.config("run.toml", 1, rest), "out", &[]);
    refused_for(&train("[loss]\nlamda1 = 1\n"), "config/key", "lambda1");
    refused_for(&train("lr = \"fast\"\n"), "config/value", "train.lr");
    refused_for(&train("lr = -1.0\n"), "lanet/setting", "lr");
    fs::copy(folder.join("features/video0.npy"), folder.join("features/other.npy")).expect("a copy");
    fs::remove_file(folder.join("features/video0.npy")).expect("a file to take away");
    refused_for(&train(""), "features/missing", "video0");
    fs::write(folder.join("features/video0.npy"), npy_bytes(&[2, 4], &[1.0_f32; 8][..]))
        .expect("a feature file");
    refused_for(&train(""), "features/width", "width 4, model needs 6");
    let mut rows = [1.0_f32; 2 * DIM];
    rows[DIM + 2] = f32::NAN;
    fs::write(folder.join("features/video0.npy"), npy_bytes(&[2, DIM], &rows[..])).expect("a feature file");
    refused_for(&train(""), "features/not-finite", "row 1, column 2; 1 such");
    refused_for(&folder.train(&folder.word("none.toml"), "out", &[]), "file/read", "none.toml");
}

#[test]
fn wrong_weights_and_features_are_refused_in_one_line() {
    let folder = Videos::new("weights");
    folder.generate();
    succeeded(&folder.train(&folder.config("run.toml", 1, ""), "out", &[]));
    let weights = folder.join("out/last.safetensors");
    let score = |features: &Path, weights: &Path, crops: &str| {
        oddframe(&[
            "score",
            "lanet",
            "--features",
            text(features),
            "--weights",
            text(weights),
            "--crops",
            crops,
            "--device",
            "cpu",
        ])
    };
    let features = folder.join("features");
    refused_for(&score(&features, &folder.join("train.txt"), "all"), "ckpt/unknown", "train.txt");
    refused_for(&score(&features, &weights, "only:1"), "features/crops", "no crop 1");
    refused_for(&score(&features, &weights, "some"), "usage", "only:0");
    refused_for(&score(&folder.join("out"), &weights, "all"), "features/none", "no feature files");
    refused_for(&score(&folder.join("nowhere"), &weights, "all"), "file/read", "nowhere");
    let truth = folder.join("gt.npy");
    fs::write(&truth, npy_bytes(&[3], &[0.0_f32, 1.0, 0.0][..])).expect("a file");
    refused_for(&score(&truth, &weights, "all"), "features/shape", "ground-truth");
}

/// Writes the golden video's features and gives their folder and the scores that PyTorch computed.
fn pel4vad_video(folder: &Videos) -> Vec<f64> {
    let golden: Value =
        serde_json::from_str(include_str!("golden/pel4vad.json")).expect("the committed golden");
    let numbers = |name: &str| -> Vec<f64> {
        golden[name].as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
    };
    let features: Vec<f32> = numbers("features").into_iter().map(|v| v as f32).collect();
    let width = golden["width"].as_u64().expect("a width") as usize;
    let bytes = npy_bytes(&[features.len() / width, width], &features);
    fs::write(folder.join("features/clip.npy"), bytes).expect("a file in the temporary folder");
    numbers("scores")
}

#[test]
fn a_pel4vad_pickle_scores_as_pytorch_does() {
    let folder = Videos::new("pel4vad");
    let want = pel4vad_video(&folder);
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/pel4vad.pkl");
    let (features, out) = (folder.join("features"), folder.join("scores.json"));
    let [features, out] = [&features, &out].map(text);
    let arguments =
        ["score", "lanet", "--features", features, "--weights", weights, "--device", "cpu", "--out", out];
    let asked = oddframe(&arguments);
    assert_eq!(asked.status.code(), Some(2), "the data set has to be told");
    assert!(stderr(&asked).contains("--pel4vad"), "{asked:?}");
    succeeded(&oddframe(&[&arguments[..], &["--pel4vad", "ucf-crime"]].concat()));
    let scores = folder.json("scores.json");
    let got = scores["videos"]["clip"]["scores"].as_array().expect("a list");
    assert_eq!(got.len(), want.len());
    for (got, want) in got.iter().zip(want) {
        let got = got.as_f64().expect("a number");
        // f32 against f64.
        assert!((got - want).abs() < 1e-5, "{got}, expected {want}");
    }
    let inspected = printed(&oddframe(&["weights", "inspect", weights, "--json"]));
    assert_eq!(inspected["model"], "PEL4VAD (UCF-Crime)");
    let wrong = oddframe(&[&arguments[..], &["--pel4vad", "xd-violence"]].concat());
    assert_eq!(wrong.status.code(), Some(2), "another kernel is refused");
    assert!(stderr(&wrong).contains("head.causal.weight"), "{wrong:?}");
}
