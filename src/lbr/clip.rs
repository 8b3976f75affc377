//! A visitor's own clip: how long to learn, when to stop, what is known at the end (ours).

use burn::tensor::Device;
use std::sync::Arc;

use super::LbrError;
use super::initial;
use super::model::{ReconCae, Width};
use super::scoring::{Scoring, Statistics};
use super::spr::{Mode, Spr};
use super::trace::Trace;
use super::training::{Learned, Tail, Training, TrainingConfig};
use crate::localize::Cubes;
use crate::random::Random;

pub use presented::{Presented, present};
pub use settling::rank_correlation;
pub use thin::{MAX_CUBES, thin};
pub use warm::warm;

mod presented;
mod settling;
mod thin;
mod warm;

/// Fewer cubes than this are refused.
pub const MIN_CUBES: usize = 32;
/// Steps between two provisional tracks.
pub const CHECKPOINT_STEPS: usize = 50;
/// Cubes that a provisional track rests on at most (ours).
pub const CHECKPOINT_CUBES: usize = 2048;
/// Share of the steps before which learning does not stop early.
const EARLIEST_STOP: f64 = 0.6;
/// Rank correlation between two checkpoints from which the ranking counts as unchanged.
const SETTLED_CORRELATION: f64 = 0.98;
/// So many unchanged checkpoints in a row are settled.
const SETTLED_CHECKPOINTS: usize = 2;
/// Share of learning that is warm-up: the authors' 5 of 30 epochs.
const WARM_UP_SHARE: usize = 6;

/// What kind of device has to bear the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// A hardware GPU: the paper's network, at least 400 steps.
    Standard,
    /// A CPU or a software GPU: narrower, chosen by measured AUROC per second (`docs/lbr-small.md`).
    Quick,
}

impl Pace {
    /// Width of the network where the visitor leaves it open.
    pub fn width(self) -> f64 {
        match self {
            Self::Standard => 1.0,
            Self::Quick => QUICK_WIDTH,
        }
    }
}

/// Network width of [`Pace::Quick`].
const QUICK_WIDTH: f64 = 0.5;
/// Steps of [`Pace::Quick`].
const QUICK_STEPS: usize = 400;
/// Cubes per step of [`Pace::Quick`]: at the same time, many small steps rank better than few large ones.
const QUICK_BATCH: usize = 16;
/// Fewest and most steps of [`Pace::Standard`]; the most is what the published Ped2 run takes.
const STANDARD_STEPS: (usize, usize) = (400, 4080);
/// Epochs of [`Pace::Standard`] between those.
const STANDARD_EPOCHS: usize = 30;

/// What a visitor may choose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClipSettings {
    /// Network width; `None` leaves it to the pace.
    pub width: Option<Width>,
    /// Steps; `None` leaves them to the pace and the number of cubes.
    pub steps: Option<usize>,
    /// Cubes per step; `None` leaves them to the pace and the number of cubes.
    pub batch: Option<usize>,
    /// Whether to refine (LBR-SPR) or not (LBR).
    pub refine: bool,
    /// Seed of start values and shuffles.
    pub seed: u64,
    /// The device's pace.
    pub pace: Pace,
    /// Steps between two reads of the loss.
    pub read_every: usize,
    /// Cubes that a provisional track rests on at most, usually [`CHECKPOINT_CUBES`]; fewer where scoring them
    /// would cost a slow device more than learning does.
    pub checkpoint_cubes: usize,
    /// Seconds of learning after which the last checkpoint is taken; `None` for no limit.
    pub budget_seconds: Option<f64>,
}

impl ClipSettings {
    /// Width of the network.
    pub fn network(&self) -> Result<Width, LbrError> {
        self.width.map_or_else(|| Width::new(self.pace.width()), Ok)
    }

