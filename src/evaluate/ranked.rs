//! All scores of an evaluation, sorted once. Every curve over some of the videos, every control and every
//! resample is a pass over this order.

use super::EvaluateError;
use super::curve::{Counted, Curve};
use super::pool::PooledVideo;

/// Frames of one video that share one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    pub score: f32,
    /// Index of the video.
    pub video: u32,
    /// Index of the score within its video.
    pub entry: u32,
    pub positives: u32,
    pub negatives: u32,
}

/// Shares by descending score; equal scores keep the order of the videos.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    pub shares: Vec<Share>,
}

impl Ranked {
    /// Sorts. Scores are finite; a score covers fewer than 2^32 frames and there are fewer than 2^32 of them,
    /// since each takes more than a byte of memory here and a file of its own before.
    pub fn new(videos: &[PooledVideo]) -> Self {
        let mut shares = Vec::with_capacity(videos.iter().map(|v| v.counted.len()).sum());
        for (video, pooled) in videos.iter().enumerate() {
            shares.extend(pooled.counted.iter().enumerate().map(|(entry, counted)| Share {
                score: counted.score,
                video: video as u32,
                entry: entry as u32,
                positives: counted.positives as u32,
                negatives: counted.negatives as u32,
            }));
        }
        let mut keys: Vec<u64> =
            shares.iter().enumerate().map(|(i, share)| (descending(share.score) << 32) | i as u64).collect();
        keys.sort_unstable();
        Self { shares: keys.into_iter().map(|key| shares[(key & 0xFFFF_FFFF) as usize]).collect() }
    }

    /// The curve over the videos that `keep` by index.
    pub fn curve(&self, keep: impl Fn(usize) -> bool) -> Result<Curve, EvaluateError> {
        let kept = self.shares.iter().filter(|share| keep(share.video as usize));
        Curve::from_sorted(kept.map(Share::counted))
    }
}

impl Share {
    /// Score and frames alone.
    pub fn counted(&self) -> Counted {
        Counted {
            score: self.score,
            positives: u64::from(self.positives),
            negatives: u64::from(self.negatives),
        }
    }
}

/// A key that ascends as the score descends; 0.0 and -0.0 are one score.
fn descending(score: f32) -> u64 {
    let bits = (score + 0.0).to_bits();
    let ascending = if bits >> 31 == 1 { !bits } else { bits | 0x8000_0000 };
    u64::from(!ascending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_orders_every_finite_score() {
        let scores = [f32::MAX, 3.5, 1.0, f32::MIN_POSITIVE, 1e-45, 0.0, -1e-45, -0.5, -2.0, f32::MIN];
        assert!(scores.windows(2).all(|pair| descending(pair[0]) < descending(pair[1])));
        assert_eq!(descending(0.0), descending(-0.0));
    }

    #[test]
    fn equal_scores_keep_the_order_of_their_videos() {
        let video = |scores: &[f32]| PooledVideo {
            id: String::new(),
            counted: scores.iter().map(|&score| Counted { score, positives: 1, negatives: 0 }).collect(),
            first_frame: 0,
            odd: Vec::new(),
            classes: Vec::new(),
        };
        let ranked = Ranked::new(&[video(&[0.5, 0.0]), video(&[0.5, 0.9, -0.0])]);
        let order: Vec<(u32, u32)> = ranked.shares.iter().map(|s| (s.video, s.entry)).collect();
        assert_eq!(order, [(1, 1), (0, 0), (1, 0), (0, 1), (1, 2)]);
    }
}
