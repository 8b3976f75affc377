//! What may be said about a scored clip: one sentence, and what it is worth (ours).
//!
//! The method assumes that most of the clip is normal. It cannot test that, but three signs say that the
//! assumption looks broken, and then no moment is pointed at:
//! * self-paced refinement dropped over [`MAX_DROPPED_SHARE`] of the cubes (ours);
//! * events cover over [`MAX_EVENT_SHARE`] of the frames with objects: they are no exception (ours);
//! * the exceptions lie *below* the usual score: at least [`MIN_LOW_SHARE`] of the frames are [`LOW_UNITS`]
//!   units or more under the median, twice as many as are over it (ours). When odd things fill four fifths of
//!   a clip, the median frame is an odd one and the normal fifth is what differs from it.

use serde::Serialize;

use super::Event;

/// Fewer cubes than this are too little to learn from (ours).
pub const MIN_CUBES: usize = 128;
/// Fewer frames with objects than this are too little (ours).
pub const MIN_FRAMES_WITH_OBJECTS: usize = 30;
/// Share of cubes without weight over the last 50 steps that speaks against a majority (ours).
pub const MAX_DROPPED_SHARE: f64 = 0.2;
/// Share of the frames with objects that events may cover before they stop being exceptions (ours).
pub const MAX_EVENT_SHARE: f64 = 1.0 / 3.0;
/// A frame this many robust units under the median is low, and so many over it high (ours; 2.3 % of a normal
/// distribution on either side).
pub const LOW_UNITS: f32 = 2.0;
/// Least share of low frames that makes them a group of their own (ours; four times the normal share).
pub const MIN_LOW_SHARE: f64 = 0.1;
/// So many times more low than high frames make the low ones the exception (ours).
pub const LOW_TO_HIGH: f64 = 2.0;

/// How the learning behind the scores ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// Cubes learned from.
    pub cubes: usize,
    /// Whether the ranking of the cubes stopped changing before the steps ended.
    pub settled: bool,
    /// Mean share of cubes with weight 0 over the last 50 steps, 0 to 1; 0 without self-paced refinement.
    pub dropped_share: f64,
}

/// What the scores are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Evidence {
    /// Too few cubes or frames with objects.
    TooLittle {
        /// Cubes found.
        cubes: usize,
        /// Frames with at least one object.
        frames_with_objects: usize,
    },
    /// The ranking was still changing.
    Provisional,
    /// The ranking no longer changes.
    Settled,
}

/// What the track shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Finding {
    /// No event.
    Nothing,
    /// These events, in order of time.
    StandsOut {
        /// Never empty.
        events: Vec<Event>,
    },
    /// The assumption that most of the clip is normal looks broken.
    NoMajority,
}

/// The result of a clip.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// What the track shows.
    pub finding: Finding,
    /// What it is worth.
    pub evidence: Evidence,
}

/// Decides what may be said.
///
/// * `robust`: `[frames]`, the smoothed track in robust units
/// * `has_object`: `[frames]`, whether a frame has an object; frames beyond the shorter list are not counted
/// * `events`: those of `robust`
pub fn judge(robust: &[f32], has_object: &[bool], events: &[Event], learning: Learning) -> Verdict {
    let frames_with_objects = has_object.iter().filter(|has| **has).count();
    let evidence = if learning.cubes < MIN_CUBES || frames_with_objects < MIN_FRAMES_WITH_OBJECTS {
        Evidence::TooLittle { cubes: learning.cubes, frames_with_objects }
    } else if learning.settled {
        Evidence::Settled
    } else {
        Evidence::Provisional
    };
    let finding = if learning.dropped_share > MAX_DROPPED_SHARE || lacks_majority(robust, has_object, events)
    {
        Finding::NoMajority
    } else if events.is_empty() {
        Finding::Nothing
    } else {
        Finding::StandsOut { events: events.to_vec() }
    };
    Verdict { finding, evidence }
}

fn lacks_majority(robust: &[f32], has_object: &[bool], events: &[Event]) -> bool {
    let (mut all, mut in_events, mut low, mut high) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (frame, (&value, _)) in robust.iter().zip(has_object).enumerate().filter(|(_, (_, has))| **has) {
        all += 1;
        in_events += usize::from(events.iter().any(|event| (event.start..event.end).contains(&frame)));
        low += usize::from(value <= -LOW_UNITS);
        high += usize::from(value >= LOW_UNITS);
    }
    let share = |count: usize| count as f64 / all.max(1) as f64;
    share(in_events) > MAX_EVENT_SHARE
        || (share(low) >= MIN_LOW_SHARE && low as f64 >= LOW_TO_HIGH * high as f64)
}

impl Verdict {
    /// The result line. `frames_per_second` turns frames into minutes and seconds.
    pub fn sentence(&self, frames_per_second: f64) -> String {
        if let Evidence::TooLittle { cubes, frames_with_objects } = self.evidence {
            return format!(
                "Too little to learn from: {cubes} object cubes in {frames_with_objects} frames; at least {MIN_CUBES} \
                 cubes and {MIN_FRAMES_WITH_OBJECTS} frames with objects are needed"
            );
        }
        match &self.finding {
            Finding::Nothing => "Nothing stands out".into(),
            Finding::NoMajority => {
                "Most of this clip looks alike; the method cannot tell which part is odd".into()
            }
            Finding::StandsOut { events } => {
                let times: Vec<String> =
                    events.iter().map(|e| clock(e.start as f64 / frames_per_second)).collect();
                format!("Stands out at {}", times.join(", "))
            }
        }
    }

