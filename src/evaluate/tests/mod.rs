//! Worked examples and the published UCF-Crime scores.

mod examples;
mod golden;
mod properties;

use std::collections::BTreeMap;

use super::*;
use crate::scores::ScoreTrack;

fn close(what: &str, got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance, "{what}: got {got}, want {want}");
}

type Set = (BTreeMap<String, ScoreTrack>, Truth);

/// Each video as id, labels, scores.
fn set(videos: &[(&str, &[u8], &[f32])]) -> Set {
    let tracks = videos.iter().map(|(id, _, scores)| (id.to_string(), ScoreTrack::new(1, scores.to_vec())));
    let truth = videos.iter().map(|(id, labels, _)| {
        let labels: Vec<bool> = labels.iter().map(|l| *l == 1).collect();
        (id.to_string(), VideoTruth::from_labels(&labels))
    });
    (tracks.collect(), Truth { videos: truth.collect() })
}

fn evaluated((tracks, truth): &Set, switches: &Conventions) -> Evaluation {
    Evaluation::new(tracks, truth, switches, None).unwrap()
}

fn by_default(set: &Set) -> Evaluation {
    evaluated(set, &Conventions::default())
}

fn refused((tracks, truth): &Set, switches: &Conventions) -> EvaluateError {
    Evaluation::new(tracks, truth, switches, None).unwrap_err()
}

fn codes(evaluation: &Evaluation) -> Vec<&str> {
    evaluation.warnings().iter().map(|warning| warning.code.as_str()).collect()
}
