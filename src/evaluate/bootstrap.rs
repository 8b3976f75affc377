//! A 95 % interval for the pooled AUROC, by resampling videos (`evaluation.md` §11).
//!
//! Videos are resampled, never frames: the frames of one video are far from independent. Draws are
//! stratified: videos with an odd frame first, then the others, each in the order of their ids.

use super::pool::PooledVideo;
use crate::random::Random;

/// Resamples drawn.
pub const REPLICATES: u64 = 1000;
/// Fewer videos than this say nothing about other videos, so there is no interval (ours).
const MIN_VIDEOS: usize = 2;

/// Frames of one video that share one score.
struct Share {
    video: usize,
    positives: u64,
    negatives: u64,
    /// Whether this is the last share of its score.
    closes_group: bool,
}

/// The 2.5 and 97.5 percentiles of the AUROC over `replicates` resamples of `videos`.
///
/// `None` where no interval can be stated: fewer than two videos, or a resample that holds one class only.
pub fn auroc_interval(videos: &[PooledVideo], seed: u64, replicates: u64) -> Option<[f64; 2]> {
    if videos.len() < MIN_VIDEOS || replicates == 0 {
        return None;
    }
    let shares = sorted_shares(videos);
    let mut areas: Vec<f64> = (0..replicates)
        .map(|b| resampled_auroc(&shares, &multiplicities(videos, seed.wrapping_add(b))))
        .collect::<Option<_>>()?;
    areas.sort_by(f64::total_cmp);
    Some([percentile(&areas, 0.025), percentile(&areas, 0.975)])
}

fn sorted_shares(videos: &[PooledVideo]) -> Vec<Share> {
    let mut scored: Vec<(f32, Share)> = Vec::new();
    for (video, pooled) in videos.iter().enumerate() {
        scored.extend(pooled.counted.iter().map(|c| {
            (c.score, Share { video, positives: c.positives, negatives: c.negatives, closes_group: true })
        }));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    for i in 1..scored.len() {
        scored[i - 1].1.closes_group = scored[i - 1].0 != scored[i].0;
    }
    scored.into_iter().map(|(_, share)| share).collect()
}

/// How often each video is drawn in the replicate started at `state`.
fn multiplicities(videos: &[PooledVideo], state: u64) -> Vec<u64> {
    let (anomalous, normal): (Vec<usize>, Vec<usize>) =
        (0..videos.len()).partition(|&v| videos[v].is_anomalous());
    let mut drawn = vec![0; videos.len()];
    let mut random = Random::new(Random::new(state).next_u64());
    for stratum in [anomalous, normal] {
        for _ in 0..stratum.len() {
            drawn[stratum[random.below(stratum.len())]] += 1;
        }
    }
    drawn
}

fn resampled_auroc(shares: &[Share], drawn: &[u64]) -> Option<f64> {
    let (mut positives, mut negatives, mut area) = (0_u128, 0_u128, 0_u128);
    let (mut group_positives, mut group_negatives) = (0_u128, 0_u128);
    for share in shares {
        let times = drawn[share.video];
        group_positives += u128::from(times * share.positives);
        group_negatives += u128::from(times * share.negatives);
        if share.closes_group {
            area += group_negatives * (2 * positives + group_positives);
            positives += group_positives;
            negatives += group_negatives;
            (group_positives, group_negatives) = (0, 0);
        }
    }
    (positives > 0 && negatives > 0).then(|| area as f64 / (2 * positives * negatives) as f64)
}

/// Linear interpolation at position q(n - 1) of sorted values; `sorted` is not empty.
fn percentile(sorted: &[f64], q: f64) -> f64 {
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

/// The AUROC of replicate `b` alone, for comparing implementations.
#[cfg(test)]
pub(super) fn replicate_auroc(videos: &[PooledVideo], b: u64) -> Option<f64> {
    resampled_auroc(&sorted_shares(videos), &multiplicities(videos, b))
}
