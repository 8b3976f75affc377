//! What crosses the border.

use js_sys::{Float32Array, Float64Array, Uint32Array};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::lanet::config::PriorMode;
use crate::lanet::pel4vad;
use crate::learning::run::{Epoch, EpochLosses, VideoMeasure};
use crate::scores::ClassScores;
use crate::{dsanet, lanet};

/// How feature files are read and scored.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct ScoringSettings {
    /// `published`, `all`, `available` or `only:3`.
    pub crops: String,
    /// The data set that PEL4VAD weights were published for; null for weights of ours.
    #[tsify(type = "\"ucf-crime\" | \"xd-violence\" | \"shanghaitech\" | null")]
    pub published_for: Option<PublishedFor>,
}

/// Data sets with PEL4VAD weights.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PublishedFor {
    /// Kernel 9, window 9, normalised over time.
    #[serde(rename = "ucf-crime")]
    UcfCrime,
    /// Kernel 3, window 9, not normalised.
    #[serde(rename = "xd-violence")]
    XdViolence,
    /// Kernel 3, window 5, normalised over time.
    ShanghaiTech,
}

impl From<PublishedFor> for pel4vad::DataSet {
    fn from(published: PublishedFor) -> Self {
        match published {
            PublishedFor::UcfCrime => Self::UcfCrime,
            PublishedFor::XdViolence => Self::XdViolence,
            PublishedFor::ShanghaiTech => Self::ShanghaiTech,
        }
    }
}

/// How far the scoring of a set is.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ScoringProgress {
    /// The video that was worked on.
    pub video: String,
    /// Videos that are through.
    pub done: usize,
    /// Videos in all.
    pub videos: usize,
}

/// Probabilities of one class.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct ClassTrack {
    /// Its name.
    pub name: String,
    /// `[snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub probabilities: Float32Array,
}

impl From<&ClassScores> for ClassTrack {
    fn from(class: &ClassScores) -> Self {
        Self { name: class.class.clone(), probabilities: Float32Array::from(class.scores.as_slice()) }
    }
}

/// Probabilities of the classes of a video, the normal one first.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct VideoClasses {
    /// One per class.
    pub classes: Vec<ClassTrack>,
}

/// How scores and features of one crop change.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CropDynamics {
    /// Crops of the video.
    pub crops: usize,
    /// Scores of the crop, `[snippets]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
    /// |s_t - s_{t+1}|, `[snippets - 1]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub score_dynamics: Float64Array,
    /// 1 - cos(x^F_t, x^F_{t+1}), `[snippets - 1]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub feature_dynamics: Float64Array,
    /// The snippets that stand for the video, highest score first.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Uint32Array<ArrayBuffer>")]
    pub picked: Uint32Array,
}

/// What one snippet attends to, `[snippets]` each.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct AttentionOf {
    /// Softmax over contents alone.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub content: Float32Array,
    /// The locality prior.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub prior: Float32Array,
    /// What the values are multiplied with.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub attention: Float32Array,
}

/// What of a run may be chosen on the page; null keeps what the configuration begins with.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct TrainingSettings {
    /// Seed of start values, shuffles and dropout masks.
    pub seed: u32,
    /// Passes over all videos.
    pub epochs: Option<usize>,
    /// Which network learns, and what may be chosen of it alone.
    pub method: MethodSettings,
    /// Share of the training videos that is held out.
    pub validation_share: f64,
    /// Whether frames after the last snippet of a test video take its score; else there must be none.
    pub hold_last: bool,
    /// Which crops become bags: `all`, `available` or `only:3`.
    pub crops: String,
}

/// The network that learns; null keeps what the configuration begins with.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(tag = "name", rename_all = "lowercase")]
pub enum MethodSettings {
    /// LA-Net, from labels 0 and 1.
    LaNet {
        /// Weight of the dynamics ranking loss; 0 leaves it out.
        lambda1: Option<f64>,
        /// Weight of the dynamics alignment loss; 0 leaves it out.
        lambda2: Option<f64>,
        /// How the locality prior enters.
        #[tsify(type = "\"post\" | \"pre\" | \"none\" | null")]
        prior: Option<PriorMode>,
        /// Width of the prior.
        sigma: Option<f64>,
    },
    /// A DSANet head, from classes.
    DsaNet {
        /// Whether normality is modelled (SG-NM).
        sgnm: Option<bool>,
        /// Whether event and background are compared with the classes (DCSA).
        dcsa: Option<bool>,
    },
}

/// One loss of a step, unweighted.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct LossTerm {
    /// As the paper calls it.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// Losses of one step.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct StepLosses {
    /// Steps done.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// The weighted sum.
    pub total: f64,
    /// Its terms, in the same order in every step.
    pub terms: Vec<LossTerm>,
}

impl StepLosses {
    fn new(step: usize, steps: usize, total: f64, terms: &[(&'static str, f64)]) -> Self {
        let terms = terms.iter().map(|&(name, value)| LossTerm { name, value }).collect();
        Self { step, steps, total, terms }
    }
}

impl From<lanet::training::Progress> for StepLosses {
    fn from(progress: lanet::training::Progress) -> Self {
        let found = progress.losses;
        let terms = [("MIL", found.mil), ("ranking", found.dr), ("alignment", found.da)];
        Self::new(progress.step, progress.steps, found.total, &terms)
    }
}

impl From<dsanet::training::Progress> for StepLosses {
    fn from(progress: dsanet::training::Progress) -> Self {
        let found = progress.losses;
        let terms = [
            ("detection", found.detection),
            ("classes", found.classes),
            ("text", found.text),
            ("event (DCSA)", found.event),
            ("background (DCSA)", found.background),
            ("consistency (SG-NM)", found.consistency),
            ("gathering (SG-NM)", found.gather),
        ];
        Self::new(progress.step, progress.steps, found.total, &terms)
    }
}

/// What an epoch gave; null where it was not measured.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct EpochMeasures {
    /// Epochs done.
    pub epoch: usize,
    /// Mean loss of its steps.
    pub loss: f64,
    /// AUROC of held-out videos.
    pub validation: Option<f64>,
    /// AUROC of all frames of the test videos.
    pub auroc: Option<f64>,
    /// The same over the abnormal videos alone.
    pub auroc_abnormal: Option<f64>,
    /// The same with each video's scores replaced by their mean.
    pub auroc_video_mean: Option<f64>,
}

impl<L: EpochLosses, V: VideoMeasure> From<Epoch<L, V>> for EpochMeasures {
    fn from(Epoch { epoch, losses, validation, test, .. }: Epoch<L, V>) -> Self {
        Self {
            epoch,
            loss: losses.whole(),
            validation: validation.map(|found| found.auroc()),
            auroc: test.map(|found| found.auroc),
            auroc_abnormal: test.map(|found| found.auroc_abnormal),
            auroc_video_mean: test.map(|found| found.auroc_video_mean),
        }
    }
}

/// What a step of a training run did.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TrainingStep {
    /// A training video was read.
    Read {
        /// Videos read.
        done: usize,
        /// Videos to read.
        total: usize,
    },
    /// A step of the optimiser.
    Learned(StepLosses),
    /// A video was scored for the measures.
    Scored {
        /// Videos scored.
        done: usize,
        /// Videos to score.
        total: usize,
    },
    /// An epoch is over and measured.
    Epoch(EpochMeasures),
    /// All epochs are done.
    Done,
}
