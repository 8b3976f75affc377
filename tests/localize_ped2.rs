//! Localization on the real frames of UCSD Ped2: the cube fixture, and motion boxes against the stored ones.

use std::path::{Path, PathBuf};

use oddframe::localize::{Boxes, Foreground, LocalizeConfig, Localizer, Motion, RegionsFrom};
use oddframe::video::folder::ImageFolder;

const SIZE: (usize, usize) = (360, 240);

/// The data set's folder; prints a line where it is not there.
fn ped2() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join("ucsd-ped2");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared is not here");
    None
}

fn boxes(ped2: &Path) -> Boxes {
    let bytes = std::fs::read(ped2.join("boxes_test.npz")).expect("boxes_test.npz");
    Boxes::read(&bytes).expect("the published boxes")
}

#[test]
fn the_first_cube_of_clip_01_frame_090_is_the_published_one() {
    let Some(ped2) = ped2() else { return };
    let clip = ImageFolder::open_all(&ped2.join("test/01")).unwrap().remove(0);
    assert_eq!((clip.id(), clip.len()), ("01", 180));
    let boxes = boxes(&ped2).of_clip(0, SIZE, SIZE).unwrap();
    let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::File(boxes[88..93].to_vec()));
    for index in 88..93 {
        localizer.push(clip.frame(index, 10.0).unwrap()).unwrap();
    }
    let found = localizer.finish().unwrap();
    assert_eq!(found.frames[2].regions.len(), 23);
    let first = found.cubes.places.iter().position(|place| place.frame == 2).unwrap();
    assert_eq!(found.cubes.places[first].region.corners, [236.738_36, 78.257_77, 243.523_18, 90.739_59]);

    // JPEG decoders differ by a level here and there, hence .2 %.
    let close = |found: u64, expected: u64| {
        assert!(found.abs_diff(expected) as f64 <= 0.002 * expected as f64, "{found}, expected {expected}");
    };
    let cube = found.cubes.cube(first);
    let sum = |pixels: &[u8]| pixels.iter().map(|&p| u64::from(p)).sum::<u64>();
    close(sum(cube), 1_352_121);
    let planes: Vec<&[u8]> = cube.chunks_exact(1024).collect();
    for (plane, expected) in [(0, 90_249), (3, 90_225), (6, 90_081), (9, 90_046), (12, 90_106)] {
        close(sum(planes[plane]), expected);
    }
    for (&found, expected) in planes[6].iter().zip([73, 73, 73, 74, 75, 76, 78, 80_u8]) {
        assert!(found.abs_diff(expected) <= 2, "{found}, expected {expected}");
    }
}

/// Within a frame the file has detector boxes, then motion boxes; only those have whole corners.
fn split(boxes: &[[f32; 4]]) -> (&[[f32; 4]], &[[f32; 4]]) {
    let whole = |corners: &&[f32; 4]| corners.iter().all(|corner| corner.fract() == 0.0);
    let motion = boxes.iter().rev().take_while(whole).count();
    boxes.split_at(boxes.len() - motion)
}

fn overlap(a: &[f32; 4], b: &[f32; 4]) -> f32 {
    let side = |k: usize| (a[k + 2].min(b[k + 2]) - a[k].max(b[k])).max(0.0);
    let area = |c: &[f32; 4]| (c[2] - c[0]) * (c[3] - c[1]);
    let inter = side(0) * side(1);
    inter / (area(a) + area(b) - inter)
}

#[test]
fn motion_outside_the_detectors_boxes_is_what_the_authors_stored() {
    let Some(ped2) = ped2() else { return };
    let (clips, boxes) = (ImageFolder::open_all(&ped2.join("test")).unwrap(), boxes(&ped2));
    boxes.check_clips(&clips.iter().map(ImageFolder::len).collect::<Vec<_>>()).unwrap();
    let (mut stored, mut found, mut matched, mut identical, mut alone, mut empty) = (0, 0, 0, 0, 0, 0);
    for (index, clip) in clips.iter().enumerate() {
        let of_clip = boxes.of_clip(index, SIZE, SIZE).unwrap();
        let mut compare = |mut foreground: Foreground, frame: usize| {
            let config = LocalizeConfig::ped2();
            let unaided = foreground.boxes(&config).len();
            alone += unaided;
            empty += usize::from(unaided == 0);
            let (detector, motion) = split(&of_clip[frame]);
            detector.iter().for_each(|&corners| foreground.blank(corners));
            let ours = foreground.boxes(&config);
            stored += motion.len();
            found += ours.len();
            matched += motion.iter().filter(|m| ours.iter().any(|o| overlap(m, o) > 0.5)).count();
            identical += motion.iter().filter(|m| ours.contains(m)).count();
        };
        let (config, mut motion) = (LocalizeConfig::ped2(), Motion::default());
        for (t, frame) in clip.frames(10.0).enumerate() {
            if motion.push(&frame.unwrap(), &config).is_some() {
                compare(motion.previous(SIZE.0, false, &config), t - 1);
            }
        }
        compare(motion.last(SIZE.0, &config), clip.len() - 1);
    }
    let frames: usize = clips.iter().map(ImageFolder::len).sum();
    let per_frame = alone as f64 / frames as f64;
    println!(
        "{frames} frames: {found} boxes, {stored} stored, {matched} of them found, {identical} identical; \
         {per_frame:.2} per frame without a detector"
    );
    assert_eq!((frames, stored), (2_010, 1_394));
    assert!(found.abs_diff(1_409) <= 15, "{found} boxes");
    assert!(matched >= 1_350, "{matched} of the stored boxes found");
    assert!(identical >= 1_150, "{identical} identical");
    assert!((14.7..15.1).contains(&per_frame) && empty == 0, "{per_frame} per frame, {empty} empty");
}

#[test]
fn motion_finds_regions_in_every_clip_and_no_cut() {
    let Some(ped2) = ped2() else { return };
    for clip in ImageFolder::open_all(&ped2.join("test")).unwrap().iter().take(2) {
        let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::Motion);
        for frame in clip.frames(10.0) {
            localizer.push(frame.unwrap()).unwrap();
        }
        let found = localizer.finish().unwrap();
        assert_eq!(found.frames.len(), clip.len());
        assert_eq!(found.cubes.len(), found.frames.iter().map(|frame| frame.regions.len()).sum::<usize>());
        assert!(found.cuts().is_empty() && found.notes.is_empty(), "{:?}", found.notes);
    }
}
