//! The built program as a script sees it: files, stdout, stderr, exit status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("oddframe-cli-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).expect("a file in the temporary folder");
        self.path(name)
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

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// Asserts that the program refused with `code`, on one line of stderr, and printed no result.
fn refused(output: &Output, code: &str, status: i32) -> String {
    let line = String::from_utf8(output.stderr.clone()).expect("text");
    assert_eq!(output.status.code(), Some(status), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with(&format!("error[{code}]: ")), "{line}");
    assert!(output.stdout.is_empty(), "{}", stdout(output));
    line
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

const TRUTH: &str = r#"{"format":"oddframe-truth/1","videos":{
    "a":{"frames":4,"events":[{"start":2,"end":4,"class":"cart"}]},"b":{"frames":3,"events":[]},
    "c":{"frames":2,"events":[{"start":0,"end":2,"class":"cart"}]},"d":{"frames":3,"events":[{"start":1,"end":2,"class":"cart"}]}}}"#;
const SCORES: &str = r#"{"format":"oddframe-scores/1","stride":1,"videos":{
    "a":{"scores":[0.1,0.3,0.2,0.9]},"b":{"scores":[0.2,0.6,0.1]},"c":{"scores":[0.4,0.5]},"d":{"scores":[0.5,0.5,0.7]}}}"#;

fn evaluate(folder: &Folder, scores: &str, truth: &str) -> Output {
    let (scores, truth) = (folder.write("scores.json", scores), folder.write("truth.json", truth));
    oddframe(&["evaluate", "--scores", text(&scores), "--truth", text(&truth), "--json"])
}

#[test]
fn evaluate_prints_one_object() {
    let folder = Folder::new("evaluate");
    let output = evaluate(&folder, SCORES, TRUTH);
    succeeded(&output);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("one JSON object");
    for (key, want) in [
        ("auroc", 0.642857142857),
        ("ap_step", 0.614285714286),
        ("ap_trapezoid", 0.573809523810),
        ("auroc_anomalous", 0.6),
        ("far", 1.0 / 3.0),
    ] {
        let found = report[key].as_f64().unwrap_or(f64::NAN);
        assert!((found - want).abs() < 1e-9, "{key}: {found}");
    }
    assert_eq!(
        (&report["videos"], &report["frames"], &report["positive_frames"]),
        (&4.into(), &12.into(), &5.into())
    );
    assert!(
        report["eer"].is_f64() && report["conventions"].is_object() && report["auroc_ci95"].is_array(),
        "{report}"
    );
}

#[test]
fn evaluate_prints_lines_for_people() {
    let folder = Folder::new("lines");
    let (scores, truth) = (folder.write("scores.json", SCORES), folder.write("truth.json", TRUTH));
    let output = oddframe(&["evaluate", "--scores", text(&scores), "--truth", text(&truth)]);
    succeeded(&output);
    assert!(stdout(&output).starts_with(&format!("{:<36}0.642857\n", "AUROC")), "{}", stdout(&output));
}

#[test]
fn evaluate_refuses_what_does_not_fit() {
    let folder = Folder::new("misfit");
    let without_d =
        r#"{"format":"oddframe-scores/1","stride":1,"videos":{"a":{"scores":[0.1,0.3,0.2,0.9]}}}"#;
    let cases = [
        (without_d, TRUTH, "E1"),
        (&SCORES.replace("0.3,", ""), TRUTH, "E2"),
        (&SCORES.replace("0.3", "1e39"), TRUTH, "E4"),
        (SCORES, &TRUTH.replace("\"start\"", "\"begin\""), "truth/json"),
        (SCORES, &TRUTH.replace("\"end\":4", "\"end\":5"), "truth/event"),
        (TRUTH, SCORES, "scores/format"),
        ("\u{0}", TRUTH, "input/kind"),
    ];
    for (scores, truth, code) in cases {
        refused(&evaluate(&folder, scores, truth), code, 2);
    }
    let normal = r#"{"format":"oddframe-truth/1","videos":{"a":{"frames":4,"events":[]}}}"#;
    let line = refused(&evaluate(&folder, without_d, normal), "E7", 2);
    assert!(line.contains("AUC undefined: all 4 frames are negative"), "{line}");
}