    /// How `cubes` cubes are learned from.
    pub fn training(&self, cubes: usize) -> TrainingConfig {
        let batch = match cubes {
            ..256 => 32,
            256..1024 => 64,
            1024..4096 => 128,
            _ => 256,
        };
        let (batch, steps) = match self.pace {
            Pace::Standard => {
                let (fewest, most) = STANDARD_STEPS;
                (batch, (STANDARD_EPOCHS * cubes.div_ceil(batch)).clamp(fewest, most))
            }
            Pace::Quick => (QUICK_BATCH, QUICK_STEPS),
        };
        let batch = self.batch.unwrap_or(batch).max(1);
        let steps = self.steps.unwrap_or(steps).max(1);
        let warm_up = steps.div_ceil(WARM_UP_SHARE);
        // The upper threshold comes down from 4 to 1 deviation half-way through refinement.
        let shrink = 3.0 / (0.5 * steps.saturating_sub(warm_up).max(1) as f64);
        TrainingConfig {
            batch,
            tail: Tail::SkipUnderHalf,
            steps,
            warm_up,
            spr: self.refine.then_some(Spr { mode: Mode::Mixture, shrink }),
            seed: self.seed,
            read_every: self.read_every.max(1),
        }
    }
}

/// What a step of a run did.
#[derive(Debug, Clone, PartialEq)]
pub enum ClipStep {
    /// The network learned.
    Learned(Learned),
    /// Some cubes of a provisional or the last track were scored.
    Scored {
        /// Cubes scored.
        done: usize,
        /// Cubes to score.
        total: usize,
    },
    /// A provisional track is there.
    Provisional(ObjectErrors),
    /// The run is over: [`ClipRun::outcome`] is there.
    Finished,
}

/// Reconstruction errors of some cubes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectErrors {
    /// Index of each cube.
    pub cubes: Vec<usize>,
    /// Its sum of squared errors.
    pub errors: Vec<f32>,
}

impl ObjectErrors {
    /// z-scores by the mean and deviation of these errors.
    pub fn z_scores(&self) -> Vec<f32> {
        let statistics = Statistics::of(&self.errors);
        self.errors.iter().map(|&error| statistics.z(error)).collect()
    }
}

/// What a finished run knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Errors of all cubes.
    pub objects: ObjectErrors,
    /// Mean and deviation of the errors.
    pub statistics: Statistics,
    /// Steps learned.
    pub steps: usize,
    /// Steps planned.
    pub planned: usize,
    /// Whether the ranking of the cubes stopped changing.
    pub settled: bool,
    /// Rank correlation of the last two checkpoints, where there were two.
    pub correlation: Option<f64>,
    /// Mean share of cubes without weight over the last 50 steps.
    pub dropped_share: f64,
    /// Whether the time budget ended learning.
    pub out_of_time: bool,
}

/// LBR or LBR-SPR on one clip, one step at a call.
pub struct ClipRun {
    training: Training,
    width: Width,
    cubes: Arc<Cubes>,
    device: Device,
    sample: Vec<usize>,
    scoring: Option<Scoring>,
    last_errors: Option<Vec<f32>>,
    settling: settling::Settling,
    dropped: Vec<f64>,
    budget: Option<f64>,
    seconds: f64,
    stopping: bool,
    out_of_time: bool,
    outcome: Option<Outcome>,
}

impl ClipRun {
    /// Plans a run over `cubes` on `device`, a device without a tape.
    ///
    /// Errors: under [`MIN_CUBES`] cubes.
    pub fn new(cubes: Arc<Cubes>, settings: &ClipSettings, device: &Device) -> Result<Self, LbrError> {
        if cubes.len() < MIN_CUBES {
            return Err(LbrError::TooFewCubes { found: cubes.len(), needed: MIN_CUBES });
        }
        let width = settings.network()?;
        let model = initial::start(width, settings.seed, &device.clone().autodiff());
        let config = settings.training(cubes.len());
        let mut sample: Vec<usize> = (0..cubes.len()).collect();
        if sample.len() > settings.checkpoint_cubes {
            Random::keyed(settings.seed, "lbr checkpoint cubes", 0).shuffle(&mut sample);
            sample.truncate(settings.checkpoint_cubes);
            sample.sort_unstable();
        }
        Ok(Self {
            training: Training::new(model, cubes.clone(), config, device),
            width,
            cubes,
            device: device.clone(),
            sample,
            scoring: None,
            last_errors: None,
            settling: settling::Settling::default(),
            dropped: Vec::new(),
            budget: settings.budget_seconds,
            seconds: 0.0,
            stopping: false,
            out_of_time: false,
            outcome: None,
        })
    }

