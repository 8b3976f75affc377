//! `oddframe evaluate` as a script sees it: numbers, conventions, cards, and what does not fit.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{Folder, oddframe, printed, refused_at_once, stderr, stdout, succeeded};
use serde_json::Value;

const TRUTH: &str = r#"{"format":"oddframe-truth/1","videos":{
    "a":{"frames":4,"events":[{"start":2,"end":4,"class":"cart"}]},"b":{"frames":3,"events":[]},
    "c":{"frames":2,"events":[{"start":0,"end":2,"class":"cart"}]},"d":{"frames":3,"events":[{"start":1,"end":2,"class":"cart"}]}}}"#;
const SCORES: &str = r#"{"format":"oddframe-scores/1","stride":1,"videos":{
    "a":{"scores":[0.1,0.3,0.2,0.9]},"b":{"scores":[0.2,0.6,0.1]},"c":{"scores":[0.4,0.5]},"d":{"scores":[0.5,0.5,0.7]}}}"#;

fn evaluate(folder: &Folder, scores: &str, truth: &str) -> Output {
    let (scores, truth) = (folder.write("scores.json", scores), folder.write("truth.json", truth));
    oddframe(&["evaluate", "--scores", &scores, "--truth", &truth, "--json"])
}

#[test]
fn evaluate_prints_one_object() {
    let folder = Folder::new("evaluate");
    let report = printed(&evaluate(&folder, SCORES, TRUTH));
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
    let output = oddframe(&["evaluate", "--scores", &scores, "--truth", &truth]);
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
        refused_at_once(&evaluate(&folder, scores, truth), code);
    }
    let normal = r#"{"format":"oddframe-truth/1","videos":{"a":{"frames":4,"events":[]}}}"#;
    let line = refused_at_once(&evaluate(&folder, without_d, normal), "E7");
    assert!(line.contains("AUC undefined: all 4 frames are negative"), "{line}");
}

fn evaluate_with(folder: &Folder, scores: &str, flags: &[&str]) -> Output {
    let (scores, truth) = (folder.write("scores.json", scores), folder.write("truth.json", TRUTH));
    let mut arguments = vec!["evaluate", "--scores", &scores, "--truth", &truth];
    arguments.extend(flags);
    oddframe(&arguments)
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
    assert!(refused_at_once(&wrong, "usage").contains("smooth: expected none, forward:K"));
}

