//! The worked example, hostile tables, and properties of RBDC and TBDC.

use super::*;
use crate::random::Random;

const TRACKS: &str = "track_id,frame,x1,y1,x2,y2\nA,0,10,10,19,19\nA,1,10,10,19,19\nA,2,10,10,19,19\n\
                      A,3,10,10,19,19\nB,2,50,50,69,69\nB,3,50,50,69,69\n";
const DETECTIONS: &str = "frame,x1,y1,x2,y2,score\n0,10,10,19,19,.9\n4,0,0,9,9,.8\n1,15,15,24,24,.7\n\
                          2,48,48,80,80,.6\n2,90,90,99,99,.5\n3,18,18,27,27,.4\n0,11,11,20,20,.3\n5,0,0,9,9,.2\n";

fn example() -> (Vec<Track>, Vec<Detection>, BTreeMap<String, usize>) {
    let tracks = read_tracks("v", TRACKS.as_bytes()).unwrap();
    let detections = read_detections("v", DETECTIONS.as_bytes()).unwrap();
    assert_eq!((tracks.smallest_frame, detections.smallest_frame), (Some(0), Some(0)));
    (tracks.items, detections.items, BTreeMap::from([("v".to_string(), 6)]))
}

fn criteria(tracks: &[Track], detections: &[Detection], frames: &BTreeMap<String, usize>) -> RegionReport {
    region_criteria(tracks, detections, frames, BoxConvention::Inclusive).unwrap()
}

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
}

#[test]
fn the_worked_example_gives_its_curve_and_both_areas() {
    let (tracks, detections, frames) = example();
    let found = criteria(&tracks, &detections, &frames);
    let expected = [
        (0.0, 1.0 / 6.0, 0.5),
        (1.0 / 6.0, 1.0 / 6.0, 0.5),
        (1.0 / 6.0, 1.0 / 3.0, 0.5),
        (1.0 / 6.0, 0.5, 1.0),
        (1.0 / 3.0, 0.5, 1.0),
        (0.5, 0.5, 1.0),
        (0.5, 0.5, 1.0),
        (2.0 / 3.0, 0.5, 1.0),
    ];
    assert_eq!(found.points.len(), expected.len());
    for (point, (rate, regions, tracks)) in found.points.iter().zip(expected) {
        assert_close(point.false_positive_rate, rate);
        assert_close(point.regions, regions);
        assert_close(point.tracks, tracks);
    }
    assert_close(found.rbdc, 4.0 / 9.0);
    assert_close(found.tbdc, 11.0 / 12.0);
}

#[test]
fn overlaps_are_those_of_the_worked_example() {
    let with = |a, b, expected: f64| {
        let found = overlap(a, b, BoxConvention::Inclusive);
        assert!((found - expected).abs() < 5e-7, "{found} instead of {expected}");
    };
    let first = [10.0, 10.0, 19.0, 19.0];
    with([15.0, 15.0, 24.0, 24.0], first, 0.142857);
    with([48.0, 48.0, 80.0, 80.0], [50.0, 50.0, 69.0, 69.0], 0.367309);
    with([18.0, 18.0, 27.0, 27.0], first, 0.020408);
    with([11.0, 11.0, 20.0, 20.0], first, 0.680672);
    assert_eq!(overlap(first, [30.0, 30.0, 40.0, 40.0], BoxConvention::Inclusive), 0.0);
    assert_eq!(overlap([0.0, 0.0, 2.0, 2.0], [1.0, 0.0, 3.0, 2.0], BoxConvention::HalfOpen), 1.0 / 3.0);
    assert_eq!(overlap([0.0, 0.0, 2.0, 2.0], [1.0, 0.0, 3.0, 2.0], BoxConvention::Inclusive), 0.5);
}

#[test]
fn a_detector_without_false_positives_scores_its_final_rate() {
    let (tracks, detections, frames) = example();
    let clean = [detections[0].clone(), detections[2].clone()];
    let found = criteria(&tracks, &clean, &frames);
    assert_close(found.rbdc, 1.0 / 3.0);
    assert_close(found.tbdc, 0.5);
    assert_eq!(criteria(&tracks, &[], &frames).rbdc, 0.0);
}

