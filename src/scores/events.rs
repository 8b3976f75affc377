//! Events: stretches of a track that stay over a threshold.
//!
//! A run is a stretch of frames at or over the threshold. Runs less than [`MIN_GAP_SECONDS`] apart are one event
//! (a walker who is hidden for a moment is not two events), and an event counts if its frames over the
//! threshold last [`MIN_SECONDS`] in all, so that two blips do not add up to an event by the gap between them.
//! Both rules are ours; `docs/plaza.md` has the measurement that chose the length.

use serde::Serialize;

use super::ScoreError;
use super::smooth::check_rate;
use super::track::check_finite;

/// Default threshold in robust units (ours).
pub const DEFAULT_THRESHOLD: f32 = 3.0;
/// Least length of an event in seconds (ours). At half a second, calm scenes gave nearly two events a minute.
pub const MIN_SECONDS: f64 = 1.0;
/// Least gap between two events in seconds (ours).
pub const MIN_GAP_SECONDS: f64 = 0.5;

/// A stretch of frames that stands out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Event {
    /// First frame.
    pub start: usize,
    /// The frame after the last.
    pub end: usize,
    /// The frame with the highest value, the first of equals.
    pub peak: usize,
    /// Its value, in the unit of the track.
    pub value: f32,
}

/// Events of `track`, one value per frame, in order of time.
///
/// Errors: a value, threshold or frame rate that is not finite, a frame rate of 0 or less.
pub fn events(track: &[f32], frames_per_second: f64, threshold: f32) -> Result<Vec<Event>, ScoreError> {
    check_rate(frames_per_second)?;
    check_finite("events", track)?;
    if !threshold.is_finite() {
        return Err(ScoreError::Setting {
            name: "threshold",
            expected: "finite",
            found: f64::from(threshold),
        });
    }
    let seconds = |frames: usize| frames as f64 / frames_per_second;
    let mut merged: Vec<(Event, usize)> = Vec::new();
    for run in runs(track, threshold) {
        let frames_over = run.end - run.start;
        match merged.last_mut() {
            Some((event, over)) if seconds(run.start - event.end) < MIN_GAP_SECONDS => {
                event.end = run.end;
                *over += frames_over;
                if run.value > event.value {
                    (event.peak, event.value) = (run.peak, run.value);
                }
            }
            _ => merged.push((run, frames_over)),
        }
    }
    let lasting = merged.into_iter().filter(|(_, over)| seconds(*over) >= MIN_SECONDS);
    Ok(lasting.map(|(event, _)| event).collect())
}

fn runs(track: &[f32], threshold: f32) -> Vec<Event> {
    let mut runs: Vec<Event> = Vec::new();
    for (frame, &value) in track.iter().enumerate().filter(|(_, value)| **value >= threshold) {
        match runs.last_mut() {
            Some(run) if run.end == frame => {
                run.end = frame + 1;
                if value > run.value {
                    (run.peak, run.value) = (frame, value);
                }
            }
            _ => runs.push(Event { start: frame, end: frame + 1, peak: frame, value }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// A track at 10 frames per second: 10 frames are a second.
    fn at_10(track: &[f32]) -> Vec<(usize, usize, usize)> {
        events(track, 10.0, 3.0).unwrap().iter().map(|e| (e.start, e.end, e.peak)).collect()
    }

    fn track(n: usize, high: &[(usize, usize)]) -> Vec<f32> {
        let is_high = |i: usize| high.iter().any(|&(start, end)| (start..end).contains(&i));
        (0..n).map(|i| if is_high(i) { 4.0 } else { 0.0 }).collect()
    }

    #[test]
    fn an_event_lasts_a_second_and_knows_its_peak() {
        let mut values = track(30, &[(10, 20)]);
        values[12] = 9.0;
        assert_eq!(at_10(&values), [(10, 20, 12)]);
        assert_eq!(events(&values, 10.0, 3.0).unwrap()[0].value, 9.0);
        assert_eq!(at_10(&track(30, &[(10, 19)])), []);
        assert_eq!(at_10(&track(10, &[(0, 10)])), [(0, 10, 0)]);
        assert_eq!(at_10(&[]), []);
    }

    #[test]
    fn the_threshold_itself_is_over() {
        assert_eq!(at_10(&[3.0; 11]), [(0, 11, 0)]);
        assert_eq!(at_10(&[2.999; 11]), []);
    }

    #[test]
    fn runs_close_to_each_other_are_one_event() {
        assert_eq!(at_10(&track(40, &[(5, 10), (14, 19)])), [(5, 19, 5)]);
        assert_eq!(at_10(&track(40, &[(5, 15), (19, 29)])), [(5, 29, 5)]);
        assert_eq!(at_10(&track(40, &[(5, 15), (20, 30)])), [(5, 15, 5), (20, 30, 20)]);
    }

    #[test]
    fn two_blips_do_not_become_an_event_by_their_gap() {
        assert_eq!(at_10(&track(40, &[(5, 9), (13, 17)])), []);
    }

    #[test]
    fn events_never_overlap_and_never_are_too_short() {
        let mut random = Random::keyed(3, "events", 0);
        for _ in 0..300 {
            let rate = random.between(1.0, 60.0);
            let mut level = 0.0;
            let values: Vec<f32> = (0..random.below(400))
                .map(|_| {
                    level = 0.9 * level + random.between(-1.5, 1.9);
                    level as f32
                })
                .collect();
            let found = events(&values, rate, 3.0).unwrap();
            for event in &found {
                assert!((event.end - event.start) as f64 / rate >= MIN_SECONDS);
                assert!((event.start..event.end).contains(&event.peak) && values[event.peak] == event.value);
                assert!(values[event.start..event.end].iter().all(|v| *v <= event.value));
                assert!(values[event.start] >= 3.0 && values[event.end - 1] >= 3.0);
            }
            for pair in found.windows(2) {
                assert!((pair[1].start - pair[0].end) as f64 / rate >= MIN_GAP_SECONDS);
            }
        }
    }

    #[test]
    fn what_has_no_length_is_refused() {
        assert!(matches!(events(&[f32::NAN], 10.0, 3.0), Err(ScoreError::NotFinite { .. })));
        for (rate, threshold) in
            [(0.0, 3.0), (f64::NAN, 3.0), (-1.0, 3.0), (10.0, f32::NAN), (10.0, f32::INFINITY)]
        {
            assert!(matches!(events(&[1.0], rate, threshold), Err(ScoreError::Setting { .. })));
        }
    }
}
