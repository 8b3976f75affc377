//! The worked example, the switches, and properties of mAP@IoU.

use super::*;
use crate::random::Random;

/// Three videos of three classes, with the worked numbers of the specification.
fn example() -> (Vec<ClassTrack>, Vec<DetectionEvent>) {
    let track = |id: &str, scores: &[f32]| ClassTrack { id: id.into(), scores: scores.to_vec(), repeat: 16 };
    let event = |video: &str, start, end, class| DetectionEvent { video: video.into(), start, end, class };
    let videos = vec![
        track("v0", &[0.9, 0.05, 0.05, 0.2, 0.7, 0.1, 0.1, 0.8, 0.1, 0.8, 0.1, 0.1]),
        track("v1", &[0.7, 0.2, 0.1, 0.8, 0.1, 0.1, 0.9, 0.05, 0.05]),
        track("v2", &[0.5, 0.1, 0.4, 0.3, 0.1, 0.6, 0.2, 0.2, 0.6, 0.6, 0.1, 0.3]),
    ];
    (videos, vec![event("v0", 16, 48, 1), event("v1", 0, 48, 0), event("v2", 20, 44, 2)])
}

fn maps(thresholds: &[f64], normal_class: NormalClass) -> DetectionMap {
    let (videos, events) = example();
    detection_map(&videos, &events, 3, thresholds, normal_class).unwrap()
}

#[test]
fn the_worked_example_gives_its_numbers_under_every_switch() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    for (normal_class, at_low) in [
        (NormalClass::Include, 83.333333),
        (NormalClass::ExcludeQuirk, 66.666667),
        (NormalClass::Drop, 100.0),
    ] {
        let found = maps(&IOU_THRESHOLDS, normal_class);
        close(found.average, at_low);
        found.thresholds.iter().for_each(|t| close(t.map, at_low));
    }
    for normal_class in [NormalClass::Include, NormalClass::ExcludeQuirk] {
        let high = maps(&[0.7, 0.8], normal_class);
        close(high.thresholds[0].map, 66.666667);
        close(high.thresholds[1].map, 33.333333);
    }
    assert_eq!(maps(&[0.5], NormalClass::Include).thresholds[0].per_class, [0.5, 1.0, 1.0]);
}

#[test]
fn the_worked_examples_segments_rank_as_written() {
    let (videos, _) = example();
    let shown = |class| -> Vec<(usize, usize, usize, f64)> {
        let round = |score: f64| (score * 1e6).round() / 1e6;
        segments(&videos, 3, class).iter().map(|s| (s.video, s.start, s.end, round(s.score))).collect()
    };
    assert_eq!(shown(1), [(0, 16, 48, 1.36), (1, 0, 16, 0.34), (2, 32, 48, 0.34)]);
    assert_eq!(shown(2)[0], (2, 16, 48, 1.02));
    assert_eq!(shown(0)[..2], [(0, 0, 16, 1.53), (1, 16, 48, 1.53)]);
}

#[test]
fn a_class_without_any_segment_is_0_alone_and_is_named() {
    let (mut videos, events) = example();
    for video in &mut videos {
        video.scores.iter_mut().skip(2).step_by(3).for_each(|score| *score = 0.25);
    }
    let found = detection_map(&videos, &events, 3, &[0.1], NormalClass::ExcludeQuirk).unwrap();
    assert_eq!(found.warnings, [DetectionWarning::NoSegment { class: 2 }]);
    assert_eq!(found.thresholds[0].per_class, [0.0, 1.0, 0.0]);
}

#[test]
fn an_event_is_found_once() {
    let (videos, mut events) = example();
    events.retain(|event| event.class == 2);
    // The whole video as one event: the one segment of v2 overlaps it by half.
    (events[0].start, events[0].end) = (0, 64);
    let two = [events[0].clone(), events[0].clone()];
    let once = detection_map(&videos, &events, 3, &[0.5], NormalClass::ExcludeQuirk).unwrap();
    let twice = detection_map(&videos, &two, 3, &[0.5], NormalClass::ExcludeQuirk).unwrap();
    assert_eq!(once.thresholds[0].per_class[2], 1.0);
    assert_eq!(twice.thresholds[0].per_class[2], 0.5);
}

#[test]
fn a_later_threshold_never_finds_more_and_renaming_videos_changes_nothing() {
    for step in 0..60 {
        let mut random = Random::keyed(8, "detection/properties", step);
        let (videos, events) = random_case(&mut random);
        let ious = [0.1, 0.3, 0.5, 0.7, 0.9];
        let found = detection_map(&videos, &events, 4, &ious, NormalClass::Include).unwrap();
        for pair in found.thresholds.windows(2) {
            assert!(pair[0].map >= pair[1].map, "step {step}");
            assert!((0.0..=100.0).contains(&pair[0].map));
        }
        let mut shuffled = videos.clone();
        random.shuffle(&mut shuffled);
        let again = detection_map(&shuffled, &events, 4, &ious, NormalClass::Include).unwrap();
        assert_eq!(found.thresholds, again.thresholds, "step {step}");
    }
}

fn random_case(random: &mut Random) -> (Vec<ClassTrack>, Vec<DetectionEvent>) {
    let (mut videos, mut events) = (Vec::new(), Vec::new());
    for index in 0..3 + random.below(4) {
        let rows = 1 + random.below(12);
        let scores = (0..rows * 4).map(|_| random.unit() as f32).collect();
        let id = format!("v{index}");
        for class in 0..4 {
            let start = random.below(rows * 16);
            let end = start + 1 + random.below(80);
            events.push(DetectionEvent { video: id.clone(), start, end, class });
        }
        videos.push(ClassTrack { id, scores, repeat: 16 });
    }
    (videos, events)
}

#[test]
fn what_would_change_the_meaning_is_refused() {
    let refusal = |change: &dyn Fn(&mut Vec<ClassTrack>, &mut Vec<DetectionEvent>)| {
        let (mut videos, mut events) = example();
        change(&mut videos, &mut events);
        detection_map(&videos, &events, 3, &[0.5], NormalClass::Include).unwrap_err().code()
    };
    assert_eq!(refusal(&|videos, _| videos[1].scores[4] = f32::NAN), "E4");
    assert_eq!(refusal(&|videos, _| videos[1].scores[4] = f32::INFINITY), "E4");
    assert_eq!(refusal(&|videos, _| videos[1].scores.truncate(8)), "map/scores");
    assert_eq!(refusal(&|videos, _| videos[1].scores.clear()), "map/scores");
    assert_eq!(refusal(&|videos, _| videos[1].repeat = 5), "map/scores");
    assert_eq!(refusal(&|videos, _| videos[1].id = "v0".into()), "E9");
    assert_eq!(refusal(&|_, events| events[0].end = 16), "map/event");
    assert_eq!(refusal(&|_, events| events[0].class = 3), "map/event");
    assert_eq!(refusal(&|_, events| events[0].video = "w".into()), "map/event");
    assert_eq!(refusal(&|videos, events| (videos.clear(), events.clear()).1), "map/setting");
    let (videos, events) = example();
    for threshold in [0.0, 1.5, f64::NAN] {
        let refused = detection_map(&videos, &events, 3, &[threshold], NormalClass::Include);
        assert_eq!(refused.unwrap_err().code(), "map/setting");
    }
}
