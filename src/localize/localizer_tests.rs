use super::*;
use crate::localize::{CUBE_BYTES, CUBE_SIDE, Note};

const SIZE: usize = 64;

/// A square of 12 pixels on a background of one level.
fn scene(left: usize, background: u8, time: f64) -> Frame {
    let mut rgb = vec![background; SIZE * SIZE * 3];
    for y in 20..32 {
        rgb[(y * SIZE + left) * 3..(y * SIZE + left + 12) * 3].fill(background.wrapping_add(100));
    }
    Frame::new(SIZE, SIZE, rgb, time).unwrap()
}

fn flat(level: u8) -> Frame {
    Frame::new(SIZE, SIZE, vec![level; SIZE * SIZE * 3], 0.0).unwrap()
}

fn localized(frames: Vec<Frame>, source: RegionsFrom) -> Localized {
    let mut localizer = Localizer::new(LocalizeConfig::auto(SIZE, SIZE), source);
    for frame in frames {
        localizer.push(frame).unwrap();
    }
    localizer.finish().unwrap()
}

/// The level of every frame of a cube, read at its first pixel.
fn levels(cube: &[u8]) -> Vec<u8> {
    cube.chunks_exact(3 * CUBE_SIDE * CUBE_SIDE).map(|frame| frame[0]).collect()
}

#[test]
fn context_is_clamped_at_both_ends_of_the_clip() {
    let whole = [0.0, 0.0, SIZE as f32, SIZE as f32];
    let found = localized((0..4).map(|t| flat(t * 10)).collect(), RegionsFrom::File(vec![vec![whole]; 4]));
    let contexts: Vec<Vec<u8>> = (0..4).map(|i| levels(found.cubes.cube(i))).collect();
    assert_eq!(contexts, [[0, 0, 0, 10, 20], [0, 0, 10, 20, 30], [0, 10, 20, 30, 30], [10, 20, 30, 30, 30]]);
}

#[test]
fn one_frame_gives_cubes_from_a_file_and_none_from_motion() {
    let found = localized(vec![flat(7)], RegionsFrom::File(vec![vec![[0.0, 0.0, 9.0, 9.0]]]));
    assert_eq!(levels(found.cubes.cube(0)), [7; 5]);
    let found = localized(vec![flat(7)], RegionsFrom::Motion);
    assert_eq!((found.cubes.len(), found.frames.len(), found.notes.len()), (0, 1, 0));
    assert_eq!(localized(Vec::new(), RegionsFrom::Motion).frames, []);
}

#[test]
fn planes_are_blue_green_red_of_each_frame() {
    let rgb = [10, 20, 30].repeat(SIZE * SIZE);
    let frame = Frame::new(SIZE, SIZE, rgb, 0.0).unwrap();
    let found = localized(vec![frame], RegionsFrom::File(vec![vec![[0.0, 0.0, 9.0, 9.0]]]));
    let planes: Vec<u8> = found.cubes.cube(0).chunks_exact(CUBE_SIDE * CUBE_SIDE).map(|p| p[5]).collect();
    assert_eq!(planes, [30, 20, 10].repeat(5));
}

#[test]
fn a_cut_splits_the_clip_for_motion_and_context() {
    let mut frames: Vec<Frame> = (0..5).map(|t| scene(4 + 3 * t, 10, t as f64)).collect();
    frames.extend((5..9).map(|t| scene(40 - 3 * (t - 5), 120, t as f64)));
    let found = localized(frames.clone(), RegionsFrom::Motion);
    assert_eq!(found.cuts(), [5]);
    assert!(found.frames.iter().all(|frame| !frame.global_change && !frame.regions.is_empty()));
    let first = localized(frames[..5].to_vec(), RegionsFrom::Motion);
    let second = localized(frames[5..].to_vec(), RegionsFrom::Motion);
    let mut joined = first.cubes;
    joined.append(second.cubes, 5);
    assert_eq!(found.cubes, joined);
}

