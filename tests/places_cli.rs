//! `oddframe evaluate` on regions and classes: RBDC, TBDC, pixel-level AUROC and mAP, by their worked numbers.

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{Folder, oddframe, printed, refused};
use serde_json::{Value, json};

fn evaluate(scores: &str, truth: &str, more: &[&str]) -> Output {
    oddframe(&[&["evaluate", "--scores", scores, "--truth", truth, "--json"], more].concat())
}

fn near(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value}, expected {expected}"));
    assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
}

/// The detections of the worked example: frame, box, score.
const DETECTIONS: [(usize, [i32; 4], f64); 8] = [
    (0, [10, 10, 19, 19], 0.9),
    (4, [0, 0, 9, 9], 0.8),
    (1, [15, 15, 24, 24], 0.7),
    (2, [48, 48, 80, 80], 0.6),
    (2, [90, 90, 99, 99], 0.5),
    (3, [18, 18, 27, 27], 0.4),
    (0, [11, 11, 20, 20], 0.3),
    (5, [0, 0, 9, 9], 0.2),
];

/// Scores of six frames with the detections as regions, and the truth of two tracks.
fn worked(folder: &Folder) -> (String, String) {
    let regions: Vec<Value> = DETECTIONS
        .iter()
        .map(|(frame, region, score)| json!({ "frame": frame, "region": region, "score": score }))
        .collect();
    let scores = json!({ "format": "oddframe-scores/1", "stride": 1,
        "videos": { "v": { "scores": [0.9, 0.7, 0.6, 0.4, 0.8, 0.2], "regions": regions } } });
    let boxes = |frames: std::ops::Range<usize>, corners: [i32; 4]| -> Value {
        frames.map(|frame| (frame.to_string(), json!(corners))).collect::<serde_json::Map<_, _>>().into()
    };
    let truth = json!({ "format": "oddframe-truth/1", "videos": { "v": { "frames": 6, "events": [
        { "start": 0, "end": 4, "regions": boxes(0..4, [10, 10, 19, 19]) },
        { "start": 2, "end": 4, "regions": boxes(2..4, [50, 50, 69, 69]) } ] } } });
    (folder.write("scores.json", &scores.to_string()), folder.write("truth.json", &truth.to_string()))
}

#[test]
fn regions_of_scores_and_truth_give_the_worked_criteria() {
    let folder = Folder::new("worked");
    let (scores, truth) = worked(&folder);
    let card = folder.word("card.json");
    let found = printed(&evaluate(&scores, &truth, &["--card", &card]));
    near(&found["rbdc"], 4.0 / 9.0);
    near(&found["tbdc"], 11.0 / 12.0);
    assert_eq!((&found["pixel_auroc"], &found["map_at_iou"]), (&Value::Null, &Value::Null));
    let regions = &found["card"]["regions"];
    near(&regions["rbdc"], 4.0 / 9.0);
    assert_eq!(regions["box_convention"], "inclusive");
    assert_eq!(regions["pixel_auroc"], "n/a");
    let verified = evaluate(&scores, &truth, &["--verify", &card]);
    assert_eq!(printed(&verified)["verified"], true);
    let half_open = printed(&evaluate(&scores, &truth, &["--box-convention", "half_open"]));
    assert_eq!(half_open["card"]["regions"]["box_convention"], "half_open");
}

#[test]
fn tables_of_boxes_give_the_same_criteria() {
    let folder = Folder::new("tables");
    let (scores, truth) = worked(&folder);
    let row = |(frame, [x1, y1, x2, y2], score): &(usize, [i32; 4], f64)| {
        format!("{frame},{x1},{y1},{x2},{y2},{score}\n")
    };
    folder.write("boxes/v.csv", &DETECTIONS.iter().map(row).collect::<String>());
    let track = |name: &str, frames: std::ops::Range<usize>, corners: &str| {
        frames.map(|frame| format!("{name},{frame},{corners}\n")).collect::<String>()
    };
    folder.write("tracks/v.csv", &(track("A", 0..4, "10,10,19,19") + &track("B", 2..4, "50,50,69,69")));
    let (boxes, tracks) = (folder.word("boxes"), folder.word("tracks"));
    let found = printed(&evaluate(&scores, &truth, &["--regions", &boxes, "--tracks", &tracks]));
    near(&found["rbdc"], 4.0 / 9.0);
    near(&found["tbdc"], 11.0 / 12.0);
    // A frame beyond the video, which has six.
    folder.write("boxes/v.csv", "1,0,0,9,9,0.5\n6,0,0,9,9,0.4\n");
    let line = refused(&evaluate(&scores, &truth, &["--regions", &boxes]), "region/frame");
    assert!(line.contains("]: v: frame 6") && line.contains("smallest here is 1"), "{line}");
}

