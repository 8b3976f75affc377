//! Drawn scores: a small scored set without any pictures or network, to try metrics on (ours).
//!
//! [`VIDEOS`] videos of [`SNIPPETS`] snippets of 16 frames, a third of them with one event of 4 to 10 snippets. How much
//! the scores know of videos and how much of moments are two dials ([`Knowledge`]); the rest is noise that changes
//! slowly in time. The same seed and dials give the same bits everywhere.

use std::collections::BTreeMap;

use super::bell::bell;
use crate::evaluate::{Conventions, EvaluateError, Evaluation, Truth, TruthEvent, VideoTruth};
use crate::random::Random;
use crate::scores::ScoreTrack;

/// Videos of a set.
pub const VIDEOS: usize = 24;
/// Every so many, one has an event.
const ODD_EVERY: usize = 3;
/// Scores of a video.
pub const SNIPPETS: usize = 40;
/// Frames that a score covers.
pub const FRAMES_PER_SNIPPET: usize = 16;
/// Snippets of an event: fewest and most.
const EVENT: [usize; 2] = [4, 10];
/// What a dial of 1 adds, before the sigmoid: to all of an odd video, and to an event.
const VIDEO_LIFT: f64 = 2.6;
const MOMENT_LIFT: f64 = 2.2;
/// Level of everything, and deviations of the videos' levels and of the snippets'.
const LEVEL: f64 = -1.6;
const VIDEO_NOISE: f64 = 0.7;
const SNIPPET_NOISE: f64 = 0.9;
/// Share of the noise that stays from snippet to snippet.
const INERTIA: f64 = 0.6;

/// What the scores know, each from 0 (nothing) to 1 (much).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knowledge {
    /// Which videos hold an event.
    pub videos: f64,
    /// When it happens.
    pub moments: f64,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self { videos: 0.8, moments: 0.4 }
    }
}

/// A set with its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnScores {
    /// By id: `odd01`, `normal02` and on.
    pub scores: BTreeMap<String, ScoreTrack>,
    /// Of the same ids.
    pub truth: Truth,
}

impl DrawnScores {
    /// Draws a set.
    pub fn new(seed: u64, knows: Knowledge) -> Self {
        let (mut scores, mut truth) = (BTreeMap::new(), Truth::default());
        for video in 0..VIDEOS {
            let odd = video.is_multiple_of(ODD_EVERY);
            let id = format!("{}{:02}", if odd { "odd" } else { "normal" }, video + 1);
            let mut random = Random::keyed(seed, "drawn scores", video as u64);
            let event = odd.then(|| event(&mut random));
            scores.insert(id.clone(), ScoreTrack::new(FRAMES_PER_SNIPPET, track(&mut random, event, knows)));
            truth.videos.insert(id, video_truth(event));
        }
        Self { scores, truth }
    }

    /// The videos with an event alone.
    pub fn odd_videos(mut self) -> Self {
        self.truth.videos.retain(|_, video| !video.events.is_empty());
        self.scores.retain(|id, _| self.truth.videos.contains_key(id));
        self
    }
}

/// First snippet and the one after the last.
fn event(random: &mut Random) -> [usize; 2] {
    let length = EVENT[0] + random.below(EVENT[1] - EVENT[0] + 1);
    let start = random.below(SNIPPETS - length + 1);
    [start, start + length]
}

fn track(random: &mut Random, event: Option<[usize; 2]>, knows: Knowledge) -> Vec<f32> {
    let lift = if event.is_some() { VIDEO_LIFT * knows.videos } else { 0.0 };
    let level = LEVEL + lift + VIDEO_NOISE * bell(random);
    let fresh = (1.0 - INERTIA * INERTIA).sqrt();
    let mut noise = bell(random);
    let score = |t: usize| {
        let here = event.is_some_and(|[start, end]| (start..end).contains(&t));
        let z = level + f64::from(u8::from(here)) * MOMENT_LIFT * knows.moments + SNIPPET_NOISE * noise;
        noise = INERTIA * noise + fresh * bell(random);
        (1.0 / (1.0 + libm::exp(-z))) as f32
    };
    (0..SNIPPETS).map(score).collect()
}

