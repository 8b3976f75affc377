//! Learning on the page: the same run as the command line's, stepped by the worker.

use std::cell::RefCell;
use std::rc::Rc;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::blob::Blob;
use super::dropped::{ChosenFiles, Dropped};
use super::network::crops;
use super::types::{TrainingSettings, TrainingStep};
use crate::device::Computer;
use crate::encode::{FeatureSet, FeatureSetOptions, ROOM_BYTES, VideoStore, split};
use crate::evaluate::Truth;
use crate::evaluate::frame_metrics::LengthPolicy;
use crate::evaluate::inputs::{MemoryFiles, TruthContent, read_truth};
use crate::formats;
use crate::lanet::run::{
    Gathering, LabelledVideo, Measured, Outcome, Run, RunError, RunStep, TestSet, labelled_videos,
};
use crate::lanet::run_config::Select;
use crate::lanet::{LaNet, LaNetError, RunConfig, Trainer, trained, weights};
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};

/// Bags per step where no weights say otherwise: the paper's 128 would take a browser's memory (ours).
const BATCH: usize = 32;
/// Epochs between two measurements on the test videos (ours): each scores all of them.
const MEASURE_EVERY: usize = 5;

/// What is learned from and measured on.
#[wasm_bindgen]
#[derive(Debug)]
pub struct TrainingFiles {
    features: ChosenFiles,
    list: String,
    test_features: Option<ChosenFiles>,
    truth: Option<ChosenFiles>,
}

#[wasm_bindgen]
impl TrainingFiles {
    /// Features with a list of labels; `test_features` are those of the truth's videos where `features` lack them.
    #[wasm_bindgen(constructor)]
    pub fn new(
        features: ChosenFiles,
        list: String,
        test_features: Option<ChosenFiles>,
        truth: Option<ChosenFiles>,
    ) -> TrainingFiles {
        Self { features, list, test_features, truth }
    }
}

/// A run of training that the worker steps.
#[wasm_bindgen]
pub struct Training {
    computer: Computer,
    config: RunConfig,
    /// Empty while a call is under way.
    stage: RefCell<Option<Stage>>,
}

enum Stage {
    Reading(Gathering<Dropped>, Measured<Dropped>),
    Running(Box<Run<Dropped>>),
}

#[wasm_bindgen]
impl Training {
    /// Plans a run with the configuration of the weights `like`, or the paper's where there are none.
    pub async fn plan(
        engine: &Engine,
        files: TrainingFiles,
        like: Option<Blob>,
        settings: Ts<TrainingSettings>,
    ) -> Result<Training, JsValue> {
        let settings: TrainingSettings = crate::web::taken(&settings)?;
        let computer = engine.computer().clone();
        let mut config = configured(like, &settings, &computer)?;
        let options = FeatureSetOptions { naming: None, crops: config.train.crops, dim: None };
        let features = opened(files.features, options)?;
        let videos = labelled_videos(&files.list, &features).map_err(Failure::from)?;
        let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
        if let Some(first) = videos.first() {
            config.model.feat_dim = store.video(&first.id).await.map_err(Failure::from)?.0.dim;
        }
        config.check().map_err(Failure::from)?;
        let own = files.test_features.map(|files| opened(files, options)).transpose()?;
        let test = match files.truth {
            None => None,
            Some(truth) => Some(test_set(&truth, own, &store, settings.hold_last)?),
        };
        let (training, validation) = parted(videos, settings.validation_share);
        let measured = Measured { store: store.clone(), validation, test, kind: computer.kind };
        let reading = Stage::Reading(Gathering::new(store, training, &config), measured);
        Ok(Self { computer, config, stage: RefCell::new(Some(reading)) })
    }

    /// One video read, one step learned, one video scored, or one epoch measured.
    pub async fn step(&self) -> Result<Ts<TrainingStep>, JsValue> {
        let stage = self.stage.take().ok_or_else(under_way)?;
        let (stage, step) = self.advanced(stage).await.map_err(Failure::from)?;
        self.stage.replace(Some(stage));
        crate::web::out(step)
    }

    /// The weights as they stand, as the bytes of a safetensors file.
    pub async fn weights(&self) -> Result<Vec<u8>, JsValue> {
        let stage = self.stage.take().ok_or_else(under_way)?;
        let written = match &stage {
            Stage::Running(run) => weights::write(run.trainer().model(), Some(&self.config)).await,
            Stage::Reading(..) => Err(LaNetError::NoBags),
        };
        self.stage.replace(Some(stage));
        Ok(written.map_err(Failure::from)?)
    }

    /// Last epoch, best on validation and best on test, and the gap, a line each.
    pub fn outcome(&self) -> Vec<String> {
        let stage = self.stage.borrow();
        let Some(Stage::Running(run)) = stage.as_ref() else { return Vec::new() };
        Outcome::of(run.epochs(), Select::Last).map_or_else(Vec::new, |outcome| outcome.lines())
    }
}