fn evaluate_with(folder: &Folder, scores: &str, flags: &[&str]) -> Output {
    let (scores, truth) = (folder.write("scores.json", scores), folder.write("truth.json", TRUTH));
    let mut arguments = vec!["evaluate", "--scores", text(&scores), "--truth", text(&truth)];
    arguments.extend(flags);
    oddframe(&arguments)
}

fn printed(output: &Output) -> Value {
    succeeded(output);
    serde_json::from_str(&stdout(output)).expect("one JSON object")
}

#[test]
fn switches_change_the_numbers_and_stand_on_the_card() {
    let folder = Folder::new("switches");
    let smoothed =
        printed(&evaluate_with(&folder, SCORES, &["--json", "--smooth", "box:2", "--far-tau", "0.3"]));
    let conventions = &smoothed["conventions"];
    assert_eq!((&conventions["smooth"], &conventions["far_tau"]), (&"box:2".into(), &0.3.into()));
    assert_eq!(smoothed["card"]["modified"], serde_json::json!(["smooth", "far_tau"]));
    let unsmoothed =
        smoothed["card"]["results"]["unsmoothed"]["auroc"].as_f64().expect("the unsmoothed value");
    assert!((unsmoothed - 0.642857142857).abs() < 1e-9 && smoothed["auroc"] != unsmoothed);
    let preset =
        printed(&evaluate_with(&folder, SCORES, &["--json", "--preset", "LBR", "--smooth-scope", "video"]));
    assert_eq!(preset["conventions"]["preset"], "LBR");
    assert_eq!(preset["card"]["modified"], serde_json::json!(["smooth_scope"]));
    let wrong = evaluate_with(&folder, SCORES, &["--smooth", "box"]);
    assert!(refused(&wrong, "usage", 2).contains("smooth: expected none, forward:K"));
}

