//! What is read from which files, what is refused, and how scores and truth meet.

use std::io::{Cursor, Write};

use super::*;
use crate::evaluate::Truth;
use crate::formats::annotations::{Interval, VideoList};
use crate::random::Random;
use crate::scores::ScoreTrack;

/// A `.npy` of one type of values, as NumPy 1.0 writes it.
fn npy(descr: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let shape: Vec<String> = shape.iter().map(|length| format!("{length},")).collect();
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({}), }}\n", shape.concat());
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn floats(values: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    npy("<f4", &[values.len()], &data)
}

fn labels(values: &[u8]) -> Vec<u8> {
    npy("|u1", &[values.len()], values)
}

fn files(files: &[(&str, Vec<u8>)]) -> MemoryFiles {
    files.iter().map(|(name, bytes)| ((*name).to_string(), bytes.clone())).collect()
}

fn zip(files: &[(&str, Vec<u8>)]) -> MemoryFiles {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    // The name says nothing: contents do.
    MemoryFiles::one("given.bin", writer.finish().unwrap().into_inner())
}

fn text(text: &str) -> MemoryFiles {
    MemoryFiles::one("given.npz", text.as_bytes().to_vec())
}

fn tracks(input: ScoreInput) -> Vec<(String, Vec<f32>)> {
    match input.scores {
        ScoreContent::PerVideo(tracks) => tracks.into_iter().map(|(id, track)| (id, track.scores)).collect(),
        other => panic!("{other:?} is not per video"),
    }
}

fn truth_of(input: TruthInput) -> Vec<(String, Vec<u8>)> {
    match input.truth {
        TruthContent::PerVideo(truth) => of_videos(&truth),
        other => panic!("{other:?} is not per video"),
    }
}

fn of_videos(truth: &Truth) -> Vec<(String, Vec<u8>)> {
    let bytes = |labels: Vec<bool>| labels.into_iter().map(u8::from).collect();
    truth.videos.iter().map(|(id, video)| (id.clone(), bytes(video.labels()))).collect()
}

fn scores_code(files: &MemoryFiles) -> String {
    read_scores(files, None).unwrap_err().code().into()
}

fn truth_code(files: &MemoryFiles) -> String {
    read_truth(files).unwrap_err().code().into()
}

#[test]
fn every_form_of_scores_gives_the_same_tracks() {
    let (a, b) = ([0.25, 0.5], [1.0, 0.125, 0.75]);
    let two = [("x/a_pred.npy", floats(&a)), ("x/b__0_pred.npy", floats(&b))];
    let expected = vec![("a".to_string(), a.to_vec()), ("b".to_string(), b.to_vec())];
    let json = r#"{"format":"oddframe-scores/1","stride":16,"videos":{"a":{"scores":[0.25,0.5]},"b":{"scores":[1,0.125,0.75]}}}"#;
    let table = "video,index,score\r\nb,0,1\r\nb,1,.125\r\nb,2,.75\r\na,0,.25\r\na,1,.5\r\n";
    for given in [files(&two), zip(&two), text(json), text(table), text(&format!("\u{FEFF}{json}"))] {
        assert_eq!(tracks(read_scores(&given, None).unwrap()), expected);
    }
    // A second axis of length 1 holds nothing; float64 becomes the nearest float32.
    let column: Vec<u8> = a.iter().flat_map(|&x| f64::from(x).to_le_bytes()).collect();
    let odd = files(&[("a.npy", npy("<f8", &[2, 1], &column)), ("b.npy", floats(&b))]);
    assert_eq!(tracks(read_scores(&odd, None).unwrap()), expected);
}

