//! The built program as a script sees it: usage, help, scenes and controls.

mod program;

use std::fs;
use std::path::PathBuf;

use program::{Folder, oddframe, printed, refused_at_once, stdout, succeeded, text};

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
        refused_at_once(&oddframe(arguments), "usage");
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
    let out = folder.join("scene");
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
    let truth = folder.json("scene/truth.json");
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
    assert!(refused_at_once(&shorter, "usage").contains("24 pictures"));
}

#[test]
fn synth_refuses_scenes_it_cannot_make() {
    let folder = Folder::new("tiny");
    refused_at_once(&oddframe(&["synth", "--width", "3", "--out", text(&folder.join("scene"))]), "synth");
    assert!(!folder.join("scene").exists());
}

#[test]
fn a_control_scores_every_frame_of_a_folder() {
    let folder = Folder::new("control");
    let out = scene(&folder);
    for kind in ["box-aspect", "box-width", "box-count", "frame-copy", "cube-variance"] {
        let scores = folder.join("scores.json");
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
        let file = folder.json("scores.json");
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
    let (first, second) = (scene(&folder), folder.join("other"));
    fs::create_dir_all(&second).expect("a folder");
    for t in 0..3 {
        let name = format!("{t:05}.png");
        fs::copy(first.join(&name), second.join(&name)).expect("a copy");
    }
    let output = oddframe(&["score", "control", "--kind", "box-count", "--frames", &folder.word("")]);
    let file = printed(&output);
    assert_eq!(file["run"]["config"]["rules"], "data set");
    assert_eq!(file["videos"]["other"]["scores"].as_array().map(Vec::len), Some(3));
}

#[test]
fn folders_without_frames_and_missing_folders_are_refused() {
    let folder = Folder::new("empty");
    let score = |path: &str| oddframe(&["score", "control", "--kind", "box-count", "--frames", path]);
    refused_at_once(&score(&folder.word("")), "video/folder");
    refused_at_once(&score("no-such-folder"), "file/read");
    fs::write(folder.join("00000.png"), b"not a picture").expect("a file");
    assert!(refused_at_once(&score(&folder.word("")), "video/folder").contains("00000.png"));
}