#[test]
fn a_subset_is_evaluated_only_on_request_and_says_so() {
    let folder = Folder::new("subset");
    let fewer = SCORES.replace(r#","c":{"scores":[0.4,0.5]}"#, "");
    refused(&evaluate_with(&folder, &fewer, &[]), "E1", 2);
    let card = printed(&evaluate_with(&folder, &fewer, &["--json", "--subset"]))["card"].take();
    assert_eq!(card["stamp"], "SUBSET");
    assert_eq!(card["data"]["left_out"]["without_scores"], serde_json::json!(["c"]));
}

#[test]
fn a_second_method_is_compared_on_the_same_resamples() {
    let folder = Folder::new("compare");
    let other = folder.write("other.json", &SCORES.replace("0.9", "0.05"));
    let report = printed(&evaluate_with(&folder, SCORES, &["--json", "--compare", text(&other)]));
    let comparison = &report["card"]["comparison"];
    let difference = comparison["difference"]["auroc"].as_f64().expect("a difference");
    let theirs = comparison["other_results"]["auroc"].as_f64().expect("the other's number");
    assert!((report["auroc"].as_f64().unwrap() - theirs - difference).abs() < 1e-12 && difference > 0.0);
    assert!(comparison["intervals"]["auroc"]["ci95"].is_array(), "{comparison}");
    let others = folder.write("others.json", &SCORES.replace("\"b\"", "\"e\""));
    refused(&evaluate_with(&folder, SCORES, &["--compare", text(&others)]), "E1", 2);
}

#[test]
fn a_card_is_verified_by_its_files_and_a_changed_one_is_not() {
    let folder = Folder::new("verify");
    let (card, curve, videos) =
        (folder.path("card.json"), folder.path("curve.csv"), folder.path("videos.csv"));
    let flags =
        ["--smooth", "gauss:1", "--card", text(&card), "--curve", text(&curve), "--per-video", text(&videos)];
    succeeded(&evaluate_with(&folder, SCORES, &flags));
    assert!(fs::read_to_string(&curve).unwrap().starts_with("threshold,true_positives,false_positives"));
    assert_eq!(fs::read_to_string(&videos).unwrap().lines().count(), 5);
    let verified = evaluate_with(&folder, SCORES, &["--verify", text(&card)]);
    succeeded(&verified);
    assert_eq!(stdout(&verified), "verified\n");

    let changed = fs::read_to_string(&card).unwrap().replace("\"videos\": 4", "\"videos\": 5");
    let changed = folder.write("changed.json", &changed);
    let output = evaluate_with(&folder, SCORES, &["--verify", text(&changed)]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "data.videos: card 5, computed 4\n");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error[card/differs]: "));

    let other_scores =
        evaluate_with(&folder, &SCORES.replace("0.9", "0.8"), &["--verify", text(&card), "--json"]);
    let found: Value = serde_json::from_str(&stdout(&other_scores)).unwrap();
    assert_eq!(found["verified"], false);
    assert_eq!(found["differences"][0]["field"], "data.scores_sha256");
    refused(&evaluate_with(&folder, SCORES, &["--verify", text(&card), "--smooth", "box:3"]), "usage", 2);
    let no_card = folder.write("no-card.json", "{}");
    refused(&evaluate_with(&folder, SCORES, &["--verify", text(&no_card)]), "card/json", 2);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = oddframe(&["evaluate", "--scores", "no-such-scores.json", "--truth", "no-such-truth.json"]);
    assert!(refused(&output, "file/read", 2).contains("no-such-scores.json"));
}

#[test]
fn a_stride_that_contradicts_the_file_is_refused() {
    let folder = Folder::new("stride");
    let (scores, truth) = (folder.write("scores.json", SCORES), folder.write("truth.json", TRUTH));
    refused(
        &oddframe(&["evaluate", "--scores", text(&scores), "--truth", text(&truth), "--stride", "16"]),
        "usage",
        2,
    );
}

#[test]
fn published_scores_give_their_published_number() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ucf-crime");
    if !Path::new(data).exists() {
        println!("skipped: ../shared is not here");
        return;
    }
    let (scores, truth) = (format!("{data}/scores.npz"), format!("{data}/truth.npz"));
    let files = ["evaluate", "--scores", &scores, "--truth", &truth, "--stride", "16"];
    let report = printed(&oddframe(&[&files[..], &["--json"]].concat()));
    for (key, want) in [
        ("auroc", 0.867580),
        ("ap_trapezoid", 0.339992),
        ("ap_step", 0.339173),
        ("auroc_anomalous", 0.701797),
        ("far", 0.004742),
        ("eer", 0.233014),
    ] {
        let found = report[key].as_f64().unwrap_or(f64::NAN);
        assert!((found - want).abs() <= 5e-7, "{key}: {found}");
    }
    for (key, want) in [("videos", 290), ("frames", 1_109_680), ("positive_frames", 84_128)] {
        assert_eq!(report[key], want, "{key}");
    }
    for (end, want) in [0.805508, 0.909956].into_iter().enumerate() {
        assert!((report["auroc_ci95"][end].as_f64().unwrap() - want).abs() <= 5e-7, "{report}");
    }
    assert_eq!(report["conventions"]["repeat"], 16);

    let lines = stdout(&oddframe(&[&files[..], &["--method", "PEL4VAD"]].concat()));
    for part in [
        "AUROC 86.76 %, here 86.76 %",
        "equal to the printed digit",
        "within 0.01, not exact",
        "FAR, normal videos 0.47 %, here 0.47 %",
    ] {
        assert!(lines.contains(part), "{part}\n{lines}");
    }
}