    /// Records every step from now on. The run stays the same.
    pub fn record(&mut self) {
        self.training.record();
    }

    /// What was recorded; none where nobody asked.
    pub fn trace(&self) -> Option<&Trace> {
        self.training.trace()
    }

    /// How it learns.
    pub fn config(&self) -> &TrainingConfig {
        self.training.config()
    }

    /// Width of the network.
    pub fn width(&self) -> Width {
        self.width
    }

    /// The cubes.
    pub fn cubes(&self) -> &Arc<Cubes> {
        &self.cubes
    }

    /// The network as it stands.
    pub fn model(&self) -> ReconCae {
        self.training.model()
    }

    /// The result, once [`ClipStep::Finished`] was given.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Learns a step or scores some cubes. `seconds` is the time since the start by the caller's clock.
    pub async fn step(&mut self, seconds: f64) -> Result<ClipStep, LbrError> {
        self.seconds = seconds;
        if self.outcome.is_some() {
            return Ok(ClipStep::Finished);
        }
        match self.scoring.take() {
            Some(scoring) => self.score(scoring).await,
            None if self.stopping => {
                self.finish();
                Ok(ClipStep::Finished)
            }
            None => self.learn().await,
        }
    }

    async fn learn(&mut self) -> Result<ClipStep, LbrError> {
        let learned = self.training.step().await?;
        self.dropped.push(learned.dropped as f64 / learned.cubes.max(1) as f64);
        self.out_of_time = self.budget.is_some_and(|budget| self.seconds > budget) && !self.training.done();
        self.stopping = self.training.done() || self.out_of_time;
        if self.stopping {
            // The last track rests on every cube.
            self.scoring = Some(Scoring::all(self.training.model(), self.cubes.clone(), &self.device));
        } else if learned.step.is_multiple_of(CHECKPOINT_STEPS) {
            let (model, sample) = (self.training.model(), self.sample.clone());
            self.scoring = Some(Scoring::of(model, self.cubes.clone(), sample, &self.device));
        }
        Ok(ClipStep::Learned(learned))
    }

    async fn score(&mut self, mut scoring: Scoring) -> Result<ClipStep, LbrError> {
        scoring.step().await?;
        if !scoring.done() {
            let step = ClipStep::Scored { done: scoring.scored(), total: scoring.total() };
            self.scoring = Some(scoring);
            return Ok(step);
        }
        let total = scoring.total();
        let errors = scoring.into_errors();
        if self.stopping {
            let at_sample: Vec<f32> = self.sample.iter().map(|&cube| errors[cube]).collect();
            self.settling.checkpoint(&at_sample);
            self.last_errors = Some(errors);
            return Ok(ClipStep::Scored { done: total, total });
        }
        self.settling.checkpoint(&errors);
        let step = self.dropped.len() as f64;
        let far_enough = step >= EARLIEST_STOP * self.training.config().steps as f64;
        if far_enough && self.settling.settled() {
            self.stopping = true;
            self.scoring = Some(Scoring::all(self.training.model(), self.cubes.clone(), &self.device));
        }
        Ok(ClipStep::Provisional(ObjectErrors { cubes: self.sample.clone(), errors }))
    }

    fn finish(&mut self) {
        let errors = self.last_errors.take().unwrap_or_default();
        let recent = &self.dropped[self.dropped.len().saturating_sub(CHECKPOINT_STEPS)..];
        self.outcome = Some(Outcome {
            statistics: Statistics::of(&errors),
            objects: ObjectErrors { cubes: (0..errors.len()).collect(), errors },
            steps: self.dropped.len(),
            planned: self.training.config().steps,
            settled: self.settling.settled(),
            correlation: self.settling.correlation(),
            dropped_share: recent.iter().sum::<f64>() / recent.len().max(1) as f64,
            out_of_time: self.out_of_time,
        });
    }
}

/// The method's name: the paper's only in the paper's set-up.
pub fn method_name(refine: bool, width: Width) -> &'static str {
    match (refine, width == Width::PAPER) {
        (true, true) => "LBR-SPR",
        (true, false) => "LBR-SPR (small)",
        (false, true) => "LBR",
        (false, false) => "LBR (small)",
    }
}
