//! Examples that can be checked by hand.

use super::*;

/// Several videos, two of one class only.
fn example_2() -> Set {
    set(&[
        ("a", &[0, 0, 1, 1], &[0.1, 0.3, 0.2, 0.9]),
        ("b", &[0, 0, 0], &[0.2, 0.6, 0.1]),
        ("c", &[1, 1], &[0.4, 0.5]),
        ("d", &[0, 1, 0], &[0.5, 0.5, 0.7]),
    ])
}

#[test]
fn example_1_with_ties() {
    let set =
        set(&[("v", &[0, 0, 1, 1, 0, 1, 0, 0, 1, 0], &[0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.1, 0.9, 0.8])]);
    let evaluation = by_default(&set);
    let groups: Vec<_> = evaluation
        .curve()
        .points()
        .iter()
        .map(|p| (p.threshold, p.true_positives, p.false_positives))
        .collect();
    assert_eq!(groups, [(0.9, 1, 0), (0.8, 2, 1), (0.4, 3, 3), (0.35, 4, 3), (0.2, 4, 4), (0.1, 4, 6)]);
    assert_eq!(evaluation.curve().auroc_ratio(), (37, 48));
    let found = evaluation.results();
    close("auroc", found.pooled.auroc, 0.770833333333, 1e-12);
    close("ap step", found.pooled.ap_step, 0.684523809524, 1e-12);
    close("ap trapezoid", found.pooled.ap_trapezoid, 0.738095238095, 1e-12);
    close("eer", found.eer, 0.357142857143, 1e-12);
    close("chance", found.chance_ap, 0.4, 1e-12);
    assert_eq!(Bootstrap::new(&evaluation).run().own, None, "one video has no spread");
}

#[test]
fn example_2_over_several_videos() {
    let evaluation = by_default(&example_2());
    let found = evaluation.results();
    close("auroc", found.pooled.auroc, 0.642857142857, 1e-12);
    close("ap step", found.pooled.ap_step, 0.614285714286, 1e-12);
    close("ap trapezoid", found.pooled.ap_trapezoid, 0.573809523810, 1e-12);
    close("auroc of anomalous videos", found.anomalous.unwrap().auroc, 0.6, 1e-12);
    close("macro skip", found.by_video.skip.unwrap(), 0.5, 1e-12);
    assert_eq!((found.by_video.skip_videos, found.by_video.left_out), (2, 2));
    close("macro pad", found.by_video.pad, 0.909722222222, 1e-12);
    close("far", found.far.unwrap(), 1.0 / 3.0, 1e-12);
    close("far over negative frames", found.far_negative_frames, 3.0 / 7.0, 1e-12);
}

#[test]
fn example_2_per_video() {
    let evaluation = by_default(&example_2());
    let own: Vec<_> = evaluation.rows().iter().map(|row| (row.id.as_str(), row.auroc)).collect();
    assert_eq!(own, [("a", Some(0.75)), ("b", None), ("c", None), ("d", Some(0.25))]);
    for (row, padded) in evaluation.rows().iter().zip([0.888888888889, 1.0, 1.0, 0.75]) {
        close(&row.id, row.auroc_padded, padded, 1e-12);
    }
    let b = &evaluation.rows()[1];
    assert_eq!((b.frames, b.positive, b.class.as_str(), b.max_score), (3, 0, "Normal", 0.6));
    assert_eq!(b.undefined, "AUC undefined: all 3 frames are negative; both kinds are needed");
    close("mean score", b.mean_score, 0.3, 1e-7);
    let curve = evaluation.video_curve("d").unwrap();
    assert_eq!((curve.scores, curve.starts, curve.end), (vec![0.5, 0.5, 0.7], vec![0, 1, 2], 3));
    assert_eq!(curve.odd, [[1, 2]]);
    assert_eq!(evaluation.video_curve("e"), None);
}

#[test]
fn videos_that_do_not_match_are_named_and_a_subset_leaves_them_out() {
    let (tracks, mut truth) = set(&[("a", &[0, 1], &[0.1, 0.2]), ("b", &[0, 1], &[0.1, 0.2])]);
    let moved = truth.videos.remove("b").unwrap();
    truth.videos.insert("B".into(), moved);
    let set = (tracks, truth);
    let error = refused(&set, &Conventions::default());
    assert_eq!(error.code(), "E1");
    assert!(error.to_string().starts_with("no ground truth for 1 of 2 videos: b; no scores for 1: B"));
    let subset = Conventions { subset: true, ..Conventions::default() };
    let evaluation = evaluated(&set, &subset);
    assert_eq!(evaluation.videos().len(), 1);
    assert_eq!(
        (&evaluation.pool().without_truth[0], &evaluation.pool().without_scores[0]),
        (&"b".to_string(), &"B".to_string())
    );
    assert!(codes(&evaluation).contains(&"subset"));
    let nothing = (set.0, Truth::default());
    assert_eq!(refused(&nothing, &subset).code(), "E1");
}

