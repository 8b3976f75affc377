//! Worked examples of `evaluation.md` §5 and the published UCF-Crime scores.

use std::collections::BTreeMap;

use super::bootstrap::replicate_auroc;
use super::*;
use crate::scores::{ScoreFile, ScoreTrack};

const AUC_TOLERANCE: f64 = 1e-12;
const AP_TOLERANCE: f64 = 1e-9;

fn close(what: &str, got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance, "{what}: got {got}, want {want}");
}

/// Each video as id, labels, scores.
fn set(videos: &[(&str, &[u8], &[f32])]) -> (BTreeMap<String, ScoreTrack>, Truth) {
    let tracks = videos.iter().map(|(id, _, scores)| (id.to_string(), ScoreTrack::new(1, scores.to_vec())));
    let truth = videos.iter().map(|(id, labels, _)| {
        let labels: Vec<bool> = labels.iter().map(|l| *l == 1).collect();
        (id.to_string(), VideoTruth::from_labels(&labels))
    });
    (tracks.collect(), Truth { videos: truth.collect() })
}

#[test]
fn example_1_with_ties() {
    let (tracks, truth) =
        set(&[("v", &[0, 0, 1, 1, 0, 1, 0, 0, 1, 0], &[0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.1, 0.9, 0.8])]);
    let videos = pool(&tracks, &truth).unwrap();
    let curve = Curve::new(videos[0].counted.clone()).unwrap();
    let groups: Vec<_> =
        curve.points().iter().map(|p| (p.threshold, p.true_positives, p.false_positives)).collect();
    assert_eq!(groups, [(0.9, 1, 0), (0.8, 2, 1), (0.4, 3, 3), (0.35, 4, 3), (0.2, 4, 4), (0.1, 4, 6)]);
    assert_eq!(curve.auroc_ratio(), (37, 48));
    let report = evaluate(&tracks, &truth).unwrap();
    close("auroc", report.auroc, 0.770833333333, AUC_TOLERANCE);
    close("ap step", report.ap_step, 0.684523809524, AP_TOLERANCE);
    close("ap trapezoid", report.ap_trapezoid, 0.738095238095, AP_TOLERANCE);
    close("eer", report.eer, 0.357142857143, AP_TOLERANCE);
    assert_eq!((report.videos, report.frames, report.positive_frames), (1, 10, 4));
    assert_eq!(report.auroc_ci95, None, "one video has no spread");
}

#[test]
fn example_2_over_several_videos() {
    let (tracks, truth) = set(&[
        ("a", &[0, 0, 1, 1], &[0.1, 0.3, 0.2, 0.9]),
        ("b", &[0, 0, 0], &[0.2, 0.6, 0.1]),
        ("c", &[1, 1], &[0.4, 0.5]),
        ("d", &[0, 1, 0], &[0.5, 0.5, 0.7]),
    ]);
    let report = evaluate(&tracks, &truth).unwrap();
    close("auroc", report.auroc, 0.642857142857, 1e-12);
    close("ap step", report.ap_step, 0.614285714286, AP_TOLERANCE);
    close("ap trapezoid", report.ap_trapezoid, 0.573809523810, AP_TOLERANCE);
    close("auroc of anomalous videos", report.auroc_anomalous.unwrap(), 0.6, AUC_TOLERANCE);
    close("far", report.far.unwrap(), 1.0 / 3.0, AUC_TOLERANCE);
    close("far over negative frames", report.far_negative_frames, 3.0 / 7.0, AUC_TOLERANCE);
}

#[test]
fn videos_that_do_not_match_are_named() {
    let (tracks, mut truth) = set(&[("a", &[0, 1], &[0.1, 0.2]), ("b", &[0, 1], &[0.1, 0.2])]);
    let moved = truth.videos.remove("b").unwrap();
    truth.videos.insert("B".into(), moved);
    let error = evaluate(&tracks, &truth).unwrap_err();
    assert_eq!(error.code(), "E1");
    assert!(error.to_string().starts_with("no ground truth for 1 of 2 videos: b; no scores for 1: B"));
}