impl Training {
    async fn advanced(&self, stage: Stage) -> Result<(Stage, TrainingStep), RunError> {
        match stage {
            Stage::Reading(mut gathering, measured) => {
                if let Some(done) = gathering.step().await? {
                    let total = gathering.videos();
                    return Ok((Stage::Reading(gathering, measured), TrainingStep::Read { done, total }));
                }
                self.learn(Box::new(self.begun(gathering, measured)?)).await
            }
            Stage::Running(run) => self.learn(run).await,
        }
    }

    fn begun(
        &self,
        gathering: Gathering<Dropped>,
        measured: Measured<Dropped>,
    ) -> Result<Run<Dropped>, LaNetError> {
        let (config, gathered) = (&self.config, gathering.finish(&self.config));
        let seed = config.train.seed;
        let model = LaNet::start(&config.model, seed, gathered.standardisation, &self.computer.device)?;
        let trainer = Trainer::new(model, gathered.bags, config.clone())?;
        Ok(Run::new(trainer, measured, Vec::new()))
    }

    async fn learn(&self, mut run: Box<Run<Dropped>>) -> Result<(Stage, TrainingStep), RunError> {
        let step = match run.step().await? {
            None => TrainingStep::Done,
            Some(RunStep::Learned(progress)) => TrainingStep::Learned(progress.into()),
            Some(RunStep::Scored { done, videos }) => TrainingStep::Scored { done, total: videos },
            Some(RunStep::Epoch(epoch)) => TrainingStep::Epoch(epoch.into()),
        };
        Ok((Stage::Running(run), step))
    }
}

/// The configuration of `like`, or the paper's, with what the visitor chose.
fn configured(
    like: Option<Blob>,
    settings: &TrainingSettings,
    computer: &Computer,
) -> Result<RunConfig, Failure> {
    let mut config = match like {
        None => {
            let mut config = RunConfig::default();
            config.train.batch_size = BATCH;
            config
        }
        Some(blob) => {
            let checkpoint = formats::open(blob, "the weights")?;
            let trained = trained::read(&checkpoint, None, &computer.device)?;
            serde_json::from_value(trained.config)
                .map_err(|error| LaNetError::WeightsFile { reason: error.to_string() })?
        }
    };
    config.train.seed = u64::from(settings.seed);
    config.train.epochs = settings.epochs.unwrap_or(config.train.epochs);
    config.train.crops = crops(&settings.crops)?;
    config.train.select = Select::Last;
    config.loss.lambda1 = settings.lambda1.unwrap_or(config.loss.lambda1);
    config.loss.lambda2 = settings.lambda2.unwrap_or(config.loss.lambda2);
    config.model.prior_mode = settings.prior.unwrap_or(config.model.prior_mode);
    config.model.sigma = settings.sigma.unwrap_or(config.model.sigma);
    Ok(config)
}

fn opened(files: ChosenFiles, options: FeatureSetOptions) -> Result<FeatureSet<Dropped>, Failure> {
    Ok(FeatureSet::open(Dropped::open(files)?, options)?)
}

/// Training and held-out videos; the choice is that of the command line with seed 0.
fn parted(videos: Vec<LabelledVideo>, share: f64) -> (Vec<LabelledVideo>, Vec<LabelledVideo>) {
    let abnormal: Vec<bool> = videos.iter().map(|video| video.abnormal).collect();
    let split = split(&abnormal, share, 0);
    let chosen = |indices: &[usize]| indices.iter().map(|&index| videos[index].clone()).collect();
    (chosen(&split.training), chosen(&split.validation))
}

fn test_set(
    files: &ChosenFiles,
    own: Option<FeatureSet<Dropped>>,
    store: &Rc<VideoStore<Dropped>>,
    hold_last: bool,
) -> Result<TestSet<Dropped>, Failure> {
    let store = own.map_or_else(|| store.clone(), |own| Rc::new(VideoStore::new(own, ROOM_BYTES)));
    let truth = truth_per_frame(files)?;
    store.features().check_present(truth.videos.keys())?;
    let length = if hold_last { LengthPolicy::HoldLast } else { LengthPolicy::Strict };
    Ok(TestSet { store, truth, length, every: MEASURE_EVERY })
}

fn truth_per_frame(files: &ChosenFiles) -> Result<Truth, Failure> {
    let read: MemoryFiles = files.in_memory()?.into_iter().collect();
    match read_truth(&read)?.truth {
        TruthContent::PerVideo(truth) => Ok(truth),
        TruthContent::Annotations(_) | TruthContent::Concatenated { .. } => Err(Failure::new(
            FailureKind::BadFile,
            "this ground truth does not tell how long each video is",
            "Choose a truth.json, an .npz or one .npy per video, or take “Ground truth” away: then nothing is measured while it learns.",
        )),
    }
}

fn under_way() -> Failure {
    Failure::new(FailureKind::Unknown, "another step is under way", "Wait for it, or press “Cancel”.")
}