    /// What the result line is worth, to be shown beside it; `None` where the line itself says it.
    pub fn caveat(&self) -> Option<&'static str> {
        match self.evidence {
            Evidence::TooLittle { .. } => None,
            Evidence::Provisional => {
                Some("Provisional: the ranking was still changing when learning stopped.")
            }
            Evidence::Settled => Some(
                "The ranking no longer changes. It marks what was hardest to reconstruct in this clip, which need not \
                 be what you look for.",
            ),
        }
    }
}

/// `m:ss`, rounded down.
fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::scores::{DEFAULT_THRESHOLD, centred_smooth, clip_window, events, robust_units};

    const RATE: f64 = 30.0;
    const ENOUGH: Learning = Learning { cubes: 2000, settled: true, dropped_share: 0.05 };

    /// A smoothed noisy clip of 600 frames whose `odd` frames score `height` deviations more.
    fn verdict_of(odd: std::ops::Range<usize>, height: f64, seed: u64) -> Verdict {
        let mut random = Random::keyed(seed, "verdict", 0);
        let raw: Vec<f32> = (0..600)
            .map(|frame| {
                let noise: f64 = (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
                (noise + if odd.contains(&frame) { height } else { 0.0 }) as f32
            })
            .collect();
        let smoothed = centred_smooth(&raw, clip_window(RATE).unwrap()).unwrap();
        let has_object = [true; 600];
        let robust = robust_units(&smoothed, &has_object).unwrap().values;
        let found = events(&robust, RATE, DEFAULT_THRESHOLD).unwrap();
        judge(&robust, &has_object, &found, ENOUGH)
    }

    #[test]
    fn a_short_odd_stretch_stands_out() {
        for seed in 0..20 {
            let verdict = verdict_of(300..360, 3.0, seed);
            assert!(
                matches!(&verdict.finding, Finding::StandsOut { events } if events.len() == 1),
                "{verdict:?}"
            );
            assert!(["Stands out at 0:09", "Stands out at 0:10"].contains(&verdict.sentence(RATE).as_str()));
        }
    }

    #[test]
    fn noise_alone_does_not_stand_out() {
        let cries = (0..40).filter(|&seed| verdict_of(0..0, 0.0, seed).finding != Finding::Nothing).count();
        assert!(cries <= 2, "{cries} of 40");
    }

    #[test]
    fn a_clip_that_is_four_fifths_odd_looks_alike() {
        for seed in 0..20 {
            for odd in [0..480, 120..600] {
                let verdict = verdict_of(odd, 3.0, seed);
                assert_eq!(verdict.finding, Finding::NoMajority);
                assert!(verdict.sentence(RATE).starts_with("Most of this clip looks alike"));
            }
        }
    }

    #[test]
    fn events_over_a_third_of_the_clip_are_no_exception() {
        let event = Event { start: 0, end: 45, peak: 3, value: 9.0 };
        let robust: Vec<f32> = (0..100).map(|i| if i < 45 { 5.0 } else { 0.0 }).collect();
        assert_eq!(judge(&robust, &[true; 100], &[event], ENOUGH).finding, Finding::NoMajority);
        let shorter = Event { end: 30, ..event };
        let robust: Vec<f32> = (0..100).map(|i| if i < 30 { 5.0 } else { 0.0 }).collect();
        assert_eq!(
            judge(&robust, &[true; 100], &[shorter], ENOUGH).finding,
            Finding::StandsOut { events: vec![shorter] }
        );
    }

    #[test]
    fn many_dropped_cubes_speak_against_a_majority() {
        let dropped = Learning { dropped_share: 0.21, ..ENOUGH };
        assert_eq!(judge(&[0.0; 100], &[true; 100], &[], dropped).finding, Finding::NoMajority);
    }

    #[test]
    fn too_little_comes_before_everything_else() {
        for (cubes, frames) in [(127, 100), (2000, 29)] {
            let verdict = judge(&vec![0.0; frames], &vec![true; frames], &[], Learning { cubes, ..ENOUGH });
            assert!(
                verdict
                    .sentence(RATE)
                    .starts_with(&format!("Too little to learn from: {cubes} object cubes in {frames}"))
            );
            assert_eq!(verdict.caveat(), None);
        }
    }

    #[test]
    fn what_is_not_settled_says_so() {
        let running = Learning { settled: false, ..ENOUGH };
        let verdict = judge(&[0.0; 100], &[true; 100], &[], running);
        assert_eq!(verdict.sentence(RATE), "Nothing stands out");
        assert!(verdict.caveat().unwrap().starts_with("Provisional"));
        assert!(
            judge(&[0.0; 100], &[true; 100], &[], ENOUGH)
                .caveat()
                .unwrap()
                .contains("hardest to reconstruct")
        );
    }

    #[test]
    fn times_are_minutes_and_seconds() {
        assert_eq!([0.0, 7.9, 60.0, 605.2].map(clock), ["0:00", "0:07", "1:00", "10:05"]);
    }
}