#[test]
fn masks_give_tracks_and_a_pixel_level_area() {
    let folder = Folder::new("masks");
    // Ten frames of 20x20; a square of 4x4 walks right in frames 2 to 7.
    for frame in 0..10_u32 {
        let is_odd = |x: u32, y: u32| {
            (2..8).contains(&frame) && (frame..frame + 4).contains(&x) && (5..9).contains(&y)
        };
        let mask =
            image::GrayImage::from_fn(20, 20, |x, y| image::Luma([if is_odd(x, y) { 255 } else { 0 }]));
        let path = folder.word(&format!("masks/v/{frame:03}.png"));
        fs::create_dir_all(Path::new(&path).parent().expect("a folder")).expect("a folder");
        mask.save(path).expect("a picture");
    }
    let region = |frame: usize| json!({ "frame": frame, "region": [frame, 5, frame + 4, 9], "score": 1.0 });
    let file = |regions: Vec<Value>| {
        json!({ "format": "oddframe-scores/1", "stride": 1, "videos": { "v": {
            "scores": [0, 0, 1, 1, 1, 1, 1, 1, 0, 0], "regions": regions } } })
        .to_string()
    };
    let masks = folder.word("masks");
    let all = folder.write("all.json", &file((2..8).map(region).collect()));
    let found = printed(&evaluate(&all, &masks, &["--box-convention", "half_open"]));
    for key in ["rbdc", "tbdc", "pixel_auroc"] {
        near(&found[key], 1.0);
    }
    // Half of the frames: half of the regions, the one track, half of the odd pixels; no false positive.
    let half = folder.write("half.json", &file((2..5).map(region).collect()));
    let found = printed(&evaluate(&half, &masks, &["--box-convention", "half_open"]));
    near(&found["rbdc"], 0.5);
    near(&found["tbdc"], 1.0);
    near(&found["pixel_auroc"], 0.75);
    // Without boxes there is nothing to measure, and no number.
    let none = folder.write("none.json", &file(Vec::new()));
    let found = printed(&evaluate(&none, &masks, &[]));
    assert_eq!((&found["rbdc"], &found["card"]["regions"]), (&Value::Null, &json!("n/a")));
}

/// Class scores of three videos and two events, in rows of 16 frames.
fn classed(folder: &Folder) -> (String, String) {
    let rows: [(&str, &[[f64; 3]]); 3] = [
        ("v0", &[[0.9, 0.05, 0.05], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.8, 0.1, 0.1]]),
        ("v1", &[[0.7, 0.2, 0.1], [0.8, 0.1, 0.1], [0.9, 0.05, 0.05]]),
        ("v2", &[[0.5, 0.1, 0.4], [0.3, 0.1, 0.6], [0.2, 0.2, 0.6], [0.6, 0.1, 0.3]]),
    ];
    let videos: serde_json::Map<String, Value> = rows
        .iter()
        .map(|(id, rows)| {
            let column = |class: usize| rows.iter().map(|row| row[class]).collect::<Vec<_>>();
            let odd: Vec<f64> = rows.iter().map(|row| 1.0 - row[0]).collect();
            // Normal first, and not in the order of the alphabet.
            let classes = format!(
                r#"{{"normal":{:?},"riot":{:?},"car accident":{:?}}}"#,
                column(0),
                column(1),
                column(2)
            );
            let video = format!(r#"{{"scores":{odd:?},"classes":{classes}}}"#);
            ((*id).to_owned(), Value::String(video))
        })
        .collect();
    let bodies: Vec<String> =
        videos.iter().map(|(id, body)| format!("\"{id}\":{}", body.as_str().expect("text"))).collect();
    let scores = format!(r#"{{"format":"oddframe-scores/1","stride":16,"videos":{{{}}}}}"#, bodies.join(","));
    let truth = json!({ "format": "oddframe-truth/1", "videos": {
        "v0": { "frames": 64, "events": [{ "start": 16, "end": 48, "class": "riot" }] },
        "v1": { "frames": 48, "events": [] },
        "v2": { "frames": 64, "events": [{ "start": 20, "end": 44, "class": "Car Accident" }] } } });
    (folder.write("classes.json", &scores), folder.write("classed.json", &truth.to_string()))
}

#[test]
fn class_scores_give_the_worked_map_with_and_without_the_quirk() {
    let folder = Folder::new("map");
    let (scores, truth) = classed(&folder);
    let thresholds = ["0.1", "0.2", "0.3", "0.4", "0.5", "average"];
    for (rule, expected) in [("include", 250.0 / 3.0), ("exclude_quirk", 200.0 / 3.0), ("drop", 100.0)] {
        let found = printed(&evaluate(&scores, &truth, &["--map-normal-class", rule]));
        for threshold in thresholds {
            near(&found["map_at_iou"][threshold], expected);
        }
        assert_eq!(found["card"]["detection"]["normal_class"], rule);
    }
    // UCF-Crime's published code leaves the class of normal videos empty; elsewhere it counts.
    let of = |set: &[&str]| printed(&evaluate(&scores, &truth, set))["map_at_iou"]["average"].clone();
    near(&of(&["--data-set", "ucf-crime"]), 200.0 / 3.0);
    near(&of(&[]), 250.0 / 3.0);
}

#[test]
fn an_event_of_a_class_without_scores_is_refused() {
    let folder = Folder::new("unknown");
    let (scores, truth) = classed(&folder);
    let text = fs::read_to_string(&truth).expect("the truth").replace("riot", "arson");
    fs::write(&truth, text).expect("the truth");
    let line = refused(&evaluate(&scores, &truth, &[]), "map/event");
    assert!(line.contains("]: v0: an event has the class \"arson\""), "{line}");
}