#[test]
fn points_beyond_one_false_positive_per_frame_do_not_count() {
    let (tracks, _, frames) = example();
    let wrong = |score| Detection { video: "v".into(), frame: 4, corners: [0.0, 0.0, 9.0, 9.0], score };
    let mut detections: Vec<Detection> = (0..7).map(|i| wrong(1.0 - 0.1 * i as f32)).collect();
    // The only hit comes after seven false positives in six frames.
    detections.push(Detection { corners: [10.0, 10.0, 19.0, 19.0], frame: 0, ..wrong(0.1) });
    let found = criteria(&tracks, &detections, &frames);
    assert_eq!((found.rbdc, found.tbdc), (0.0, 0.0));
    assert!(found.points.last().unwrap().false_positive_rate > 1.0);
}

#[test]
fn only_the_order_of_the_scores_counts_and_better_scores_of_hits_never_harm() {
    for step in 0..60 {
        let mut random = Random::keyed(9, "region/properties", step);
        let (tracks, mut detections, frames) = example();
        detections.iter_mut().for_each(|d| d.score = random.below(5) as f32 / 4.0);
        let before = criteria(&tracks, &detections, &frames);
        random.shuffle(&mut detections);
        assert_eq!(before, criteria(&tracks, &detections, &frames), "step {step}");
        let mut transformed = detections.clone();
        transformed.iter_mut().for_each(|d| d.score = d.score * d.score * 3.0 - 7.0);
        let after = criteria(&tracks, &transformed, &frames);
        assert_eq!((before.rbdc, before.tbdc), (after.rbdc, after.tbdc), "step {step}");
        assert!(before.rbdc <= before.points.last().unwrap().regions);
        // A perfect box above everything else.
        detections.push(Detection {
            video: "v".into(),
            frame: 3,
            corners: [50.0, 50.0, 69.0, 69.0],
            score: 9.0,
        });
        let better = criteria(&tracks, &detections, &frames);
        assert!(better.rbdc >= before.rbdc && better.tbdc >= before.tbdc, "step {step}");
    }
}

#[test]
fn frames_and_videos_that_are_not_there_are_refused() {
    let (tracks, detections, frames) = example();
    let refusal = |tracks: &[Track], detections: &[Detection], frames: &BTreeMap<String, usize>| {
        region_criteria(tracks, detections, frames, BoxConvention::Inclusive).unwrap_err()
    };
    let short = BTreeMap::from([("v".to_string(), 5)]);
    assert_eq!(
        refusal(&tracks, &detections, &short),
        RegionError::Frame { video: "v".into(), frame: 5, frames: 5, smallest: 0 }
    );
    let other = BTreeMap::from([("w".to_string(), 6)]);
    assert_eq!(refusal(&tracks, &detections, &other).code(), "E1");
    assert_eq!(refusal(&[], &detections, &frames).code(), "E7");
    let changed = |change: &dyn Fn(&mut Detection)| {
        let mut detections = detections.clone();
        change(&mut detections[3]);
        refusal(&tracks, &detections, &frames).code()
    };
    assert_eq!(changed(&|d| d.score = f32::NAN), "E4");
    assert_eq!(changed(&|d| d.corners[2] = f64::NAN), "region/box");
    assert_eq!(changed(&|d| d.corners[2] = 46.0), "region/box");
    assert_eq!(changed(&|d| d.corners[3] = f64::INFINITY), "region/box");
    // One pixel is a box where both corners belong to it.
    let mut pixel = detections.clone();
    pixel[3].corners = [48.0, 48.0, 48.0, 48.0];
    assert!(region_criteria(&tracks, &pixel, &frames, BoxConvention::Inclusive).is_ok());
    assert!(region_criteria(&tracks, &pixel, &frames, BoxConvention::HalfOpen).is_err());
}

#[test]
fn broken_tables_are_refused_by_line() {
    let refusal = |text: &str| read_tracks("v", text.as_bytes()).unwrap_err();
    assert_eq!(
        refusal("A,0,1,2,3").to_string(),
        "v: line 1: expected 6 (track_id,frame,x1,y1,x2,y2) fields, got 5: \"A,0,1,2,3\""
    );
    assert_eq!(refusal("A,-1,1,2,3,4").code(), "E3");
    assert_eq!(refusal("A,0,1,2,3,x").code(), "E3");
    assert_eq!(refusal("A,0,1,2,3,4\nA,0,1,2,3,4").code(), "region/track");
    assert_eq!(read_detections("v", b"0,1,2,3,4").unwrap_err().code(), "E3");
    assert_eq!(read_detections("v", b"\xFF").unwrap_err().code(), "annotation/text");
    assert_eq!(read_detections("v", b"").unwrap().smallest_frame, None);
    assert_eq!(read_detections("v", b"\xEF\xBB\xBF1,1,2,3,4,.5\r\n\r\n").unwrap().smallest_frame, Some(1));
}
