//! How scores and truth meet.

use super::*;

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
