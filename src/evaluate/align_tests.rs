//! Lengths and edges, on videos small enough to count by hand.

use super::*;
use crate::evaluate::TruthEvent;

fn truth(frames: usize, events: &[(usize, usize)]) -> VideoTruth {
    let events = events.iter().map(|&(start, end)| TruthEvent { start, end, ..TruthEvent::default() });
    VideoTruth { frames, events: events.collect() }
}

fn with(policy: LengthPolicy) -> Conventions {
    Conventions { length_policy: policy, ..Conventions::default() }
}

/// Positives and negatives under each score, and the note.
type Counts = (Vec<(u64, u64)>, Option<FrameNote>);

/// Positives and negatives under each of the scores 0, 1, 2 … with four frames each.
fn counts(scores: usize, truth: &VideoTruth, switches: &Conventions) -> Result<Counts, EvaluateError> {
    let scores: Vec<f32> = (0..scores).map(|i| i as f32).collect();
    let aligned = align("v", &scores, 4, 4, truth, switches)?;
    Ok((aligned.counted.iter().map(|c| (c.positives, c.negatives)).collect(), aligned.note))
}

#[test]
fn equal_lengths_need_no_note() {
    let (counted, note) = counts(2, &truth(8, &[(3, 6)]), &Conventions::default()).unwrap();
    assert_eq!((counted, note), (vec![(1, 3), (2, 2)], None));
}

#[test]
fn strict_refuses_every_difference() {
    for frames in [0, 4, 7, 9] {
        let error = counts(2, &truth(frames, &[]), &Conventions::default()).unwrap_err();
        assert!(matches!(error, EvaluateError::Length { scores: 2, repeat: 4, .. }), "{error}");
    }
}

#[test]
fn truncate_cuts_both_ways_and_says_so() {
    let (counted, note) = counts(2, &truth(6, &[(3, 6)]), &with(LengthPolicy::Truncate)).unwrap();
    assert_eq!(counted, [(1, 3), (2, 0)]);
    let note = note.unwrap();
    assert_eq!((note.scored, note.truth, note.used), (8, 6, 6));
    let (counted, note) = counts(2, &truth(11, &[(7, 11)]), &with(LengthPolicy::Truncate)).unwrap();
    assert_eq!(counted, [(0, 4), (1, 3)]);
    assert_eq!(note.unwrap().clipped_events, [[7, 11]]);
}

#[test]
fn the_last_score_holds_to_the_end_of_the_truth_but_never_past_it() {
    let (counted, note) = counts(2, &truth(11, &[(7, 11)]), &with(LengthPolicy::HoldLast)).unwrap();
    assert_eq!(counted, [(0, 4), (4, 3)]);
    assert_eq!(note.unwrap().held, 3);
    assert_eq!(counts(2, &truth(7, &[]), &with(LengthPolicy::HoldLast)).unwrap_err().code(), "E2");
    assert_eq!(counts(0, &truth(7, &[]), &with(LengthPolicy::HoldLast)).unwrap_err().code(), "E2");
}

#[test]
fn a_built_truth_has_the_length_of_the_scores_and_counts_what_lies_outside() {
    let events = [(2, 5), (6, 12), (9, 12)];
    for frames in [0, 12] {
        let (counted, note) = counts(2, &truth(frames, &events), &with(LengthPolicy::Build)).unwrap();
        assert_eq!(counted, [(2, 2), (3, 1)]);
        let note = note.unwrap();
        assert_eq!((note.clipped_events, note.lost_events), (vec![[6, 12]], vec![[9, 12]]));
    }
    assert_eq!(counts(2, &truth(7, &events[..1]), &with(LengthPolicy::Build)).unwrap_err().code(), "E2");
}

#[test]
fn edges_are_left_out_after_alignment() {
    let edges = Conventions { drop_head: 5, drop_tail: 1, ..Conventions::default() };
    let (counted, note) = counts(3, &truth(12, &[(4, 12)]), &edges).unwrap();
    assert_eq!(counted, [(3, 0), (3, 0)]);
    let note = note.unwrap();
    assert_eq!((note.used, note.dropped), (6, 6));
    let error = counts(1, &truth(4, &[]), &Conventions { drop_head: 2, drop_tail: 2, ..edges }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "v: 4 frames, but 2 + 2 are dropped at its edges; nothing is left to evaluate"
    );
}
