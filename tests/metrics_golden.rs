//! Frame metrics held against scikit-learn's (`tests/golden/metrics.py`).

use std::collections::BTreeMap;

use oddframe::evaluate::{Conventions, Evaluation, Truth, VideoTruth};
use oddframe::scores::ScoreTrack;
use serde::Deserialize;

/// Both sides compute in float64 from the same counts; only the order of the sums differs.
const TOLERANCE: f64 = 1e-12;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    videos: Vec<Video>,
    auroc: f64,
    ap_step: f64,
    ap_trapezoid: f64,
    eer: f64,
}

#[derive(Deserialize)]
struct Video {
    labels: Vec<u8>,
    scores: Vec<f32>,
}

#[test]
fn metrics_equal_those_of_scikit_learn_on_scores_with_ties() {
    let golden: Golden = serde_json::from_str(include_str!("golden/metrics.json")).expect("the golden file");
    assert_eq!(golden.cases.len(), 60);
    for (number, case) in golden.cases.iter().enumerate() {
        let (mut tracks, mut videos) = (BTreeMap::new(), BTreeMap::new());
        for (place, video) in case.videos.iter().enumerate() {
            let labels: Vec<bool> = video.labels.iter().map(|label| *label == 1).collect();
            tracks.insert(format!("v{place}"), ScoreTrack::new(1, video.scores.clone()));
            videos.insert(format!("v{place}"), VideoTruth::from_labels(&labels));
        }
        let evaluation = Evaluation::new(&tracks, &Truth { videos }, &Conventions::default(), None).unwrap();
        let found = evaluation.results();
        for (what, got, want) in [
            ("auroc", found.pooled.auroc, case.auroc),
            ("ap step", found.pooled.ap_step, case.ap_step),
            ("ap trapezoid", found.pooled.ap_trapezoid, case.ap_trapezoid),
            ("eer", found.eer, case.eer),
        ] {
            assert!((got - want).abs() <= TOLERANCE, "case {number}, {what}: got {got}, want {want}");
        }
    }
}
