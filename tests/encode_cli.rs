//! `oddframe encode`: feature files made from rendered pixels alone.

mod program;

use oddframe::encode::compact::{CompactEncoder, DIM};
use oddframe::formats::read_npy;
use oddframe::synth::{Plaza, PlazaConfig};
use program::{Folder, oddframe, refused_at_once, succeeded};

#[test]
fn frames_on_disk_encode_as_the_rendered_frames_do() {
    let folder = Folder::new("rendered");
    let (frames, out) = (folder.word("scene"), folder.word("features"));
    succeeded(&oddframe(&["synth", "--seed", "1001", "--frames", "40", "--out", &frames]));
    succeeded(&oddframe(&["encode", "compact", "--frames", &frames, "--out", &out]));

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
    let folder = Folder::new("short");
    let (frames, out) = (folder.word("scene"), folder.word("features"));
    succeeded(&oddframe(&["synth", "--frames", "9", "--out", &frames]));
    let line =
        refused_at_once(&oddframe(&["encode", "compact", "--frames", &frames, "--out", &out]), "encode");
    assert!(line.contains("9 frames"), "{line}");
    assert!(!folder.join("features").exists());
}