#[test]
fn lengths_are_strict() {
    let mut set = set(&[("a", &[0, 1, 1], &[0.1, 0.2])]);
    let plain = Conventions::default();
    assert_eq!(refused(&set, &plain).code(), "E2");
    set.0.insert("a".into(), ScoreTrack::new(usize::MAX, vec![0.1, 0.2]));
    assert_eq!(refused(&set, &plain).code(), "E2");
    set.0.insert("a".into(), ScoreTrack::new(0, vec![0.1, 0.2]));
    assert_eq!(refused(&set, &plain).code(), "scores/setting");
}

#[test]
fn a_length_error_names_the_scores_as_given_even_after_frame_smoothing() {
    let (mut tracks, truth) = set(&[("a", &[0, 1, 1, 1, 1], &[])]);
    tracks.insert("a".into(), ScoreTrack::new(2, vec![0.1, 0.2]));
    let boxed = Conventions { smooth: Smooth::Box(3), ..Conventions::default() };
    let message = refused(&(tracks, truth), &boxed).to_string();
    assert!(message.starts_with("a: 2 scores x 2 = 4 frames, ground truth has 5 (+1)"), "{message}");
}

#[test]
fn one_class_and_bad_scores_are_errors() {
    let mut set = set(&[("a", &[1, 1], &[0.1, 0.2])]);
    let plain = Conventions::default();
    assert_eq!(
        refused(&set, &plain).to_string(),
        "AUC undefined: all 2 frames are positive; both kinds are needed"
    );
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        set.0.insert("a".into(), ScoreTrack::new(1, vec![0.1, bad]));
        assert_eq!(refused(&set, &plain).code(), "E4");
    }
}

#[test]
fn inverted_and_unbounded_scores_are_remarked() {
    let evaluation = by_default(&set(&[("a", &[0, 1], &[9.0, 0.2])]));
    let warnings: Vec<String> = evaluation.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings[0],
        "W1: AUC 0.000000 < 0.5: inverted scores or misaligned files? (1 - AUC = 1.000000)"
    );
    assert!(
        warnings.contains(&"W2: scores outside [0,1]: 0.2..9; FAR at 0.5 needs its own threshold".into()),
        "{warnings:?}"
    );
}

#[test]
fn a_score_that_tells_videos_apart_and_not_moments_is_remarked() {
    let evaluation = by_default(&set(&[("a", &[0, 1], &[0.9, 0.8]), ("b", &[0, 0], &[0.1, 0.2])]));
    assert!(evaluation.results().pooled.auroc <= evaluation.results().controls.video_mean);
    assert!(codes(&evaluation).contains(&"W5"));
    let moments = by_default(&set(&[("a", &[0, 1], &[0.1, 0.9]), ("b", &[0, 0], &[0.1, 0.2])]));
    assert!(!codes(&moments).contains(&"W5"));
}

#[test]
fn every_changed_switch_says_what_it_does() {
    let set = example_2();
    let says = |switches: Conventions, code: &str, text: &str| {
        let evaluation = evaluated(&set, &switches);
        let found = evaluation.warnings().iter().find(|w| w.code == code && w.text.contains(text));
        assert!(found.is_some(), "{code} {text}: {:?}", evaluation.warnings());
    };
    let plain = Conventions::default();
    says(
        Conventions { crop: Crop::Only(5), ..plain.clone() },
        "crop",
        "single crop 5; VadCLIP/DSANet chose 5",
    );
    says(
        Conventions { smooth: Smooth::Forward(2), ..plain.clone() },
        "smooth",
        "unsmoothed value: AUC 0.642857",
    );
    let concat = Conventions { smooth: Smooth::Box(2), smooth_scope: SmoothScope::Concat, ..plain.clone() };
    says(concat, "smooth_scope", "crosses video borders at 3 places");
    says(
        Conventions { normalise: Normalise::VideoMinmax, ..plain.clone() },
        "normalise",
        "golden AUC falls to 0.7973",
    );
    says(
        Conventions { normalise: Normalise::TrainZ, ..plain.clone() },
        "normalise",
        "taken as done by the method",
    );
    says(Conventions { drop_head: 1, ..plain.clone() }, "drop", "drops 1+0 frames per video");
    says(Conventions { interval: Interval::Inclusive0, ..plain.clone() }, "interval", "149 odd frames");
    says(
        Conventions { length_policy: LengthPolicy::Truncate, ..plain.clone() },
        "length_policy",
        "0 of 4 videos",
    );
    says(
        Conventions { average: Average::MacroPad, ..plain.clone() },
        "average",
        "one-class videos count as 1.0",
    );
    says(Conventions { far_tau_picked: true, ..plain.clone() }, "far_tau", "0.5 was picked on this data");
    says(
        Conventions { preset: Some(Preset::Pel4VadUcf), ..plain.clone() },
        "W4",
        "total 12 is not a known variant of UCF-Crime",
    );
    let far = Conventions { far_tau: 0.15, ..plain };
    close("far at .15", evaluated(&set, &far).results().far.unwrap(), 2.0 / 3.0, 1e-12);
}

