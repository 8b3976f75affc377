//! The pooled metrics of a resample, from scores sorted once.
//!
//! Only groups of equal scores that hold an odd frame move the metrics; between them it is enough to count. On
//! UCF-Crime 5,400 of 69,000 groups do, and a resample costs less than a tenth of a millisecond.

use super::ranked::Ranked;
use super::results::Pooled;

/// Shares by descending score and the groups of equal scores that hold an odd frame.
#[derive(Debug, Clone)]
pub(super) struct Replay {
    shares: Vec<Weighed>,
    /// `[start, end)` in `shares`, ascending.
    groups: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Weighed {
    video: u32,
    positives: u32,
    negatives: u32,
}

impl Replay {
    pub fn new(ranked: &Ranked) -> Self {
        let mut groups = Vec::new();
        let mut start = 0;
        for group in ranked.shares.chunk_by(|a, b| a.score == b.score) {
            let end = start + group.len() as u32;
            if group.iter().any(|share| share.positives > 0) {
                groups.push((start, end));
            }
            start = end;
        }
        let weighed = ranked.shares.iter().map(|share| Weighed {
            video: share.video,
            positives: share.positives,
            negatives: share.negatives,
        });
        Self { shares: weighed.collect(), groups }
    }

    /// The metrics when video v counts `drawn[v]` times; `None` for one class.
    pub fn metrics(&self, drawn: &[u32]) -> Option<Pooled> {
        let (mut tp, mut fp) = (0_u64, 0_u64);
        // Twice the frame pairs in the wrong order: ties count one, a negative above counts two.
        let mut wrong = 0_u128;
        let (mut step, mut trapezoid) = (0.0, 0.0);
        let mut counted = 0;
        for &(start, end) in &self.groups {
            fp += self.negatives(counted, start, drawn);
            counted = end;
            let (positives, negatives) = self.group(start, end, drawn);
            if positives > 0 {
                // The implied first point has precision 1.
                let before = if tp + fp == 0 { 1.0 } else { tp as f64 / (tp + fp) as f64 };
                wrong += u128::from(positives) * u128::from(2 * fp + negatives);
                (tp, fp) = (tp + positives, fp + negatives);
                let precision = tp as f64 / (tp + fp) as f64;
                step += positives as f64 * precision;
                trapezoid += positives as f64 * ((precision + before) / 2.0);
            } else {
                fp += negatives;
            }
        }
        fp += self.negatives(counted, self.shares.len() as u32, drawn);
        if tp == 0 || fp == 0 {
            return None;
        }
        let pairs = 2 * u128::from(tp) * u128::from(fp);
        Some(Pooled {
            auroc: (pairs - wrong) as f64 / pairs as f64,
            ap_step: step / tp as f64,
            ap_trapezoid: trapezoid / tp as f64,
        })
    }

    fn negatives(&self, start: u32, end: u32, drawn: &[u32]) -> u64 {
        let shares = &self.shares[start as usize..end as usize];
        shares.iter().map(|s| u64::from(drawn[s.video as usize]) * u64::from(s.negatives)).sum()
    }

    fn group(&self, start: u32, end: u32, drawn: &[u32]) -> (u64, u64) {
        self.shares[start as usize..end as usize].iter().fold((0, 0), |(positives, negatives), share| {
            let times = u64::from(drawn[share.video as usize]);
            (positives + times * u64::from(share.positives), negatives + times * u64::from(share.negatives))
        })
    }
}
