//! mAP@IoU, RBDC and TBDC against an independent NumPy program. Regenerate with `tests/golden/detection.py`.

use std::collections::BTreeMap;

use oddframe::evaluate::detection::{ClassTrack, DetectionEvent, NormalClass, detection_map};
use oddframe::evaluate::region::{BoxConvention, Detection, Track, region_criteria};
use serde::Deserialize;

const GOLDEN: &str = include_str!("golden/detection.json");
/// Sums of at most a few hundred numbers, in another order.
const TOLERANCE: f64 = 1e-10;

#[derive(Deserialize)]
struct Golden {
    classes: usize,
    repeat: usize,
    ious: Vec<f64>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Case {
    Map(MapCase),
    Regions(RegionCase),
}

#[derive(Deserialize)]
struct MapCase {
    videos: BTreeMap<String, Vec<f32>>,
    events: Vec<(String, usize, usize, usize)>,
    include: Vec<f64>,
    exclude_quirk: Vec<f64>,
    drop: Vec<f64>,
}

#[derive(Deserialize)]
struct RegionCase {
    frames: usize,
    tracks: Vec<(usize, usize, f64, f64, f64, f64)>,
    detections: Vec<(usize, f64, f64, f64, f64, f32)>,
    points: Vec<[f64; 3]>,
    rbdc: f64,
    tbdc: f64,
}

fn golden() -> Golden {
    serde_json::from_str(GOLDEN).expect("committed golden")
}

fn assert_close(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= TOLERANCE, "{what}: found {found}, expected {expected}");
}

#[test]
fn every_map_equals_numpys_under_every_switch() {
    let golden = golden();
    let cases =
        golden.cases.iter().filter_map(|case| if let Case::Map(case) = case { Some(case) } else { None });
    let mut count = 0;
    for (index, case) in cases.enumerate() {
        let track = |(id, scores): (&String, &Vec<f32>)| ClassTrack {
            id: id.clone(),
            scores: scores.clone(),
            repeat: golden.repeat,
        };
        let videos: Vec<ClassTrack> = case.videos.iter().map(track).collect();
        let event = |(video, start, end, class): &(String, usize, usize, usize)| DetectionEvent {
            video: video.clone(),
            start: *start,
            end: *end,
            class: *class,
        };
        let events: Vec<DetectionEvent> = case.events.iter().map(event).collect();
        let switches = [
            (NormalClass::Include, &case.include),
            (NormalClass::ExcludeQuirk, &case.exclude_quirk),
            (NormalClass::Drop, &case.drop),
        ];
        for (switch, expected) in switches {
            let found = detection_map(&videos, &events, golden.classes, &golden.ious, switch).expect("valid");
            for (at, expected) in found.thresholds.iter().zip(expected) {
                assert_close(&format!("case {index}, {switch:?} at {}", at.iou), at.map, *expected);
            }
            let mean = expected.iter().sum::<f64>() / expected.len() as f64;
            assert_close(&format!("case {index}, {switch:?} average"), found.average, mean);
        }
        count += 1;
    }
    assert_eq!(count, 12);
}

#[test]
fn every_region_curve_equals_the_one_from_scratch() {
    let golden = golden();
    let cases =
        golden.cases.iter().filter_map(|case| if let Case::Regions(case) = case { Some(case) } else { None });
    let mut count = 0;
    for (index, case) in cases.enumerate() {
        let mut tracks: BTreeMap<usize, Track> = BTreeMap::new();
        for &(track, frame, x1, y1, x2, y2) in &case.tracks {
            let empty = || Track { video: "v".into(), regions: BTreeMap::new() };
            tracks.entry(track).or_insert_with(empty).regions.insert(frame, [x1, y1, x2, y2]);
        }
        let tracks: Vec<Track> = tracks.into_values().collect();
        let detection = |&(frame, x1, y1, x2, y2, score): &(usize, f64, f64, f64, f64, f32)| Detection {
            video: "v".into(),
            frame,
            corners: [x1, y1, x2, y2],
            score,
        };
        let detections: Vec<Detection> = case.detections.iter().map(detection).collect();
        let frames = BTreeMap::from([("v".to_string(), case.frames)]);
        let found = region_criteria(&tracks, &detections, &frames, BoxConvention::Inclusive).expect("valid");
        assert_eq!(found.points.len(), case.points.len(), "case {index}");
        for (point, [rate, regions, tracks]) in found.points.iter().zip(&case.points) {
            assert_close(&format!("case {index}, rate"), point.false_positive_rate, *rate);
            assert_close(&format!("case {index}, regions"), point.regions, *regions);
            assert_close(&format!("case {index}, tracks"), point.tracks, *tracks);
        }
        assert_close(&format!("case {index}, RBDC"), found.rbdc, case.rbdc);
        assert_close(&format!("case {index}, TBDC"), found.tbdc, case.tbdc);
        count += 1;
    }
    assert_eq!(count, 12);
}
