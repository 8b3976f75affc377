//! Learning on cubes whose truth is known: how the errors of normal and odd ones part or cross (ours).
//!
//! The run is that of a visitor's clip ([`ClipSettings::training`]), recorded; every so many steps a fixed sample of both
//! sorts is scored. The truth is only looked at, never learned from.

use std::sync::Arc;

use burn::tensor::Device;

use super::clip::{CHECKPOINT_CUBES, ClipSettings, Pace};
use super::model::{ReconCae, Width};
use super::scoring::Scoring;
use super::trace::Trace;
use super::training::{Training, TrainingConfig};
use super::{LbrError, initial};
use crate::evaluate::{EvaluateError, auroc};
use crate::localize::Cubes;
use crate::random::Random;

/// Settings of the experiments in the Learn view, for two runs within 20 seconds on one core of a browser (ours). At the
/// same cost small steps learn more: 400 of 8 leave an error of 267 on the normal cubes of one set, 200 of 16 one of 772;
/// an eighth of the width leaves 1403 after 400 of 16.
pub const SMALL: ClipSettings = ClipSettings {
    width: Some(Width::QUARTER),
    steps: Some(240),
    batch: Some(8),
    refine: false,
    seed: 0,
    pace: Pace::Quick,
    read_every: 1,
    checkpoint_cubes: CHECKPOINT_CUBES,
    budget_seconds: None,
};
/// Steps between two looks there.
pub const SMALL_LOOK: usize = 40;
/// Cubes of either sort that a look scores at most.
const LOOK_CUBES: usize = 48;

/// Why an experiment could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// Learning or scoring.
    #[error(transparent)]
    Lbr(#[from] LbrError),
    /// The measure.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

/// Errors of a sample of both sorts after so many steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Steps done.
    pub step: usize,
    /// Mean error of the normal ones.
    pub normal: f64,
    /// Mean error of the odd ones.
    pub odd: f64,
    /// How often an odd one has the larger error.
    pub auroc: f64,
}

/// A recorded run with looks.
pub struct Experiment {
    training: Training,
    cubes: Arc<Cubes>,
    odd: Vec<bool>,
    sample: Vec<usize>,
    every: usize,
    looks: Vec<Look>,
    device: Device,
}

impl Experiment {
    /// Plans a run over `cubes` with their truth, looked at every `every` steps and before the first one, on `device`, a
    /// device without a tape.
    pub fn new(
        cubes: Arc<Cubes>,
        odd: Vec<bool>,
        settings: &ClipSettings,
        every: usize,
        device: &Device,
    ) -> Result<Self, LbrError> {
        let model = initial::start(settings.network()?, settings.seed, &device.clone().autodiff());
        let config = settings.training(cubes.len());
        let mut training = Training::new(model, cubes.clone(), config, device);
        training.record();
        let sample = sample(&odd, settings.seed);
        let (every, looks) = (every.max(1), Vec::new());
        Ok(Self { training, cubes, odd, sample, every, looks, device: device.clone() })
    }

    /// How it learns.
    pub fn config(&self) -> &TrainingConfig {
        self.training.config()
    }

    /// Whether all steps are done.
    pub fn done(&self) -> bool {
        self.training.done()
    }

    /// A step of learning, with the look that is due.
    pub async fn step(&mut self) -> Result<(), ExperimentError> {
        if self.looks.is_empty() {
            self.look().await?;
        }
        self.training.step().await?;
        if self.training.steps_done().is_multiple_of(self.every) || self.done() {
            self.look().await?;
        }
        Ok(())
    }

    async fn look(&mut self) -> Result<(), ExperimentError> {
        let errors = self.errors_of(self.sample.clone()).await?;
        let labels: Vec<bool> = self.sample.iter().map(|&cube| self.odd[cube]).collect();
        let [normal, odd] = [false, true].map(|sort| mean(&errors, &labels, sort));
        let auroc = auroc(&errors, &labels)?;
        self.looks.push(Look { step: self.training.steps_done(), normal, odd, auroc });
        Ok(())
    }

    async fn errors_of(&self, chosen: Vec<usize>) -> Result<Vec<f32>, LbrError> {
        let mut scoring = Scoring::of(self.model(), self.cubes.clone(), chosen, &self.device);
        while !scoring.done() {
            scoring.step().await?;
        }
        Ok(scoring.into_errors())
    }

    /// Errors of all cubes as the network stands.
    pub async fn errors(&self) -> Result<Vec<f32>, LbrError> {
        self.errors_of((0..self.cubes.len()).collect()).await
    }

    /// The looks until now.
    pub fn looks(&self) -> &[Look] {
        &self.looks
    }

    /// What was recorded.
    pub fn trace(&self) -> Option<&Trace> {
        self.training.trace()
    }

    /// The network as it stands.
    pub fn model(&self) -> ReconCae {
        self.training.model()
    }
}

