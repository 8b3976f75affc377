//! One method's run on the page: reading the training videos, then learning and measuring, a step at a call.

use super::dropped::Dropped;
use super::types::{EpochMeasures, StepLosses, TrainingStep};
use crate::device::Computer;
use crate::formats::Precision;
use crate::lanet::run::{LabelledVideo, StoredBags};
use crate::learning::Select;
use crate::learning::run::{
    EpochOf, Gathered, Gathering, Learner, ListedVideo, Measured, Outcome, Run, RunResult, RunStep,
};
use crate::web::failure::{Failure, FailureKind};
use crate::{dsanet, lanet};

/// LA-Net, learning from the visitor's files.
pub type LaNetTrainer = lanet::Trainer<StoredBags<Dropped>>;
/// A DSANet head, learning from the visitor's files.
pub type DsaNetTrainer = dsanet::Trainer<dsanet::run::StoredSamples<Dropped>>;

/// A method that the page can teach.
#[allow(async_fn_in_trait)] // one worker, nothing is spawned
pub trait Taught: Learner<Step: Into<StepLosses>> + Sized {
    /// How it learns.
    type Config;

    /// Columns of the features, and snippets that a video is brought to.
    fn sizes(config: &Self::Config) -> (usize, usize);

    /// The network at its start values, with what it learns from.
    fn begin(
        config: &Self::Config,
        gathered: Gathered<Dropped, Self::Video>,
        computer: &Computer,
    ) -> Result<Self, Self::Error>;

    /// The weights as they stand, as the bytes of a file.
    async fn weights(&self) -> Result<Vec<u8>, Self::Error>;
}

/// A run of one method.
pub struct Course<L: Taught> {
    config: L::Config,
    computer: Computer,
    stage: Stage<L>,
}

enum Stage<L: Taught> {
    Reading(Gathering<Dropped, L::Video>, Measured<Dropped, L::Video>),
    Running(Box<Run<L, Dropped>>),
    /// A step failed.
    Over,
}

impl<L: Taught<Error: Into<Failure>>> Course<L> {
    /// From `training`; nothing is read yet.
    pub fn new(
        config: L::Config,
        training: Vec<L::Video>,
        measured: Measured<Dropped, L::Video>,
        computer: Computer,
    ) -> Self {
        let gathering = Gathering::new(measured.store.clone(), training, L::sizes(&config).0);
        Self { config, computer, stage: Stage::Reading(gathering, measured) }
    }

    /// One video read, one step learned, one video scored, or one epoch measured.
    pub async fn step(&mut self) -> RunResult<TrainingStep, L> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Reading(mut gathering, measured) => match gathering.step().await? {
                Some(done) => {
                    let total = gathering.videos();
                    self.stage = Stage::Reading(gathering, measured);
                    Ok(TrainingStep::Read { done, total })
                }
                None => {
                    let gathered = gathering.finish(L::sizes(&self.config).1);
                    let trainer = L::begin(&self.config, gathered, &self.computer);
                    let trainer = trainer.map_err(crate::learning::run::RunError::Method)?;
                    self.learn(Box::new(Run::new(trainer, measured, Vec::new()))).await
                }
            },
            Stage::Running(run) => self.learn(run).await,
            Stage::Over => Ok(TrainingStep::Done),
        }
    }

    async fn learn(&mut self, mut run: Box<Run<L, Dropped>>) -> RunResult<TrainingStep, L> {
        let step = match run.step().await? {
            None => TrainingStep::Done,
            Some(RunStep::Learned(progress)) => TrainingStep::Learned(progress.into()),
            Some(RunStep::Scored { done, videos }) => TrainingStep::Scored { done, total: videos },
            Some(RunStep::Epoch(epoch)) => TrainingStep::Epoch(EpochMeasures::from(epoch)),
        };
        self.stage = Stage::Running(run);
        Ok(step)
    }

    /// The weights as they stand, as the bytes of a file.
    pub async fn weights(&self) -> Result<Vec<u8>, Failure> {
        match &self.stage {
            Stage::Running(run) => run.trainer().weights().await.map_err(Into::into),
            Stage::Reading(..) | Stage::Over => Err(nothing_learned()),
        }
    }

    /// Last epoch, best on validation and best on test, and the gap, a line each.
    pub fn outcome(&self) -> Vec<String> {
        let epochs: &[EpochOf<L>] = match &self.stage {
            Stage::Running(run) => run.epochs(),
            Stage::Reading(..) | Stage::Over => &[],
        };
        Outcome::of(epochs, Select::Last).map_or_else(Vec::new, |outcome| outcome.lines())
    }
}

/// Training and held-out videos; the choice is that of the command line with seed 0.
pub fn parted<V: ListedVideo>(videos: &[V], share: f64) -> (Vec<V>, Vec<V>) {
    let abnormal: Vec<bool> = videos.iter().map(ListedVideo::is_abnormal).collect();
    let split = crate::encode::split(&abnormal, share, 0);
    let chosen = |indices: &[usize]| indices.iter().map(|&index| videos[index].clone()).collect();
    (chosen(&split.training), chosen(&split.validation))
}

impl Taught for LaNetTrainer {
    type Config = lanet::RunConfig;

    fn sizes(config: &Self::Config) -> (usize, usize) {
        (config.model.feat_dim, config.train.t_max)
    }

    fn begin(
        config: &Self::Config,
        gathered: Gathered<Dropped, LabelledVideo>,
        computer: &Computer,
    ) -> Result<Self, lanet::LaNetError> {
        let standardisation = config.model.standardise.then_some(gathered.standardisation);
        let model = lanet::LaNet::start(&config.model, config.train.seed, standardisation, &computer.device)?;
        Self::new(model, gathered.crops, config.clone())
    }

    async fn weights(&self) -> Result<Vec<u8>, lanet::LaNetError> {
        lanet::weights::write(self.model(), Some(self.config())).await
    }
}

impl Taught for DsaNetTrainer {
    type Config = dsanet::RunConfig;

    fn sizes(config: &Self::Config) -> (usize, usize) {
        (config.model.width, config.model.slots)
    }

    /// Text features are a learned table: no file of CLIP's is at hand.
    fn begin(
        config: &Self::Config,
        gathered: Gathered<Dropped, dsanet::run::ClassedVideo>,
        computer: &Computer,
    ) -> Result<Self, dsanet::DsaNetError> {
        let (train, text) = (&config.train, dsanet::TextSource::Table);
        let standardisation = config.model.standardise.then_some(gathered.standardisation);
        let model = dsanet::DsaNet::start(
            &config.model,
            train.seed,
            text,
            train.sgnm,
            standardisation,
            &computer.device,
        )?;
        Self::new(model, gathered.crops, config.clone())
    }

    async fn weights(&self) -> Result<Vec<u8>, dsanet::DsaNetError> {
        dsanet::weights::write(self.model(), Some(self.config()), &[], Precision::F32).await
    }
}

fn nothing_learned() -> Failure {
    Failure::new(
        FailureKind::Unknown,
        "nothing has been learned yet",
        "Wait for the first step, or start again.",
    )
}