#[test]
fn the_stride_is_16_unless_the_file_or_the_caller_says_otherwise() {
    let two = files(&[("a.npy", floats(&[0.0])), ("b.npy", floats(&[0.0]))]);
    assert_eq!(read_scores(&two, None).unwrap().scores.stride(), 16);
    assert_eq!(read_scores(&two, Some(1)).unwrap().scores.stride(), 1);
    let json = text(r#"{"format":"oddframe-scores/1","stride":4,"videos":{"a":{"scores":[0.25]}}}"#);
    assert_eq!(read_scores(&json, Some(4)).unwrap().scores.stride(), 4);
    assert!(matches!(read_scores(&json, Some(16)), Err(InputError::Stride { asked: 16, found: 4, .. })));
}

#[test]
fn crops_of_a_video_are_refused_and_so_are_two_files_of_it() {
    let crops: Vec<(String, Vec<u8>)> = (0..10).map(|i| (format!("v__{i}.npy"), floats(&[0.5]))).collect();
    let error = read_scores(&crops.into_iter().collect::<MemoryFiles>(), None).unwrap_err();
    assert_eq!(error.to_string(), "10 score files for v: average the crops first");
    assert_eq!(error.code(), "E5");
    let twice = [("x/v.npy", floats(&[0.5])), ("y/v_pred.npy", floats(&[0.5]))];
    let error = read_scores(&files(&twice), None).unwrap_err();
    assert_eq!(error.to_string(), "v appears twice (x/v.npy, y/v_pred.npy)");
    assert_eq!(scores_code(&zip(&twice)), "E9");
    let truth = [("v__0_gt.npy", labels(&[0])), ("v__1_gt.npy", labels(&[0]))];
    assert_eq!(truth_code(&files(&truth)), "E9");
}

#[test]
fn scores_that_are_not_finite_are_refused_in_every_form() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let two = [("a.npy", floats(&[0.5, bad])), ("b.npy", floats(&[0.5]))];
        let error = read_scores(&files(&two), None).unwrap_err();
        assert!(error.to_string().starts_with("a: score 1 is not finite"), "{error}");
        assert_eq!(scores_code(&files(&two[..1])), "E4");
        assert_eq!(scores_code(&zip(&two)), "E4");
        assert_eq!(scores_code(&text(&format!("a,0,0.5\na,1,{bad}"))), "E4");
    }
}

#[test]
fn crops_inside_an_array_are_refused() {
    let ten = npy("<f4", &[10, 2], &[0; 80]);
    let error = read_scores(&files(&[("a.npy", ten.clone()), ("b.npy", ten)]), None).unwrap_err();
    assert_eq!(error.code(), "scores/shape");
    assert!(error.to_string().contains("average crops"), "{error}");
}

#[test]
fn pickled_objects_are_refused_with_the_way_out() {
    let object = npy("|O", &[3], b"\x80\x03]q\x00.");
    for error in [
        read_truth(&files(&[("gt_segment.npy", object.clone())])).unwrap_err(),
        read_truth(&files(&[("a.npy", labels(&[0])), ("b.npy", object.clone())])).unwrap_err(),
        read_scores(&zip(&[("a.npy", object)]), None).unwrap_err(),
    ] {
        assert_eq!(error.code(), "npy/object");
        assert!(error.to_string().contains("use the annotation text file"), "{error}");
    }
}

#[test]
fn what_file_managers_leave_is_passed_over_and_other_files_are_named() {
    let given = files(&[
        ("x/.DS_Store", vec![0]),
        ("__MACOSX/x/._a.npy", vec![5]),
        ("x/Thumbs.db", vec![1]),
        ("x/a.npy", floats(&[0.5])),
        ("x/b.npy", floats(&[0.5])),
        ("x/readme.md", b"hello".to_vec()),
    ]);
    let input = read_scores(&given, None).unwrap();
    assert_eq!(input.warnings, [InputWarning::LeftOut { count: 1, first: "x/readme.md".into() }]);
    assert_eq!(tracks(input).len(), 2);
    assert_eq!(scores_code(&files(&[])), "input/nothing");
    assert_eq!(scores_code(&files(&[(".DS_Store", vec![0])])), "input/nothing");
    assert_eq!(scores_code(&zip(&[])), "input/nothing");
    assert_eq!(truth_code(&files(&[])), "input/nothing");
    assert_eq!(scores_code(&files(&[("a.md", b"x".to_vec()), ("b.md", b"y".to_vec())])), "input/kind");
}