#[test]
fn a_change_of_exposure_is_flagged_and_is_no_cut() {
    let mut frames: Vec<Frame> = (0..5).map(|t| scene(4 + 3 * t, 10, 0.0)).collect();
    frames.extend((5..10).map(|t| scene(4 + 3 * t, 45, 0.0))); // 35 levels: under 40
    let found = localized(frames, RegionsFrom::Motion);
    assert!(found.cuts().is_empty());
    let flagged: Vec<bool> = found.frames.iter().map(|frame| frame.global_change).collect();
    assert_eq!(flagged, [false, false, false, false, true, true, false, false, false, false]);
    assert!(found.frames[4].regions.is_empty());
    assert_eq!(found.notes, []); // 20 % is not more than 20 %
}

#[test]
fn a_camera_that_moves_is_noted() {
    let frames = (0..10).map(|t| scene(4, 10 + 30 * (t % 2), 0.0)).collect();
    let found = localized(frames, RegionsFrom::Motion);
    assert_eq!(found.notes, [Note::MovingCamera { flagged: 10, frames: 10 }]);
    assert!(found.cubes.is_empty());
}

#[test]
fn of_too_many_regions_the_largest_stay_in_order() {
    let small = |i: usize| [i as f32, 0.0, i as f32 + 5.0, 5.0];
    let large = |i: usize| [i as f32, 0.0, i as f32 + 9.0, 9.0];
    let boxes = vec![small(0), large(1), small(2), large(3), small(4)];
    assert_eq!(largest(boxes, 3), [small(0), large(1), large(3)]);
}

#[test]
fn a_crowd_is_thinned_and_noted() {
    let mut config = LocalizeConfig::auto(SIZE, SIZE);
    config.max_regions = 1;
    let mut localizer = Localizer::new(config, RegionsFrom::Motion);
    for left in [2, 40] {
        localizer.push(scene(left, 10, 0.0)).unwrap();
    }
    let found = localizer.finish().unwrap();
    assert_eq!(found.notes, [Note::Crowded { frames: 2, kept: 1 }]);
    assert_eq!(found.cubes.len(), 2);
}

#[test]
fn boxes_are_clamped_and_empty_ones_counted() {
    let boxes = vec![vec![
        [-5.0, 3.0, 10.0, 90.0],
        [70.0, 1.0, 80.0, 9.0],
        [3.1, 3.0, 3.9, 9.0],
        [0.0, 0.0, 1.0, 1.0],
    ]];
    let found = localized(vec![flat(3)], RegionsFrom::File(boxes));
    let corners: Vec<[f32; 4]> = found.frames[0].regions.iter().map(|r| r.corners).collect();
    assert_eq!(corners, [[0.0, 3.0, 10.0, 64.0], [0.0, 0.0, 1.0, 1.0]]);
    assert_eq!(found.notes, [Note::EmptyBoxes { boxes: 2 }]);
    assert_eq!(found.cubes.pixels.len(), 2 * CUBE_BYTES);
}

#[test]
fn frames_of_another_size_and_boxes_of_another_clip_are_refused() {
    let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::Motion);
    localizer.push(flat(1)).unwrap();
    let wide = Frame::new(80, SIZE, vec![0; 80 * SIZE * 3], 0.0).unwrap();
    let expected = LocalizeError::FrameSize {
        frame: 1,
        width: 80,
        height: SIZE,
        expected_width: SIZE,
        expected_height: SIZE,
    };
    assert_eq!(localizer.push(wide), Err(expected));

    let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::File(vec![vec![]; 2]));
    localizer.push(flat(1)).unwrap();
    localizer.push(flat(2)).unwrap();
    assert_eq!(localizer.push(flat(3)), Err(LocalizeError::FrameCount { boxes: 2, frames: 3 }));
    let short = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::File(vec![vec![]; 2]));
    assert_eq!(short.finish().unwrap_err(), LocalizeError::FrameCount { boxes: 2, frames: 0 });
}

#[test]
fn progress_counts_frames_whose_cubes_are_cut() {
    let mut localizer = Localizer::new(LocalizeConfig::auto(SIZE, SIZE), RegionsFrom::Motion);
    let mut finished = Vec::new();
    for t in 0..5 {
        localizer.push(scene(4 + 3 * t, 10, t as f64)).unwrap();
        finished.push(localizer.frames_so_far());
    }
    assert_eq!(finished, [0, 0, 1, 2, 3]);
    assert_eq!(localizer.latest().map(|frame| frame.time), Some(2.0));
    assert!(localizer.cubes_so_far() >= 3);
}