#[test]
fn a_subset_is_evaluated_only_on_request_and_says_so() {
    let folder = Folder::new("subset");
    let fewer = SCORES.replace(r#","c":{"scores":[0.4,0.5]}"#, "");
    refused_at_once(&evaluate_with(&folder, &fewer, &[]), "E1");
    let card = printed(&evaluate_with(&folder, &fewer, &["--json", "--subset"]))["card"].take();
    assert_eq!(card["stamp"], "SUBSET");
    assert_eq!(card["data"]["left_out"]["without_scores"], serde_json::json!(["c"]));
}

#[test]
fn a_second_method_is_compared_on_the_same_resamples() {
    let folder = Folder::new("compare");
    let other = folder.write("other.json", &SCORES.replace("0.9", "0.05"));
    let report = printed(&evaluate_with(&folder, SCORES, &["--json", "--compare", &other]));
    let comparison = &report["card"]["comparison"];
    let difference = comparison["difference"]["auroc"].as_f64().expect("a difference");
    let theirs = comparison["other_results"]["auroc"].as_f64().expect("the other's number");
    assert!((report["auroc"].as_f64().unwrap() - theirs - difference).abs() < 1e-12 && difference > 0.0);
    assert!(comparison["intervals"]["auroc"]["ci95"].is_array(), "{comparison}");
    let others = folder.write("others.json", &SCORES.replace("\"b\"", "\"e\""));
    refused_at_once(&evaluate_with(&folder, SCORES, &["--compare", &others]), "E1");
}

#[test]
fn a_card_is_verified_by_its_files_and_a_changed_one_is_not() {
    let folder = Folder::new("verify");
    let (card, curve, videos) =
        (folder.word("card.json"), folder.word("curve.csv"), folder.word("videos.csv"));
    let flags = ["--smooth", "gauss:1", "--card", &card, "--curve", &curve, "--per-video", &videos];
    succeeded(&evaluate_with(&folder, SCORES, &flags));
    assert!(fs::read_to_string(&curve).unwrap().starts_with("threshold,true_positives,false_positives"));
    assert_eq!(fs::read_to_string(&videos).unwrap().lines().count(), 5);
    let verified = evaluate_with(&folder, SCORES, &["--verify", &card]);
    succeeded(&verified);
    assert_eq!(stdout(&verified), "verified\n");

    let changed = fs::read_to_string(&card).unwrap().replace("\"videos\": 4", "\"videos\": 5");
    let changed = folder.write("changed.json", &changed);
    let output = evaluate_with(&folder, SCORES, &["--verify", &changed]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "data.videos: card 5, computed 4\n");
    assert!(stderr(&output).starts_with("error[card/differs]: "));

    let other_scores = evaluate_with(&folder, &SCORES.replace("0.9", "0.8"), &["--verify", &card, "--json"]);
    let found: Value = serde_json::from_str(&stdout(&other_scores)).unwrap();
    assert_eq!(found["verified"], false);
    assert_eq!(found["differences"][0]["field"], "data.scores_sha256");
    refused_at_once(&evaluate_with(&folder, SCORES, &["--verify", &card, "--smooth", "box:3"]), "usage");
    let no_card = folder.write("no-card.json", "{}");
    refused_at_once(&evaluate_with(&folder, SCORES, &["--verify", &no_card]), "card/json");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = oddframe(&["evaluate", "--scores", "no-such-scores.json", "--truth", "no-such-truth.json"]);
    assert!(refused_at_once(&output, "file/read").contains("no-such-scores.json"));
}

#[test]
fn a_stride_that_contradicts_the_file_is_refused() {
    let folder = Folder::new("stride");
    let (scores, truth) = (folder.write("scores.json", SCORES), folder.write("truth.json", TRUTH));
    let stride = oddframe(&["evaluate", "--scores", &scores, "--truth", &truth, "--stride", "16"]);
    refused_at_once(&stride, "usage");
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
fn scores_and_truth_are_read_from_folders_tables_and_annotations() {
    let folder = Folder::new("given");
    let scores = folder.write("scores.csv", "video,index,score\r\na,0,.1\r\na,1,.9\r\nb,0,.2\r\n");
    let truth = folder.write("truth.txt", "a.mp4  Abuse  16  32  -1  -1\nb.mp4  Normal  -1  -1  -1  -1\n");
    let output = oddframe(&["evaluate", "--scores", &scores, "--truth", &truth, "--json"]);
    let report = printed(&output);
    assert_eq!((&report["frames"], &report["positive_frames"]), (&48.into(), &16.into()));
    assert_eq!(report["auroc"], 1.0);
    let other = folder.write("other.txt", "a.mp4  Abuse  16  32  -1  -1\n");
    let line = refused_at_once(&oddframe(&["evaluate", "--scores", &scores, "--truth", &other]), "E3");
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
    fs::write(folder.join("gt.npy"), truth).expect("a file in the temporary folder");
    let truth = folder.word("gt.npy");
    let evaluate = |list: &[&str]| {
        let common = ["evaluate", "--scores", &scores, "--truth", &truth, "--json"];
        oddframe(&[&common, list].concat())
    };
    refused_at_once(&evaluate(&[]), "input/list");
    let list = folder.write("list.txt", "a 1\nNormal_1 0\n");
    succeeded(&evaluate(&["--list", &list]));
    let wrong = folder.write("wrong.txt", "Normal_1 0\na 1\n");
    assert!(refused_at_once(&evaluate(&["--list", &wrong]), "E6").contains("Normal_1 is normal by name"));
}