#[test]
fn every_form_of_truth_gives_the_same_labels() {
    let (a, b) = ([0, 1, 1, 0], [0, 0, 0, 0, 1]);
    let two = [("gt/a_gt.npy", labels(&a)), ("gt/b__9_gt.npy", labels(&b))];
    let expected = vec![("a".to_string(), a.to_vec()), ("b".to_string(), b.to_vec())];
    let json = r#"{"format":"oddframe-truth/1","videos":{"a":{"frames":4,"events":[{"start":1,"end":3}]},"b":{"frames":5,"events":[{"start":4,"end":5}]}}}"#;
    for given in [files(&two), zip(&two), text(json)] {
        assert_eq!(truth_of(read_truth(&given).unwrap()), expected);
    }
    for (descr, bytes) in [("|b1", 1), ("<f4", 4), (">i8", 8), ("<f8", 8)] {
        let one = match descr {
            ">i8" => 1_i64.to_be_bytes().to_vec(),
            "<f4" => 1_f32.to_le_bytes().to_vec(),
            "<f8" => 1_f64.to_le_bytes().to_vec(),
            _ => vec![1],
        };
        let data: Vec<u8> =
            a.iter().flat_map(|&x| if x == 1 { one.clone() } else { vec![0; bytes] }).collect();
        let typed = files(&[("a.npy", npy(descr, &[4], &data)), ("b.npy", labels(&b))]);
        assert_eq!(truth_of(read_truth(&typed).unwrap()), expected, "{descr}");
    }
}

#[test]
fn labels_other_than_0_and_1_and_feature_files_are_no_truth() {
    let error = read_truth(&files(&[("a.npy", labels(&[0, 2])), ("b.npy", labels(&[0]))])).unwrap_err();
    assert_eq!(error.to_string(), "ground truth must be 0/1: found 2 at a[1]");
    assert_eq!(error.code(), "E8");
    let nan = npy("<f4", &[1], &f32::NAN.to_le_bytes());
    assert_eq!(truth_code(&files(&[("a.npy", nan)])), "E8");
    let features = npy("<f4", &[2, 3], &[0; 24]);
    assert_eq!(truth_code(&files(&[("a_label_A__0.npy", features.clone())])), "truth/shape");
    let folder = [("x/a__0.npy", features.clone()), ("x/b__0.npy", npy("<f4", &[5, 3], &[0; 60]))];
    assert_eq!(truth_code(&files(&folder)), "input/mask");
}

