//! `oddframe localize` and `--detector`, as a script sees them.

mod program;

use std::fs;
use std::path::Path;

use oddframe::localize::Boxes;
use program::{Folder, oddframe, printed, refused, refused_at_once, succeeded};

fn boxes(path: &str) -> Boxes {
    Boxes::read(&fs::read(path).expect("a file of boxes")).expect("boxes")
}

/// Ten frames of a scene of 320x180 in a folder of the given name.
fn scene(folder: &Folder, name: &str, seed: &str) {
    let out = folder.word(name);
    let size = ["--width", "320", "--height", "180"];
    let scene = ["synth", "--scene", "plaza", "--seed", seed, "--frames", "10", "--out", &out];
    succeeded(&oddframe(&[&scene[..], &size[..]].concat()));
}

#[test]
fn boxes_of_several_clips_are_written_and_score_the_same_cubes() {
    let folder = Folder::new("motion");
    scene(&folder, "clips/a", "1");
    scene(&folder, "clips/b", "2");
    let (clips, out) = (folder.word("clips"), folder.word("boxes.npz"));
    succeeded(&oddframe(&["localize", "--frames", &clips, "--out", &out]));
    let written = boxes(&out);
    assert_eq!(written.clip_lengths(), [10, 10]);
    assert!(!written.is_empty());
    // Two clips follow the rules of a data set either way, so the control sees the same boxes.
    let control = |boxes: &[&str]| {
        let command = ["score", "control", "--kind", "box-aspect", "--frames", &clips];
        printed(&oddframe(&[&command[..], boxes].concat()))["videos"].clone()
    };
    assert_eq!(control(&["--boxes", &out]), control(&[]));
}

#[test]
fn a_file_that_is_no_detector_is_refused_before_any_frame() {
    let folder = Folder::new("refused");
    scene(&folder, "a", "1");
    let (frames, wrong, out) = (folder.word("a"), folder.word("wrong.onnx"), folder.word("boxes.npz"));
    fs::write(&wrong, b"\x08\x06\x12\x01x\x3A\x00").expect("a file");
    let command = ["localize", "--frames", &frames, "--out", &out, "--device", "cpu", "--detector"];
    refused(&oddframe(&[&command[..], &[&wrong]].concat()), "ckpt/missing");
    let both = ["--detector", &wrong, "--boxes", &out];
    refused_at_once(&oddframe(&[&command[..7], &both].concat()), "usage");
    assert!(!Path::new(&out).exists());
}

#[test]
fn the_detector_adds_its_boxes_to_motion_on_ped2() {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if !data.is_dir() {
        return println!("skipped: ../shared is not here");
    }
    let folder = Folder::new("ped2");
    fs::create_dir_all(folder.word("07")).expect("a folder");
    for frame in 60..76 {
        let name = format!("{frame:03}.jpg");
        fs::copy(data.join("ucsd-ped2/test/07").join(&name), folder.word(&format!("07/{name}")))
            .expect("a frame");
    }
    let weights = data.join("detector/FastestDet.onnx");
    let (frames, weights) = (folder.word("07"), weights.to_str().expect("a path"));
    let (alone, with) = (folder.word("motion.npz"), folder.word("both.npz"));
    let base = ["localize", "--preset", "ped2", "--frames", &frames, "--device", "cpu", "--out"];
    succeeded(&oddframe(&[&base[..], &[&alone]].concat()));
    let told = succeeded(&oddframe(&[&base[..], &[&with, "--detector", weights]].concat()));
    assert!(told.contains("regions: FastestDet above a score of 0.4 (SHA-256 "), "{told}");
    let (alone, with) = (boxes(&alone), boxes(&with));
    assert_eq!((alone.clip_lengths(), with.clip_lengths()), (&[16][..], &[16][..]));
    let whole = |corners: &&[f32; 4]| corners.iter().all(|corner| corner.fract() == 0.0);
    let of_clip = |boxes: &Boxes| boxes.of_clip(0, (360, 240), (360, 240)).expect("the clip").concat();
    let (alone, with) = (of_clip(&alone), of_clip(&with));
    // Motion boxes have whole corners, the detector's have not.
    assert!(alone.iter().all(|corners| whole(&corners)));
    let detected = with.iter().filter(|corners| !whole(corners)).count();
    println!("{} boxes by motion alone; {detected} of {} by the detector", alone.len(), with.len());
    assert!(detected >= 4 * 16, "{detected} detected boxes in 16 frames");
    assert!(with.len() - detected < alone.len(), "what is detected is blanked before motion is looked for");
}