#[test]
fn wrong_usage_is_one_line_and_status_2() {
    let wrong: [&[&str]; 6] = [
        &["no-such-command"],
        &["evaluate"],
        &["evaluate", "--no-such-option"],
        &["synth", "--frames", "many", "--out", "x"],
        &["score", "lbr", "--frames", "x", "--steps", "5", "--epochs", "5"],
        &["score", "control", "--kind", "no-such-control", "--frames", "x"],
    ];
    for arguments in wrong {
        refused(&oddframe(arguments), "usage", 2);
    }
}

#[test]
fn help_explains_the_commands() {
    for arguments in [&["help"] as &[&str], &["--help"]] {
        let output = oddframe(arguments);
        succeeded(&output);
        for command in ["synth", "score", "evaluate"] {
            assert!(stdout(&output).contains(command));
        }
    }
    let bare = oddframe(&[]);
    assert_eq!(bare.status.code(), Some(2));
}

/// 24 small frames in `folder`/scene.
fn scene(folder: &Folder) -> PathBuf {
    let out = folder.path("scene");
    succeeded(&oddframe(&[
        "synth",
        "--scene",
        "plaza",
        "--seed",
        "3",
        "--frames",
        "24",
        "--width",
        "160",
        "--height",
        "120",
        "--out",
        text(&out),
    ]));
    out
}

#[test]
fn synth_writes_frames_and_their_truth() {
    let folder = Folder::new("synth");
    let out = scene(&folder);
    for frame in ["00000.png", "00023.png"] {
        let bytes = fs::read(out.join(frame)).expect("a frame");
        assert!(bytes.starts_with(b"\x89PNG"));
    }
    assert!(!out.join("00024.png").exists());
    let truth: Value =
        serde_json::from_slice(&fs::read(out.join("truth.json")).expect("the truth")).expect("JSON");
    assert_eq!(
        (&truth["format"], &truth["videos"]["scene"]["frames"]),
        (&"oddframe-truth/1".into(), &24.into())
    );
}

#[test]
fn the_same_seed_is_the_same_scene() {
    let (one, two) = (Folder::new("seed-one"), Folder::new("seed-two"));
    let (one, two) = (scene(&one), scene(&two));
    for file in ["00011.png", "truth.json"] {
        assert_eq!(fs::read(one.join(file)).expect("a file"), fs::read(two.join(file)).expect("a file"));
    }
}

#[test]
fn synth_does_not_mix_two_scenes_in_one_folder() {
    let folder = Folder::new("mixed");
    let out = scene(&folder);
    let shorter =
        oddframe(&["synth", "--frames", "8", "--width", "160", "--height", "120", "--out", text(&out)]);
    assert!(refused(&shorter, "usage", 2).contains("24 pictures"));
}

#[test]
fn synth_refuses_scenes_it_cannot_make() {
    let folder = Folder::new("tiny");
    refused(&oddframe(&["synth", "--width", "3", "--out", text(&folder.path("scene"))]), "synth", 2);
    assert!(!folder.path("scene").exists());
}

#[test]
fn a_control_scores_every_frame_of_a_folder() {
    let folder = Folder::new("control");
    let out = scene(&folder);
    for kind in ["box-aspect", "box-width", "box-count", "frame-copy", "cube-variance"] {
        let scores = folder.path("scores.json");
        succeeded(&oddframe(&[
            "score",
            "control",
            "--kind",
            kind,
            "--frames",
            text(&out),
            "--regions",
            "--out",
            text(&scores),
        ]));
        let file: Value = serde_json::from_slice(&fs::read(&scores).expect("scores")).expect("JSON");
        assert_eq!((&file["format"], &file["stride"]), (&"oddframe-scores/1".into(), &1.into()));
        let video = &file["videos"]["scene"];
        assert_eq!(video["scores"].as_array().map(Vec::len), Some(24));
        assert_eq!(video["raw"].as_array().map(Vec::len), Some(24));
        assert!(!video["regions"].as_array().expect("regions").is_empty());
        assert_eq!(file["run"]["method"], format!("control: {kind}"));
    }
}