/// Some cubes of either sort, by index.
fn sample(odd: &[bool], seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..odd.len()).collect();
    Random::keyed(seed, "lbr experiment sample", 0).shuffle(&mut order);
    let of = |sort: bool| order.iter().copied().filter(move |&cube| odd[cube] == sort).take(LOOK_CUBES);
    let mut sample: Vec<usize> = of(false).chain(of(true)).collect();
    sample.sort_unstable();
    sample
}

fn mean(errors: &[f32], odd: &[bool], sort: bool) -> f64 {
    let of = errors.iter().zip(odd).filter(|(_, odd)| **odd == sort);
    let (sum, count) = of.fold((0.0, 0), |(sum, count), (&error, _)| (sum + f64::from(error), count + 1));
    sum / f64::from(count.max(1))
}

/// What was dropped, against the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// Cubes that were learned from at all.
    pub met: usize,
    /// Odd ones among them.
    pub odd: usize,
    /// Cubes that counted nothing when they were last learned from.
    pub dropped: usize,
    /// Odd ones among those.
    pub hits: usize,
}

impl Dropped {
    /// Of last weights ([`Trace::last_weights`]) and the truth.
    pub fn of(last: &[Option<f32>], odd: &[bool]) -> Self {
        let met: Vec<(f32, bool)> =
            last.iter().zip(odd).filter_map(|(weight, &odd)| weight.map(|weight| (weight, odd))).collect();
        let count = |wanted: &dyn Fn(&(f32, bool)) -> bool| met.iter().filter(|pair| wanted(pair)).count();
        Self {
            met: met.len(),
            odd: count(&|&(_, odd)| odd),
            dropped: count(&|&(weight, _)| weight == 0.0),
            hits: count(&|&(weight, odd)| weight == 0.0 && odd),
        }
    }

    /// Share of what was dropped that is odd; none where nothing was.
    pub fn precision(&self) -> Option<f64> {
        (self.dropped > 0).then(|| self.hits as f64 / self.dropped as f64)
    }

    /// Share of the odd ones that were dropped; none where there were none.
    pub fn recall(&self) -> Option<f64> {
        (self.odd > 0).then(|| self.hits as f64 / self.odd as f64)
    }
}

/// The cubes of one sort at these ranks of their errors, 0 the smallest and 1 the largest.
pub fn at_ranks(errors: &[f32], odd: &[bool], sort: bool, ranks: &[f64]) -> Vec<usize> {
    let mut of: Vec<usize> = (0..errors.len()).filter(|&cube| odd[cube] == sort).collect();
    of.sort_by(|&a, &b| errors[a].total_cmp(&errors[b]));
    let at = |rank: f64| of.get((rank * of.len().saturating_sub(1) as f64).round() as usize).copied();
    ranks.iter().filter_map(|&rank| at(rank)).collect()
}

/// The largest error of each frame that has a cube, in the order of the frames, with whether one of its cubes is odd.
pub fn by_frame(cubes: &Cubes, errors: &[f32], odd: &[bool]) -> (Vec<f32>, Vec<bool>) {
    let mut frames: std::collections::BTreeMap<usize, (f32, bool)> = std::collections::BTreeMap::new();
    for ((place, &error), &odd) in cubes.places.iter().zip(errors).zip(odd) {
        let frame = frames.entry(place.frame).or_insert((f32::NEG_INFINITY, false));
        *frame = (frame.0.max(error), frame.1 || odd);
    }
    frames.into_values().unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::localize::{CubePlace, Region, RegionSource};

    #[test]
    fn precision_and_recall_are_those_of_the_cubes_that_were_met() {
        let last = [Some(0.0), Some(0.0), Some(1.0), Some(0.4), None, Some(0.0)];
        let odd = [true, false, true, true, true, true];
        let found = Dropped::of(&last, &odd);
        assert_eq!(found, Dropped { met: 5, odd: 4, dropped: 3, hits: 2 });
        assert_eq!((found.precision(), found.recall()), (Some(2.0 / 3.0), Some(0.5)));
        let nothing = Dropped::of(&[Some(1.0)], &[false]);
        assert_eq!((nothing.precision(), nothing.recall()), (None, None));
    }

    #[test]
    fn ranks_are_those_of_one_sort() {
        let errors = [9.0, 1.0, 5.0, 3.0, 7.0, 2.0];
        let odd = [true, false, false, false, false, false];
        assert_eq!(at_ranks(&errors, &odd, false, &[0.0, 0.5, 1.0]), [1, 3, 4]);
        assert_eq!(at_ranks(&errors, &odd, true, &[0.0, 1.0]), [0, 0]);
        assert!(at_ranks(&errors, &[false; 6], true, &[0.5]).is_empty());
    }

    #[test]
    fn a_frame_has_the_largest_error_of_its_cubes() {
        let region = Region { corners: [0.0, 0.0, 9.0, 9.0], source: RegionSource::File };
        let places = [5, 2, 5, 9].map(|frame| CubePlace { frame, region }).to_vec();
        let cubes = Cubes { pixels: Vec::new(), places };
        let found = by_frame(&cubes, &[3.0, 1.0, 7.0, 2.0], &[true, false, false, false]);
        assert_eq!(found, (vec![1.0, 7.0, 2.0], vec![false, true, false]));
    }
}
