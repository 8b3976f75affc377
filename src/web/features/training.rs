//! Learning on the page: the same run as the command line's, stepped by the worker.

use std::cell::RefCell;
use std::rc::Rc;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::blob::Blob;
use super::course::{Course, DsaNetTrainer, LaNetTrainer, parted};
use super::dropped::{ChosenFiles, Dropped};
use super::network::crops;
use super::start::{dsanet_config, lanet_config};
use super::types::{MethodSettings, TrainingSettings, TrainingStep};
use crate::dsanet::run::{classed_videos, classes_in};
use crate::encode::{FeatureError, FeatureSet, FeatureSetOptions, ROOM_BYTES, VideoStore};
use crate::evaluate::Truth;
use crate::evaluate::frame_metrics::LengthPolicy;
use crate::evaluate::inputs::{MemoryFiles, TruthContent, read_truth};
use crate::lanet::run::labelled_videos;
use crate::learning::run::{ListedVideo, Measured, TestSet};
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};

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
    /// Empty while a call is under way.
    course: RefCell<Option<AnyCourse>>,
}

enum AnyCourse {
    LaNet(Course<LaNetTrainer>),
    DsaNet(Course<DsaNetTrainer>),
}

#[wasm_bindgen]
impl Training {
    /// Plans a run with the configuration of the weights `like`; where there are none, with LA-Net's as published or
    /// that of the small DSANet head.
    pub async fn plan(
        engine: &Engine,
        files: TrainingFiles,
        like: Option<Blob>,
        settings: Ts<TrainingSettings>,
    ) -> Result<Training, JsValue> {
        let settings: TrainingSettings = crate::web::taken(&settings)?;
        let course = planned(engine, files, like, &settings).await?;
        Ok(Self { course: RefCell::new(Some(course)) })
    }

    /// One video read, one step learned, one video scored, or one epoch measured.
    pub async fn step(&self) -> Result<Ts<TrainingStep>, JsValue> {
        let mut course = self.course.take().ok_or_else(under_way)?;
        let step = match &mut course {
            AnyCourse::LaNet(course) => course.step().await.map_err(Failure::from),
            AnyCourse::DsaNet(course) => course.step().await.map_err(Failure::from),
        };
        self.course.replace(Some(course));
        crate::web::out(step?)
    }

    /// The weights as they stand, as the bytes of a safetensors file.
    pub async fn weights(&self) -> Result<Vec<u8>, JsValue> {
        let course = self.course.take().ok_or_else(under_way)?;
        let written = match &course {
            AnyCourse::LaNet(course) => course.weights().await,
            AnyCourse::DsaNet(course) => course.weights().await,
        };
        self.course.replace(Some(course));
        Ok(written?)
    }

    /// Last epoch, best on validation and best on test, and the gap, a line each.
    pub fn outcome(&self) -> Vec<String> {
        match self.course.borrow().as_ref() {
            Some(AnyCourse::LaNet(course)) => course.outcome(),
            Some(AnyCourse::DsaNet(course)) => course.outcome(),
            None => Vec::new(),
        }
    }
}

async fn planned(
    engine: &Engine,
    files: TrainingFiles,
    like: Option<Blob>,
    settings: &TrainingSettings,
) -> Result<AnyCourse, Failure> {
    let computer = engine.computer().clone();
    let options = FeatureSetOptions { naming: None, crops: crops(&settings.crops)?, dim: None };
    let list = files.list.as_str();
    let features = opened(files.features, options)?;
    let plan = Plan {
        options,
        test: (files.test_features, files.truth),
        share: settings.validation_share,
        hold_last: settings.hold_last,
        kind: computer.kind,
    };
    match &settings.method {
        MethodSettings::LaNet { .. } => {
            let mut config = lanet_config(like, settings, &computer)?;
            let videos = labelled_videos(list, &features)?;
            let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
            config.model.feat_dim = width(&store, &videos).await?.unwrap_or(config.model.feat_dim);
            config.check()?;
            let (training, measured) = plan.parted(&videos, store)?;
            Ok(AnyCourse::LaNet(Course::new(config, training, measured, computer)))
        }
        MethodSettings::DsaNet { .. } => {
            let mut config = dsanet_config(like, settings, || classes_in(list, &features))?;
            let videos = classed_videos(list, &features, &config.model.classes)?;
            let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
            config.model.width = width(&store, &videos).await?.unwrap_or(config.model.width);
            config.check()?;
            let (training, measured) = plan.parted(&videos, store)?;
            Ok(AnyCourse::DsaNet(Course::new(config, training, measured, computer)))
        }
    }
}

/// What of a run does not depend on the method.
struct Plan {
    options: FeatureSetOptions,
    /// Features of the truth's videos where the others lack them, and the truth.
    test: (Option<ChosenFiles>, Option<ChosenFiles>),
    share: f64,
    hold_last: bool,
    kind: crate::device::DeviceKind,
}

impl Plan {
    fn parted<V: ListedVideo>(
        self,
        videos: &[V],
        store: Rc<VideoStore<Dropped>>,
    ) -> Result<(Vec<V>, Measured<Dropped, V>), Failure> {
        let (features, truth) = self.test;
        let own = features.map(|files| opened(files, self.options)).transpose()?;
        let test = match truth {
            None => None,
            Some(truth) => Some(test_set(&truth, own, &store, self.hold_last)?),
        };
        let (training, validation) = parted(videos, self.share);
        Ok((training, Measured { store, validation, test, kind: self.kind }))
    }
}

/// Columns of the first video's features; nothing where the list is empty.
async fn width<V: ListedVideo>(
    store: &VideoStore<Dropped>,
    videos: &[V],
) -> Result<Option<usize>, FeatureError> {
    let Some(first) = videos.first() else { return Ok(None) };
    Ok(Some(store.video(first.id()).await?.0.dim))
}

fn opened(files: ChosenFiles, options: FeatureSetOptions) -> Result<FeatureSet<Dropped>, Failure> {
    Ok(FeatureSet::open(Dropped::open(files)?, options)?)
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
