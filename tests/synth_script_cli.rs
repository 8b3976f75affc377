//! Scenes of one's own on the command line, as a script sees them: files and options, words of refusal, help.

mod program;

use std::fs;

use oddframe::synth::script::{Script, ScriptedScene};
use program::{Folder, json, oddframe, refused_at_once, stderr, stdout, succeeded};
use serde_json::Value;

/// The one line on stderr of a command that is refused with `code`.
fn refused(arguments: &[&str], code: &str) -> String {
    refused_at_once(&oddframe(arguments), code)
}

fn truth(folder: &str) -> Value {
    json(&fs::read(format!("{folder}/truth.json")).expect("the truth"))
}

const SMALL: [&str; 6] = ["--width", "96", "--height", "72", "--frames", "150"];

#[test]
fn options_and_files_of_both_kinds_give_the_same_scene() {
    let folder = Folder::new("same");
    let toml = folder.write(
        "night.toml",
        "seed = 7\nframes = 150\nwidth = 96\nheight = 72\nplace = \"night\"\ncrowd = 5\nweather = \"rain\"\n\
         [camera]\nnoise = 3\n\n[[events]]\nclass = \"fall\"\nat = 1\nlength = 3\nside = \"left\"\n",
    );
    let json = folder.write(
        "night.json",
        r#"{"seed":7,"frames":150,"width":96,"height":72,"place":"night","crowd":5,"weather":"rain",
            "camera":{"noise":3},"events":[{"class":"fall","at":1,"length":3,"side":"left"}]}"#,
    );
    let options = ["--seed", "7", "--place", "night", "--crowd", "5", "--weather", "rain", "--noise", "3"];
    let by_options = [&["synth"] as &[&str], &SMALL, &options, &["--event", "fall@1:3:left"]].concat();
    let makes: [Vec<&str>; 3] =
        [by_options, vec!["synth", "--script", &toml], vec!["synth", "--script", &json]];
    let outs: Vec<String> = (0..3).map(|make| folder.word(&format!("{make}/scene"))).collect();
    for (arguments, out) in makes.iter().zip(&outs) {
        succeeded(&oddframe(&[arguments.as_slice(), &["--out", out]].concat()));
    }
    let file = |out: &str, name: &str| fs::read(format!("{out}/{name}")).expect("a file");
    for name in ["00000.png", "00149.png", "truth.json"] {
        assert!(outs.iter().all(|out| file(out, name) == file(&outs[0], name)), "{name}");
    }
    let event = &truth(&outs[0])["videos"]["scene"]["events"][0];
    assert_eq!((&event["class"], &event["start"]), (&"fall".into(), &30.into()));
}

#[test]
fn a_video_of_a_set_is_rendered_by_its_name() {
    let folder = Folder::new("set");
    let out = folder.word("scene");
    let of_set = |set: &'static str, video: &'static str| -> Vec<&str> {
        vec!["synth", "--out", &out, "--set", set, "--video", video]
    };
    let line = refused(&of_set("plaza-weak-places", "test121"), "usage");
    assert!(line.contains("test121") && line.contains("train480") && line.contains("test120"), "{line}");
    assert!(!oddframe(&["synth", "--set", "plaza-weak", "--out", &out]).status.success());
    let sized = [&of_set("plaza-weak", "test001")[..], &["--frames", "30"]].concat();
    assert!(stderr(&oddframe(&sized)).contains("cannot be used with"), "{sized:?}");

    succeeded(&oddframe(&of_set("plaza-weak-places", "test001")));
    let truth = truth(&out);
    let video = &truth["videos"]["scene"];
    assert_eq!(video["frames"], 600);
    assert_eq!(video["events"].as_array().map(Vec::len), Some(1), "the first of a pair is odd");
}

#[test]
fn what_does_not_fit_is_one_line_with_what_would() {
    let folder = Folder::new("refused");
    let out = folder.word("scene");
    let with = |options: &[&'static str]| -> Vec<&str> {
        [&["synth"] as &[&str], &SMALL, options, &["--out", &out]].concat()
    };
    let late = refused(&with(&["--event", "fall@4"]), "synth/script");
    assert!(late.contains("between 0 and 2 s"), "{late}");
    let alone = ["synth", "--frames", "300", "--crowd", "0", "--event", "wrong-way@0", "--out", &out];
    let alone = refused(&alone, "synth/script");
    assert!(alone.contains("a crowd of 4 to 40"), "{alone}");
    let inside = refused(&with(&["--place", "corridor", "--event", "crash@1:3"]), "synth/script");
    assert!(inside.contains("crossing, parking-lot, night"), "{inside}");
    let crowd = refused(&with(&["--crowd", "41"]), "synth/script");
    assert!(crowd.contains("0 to 40"), "{crowd}");
    assert!(!folder.join("scene").exists(), "nothing is written");
}

#[test]
fn unknown_words_name_the_known_ones() {
    for (option, word, known) in [
        ("--place", "moon", "parking-lot"),
        ("--weather", "hail", "snow"),
        ("--event", "flood@3", "thrown-bag"),
    ] {
        let line = refused(&["synth", option, word, "--out", "x"], "usage");
        assert!(line.contains(word) && line.contains(known), "{line}");
    }
    assert!(refused(&["synth", "--event", "fall", "--out", "x"], "usage").contains("class@seconds"));
}

#[test]
fn a_file_that_is_no_script_says_why_and_a_script_takes_no_other_options() {
    let folder = Folder::new("files");
    let key = folder.write("key.toml", "place = \"plaza\"\ncrowds = 3\n");
    let line = refused(&["synth", "--script", &key, "--out", "x"], "synth/script");
    assert!(line.contains("key.toml") && line.contains("crowds"), "{line}");
    let torn = folder.write("torn.json", "{\"place\":");
    assert!(refused(&["synth", "--script", &torn, "--out", "x"], "synth/script").contains("JSON"));
    refused(&["synth", "--script", &folder.word("none.toml"), "--out", "x"], "file/read");
    refused(&["synth", "--script", &key, "--seed", "3", "--out", "x"], "usage");
    refused(&["synth", "--normal", "--event", "fall@1", "--out", "x"], "usage");
}

#[test]
fn help_names_places_and_classes() {
    let output = oddframe(&["synth", "--help"]);
    let help = stdout(&output);
    for word in ["--script", "--place", "parking-lot", "--crowd", "--weather", "--event", "wrong-way"] {
        assert!(help.contains(word), "{word}\n{help}");
    }
}

#[test]
fn the_script_of_the_documentation_can_be_played() {
    let page = include_str!("../docs/scenes.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let script: Script = toml::from_str(example).expect("a script");
    let scene = ScriptedScene::new(script).expect("fits");
    let classes: Vec<String> = scene.truth().events.into_iter().map(|event| event.class).collect();
    assert_eq!(classes, ["thrown-bag", "crash"]);
}