#[test]
fn events_outside_the_frames_are_remarked_one_by_one() {
    let (tracks, mut truth) = set(&[("a", &[0, 0, 0], &[0.1, 0.2, 0.3])]);
    let event = |start, end| TruthEvent { start, end, ..TruthEvent::default() };
    truth.videos.insert("a".into(), VideoTruth { frames: 0, events: vec![event(2, 5), event(7, 9)] });
    let build = Conventions { length_policy: LengthPolicy::Build, ..Conventions::default() };
    let evaluation = evaluated(&(tracks, truth), &build);
    let lines: Vec<String> = evaluation.warnings().iter().map(ToString::to_string).collect();
    for event in ["2-5", "7-9"] {
        let line = format!("W3: a: event {event} lies outside its 3 frames (clipped or lost)");
        assert!(lines.contains(&line), "{lines:?}");
    }
}

#[test]
fn smoothing_starts_from_the_unsmoothed_track_where_there_is_one() {
    let (mut tracks, truth) = set(&[("a", &[0, 0, 1, 1], &[])]);
    let mut track = ScoreTrack::new(1, vec![0.5; 4]);
    track.raw = Some(vec![0.0, 0.0, 1.0, 1.0]);
    tracks.insert("a".into(), track);
    let set = (tracks, truth);
    assert_eq!(by_default(&set).results().pooled.auroc, 0.5);
    let smoothed = evaluated(&set, &Conventions { smooth: Smooth::Box(1), ..Conventions::default() });
    assert_eq!(smoothed.results().pooled.auroc, 1.0);
    assert_eq!(smoothed.results().unsmoothed.unwrap().auroc, 1.0);
}

#[test]
fn methods_are_compared_on_the_same_frames_only() {
    let first = by_default(&example_2());
    let same = Bootstrap::paired(&first, &first).unwrap().run();
    let none = same.difference.unwrap();
    assert_eq!((none.auroc.ci95, none.auroc.sd), ([0.0, 0.0], 0.0));
    let comparison = Comparison::new(&first, &first, "twin", same.difference).unwrap();
    assert_eq!((comparison.difference.auroc, comparison.auroc_differs), (0.0, Some(false)));
    let (mut tracks, mut truth) = example_2();
    tracks.remove("b");
    truth.videos.remove("b");
    let fewer = by_default(&(tracks, truth));
    assert_eq!(Bootstrap::paired(&first, &fewer).unwrap_err().code(), "E1");
    let (tracks, mut truth) = example_2();
    truth.videos.insert("b".into(), VideoTruth::from_labels(&[true, false, false]));
    let relabelled = by_default(&(tracks, truth));
    assert_eq!(Comparison::new(&first, &relabelled, "x", None).unwrap_err().code(), "evaluate/pair");
}

#[test]
fn what_reading_and_pairing_remarked_stands_with_the_evaluation() {
    let (scores, truth) = example_2();
    let outside = |start, end, what| inputs::InputWarning::EventOutside {
        video: "a".into(),
        start,
        end,
        frames: 4,
        what,
    };
    let paired = inputs::Paired {
        scores,
        truth,
        events: Vec::new(),
        without_truth: vec!["x".into()],
        without_scores: Vec::new(),
        is_order_unchecked: false,
        warnings: vec![outside(2, 6, "clipped"), outside(8, 9, "lost")],
    };
    let evaluation = Evaluation::of_paired(&paired, &Conventions::default(), None).unwrap();
    let first = &evaluation.warnings()[0];
    assert_eq!(
        (first.code.as_str(), first.text.as_str()),
        ("W3", "a: event 2-6 lies outside its 4 frames (clipped)")
    );
    let note = &evaluation.pool().notes[0];
    assert_eq!((&note.clipped_events, &note.lost_events), (&vec![[2, 6]], &vec![[8, 9]]));
    let card = Card::new(&evaluation, &CardFacts::default(), None, None);
    assert_eq!((card.stamp.as_str(), card.data.events_clipped, card.data.events_lost), ("SUBSET", 1, 1));
    let unchecked = inputs::Paired { is_order_unchecked: true, ..paired };
    let evaluation = Evaluation::of_paired(&unchecked, &Conventions::default(), None).unwrap();
    assert_eq!((evaluation.results().anomalous, evaluation.results().by_video.skip), (None, None));
    assert_eq!(Card::new(&evaluation, &CardFacts::default(), None, None).data.order, "unchecked");
}