#[test]
fn a_corner_that_is_no_number_is_refused_and_named() {
    for wrong in [f32::NAN, f32::INFINITY] {
        let boxes = vec![vec![[0.0, 0.0, 9.0, 9.0], [0.0, wrong, 9.0, 9.0]]];
        let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::File(boxes));
        let expected = LocalizeError::NotFinite { frame: 0, index: 1 };
        assert_eq!(localizer.push(flat(1)), Err(expected));
    }
}

/// A box round the moving square of [`scene`], as a detector would give it.
fn detection(left: usize) -> Detection {
    let left = left as f32;
    Detection { class: 2, score: 0.9, corners: [left - 1.0, 19.0, left + 13.0, 33.0] }
}

#[test]
fn motion_is_looked_for_outside_the_detected_boxes() {
    let lefts = [4, 7, 10, 13];
    let mut localizer = Localizer::new(LocalizeConfig::auto(SIZE, SIZE), RegionsFrom::Motion);
    for left in lefts {
        // A second square that the detector does not see.
        let mut frame = scene(left, 10, 0.0).rgb().to_vec();
        for y in 44..56 {
            frame[(y * SIZE + 60 - left - 12) * 3..(y * SIZE + 60 - left) * 3].fill(200);
        }
        let frame = Frame::new(SIZE, SIZE, frame, 0.0).unwrap();
        localizer.push_detected(frame, &[detection(left)]).unwrap();
    }
    let found = localizer.finish().unwrap();
    for (report, left) in found.frames.iter().zip(lefts) {
        assert_eq!(report.regions[0].source, RegionSource::Detector { class: 2 });
        assert_eq!(report.regions[0].corners, detection(left).corners);
        let motion = &report.regions[1..];
        assert!(!motion.is_empty(), "the second square moves");
        // What the first square uncovers reaches out of its box by more than the two pixels blanked, at most
        // in its own rows; a box round the square itself would begin inside it.
        assert!(motion.iter().all(|region| region.source == RegionSource::Motion));
        assert!(motion.iter().any(|region| region.corners[1] >= 40.0), "{motion:?}");
    }
    assert_eq!(found.cubes.len(), found.frames.iter().map(|frame| frame.regions.len()).sum::<usize>());
}

#[test]
fn a_frame_that_changes_as_a_whole_keeps_its_detected_boxes() {
    let mut localizer = Localizer::new(LocalizeConfig::auto(SIZE, SIZE), RegionsFrom::Motion);
    for background in [10, 45] {
        localizer.push_detected(scene(20, background, 0.0), &[detection(20)]).unwrap();
    }
    let found = localizer.finish().unwrap();
    assert!(found.frames.iter().all(|frame| frame.global_change && frame.regions.len() == 1));
}

#[test]
fn detected_boxes_go_with_their_own_frame_across_a_cut() {
    let mut localizer = Localizer::new(LocalizeConfig::auto(SIZE, SIZE), RegionsFrom::Motion);
    for (left, background) in [(4, 10), (20, 120), (36, 120)] {
        localizer.push_detected(scene(left, background, 0.0), &[detection(left)]).unwrap();
    }
    let found = localizer.finish().unwrap();
    assert_eq!(found.cuts(), [1]);
    let first: Vec<[f32; 4]> = found.frames.iter().map(|frame| frame.regions[0].corners).collect();
    assert_eq!(first, [4, 20, 36].map(|left| detection(left).corners));
}

#[test]
fn detected_boxes_beside_a_file_or_without_numbers_are_refused() {
    let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::File(vec![vec![]]));
    let refused = localizer.push_detected(flat(1), &[detection(9)]);
    assert_eq!(refused, Err(LocalizeError::TwoSources { frame: 0, boxes: 1 }));
    let mut localizer = Localizer::new(LocalizeConfig::ped2(), RegionsFrom::Motion);
    let broken = Detection { corners: [0.0, f32::NAN, 9.0, 9.0], ..detection(9) };
    let refused = localizer.push_detected(flat(1), &[detection(9), broken]);
    assert_eq!(refused, Err(LocalizeError::NotFinite { frame: 0, index: 1 }));
}
