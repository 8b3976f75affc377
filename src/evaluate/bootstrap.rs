//! 95 % intervals of the pooled metrics, by resampling videos.
//!
//! Videos are resampled, never frames: the frames of one video are far from independent. Draws are
//! stratified: videos with an odd frame first, then the others, each in the order of their ids. Two methods are
//! compared on the same draws. Scores are sorted once; a resample only weights them anew ([`Replay`]).

use serde::{Deserialize, Serialize};

use super::evaluation::Evaluation;
use super::replay::Replay;
use super::results::Pooled;
use super::{EvaluateError, stated};
use crate::random::Random;

/// Resamples drawn.
pub const REPLICATES: u64 = 1000;
/// Fewer videos than this say nothing about other videos, so there is no interval (ours).
const MIN_VIDEOS: usize = 2;

/// The spread of one metric over the resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// 2.5 and 97.5 percentiles.
    pub ci95: [f64; 2],
    /// Standard deviation (ddof 1).
    pub sd: f64,
}

/// The spread of the pooled metrics, or of their difference between two methods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// Area under the ROC curve.
    pub auroc: Spread,
    /// Average precision, step rule.
    pub ap_step: Spread,
    /// Average precision, trapezoid rule.
    pub ap_trapezoid: Spread,
    /// Resamples behind them.
    pub replicates: u64,
    /// Their seed.
    pub seed: u64,
}

/// What a finished [`Bootstrap`] found. `None` where no interval can be stated: fewer than two videos or
/// resamples, or a resample that holds one class only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Resampled {
    /// Of the evaluation itself.
    #[serde(with = "stated::not_available")]
    pub own: Option<Intervals>,
    /// Of the evaluation minus the one it is compared with.
    #[serde(with = "stated::not_available")]
    pub difference: Option<Intervals>,
}

/// A resampling under way: the caller steps it and may stop at any time.
#[derive(Debug, Clone)]
pub struct Bootstrap {
    own: Replay,
    other: Option<Replay>,
    strata: [Vec<usize>; 2],
    seed: u64,
    total: u64,
    values: Vec<Option<(Pooled, Option<Pooled>)>>,
}

impl Bootstrap {
    /// Prepares the resamples of one evaluation, as many as its conventions say.
    pub fn new(evaluation: &Evaluation) -> Self {
        let videos = evaluation.videos();
        let (anomalous, normal) = (0..videos.len()).partition(|&v| videos[v].is_anomalous());
        let switches = evaluation.conventions();
        Self {
            own: Replay::new(evaluation.ranked()),
            other: None,
            strata: [anomalous, normal],
            seed: switches.interval_seed,
            total: if videos.len() < MIN_VIDEOS { 0 } else { switches.interval_replicates },
            values: Vec::new(),
        }
    }

    /// The same for two evaluations on the same draws. Errors: not the same videos (E1) or frames.
    pub fn paired(evaluation: &Evaluation, other: &Evaluation) -> Result<Self, EvaluateError> {
        super::compare::check_paired(evaluation.videos(), other.videos())?;
        Ok(Self { other: Some(Replay::new(other.ranked())), ..Self::new(evaluation) })
    }

    /// Draws up to `count` more resamples; gives those done and those to be done in all.
    pub fn step(&mut self, count: u64) -> (u64, u64) {
        let done = self.values.len() as u64;
        for b in done..done.saturating_add(count).min(self.total) {
            let value = self.replicate(b);
            self.values.push(value);
        }
        (self.values.len() as u64, self.total)
    }

    /// The intervals over the resamples drawn so far.
    pub fn finish(&self) -> Resampled {
        let all: Option<Vec<_>> = self.values.iter().copied().collect();
        let all = all.unwrap_or_default();
        let own: Vec<Pooled> = all.iter().map(|(own, _)| *own).collect();
        let difference: Vec<Pooled> =
            all.iter().filter_map(|(own, other)| other.map(|other| own.minus(&other))).collect();
        Resampled { own: self.intervals(&own), difference: self.intervals(&difference) }
    }

    /// All resamples at once.
    pub fn run(mut self) -> Resampled {
        self.step(self.total);
        self.finish()
    }

    /// The metrics of resample `b`, of the evaluation and of the one it is compared with.
    pub(super) fn replicate(&self, b: u64) -> Option<(Pooled, Option<Pooled>)> {
        let drawn = self.multiplicities(b);
        let own = self.own.metrics(&drawn)?;
        match &self.other {
            Some(other) => Some((own, Some(other.metrics(&drawn)?))),
            None => Some((own, None)),
        }
    }

    /// How often each video is drawn in resample `b`.
    fn multiplicities(&self, b: u64) -> Vec<u32> {
        let mut drawn = vec![0; self.strata[0].len() + self.strata[1].len()];
        self.each_draw(b, |video| drawn[video] += 1);
        drawn
    }

    fn each_draw(&self, b: u64, mut take: impl FnMut(usize)) {
        let mut random = Random::new(Random::new(self.seed.wrapping_add(b)).next_u64());
        for stratum in &self.strata {
            for _ in 0..stratum.len() {
                take(stratum[random.below(stratum.len())]);
            }
        }
    }

    fn intervals(&self, values: &[Pooled]) -> Option<Intervals> {
        let spread = |of: fn(&Pooled) -> f64| Spread::of(values.iter().map(of).collect());
        Some(Intervals {
            auroc: spread(|p| p.auroc)?,
            ap_step: spread(|p| p.ap_step)?,
            ap_trapezoid: spread(|p| p.ap_trapezoid)?,
            replicates: values.len() as u64,
            seed: self.seed,
        })
    }

    /// Places in the first stratum of the first draws of resample `b`.
    #[cfg(test)]
    pub(super) fn first_draws(&self, b: u64, count: usize) -> Vec<usize> {
        let mut drawn = Vec::new();
        self.each_draw(b, |video| drawn.push(video));
        let place = |video: &usize| self.strata[0].iter().position(|v| v == video).unwrap();
        drawn.iter().take(count).map(place).collect()
    }
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        if values.len() < 2 {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let sd = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
        Some(Self { ci95: [percentile(&values, 0.025), percentile(&values, 0.975)], sd })
    }
}

impl Pooled {
    /// Metric by metric.
    pub(super) fn minus(&self, other: &Self) -> Self {
        Self {
            auroc: self.auroc - other.auroc,
            ap_step: self.ap_step - other.ap_step,
            ap_trapezoid: self.ap_trapezoid - other.ap_trapezoid,
        }
    }
}

/// Linear interpolation at position q(n - 1) of sorted values; `sorted` is not empty.
fn percentile(sorted: &[f64], q: f64) -> f64 {
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}
