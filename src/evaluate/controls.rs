//! Scores that know less than the method's, made from them: what the method's number is worth beside them (ours).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::curve::{Counted, Curve};
use super::pool::{Pool, PooledVideo};
use super::ranked::Ranked;
use crate::random::Random;
use crate::scores::ScoreTrack;

/// Seed of the shuffled control.
const SHUFFLE_SEED: u64 = 0;

/// Area under the ROC curve of the controls, all frames pooled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Controls {
    /// Each video's scores replaced by their mean: tells videos apart, never moments.
    pub video_mean: f64,
    /// Each video's scores in a random order of time, seed 0.
    pub time_shuffled: f64,
}

/// Computes both. The pool holds both classes, so that each has a value.
pub(super) fn controls(pool: &Pool, ranked: &Ranked) -> Controls {
    let area = |curve: Result<Curve, _>| curve.map_or(f64::NAN, |curve| curve.auroc());
    let means = pool.videos.iter().map(to_mean).collect();
    Controls {
        video_mean: area(Curve::new(means)),
        time_shuffled: area(Curve::from_sorted(shuffled(&pool.videos, ranked))),
    }
}

fn to_mean(video: &PooledVideo) -> Counted {
    let (positives, negatives) = (video.positives(), video.negatives());
    let weighted = video.counted.iter().map(|c| f64::from(c.score) * (c.positives + c.negatives) as f64);
    let frames = (positives + negatives).max(1) as f64;
    Counted { score: (weighted.sum::<f64>() / frames) as f32, positives, negatives }
}

/// The ranked scores, each with the labels of another place of its video.
fn shuffled(videos: &[PooledVideo], ranked: &Ranked) -> Vec<Counted> {
    let places: Vec<Vec<usize>> =
        videos.iter().enumerate().map(|(video, pooled)| places(video, pooled.counted.len())).collect();
    let moved = ranked.shares.iter().map(|share| {
        let video = share.video as usize;
        let place = places[video][share.entry as usize];
        Counted { score: share.score, ..videos[video].counted[place] }
    });
    moved.collect()
}

/// Where each score of the `video`-th video goes.
fn places(video: usize, scores: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores).collect();
    Random::keyed(SHUFFLE_SEED, "time-shuffled", video as u64).shuffle(&mut order);
    order
}

/// The first control as tracks, for whoever wants to see it: each video's scores replaced by their mean.
pub fn with_video_means(tracks: &BTreeMap<String, ScoreTrack>) -> BTreeMap<String, ScoreTrack> {
    let of = |track: &ScoreTrack| {
        let count = track.scores.len();
        let mean = track.scores.iter().map(|&score| f64::from(score)).sum::<f64>() / count.max(1) as f64;
        ScoreTrack::new(track.stride, vec![mean as f32; count])
    };
    tracks.iter().map(|(id, track)| (id.clone(), of(track))).collect()
}

/// The second control as tracks: each video's scores in another order of time.
pub fn shuffled_in_time(tracks: &BTreeMap<String, ScoreTrack>) -> BTreeMap<String, ScoreTrack> {
    let of = |video: usize, track: &ScoreTrack| {
        let mut scores = track.scores.clone();
        for (from, to) in places(video, track.scores.len()).into_iter().enumerate() {
            scores[to] = track.scores[from];
        }
        ScoreTrack::new(track.stride, scores)
    };
    tracks.iter().enumerate().map(|(video, (id, track))| (id.clone(), of(video, track))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Conventions, Evaluation};
    use crate::synth::drawn_scores::{DrawnScores, Knowledge};

    #[test]
    fn the_tracks_have_the_areas_of_the_controls() {
        let drawn = DrawnScores::new(3, Knowledge::default());
        let area = |scores: &BTreeMap<String, ScoreTrack>| {
            let evaluation = Evaluation::new(scores, &drawn.truth, &Conventions::default(), None);
            evaluation.expect("both classes").results().clone()
        };
        let controls = area(&drawn.scores).controls;
        let difference = area(&with_video_means(&drawn.scores)).pooled.auroc - controls.video_mean;
        assert!(difference.abs() < 1e-12);
        assert_eq!(area(&shuffled_in_time(&drawn.scores)).pooled.auroc, controls.time_shuffled);
    }
}
