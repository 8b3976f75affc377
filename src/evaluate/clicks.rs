//! A person's clicks on a clip, as a score track and against its truth (ours).

use super::{EvaluateError, VideoTruth, auroc};
use crate::random::Random;

/// A curve falls to a negligible part this many widths away from a click.
const REACH: f64 = 6.0;

/// Clicks on a clip of known truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Clicked {
    /// `[frames]`: the sum of a bell around each click.
    pub scores: Vec<f32>,
    /// Area under the ROC curve of `scores`.
    pub auroc: f64,
    /// Frames from the start of each event to the first click in it; none for an event that was missed.
    pub delays: Vec<Option<usize>>,
    /// Clicks in no event.
    pub strays: usize,
}

/// Reads `clicks`, frames from 0, against `truth` with each event's ends moved outwards by `edge` frames (inwards where
/// it is negative). `width` is the bell's deviation in frames, above 0.
///
/// Errors: E7 where no frame or every frame is odd.
pub fn clicked(
    clicks: &[usize],
    truth: &VideoTruth,
    width: f64,
    edge: isize,
) -> Result<Clicked, EvaluateError> {
    let scores = bells(clicks, truth.frames, width);
    let events: Vec<[usize; 2]> =
        truth.events.iter().filter_map(|event| moved([event.start, event.end], truth.frames, edge)).collect();
    let within = |frame: usize, [start, end]: [usize; 2]| (start..end).contains(&frame);
    let labels: Vec<bool> =
        (0..truth.frames).map(|frame| events.iter().any(|&event| within(frame, event))).collect();
    let first = |event: [usize; 2]| clicks.iter().copied().filter(|&click| within(click, event)).min();
    Ok(Clicked {
        auroc: auroc(&scores, &labels)?,
        delays: events.iter().map(|&event| first(event).map(|click| click - event[0])).collect(),
        strays: clicks.iter().filter(|&&click| !labels.get(click).copied().unwrap_or(false)).count(),
        scores,
    })
}

/// Areas under the ROC curve of `count` clicks at random frames, one for each of `rounds`: what a person who saw nothing
/// would reach. `width` and `edge` as for [`clicked`].
///
/// Errors: E7 where no frame or every frame is odd.
pub fn by_chance(
    count: usize,
    truth: &VideoTruth,
    (width, edge): (f64, isize),
    rounds: usize,
    seed: u64,
) -> Result<Vec<f64>, EvaluateError> {
    let round = |round: usize| {
        let mut random = Random::keyed(seed, "clicks at random", round as u64);
        let clicks: Vec<usize> = (0..count).map(|_| random.below(truth.frames.max(1))).collect();
        Ok(clicked(&clicks, truth, width, edge)?.auroc)
    };
    (0..rounds).map(round).collect()
}

/// An event with both ends moved outwards; none where nothing is left of it.
fn moved([start, end]: [usize; 2], frames: usize, edge: isize) -> Option<[usize; 2]> {
    let start = start.saturating_add_signed(-edge);
    let end = end.saturating_add_signed(edge).min(frames);
    (start < end).then_some([start, end])
}

fn bells(clicks: &[usize], frames: usize, width: f64) -> Vec<f32> {
    let mut scores = vec![0.0_f32; frames];
    let reach = (REACH * width).ceil() as usize;
    for &click in clicks {
        let first = click.saturating_sub(reach).min(frames);
        let end = (click + reach + 1).min(frames);
        for (place, score) in scores[first..end].iter_mut().enumerate() {
            let distance = ((first + place) as f64 - click as f64) / width;
            *score += libm::exp(-0.5 * distance * distance) as f32;
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::TruthEvent;

    fn truth() -> VideoTruth {
        let event = |start, end| TruthEvent { start, end, ..TruthEvent::default() };
        VideoTruth { frames: 100, events: vec![event(20, 40), event(70, 80)] }
    }

    #[test]
    fn delays_are_counted_from_the_start_of_each_event() {
        let found = clicked(&[36, 25, 90], &truth(), 3.0, 0).expect("both classes");
        assert_eq!((found.delays, found.strays), (vec![Some(5), None], 1));
        assert_eq!(found.scores[25], 1.0 + (-0.5_f64 * (11.0_f64 / 3.0).powi(2)).exp() as f32);
    }

    #[test]
    fn clicks_in_the_events_score_well_and_no_clicks_score_a_half() {
        let area = |clicks: &[usize]| clicked(clicks, &truth(), 2.5, 0).expect("both classes").auroc;
        assert!(area(&[30, 75]) > 0.95);
        assert_eq!(area(&[]), 0.5);
        assert!(area(&[3, 55]) < 0.5);
    }

    #[test]
    fn clicks_at_random_reach_a_half_on_average_and_differ_by_round() {
        let areas = by_chance(3, &truth(), (5.0, 0), 400, 7).expect("both classes");
        let mean = areas.iter().sum::<f64>() / areas.len() as f64;
        assert!((mean - 0.5).abs() < 0.03, "{mean}");
        assert!(areas.iter().any(|area| (area - areas[0]).abs() > 0.1));
        assert_eq!(areas[..2], by_chance(3, &truth(), (5.0, 0), 2, 7).expect("both classes"));
    }

    #[test]
    fn moving_the_edges_moves_the_area_and_may_leave_nothing() {
        let area = |edge| clicked(&[30, 75], &truth(), 5.0, edge).expect("both classes").auroc;
        assert_ne!(area(0), area(6));
        let narrow = clicked(&[30], &truth(), 5.0, -7).expect("the first event is left");
        assert_eq!(narrow.delays, [Some(3)]);
        assert!(matches!(clicked(&[30], &truth(), 5.0, -20), Err(EvaluateError::OneClass { .. })));
        assert!(matches!(clicked(&[30], &truth(), 5.0, 200), Err(EvaluateError::OneClass { .. })));
    }

    #[test]
    fn a_click_behind_the_end_is_a_stray() {
        assert_eq!(clicked(&[500], &truth(), 5.0, 0).expect("both classes").strays, 1);
    }
}
