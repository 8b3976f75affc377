//! Scores that know less than the method's, made from them: what the method's number is worth beside them (ours).

use serde::{Deserialize, Serialize};

use super::curve::{Counted, Curve};
use super::pool::{Pool, PooledVideo};
use super::ranked::Ranked;
use crate::random::Random;

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
    let places: Vec<Vec<usize>> = videos
        .iter()
        .enumerate()
        .map(|(video, pooled)| {
            let mut order: Vec<usize> = (0..pooled.counted.len()).collect();
            Random::keyed(SHUFFLE_SEED, "time-shuffled", video as u64).shuffle(&mut order);
            order
        })
        .collect();
    let moved = ranked.shares.iter().map(|share| {
        let video = share.video as usize;
        let place = places[video][share.entry as usize];
        Counted { score: share.score, ..videos[video].counted[place] }
    });
    moved.collect()
}
