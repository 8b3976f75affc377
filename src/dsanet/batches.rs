//! Which samples make which batch: known from seed and epoch alone.

use super::DsaNetError;
use super::run_config::{Sampling, TrainConfig};
use super::samples::SampleSource;
use crate::random::Random;

/// Purposes of the random streams of the shuffles.
const SHUFFLES: [&str; 2] = ["dsanet shuffle normal", "dsanet shuffle abnormal"];
const MIXED: &str = "dsanet shuffle";

/// The samples of a run, by kind.
#[derive(Debug, Clone)]
pub(crate) struct Batches {
    /// Normal and abnormal ones, or all of them in the first.
    kinds: Vec<Vec<usize>>,
    batch_size: usize,
    drop_last: bool,
    seed: u64,
    epochs: usize,
}

impl Batches {
    /// Of all samples of a source. Errors: none of a kind, or too few for one batch.
    pub(crate) fn new(source: &impl SampleSource, config: &TrainConfig) -> Result<Self, DsaNetError> {
        let all = 0..source.len();
        let (kinds, names): (Vec<Vec<usize>>, &[&str]) = match config.sampling {
            Sampling::Mixed => (vec![all.collect()], &["training"]),
            Sampling::Balanced => {
                let (normal, abnormal) = all.partition(|&index| source.is_normal(index));
                (vec![normal, abnormal], &["normal", "abnormal"])
            }
        };
        for (kind, what) in kinds.iter().zip(names.iter().copied()) {
            let (found, expected) = (kind.len(), config.batch_size);
            if found == 0 {
                return Err(DsaNetError::NoVideos { what });
            }
            if config.drop_last && found < expected {
                return Err(DsaNetError::NoBatch { what, found, expected });
            }
        }
        let TrainConfig { batch_size, drop_last, seed, epochs, .. } = *config;
        Ok(Self { kinds, batch_size, drop_last, seed, epochs })
    }

    fn batches(&self, kind: &[usize]) -> usize {
        if self.drop_last { kind.len() / self.batch_size } else { kind.len().div_ceil(self.batch_size) }
    }

    /// Steps of one epoch: it ends with the kind that has fewer batches.
    pub(crate) fn steps_per_epoch(&self) -> usize {
        self.kinds.iter().map(|kind| self.batches(kind)).min().unwrap_or(0)
    }

    /// Steps of the schedule of the model of normality. The batches of both kinds are counted (authors' code), so that for
    /// balanced batches the run ends near the schedule's middle.
    pub(crate) fn scheduled_steps(&self) -> usize {
        self.epochs * self.kinds.iter().map(|kind| self.batches(kind)).sum::<usize>()
    }

    /// Samples of a step of an epoch: the normal ones first.
    pub(crate) fn batch(&self, epoch: usize, step: usize) -> Vec<usize> {
        let purposes: &[&str] = if self.kinds.len() == 1 { &[MIXED] } else { &SHUFFLES };
        let mut batch = Vec::new();
        for (kind, purpose) in self.kinds.iter().zip(purposes) {
            let mut order = kind.clone();
            Random::keyed(self.seed, purpose, epoch as u64).shuffle(&mut order);
            let first = step * self.batch_size;
            batch.extend_from_slice(&order[first..order.len().min(first + self.batch_size)]);
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;

    fn source(normal: usize, abnormal: usize) -> Vec<Sample> {
        let sample = |index: usize| Sample {
            classes: vec![usize::from(index >= normal)],
            snippets: 1,
            rows: vec![index as f32],
        };
        (0..normal + abnormal).map(sample).collect()
    }

    #[test]
    fn the_published_counts_of_steps() {
        let ucf = Batches::new(&source(8_000, 8_100), &TrainConfig::default()).expect("batches");
        assert_eq!((ucf.steps_per_epoch(), ucf.scheduled_steps()), (125, 2_510));
        let config = TrainConfig {
            sampling: Sampling::Mixed,
            batch_size: 96,
            drop_last: false,
            ..TrainConfig::default()
        };
        let xd = Batches::new(&source(20_490, 19_050), &config).expect("batches");
        assert_eq!((xd.steps_per_epoch(), xd.scheduled_steps()), (412, 4_120));
        assert_eq!(xd.batch(0, 411).len(), 39_540 - 411 * 96, "the last batch is smaller");
    }

    #[test]
    fn every_batch_has_both_kinds_and_an_epoch_meets_no_sample_twice() {
        let config = TrainConfig { batch_size: 4, ..TrainConfig::default() };
        let batches = Batches::new(&source(13, 9), &config).expect("batches");
        let mut met = Vec::new();
        for step in 0..batches.steps_per_epoch() {
            let batch = batches.batch(2, step);
            assert!(
                batch[..4].iter().all(|&index| index < 13) && batch[4..].iter().all(|&index| index >= 13)
            );
            met.extend(batch);
        }
        let count = met.len();
        met.sort_unstable();
        met.dedup();
        assert_eq!((count, met.len()), (16, 16));
        assert_ne!(batches.batch(0, 0), batches.batch(1, 0));
    }

    #[test]
    fn kinds_that_are_missing_or_too_few_are_named() {
        let config = TrainConfig { batch_size: 4, ..TrainConfig::default() };
        let none = Batches::new(&source(8, 0), &config).expect_err("no abnormal video");
        assert!(matches!(none, DsaNetError::NoVideos { what: "abnormal" }));
        let few = Batches::new(&source(3, 8), &config).expect_err("too few");
        assert!(matches!(few, DsaNetError::NoBatch { what: "normal", found: 3, expected: 4 }));
    }
}
