//! `oddframe encode`: feature files made from rendered pixels alone.

use std::path::PathBuf;
use std::process::Command;

use oddframe::encode::compact::{CompactEncoder, DIM};
use oddframe::formats::read_npy;
use oddframe::synth::{Plaza, PlazaConfig};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

fn oddframe(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_oddframe")).args(args).output().expect("the program runs")
}

#[test]
fn frames_on_disk_encode_as_the_rendered_frames_do() {
    let folder = folder("encode_cli");
    let (frames, out) = (folder.join("scene"), folder.join("features"));
    let [frames, out] = [&frames, &out].map(|path| path.to_str().expect("a path of ours"));
    let synth = oddframe(&["synth", "--seed", "1001", "--frames", "40", "--out", frames]);
    assert!(synth.status.success(), "{}", String::from_utf8_lossy(&synth.stderr));
    let encode = oddframe(&["encode", "compact", "--frames", frames, "--out", out]);
    assert!(encode.status.success(), "{}", String::from_utf8_lossy(&encode.stderr));

    let bytes = std::fs::read(folder.join("features/scene.npy")).expect("the features");
    let array = read_npy(&bytes).expect("an array");
    assert_eq!(array.shape, [2, DIM]);
    let plaza =
        Plaza::new(PlazaConfig { seed: 1001, frames: 40, ..PlazaConfig::default() }).expect("a scene");
    let mut encoder = CompactEncoder::new();
    for t in 0..40 {
        encoder.push(&plaza.render(t).expect("a frame")).expect("a frame");
    }
    // PNG loses nothing: the same bits.
    assert_eq!(array.to_f32().expect("floats"), encoder.finish().expect("two snippets").data);
}

#[test]
fn a_clip_shorter_than_a_snippet_is_refused_with_its_length() {
    let folder = folder("encode_cli_short");
    let frames = folder.join("scene");
    let frames = frames.to_str().expect("a path of ours");
    assert!(oddframe(&["synth", "--frames", "9", "--out", frames]).status.success());
    let out = folder.join("features");
    let encode =
        oddframe(&["encode", "compact", "--frames", frames, "--out", out.to_str().expect("a path of ours")]);
    assert_eq!(encode.status.code(), Some(2));
    let message = String::from_utf8_lossy(&encode.stderr);
    assert!(message.starts_with("error[encode]: ") && message.contains("9 frames"), "{message}");
    assert!(!out.exists());
}