#[test]
fn several_clips_follow_the_rules_of_a_data_set() {
    let folder = Folder::new("several");
    let (first, second) = (scene(&folder), folder.path("other"));
    fs::create_dir_all(&second).expect("a folder");
    for t in 0..3 {
        let name = format!("{t:05}.png");
        fs::copy(first.join(&name), second.join(&name)).expect("a copy");
    }
    let output = oddframe(&["score", "control", "--kind", "box-count", "--frames", text(&folder.0)]);
    succeeded(&output);
    let file: Value = serde_json::from_str(&stdout(&output)).expect("scores on stdout");
    assert_eq!(file["run"]["config"]["rules"], "data set");
    assert_eq!(file["videos"]["other"]["scores"].as_array().map(Vec::len), Some(3));
}

#[test]
fn folders_without_frames_and_missing_folders_are_refused() {
    let folder = Folder::new("empty");
    let score = |path: &str| oddframe(&["score", "control", "--kind", "box-count", "--frames", path]);
    refused(&score(text(&folder.0)), "video/folder", 2);
    refused(&score("no-such-folder"), "file/read", 2);
    fs::write(folder.path("00000.png"), b"not a picture").expect("a file");
    assert!(refused(&score(text(&folder.0)), "video/folder", 2).contains("00000.png"));
}

#[test]
fn scores_and_truth_are_read_from_folders_tables_and_annotations() {
    let folder = Folder::new("given");
    let scores = folder.write("scores.csv", "video,index,score\r\na,0,.1\r\na,1,.9\r\nb,0,.2\r\n");
    let truth = folder.write("truth.txt", "a.mp4  Abuse  16  32  -1  -1\nb.mp4  Normal  -1  -1  -1  -1\n");
    let output = oddframe(&["evaluate", "--scores", text(&scores), "--truth", text(&truth), "--json"]);
    succeeded(&output);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("one JSON object");
    assert_eq!((&report["frames"], &report["positive_frames"]), (&48.into(), &16.into()));
    assert_eq!(report["auroc"], 1.0);
    let other = folder.write("other.txt", "a.mp4  Abuse  16  32  -1  -1\n");
    let line = refused(&oddframe(&["evaluate", "--scores", text(&scores), "--truth", text(&other)]), "E3", 2);
    assert!(line.contains("annotation file has no line for b"), "{line}");
}

#[test]
fn one_array_of_all_videos_needs_a_list_and_a_wrong_one_is_seen() {
    let folder = Folder::new("one-array");
    let scores = folder.write("scores.csv", "a,0,.9\nNormal_1,0,.1\n");
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (32,), }\n";
    let mut truth = b"\x93NUMPY\x01\x00".to_vec();
    truth.extend((header.len() as u16).to_le_bytes());
    truth.extend(header.as_bytes());
    truth.extend([[1; 16], [0; 16]].concat());
    fs::write(folder.path("gt.npy"), truth).expect("a file in the temporary folder");
    let truth = folder.path("gt.npy");
    let evaluate = |list: &[&str]| {
        let common = ["evaluate", "--scores", text(&scores), "--truth", text(&truth), "--json"];
        oddframe(&[&common, list].concat())
    };
    refused(&evaluate(&[]), "input/list", 2);
    let list = folder.write("list.txt", "a 1\nNormal_1 0\n");
    succeeded(&evaluate(&["--list", text(&list)]));
    let wrong = folder.write("wrong.txt", "Normal_1 0\na 1\n");
    assert!(refused(&evaluate(&["--list", text(&wrong)]), "E6", 2).contains("Normal_1 is normal by name"));
}