#[test]
fn lengths_are_strict() {
    let (mut tracks, truth) = set(&[("a", &[0, 1, 1], &[0.1, 0.2])]);
    assert_eq!(evaluate(&tracks, &truth).unwrap_err().code(), "E2");
    for stride in [0, usize::MAX] {
        tracks.insert("a".into(), ScoreTrack::new(stride, vec![0.1, 0.2]));
        assert_eq!(pool(&tracks, &truth).unwrap_err().code(), "E2");
    }
}

#[test]
fn one_class_and_bad_scores_are_errors() {
    let (mut tracks, truth) = set(&[("a", &[1, 1], &[0.1, 0.2])]);
    assert_eq!(
        evaluate(&tracks, &truth).unwrap_err().to_string(),
        "AUC undefined: all 2 frames are positive; both kinds are needed"
    );
    tracks.insert("a".into(), ScoreTrack::new(1, vec![0.1, f32::NAN]));
    assert_eq!(evaluate(&tracks, &truth).unwrap_err().code(), "E4");
}

#[test]
fn inverted_and_unbounded_scores_are_remarked() {
    let (tracks, truth) = set(&[("a", &[0, 1], &[9.0, 0.2])]);
    let warnings = evaluate(&tracks, &truth).unwrap().warnings.join("\n");
    assert!(warnings.contains("W1") && warnings.contains("W2: scores outside"), "{warnings}");
}

/// The authors' UCF-Crime scores and truth (`evaluation.md` §5, Golden), where they are present.
fn golden() -> Option<(BTreeMap<String, ScoreTrack>, Truth)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ucf-crime");
    let (Ok(scores), Ok(truth)) =
        (std::fs::read(format!("{folder}/scores.npz")), std::fs::read(format!("{folder}/truth.npz")))
    else {
        println!("skipped: ../shared is not here");
        return None;
    };
    let scores = ScoreFile::from_npz(&scores, 16).expect("scores of the golden");
    Some((scores.videos, Truth::from_npz(&truth).expect("truth of the golden")))
}

#[test]
fn ucf_crime_scores_give_the_published_numbers() {
    let Some((tracks, truth)) = golden() else {
        return;
    };
    let videos = pool(&tracks, &truth).unwrap();
    let curve = Curve::new(videos.iter().flat_map(|v| v.counted.clone()).collect()).unwrap();
    assert_eq!(curve.points().len(), 69_187);
    assert_eq!(curve.auroc_ratio(), (149_705_525_088, 172_555_277_312));
    let report = evaluate(&tracks, &truth).unwrap();
    assert_eq!((report.videos, report.frames, report.positive_frames), (290, 1_109_680, 84_128));
    close("auroc", report.auroc, 0.8675801019827, 1e-12);
    close("ap trapezoid", report.ap_trapezoid, 0.33999179804, AP_TOLERANCE);
    close("ap step", report.ap_step, 0.33917342633, AP_TOLERANCE);
    close("auroc anomalous", report.auroc_anomalous.unwrap(), 0.7017966030390, AUC_TOLERANCE);
    close("far", report.far.unwrap(), 3072.0 / 647_824.0, AUC_TOLERANCE);
    close("far negative", report.far_negative_frames, 0.073169376102, AUC_TOLERANCE);
    close("eer", report.eer, 0.233014025618, 1e-9);
    let [low, high] = report.auroc_ci95.unwrap();
    close("interval low", low, 0.805508, 5e-7);
    close("interval high", high, 0.909956, 5e-7);
    for (b, want) in [0.860488043154, 0.894954301893, 0.881139304305].into_iter().enumerate() {
        close("replicate", replicate_auroc(&videos, b as u64).unwrap(), want, 1e-12);
    }
}