fn picture(width: u32, height: u32, mark: u8, format: image::ImageFormat) -> Vec<u8> {
    let mut pixels = image::GrayImage::new(width, height);
    pixels.put_pixel(width - 1, 0, image::Luma([mark]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_frame_is_odd_where_any_pixel_of_its_mask_is_above_0() {
    let mask = |mark| picture(4, 3, mark, image::ImageFormat::Bmp);
    let array = |mark: u8| npy("|u1", &[2, 2], &[0, 0, mark, 0]);
    let given = [
        ("gt/Test001_gt/002.bmp", mask(0)),
        ("gt/Test001_gt/001.bmp", mask(1)),
        ("gt/Test001_gt/003.bmp", picture(4, 3, 255, image::ImageFormat::Png)),
        ("gt/Test002_gt/000.npy", array(0)),
        ("gt/Test002_gt/001.npy", array(7)),
        ("gt/notes.txt", b"hello".to_vec()),
    ];
    let expected = vec![("Test001".to_string(), vec![1, 0, 1]), ("Test002".to_string(), vec![0, 1])];
    for given in [files(&given[..5]), zip(&given[..5])] {
        assert_eq!(truth_of(read_truth(&given).unwrap()), expected);
    }
    let one = files(&[("Test001/001.png", picture(4, 3, 1, image::ImageFormat::Png))]);
    assert_eq!(truth_of(read_truth(&one).unwrap()), [("Test001".to_string(), vec![1])]);
}

#[test]
fn masks_that_cannot_be_masks_are_refused() {
    let mask = |width| picture(width, 3, 1, image::ImageFormat::Bmp);
    assert_eq!(truth_code(&files(&[("v/1.bmp", mask(4)), ("v/2.bmp", mask(5))])), "input/mask");
    assert_eq!(truth_code(&files(&[("x/v/1.bmp", mask(4)), ("x/v_gt/1.bmp", mask(4))])), "E9");
    let mut cut_off = mask(40);
    cut_off.truncate(80);
    assert_eq!(truth_code(&files(&[("v/1.bmp", cut_off)])), "input/mask");
    assert_eq!(truth_code(&files(&[("1.bmp", mask(4))])), "input/kind");
    assert_eq!(truth_code(&files(&[("1.bmp", mask(4)), ("2.bmp", mask(4))])), "input/kind");
    assert_eq!(scores_code(&files(&[("v/1.bmp", mask(4))])), "input/kind");
}

#[test]
fn a_text_is_a_bitmap_only_with_a_bitmaps_header() {
    let input = read_truth(&text("BMX_x264.mp4 Abuse 1 2 -1 -1")).unwrap();
    assert!(matches!(input.truth, TruthContent::Annotations(_)));
}

fn per_video(videos: &[(&str, usize)]) -> ScoreInput {
    let tracks = videos.iter().map(|&(id, count)| (id.to_string(), ScoreTrack::new(16, vec![0.5; count])));
    let scores = ScoreContent::PerVideo(tracks.collect());
    ScoreInput { scores, run: None, format: String::new(), warnings: Vec::new() }
}

fn list(text: &str) -> VideoList {
    VideoList::read(text.as_bytes()).unwrap()
}

fn truth_text(annotations: &str) -> TruthInput {
    read_truth(&text(annotations)).unwrap()
}

#[test]
fn annotated_truth_takes_its_length_from_the_scores_and_keeps_whole_events() {
    let truth = "a.mp4 Abuse 10 40 30 50\nNormal_1.mp4 Normal -1 -1 -1 -1\nb Arson 40 60 -1 -1\n";
    let scores = per_video(&[("a", 3), ("Normal_1", 1), ("b", 2)]);
    let paired = pair(scores, truth_text(truth), &PairOptions::default()).unwrap();
    assert_eq!(paired.truth.videos["a"].frames, 48);
    let odd = |id: &str| paired.truth.videos[id].labels().iter().filter(|odd| **odd).count();
    assert_eq!((odd("a"), odd("Normal_1"), odd("b")), (38, 0, 0));
    assert_eq!(paired.truth.videos["a"].events[1].class, "Abuse");
    let events: Vec<(usize, usize)> = paired.events.iter().map(|event| (event.start, event.end)).collect();
    assert_eq!(events, [(10, 40), (30, 50), (40, 60)]);
    let warnings: Vec<String> = paired.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "W3: a: event 30-50 lies outside its 48 frames (clipped)",
            "W3: b: event 40-60 lies outside its 32 frames (lost)"
        ]
    );
}

#[test]
fn the_interval_switch_moves_the_ends() {
    let odd_frames = |interval| {
        let options = PairOptions { interval, ..PairOptions::default() };
        let paired = pair(per_video(&[("a", 3)]), truth_text("a 10 20"), &options).unwrap();
        let labels = paired.truth.videos["a"].labels();
        let odd: Vec<usize> = (0..48).filter(|&frame| labels[frame]).collect();
        (odd[0], odd[odd.len() - 1])
    };
    assert_eq!(odd_frames(Interval::HalfOpen0), (10, 19));
    assert_eq!(odd_frames(Interval::Inclusive0), (10, 20));
    assert_eq!(odd_frames(Interval::Inclusive1), (9, 19));
}

#[test]
fn listed_lengths_are_taken_where_asked_for() {
    let options = PairOptions { length: BuiltLength::Listed, ..PairOptions::default() };
    let counted = truth_text("Arson/a.mp4 50 Arson 10 20 -1 -1");
    assert_eq!(pair(per_video(&[("a", 3)]), counted, &options).unwrap().truth.videos["a"].frames, 50);
    let list = list("a 1 49");
    let with_list = PairOptions { list: Some(&list), ..options };
    let paired = pair(per_video(&[("a", 3)]), truth_text("a 10 20"), &with_list).unwrap();
    assert_eq!(paired.truth.videos["a"].frames, 49);
    let error = pair(per_video(&[("a", 3)]), truth_text("a 10 20"), &options).unwrap_err();
    assert!(matches!(error, InputError::NoLength { .. }), "{error}");
}

#[test]
fn only_normal_videos_of_xd_violence_may_have_no_line() {
    let pair_with = |truth: &str, id: &str| {
        pair(per_video(&[("v_label_B1-0-0", 2), (id, 2)]), truth_text(truth), &PairOptions::default())
    };
    let paired = pair_with("v_label_B1-0-0 3 9", "w_label_A").unwrap();
    assert_eq!(paired.truth.videos["w_label_A"].events.len(), 0);
    let error = pair_with("v_label_B1-0-0 3 9", "w_label_G-0-0").unwrap_err();
    assert_eq!(error.to_string(), "annotation file has no line for w_label_G-0-0");
    assert_eq!(error.code(), "E3");
    let error = pair_with("v_label_B1-0-0 Abuse 3 9 -1 -1", "w_label_A").unwrap_err();
    assert_eq!(error.code(), "E3");
}

#[test]
fn videos_of_one_side_are_an_error_or_a_named_subset() {
    let truth = || truth_of_labels(&[("a", 2), ("b", 1), ("d", 1)]);
    let scores = || per_video(&[("a", 2), ("b", 1), ("c", 1)]);
    let error = pair(scores(), truth(), &PairOptions::default()).unwrap_err();
    assert_eq!(error.code(), "E1");
    assert!(
        error.to_string().starts_with("no ground truth for 1 of 3 videos: c; no scores for 1: d"),
        "{error}"
    );
    let subset = PairOptions { subset: true, ..PairOptions::default() };
    let paired = pair(scores(), truth(), &subset).unwrap();
    assert_eq!(paired.scores.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(paired.truth.videos.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((paired.without_truth, paired.without_scores), (vec!["c".to_string()], vec!["d".to_string()]));
    assert_eq!(paired.warnings, [InputWarning::Subset { without_truth: 1, without_scores: 1 }]);
    // Nothing in common is no subset.
    let error = pair(per_video(&[("x", 1)]), truth(), &subset).unwrap_err();
    assert_eq!(error.code(), "E1");
    // The same for annotations: a line without scores, and scores without a line.
    let annotated = || truth_text("a Abuse 1 2 -1 -1\nd Abuse 1 2 -1 -1");
    assert_eq!(pair(per_video(&[("a", 1)]), annotated(), &PairOptions::default()).unwrap_err().code(), "E1");
    let paired = pair(per_video(&[("a", 1), ("c", 1)]), annotated(), &subset).unwrap();
    assert_eq!(paired.scores.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!((paired.without_truth, paired.without_scores), (vec!["c".to_string()], vec!["d".to_string()]));
}

/// Truth of 16 frames per count, the last frame odd unless the video is normal by name.
fn truth_of_labels(videos: &[(&str, usize)]) -> TruthInput {
    let given = videos.iter().map(|(id, count)| (format!("{id}.npy"), labels(&frame_labels(id, *count))));
    let mut given: Vec<(String, Vec<u8>)> = given.collect();
    if given.len() == 1 {
        given.push((".hidden".into(), Vec::new()));
    }
    read_truth(&given.into_iter().collect::<MemoryFiles>()).unwrap()
}

fn frame_labels(id: &str, count: usize) -> Vec<u8> {
    let mut labels = vec![0; 16 * count];
    labels[16 * count - 1] = u8::from(!id.contains("Normal"));
    labels
}

fn concatenated_truth(videos: &[(&str, usize)]) -> TruthInput {
    let all: Vec<u8> = videos.iter().flat_map(|(id, count)| frame_labels(id, *count)).collect();
    read_truth(&MemoryFiles::one("gt.npy", labels(&all))).unwrap()
}

fn concatenated_scores(count: usize, name: &str) -> ScoreInput {
    let values: Vec<f32> = (0..count).map(|i| i as f32).collect();
    read_scores(&MemoryFiles::one(name, floats(&values)), None).unwrap()
}

const VIDEOS: [(&str, usize); 3] = [("b", 2), ("Normal_1", 3), ("a", 1)];

#[test]
fn an_array_of_all_labels_is_cut_by_the_list_and_held_against_the_names() {
    let listed = list("b__0.npy\nNormal_1__0.npy\na__0.npy");
    let options = PairOptions { list: Some(&listed), ..PairOptions::default() };
    let paired = pair(per_video(&VIDEOS), concatenated_truth(&VIDEOS), &options).unwrap();
    let expected: Vec<(String, Vec<u8>)> =
        ["Normal_1", "a", "b"].map(|id| (id.into(), frame_labels(id, count_of(id)))).into();
    assert_eq!(of_videos(&paired.truth), expected);
    let wrong = list("Normal_1\na\nb");
    let options = PairOptions { list: Some(&wrong), ..PairOptions::default() };
    let error = pair(per_video(&VIDEOS), concatenated_truth(&VIDEOS), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ground truth and list order disagree: Normal_1 is normal by name but has 1 positive frames"
    );
    assert_eq!(error.code(), "E6");
}

fn count_of(id: &str) -> usize {
    VIDEOS.iter().find(|(other, _)| *other == id).unwrap().1
}

#[test]
fn an_array_of_all_scores_is_cut_by_the_lengths_of_the_truth_or_of_the_list() {
    let expected = vec![
        ("Normal_1".to_string(), vec![2.0, 3.0, 4.0]),
        ("a".to_string(), vec![5.0]),
        ("b".to_string(), vec![0.0, 1.0]),
    ];
    let found = |paired: Paired| -> Vec<(String, Vec<f32>)> {
        paired.scores.into_iter().map(|(id, track)| (id, track.scores)).collect()
    };
    let names = list("b\nNormal_1\na");
    let options = PairOptions { list: Some(&names), ..PairOptions::default() };
    let paired = pair(concatenated_scores(6, "s.npy"), truth_of_labels(&VIDEOS), &options).unwrap();
    assert_eq!(found(paired), expected);
    // Frame counts in the list: whole snippets and up to 15 frames more.
    let counted = list("b 0 40\nNormal_1 0 63\na 0 16");
    let options = PairOptions { list: Some(&counted), ..PairOptions::default() };
    let paired = pair(concatenated_scores(6, "s.npy"), concatenated_truth(&VIDEOS), &options).unwrap();
    assert!(!paired.is_order_unchecked);
    assert_eq!(of_videos(&paired.truth).len(), 3);
    assert_eq!(found(paired), expected);
    // The features lost the last snippet where n is divisible by 16.
    let lost = list("b 0 40\nNormal_1 0 64\na 0 17");
    let options = PairOptions { list: Some(&lost), ..PairOptions::default() };
    let annotations = truth_text("b 1 2\nNormal_1 1 1\na 1 2");
    assert_eq!(found(pair(concatenated_scores(6, "s.npy"), annotations, &options).unwrap()), expected);
}

#[test]
fn lengths_that_do_not_add_up_are_refused() {
    let names = list("b\nNormal_1\na");
    let options = PairOptions { list: Some(&names), ..PairOptions::default() };
    let error = pair(concatenated_scores(8, "s.npy"), truth_of_labels(&VIDEOS), &options).unwrap_err();
    assert_eq!(error.to_string(), "s.npy holds 8 values, but the 3 videos of the list add up to 6");
    let error = pair(per_video(&VIDEOS[..2]), concatenated_truth(&VIDEOS), &options).unwrap_err();
    assert!(matches!(error, InputError::NoLength { ref video, .. } if video == "a"), "{error}");
    for (scores, truth) in [
        (concatenated_scores(6, "s.npy"), truth_of_labels(&VIDEOS)),
        (concatenated_scores(6, "s.npy"), truth_text("b 1 2")),
        (per_video(&VIDEOS), concatenated_truth(&VIDEOS)),
    ] {
        let error = pair(scores, truth, &PairOptions::default()).unwrap_err();
        assert!(matches!(error, InputError::NeedsList { .. }), "{error}");
    }
}

#[test]
fn equal_lengths_without_a_list_are_pooled_and_marked() {
    let paired =
        pair(concatenated_scores(6, "s.npy"), concatenated_truth(&VIDEOS), &PairOptions::default()).unwrap();
    assert!(paired.is_order_unchecked);
    assert_eq!(paired.warnings, [InputWarning::OrderUnchecked]);
    assert_eq!(paired.scores.keys().collect::<Vec<_>>(), [UNCHECKED_ORDER_ID]);
    assert_eq!(paired.truth.videos[UNCHECKED_ORDER_ID].frames, 96);
    let unequal = pair(concatenated_scores(5, "s.npy"), concatenated_truth(&VIDEOS), &PairOptions::default());
    assert_eq!(unequal.unwrap_err().code(), "E2");
}

#[test]
fn one_array_each_of_the_same_video_is_that_video() {
    let paired =
        pair(concatenated_scores(6, "gt_pred.npy"), concatenated_truth(&VIDEOS), &PairOptions::default());
    let paired = paired.unwrap();
    assert!(!paired.is_order_unchecked);
    assert_eq!(paired.scores.keys().collect::<Vec<_>>(), ["gt"]);
    let paired = pair(per_video(&[("gt", 6)]), concatenated_truth(&VIDEOS), &PairOptions::default()).unwrap();
    assert_eq!(paired.truth.videos["gt"].frames, 96);
    let paired = pair(concatenated_scores(2, "b.npy"), truth_text("b 1 2"), &PairOptions::default()).unwrap();
    assert_eq!(paired.truth.videos["b"].frames, 32);
}

#[test]
fn clips_without_names_go_by_the_list_or_by_their_number() {
    let ranges = "gt_frame = [2:3];\ngt_frame = [1:16];";
    let inclusive1 = PairOptions { interval: Interval::Inclusive1, ..PairOptions::default() };
    let paired = pair(per_video(&[("Test001", 1), ("Test002", 1)]), truth_text(ranges), &inclusive1).unwrap();
    assert_eq!(paired.truth.videos["Test001"].labels()[..4], [false, true, true, false]);
    assert!(paired.truth.videos["Test002"].labels().iter().all(|odd| *odd));
    let names = list("02\n01");
    let options = PairOptions { list: Some(&names), ..inclusive1 };
    let paired = pair(per_video(&[("01", 1), ("02", 1)]), truth_text(ranges), &options).unwrap();
    assert!(paired.truth.videos["01"].labels().iter().all(|odd| *odd));
    let three = list("01\n02\n03");
    let options = PairOptions { list: Some(&three), ..inclusive1 };
    let error = pair(per_video(&[("01", 1), ("02", 1)]), truth_text(ranges), &options).unwrap_err();
    assert!(matches!(error, InputError::ClipCount { listed: 3, annotated: 2 }), "{error}");
}

#[test]
fn damaged_and_cut_off_files_are_errors_and_never_panic() {
    let archive = zip(&[("a.npy", floats(&[0.5; 40])), ("b.npy", labels(&[1, 0]))]);
    let whole = archive.read(0).unwrap().into_owned();
    let table = b"a,0,0.5\nb,0,0.25\n".to_vec();
    for step in 0..600 {
        let mut random = Random::keyed(4, "inputs/damage", step);
        let mut bytes = if step % 4 == 0 { table.clone() } else { whole.clone() };
        if step % 2 == 0 {
            bytes.truncate(random.below(bytes.len()));
        }
        for _ in 0..random.below(4) {
            if !bytes.is_empty() {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
        }
        let given = MemoryFiles::one("x", bytes);
        if let Ok(input) = read_scores(&given, None)
            && let ScoreContent::PerVideo(tracks) = input.scores
        {
            assert!(tracks.values().all(|track| track.scores.iter().all(|score| score.is_finite())));
        }
        let _ = read_truth(&given);
    }
    // A zip whose directory is gone.
    assert!(scores_code(&MemoryFiles::one("x", whole[..whole.len() - 30].to_vec())).starts_with("ckpt/"));
}