fn video_truth(event: Option<[usize; 2]>) -> VideoTruth {
    let frames = |snippets: usize| snippets * FRAMES_PER_SNIPPET;
    let events = event.map(|[start, end]| TruthEvent {
        start: frames(start),
        end: frames(end),
        ..TruthEvent::default()
    });
    VideoTruth { frames: frames(SNIPPETS), events: events.into_iter().collect() }
}

/// What choosing among `epochs` by the test set gives: every epoch's scores are those of one set with fresh noise of
/// `spread`, none is better than another. Pairs of the area under the ROC curve on the set that is chosen by, and on a
/// second one from the same source.
///
/// Errors: those of an evaluation, which such a set does not meet.
pub fn epochs_of_noise(seed: u64, epochs: usize, spread: f32) -> Result<Vec<[f64; 2]>, EvaluateError> {
    let sets = [seed, seed.wrapping_add(1 << 32)].map(|seed| DrawnScores::new(seed, Knowledge::default()));
    let area = |set: usize, epoch: usize| -> Result<f64, EvaluateError> {
        let mut random = Random::keyed(seed, "epochs of noise", (2 * epoch + set) as u64);
        let noisy = sets[set].scores.iter().map(|(id, track)| {
            let shaken = track.scores.iter().map(|score| score + spread * bell(&mut random) as f32);
            (id.clone(), ScoreTrack::new(track.stride, shaken.collect()))
        });
        let evaluation = Evaluation::new(&noisy.collect(), &sets[set].truth, &Conventions::default(), None)?;
        Ok(evaluation.results().pooled.auroc)
    };
    (0..epochs).map(|epoch| Ok([area(0, epoch)?, area(1, epoch)?])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(seed: u64, videos: f64, moments: f64) -> crate::evaluate::Results {
        let drawn = DrawnScores::new(seed, Knowledge { videos, moments });
        let evaluation = Evaluation::new(&drawn.scores, &drawn.truth, &Conventions::default(), None);
        evaluation.expect("both classes").results().clone()
    }

    #[test]
    fn a_third_of_the_videos_have_one_event_and_all_lengths_fit() {
        let drawn = DrawnScores::new(7, Knowledge::default());
        assert_eq!((drawn.scores.len(), drawn.truth.videos.len()), (VIDEOS, VIDEOS));
        let odd = drawn.clone().odd_videos();
        assert_eq!((odd.scores.len(), odd.truth.videos.len()), (VIDEOS / ODD_EVERY, VIDEOS / ODD_EVERY));
        assert!(drawn.scores.values().all(|track| track.scores.len() == SNIPPETS));
        drawn.truth.to_json().expect("events lie within their videos");
        assert_eq!(drawn, DrawnScores::new(7, Knowledge::default()));
        assert_ne!(drawn, DrawnScores::new(8, Knowledge::default()));
    }

    #[test]
    fn each_dial_moves_its_own_number() {
        let mean = |videos, moments, of: fn(&crate::evaluate::Results) -> f64| {
            (0..40).map(|seed| of(&results(seed, videos, moments))).sum::<f64>() / 40.0
        };
        let pooled: fn(&crate::evaluate::Results) -> f64 = |found| found.pooled.auroc;
        let within: fn(&crate::evaluate::Results) -> f64 = |found| found.anomalous.expect("odd videos").auroc;
        // Knowing the videos alone lifts the pooled area and says nothing of moments; the other way round.
        assert!(mean(1.0, 0.0, pooled) > 0.8 && (mean(1.0, 0.0, within) - 0.5).abs() < 0.06);
        assert!(mean(0.0, 1.0, within) > 0.85);
        assert!((mean(0.0, 0.0, pooled) - 0.5).abs() < 0.08);
    }

    #[test]
    fn the_best_of_many_equal_epochs_is_no_better_elsewhere() {
        let areas = epochs_of_noise(1, 50, 0.1).expect("both classes");
        let best = areas.iter().copied().max_by(|a, b| a[0].total_cmp(&b[0])).expect("epochs");
        let mean = |set: usize| areas.iter().map(|area| area[set]).sum::<f64>() / 50.0;
        assert!(best[0] > mean(0) + 0.003, "{best:?}");
        assert!((best[1] - mean(1)).abs() < best[0] - mean(0) + 0.02);
    }
}
