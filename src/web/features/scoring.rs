//! Feature files and weights to scores, and why a score is what it is.

use std::cell::RefCell;

use js_sys::{Float32Array, Float64Array, Uint32Array};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::blob::Blob;
use super::dropped::ChosenFiles;
use super::explained::{self, ChunkClasses, ChunkNormality, ReadCrop, Softened};
use super::network::Network;
use super::types::{AttentionOf, ClassTrack, CropDynamics, ScoringProgress, ScoringSettings, VideoClasses};
use crate::device::Computer;
use crate::dsanet::DsaNet;
use crate::dsanet::prototypes::with_prototypes;
use crate::formats::{self, digest::Hex};
use crate::lanet::explain::Explainer;
use crate::lanet::scoring::map_budget;
use crate::scores::ScoreFile;
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};

/// A set of feature files that is scored by one file of weights.
#[wasm_bindgen]
pub struct FeatureScoring {
    computer: Computer,
    /// Empty while a call is under way.
    scoring: RefCell<Option<Network>>,
    /// The crop that was asked about last.
    explained: RefCell<Option<Explainer>>,
    /// The file of the weights and its name: prototypes are read when they are asked about.
    weights: (Blob, String),
    /// SHA-256 of that file, once it is known.
    sha256: RefCell<Option<Hex>>,
    /// A DSANet head with its prototypes, once they were asked about.
    normal: RefCell<Option<DsaNet>>,
    /// The video whose classes were softened last.
    softened: RefCell<Option<Softened>>,
}

#[wasm_bindgen]
impl FeatureScoring {
    /// Opens features and weights; no feature file is read yet. `name` is that of the weights, for messages.
    ///
    /// The file is not hashed here, where nothing could be heard in the meantime: see [`FeatureScoring::identify`].
    pub fn open(
        engine: &Engine,
        features: ChosenFiles,
        name: &str,
        weights: Blob,
        settings: Ts<ScoringSettings>,
    ) -> Result<FeatureScoring, JsValue> {
        let settings: ScoringSettings = crate::web::taken(&settings)?;
        let computer = engine.computer().clone();
        let checkpoint = formats::open(weights.clone(), name).map_err(Failure::from)?;
        let scoring = Network::open(&checkpoint, features, &settings, &computer)?;
        Ok(Self {
            computer,
            scoring: RefCell::new(Some(scoring)),
            explained: RefCell::default(),
            weights: (weights, name.to_owned()),
            sha256: RefCell::default(),
            normal: RefCell::default(),
            softened: RefCell::default(),
        })
    }

    /// Whether attention and dynamics can be asked about; classes can be where they cannot.
    pub fn has_attention(&self) -> bool {
        matches!(self.scoring.borrow().as_ref(), Some(Network::LaNet(_)))
    }

    /// Probabilities of the classes of one video, in their order; empty where the network has none.
    pub fn classes(&self, video: &str) -> Result<Ts<VideoClasses>, JsValue> {
        let scoring = self.scoring.borrow();
        let track = match scoring.as_ref() {
            Some(Network::DsaNet(scoring)) => scoring.track(video),
            _ => None,
        };
        let classes =
            track.map_or_else(Vec::new, |track| track.classes.iter().map(ClassTrack::from).collect());
        crate::web::out(VideoClasses { classes })
    }

    /// Reads a video or scores a chunk of it; null when all are through.
    #[wasm_bindgen(unchecked_return_type = "ScoringProgress | null")]
    pub async fn step(&self) -> Result<JsValue, JsValue> {
        let mut scoring = self.taken()?;
        let stepped = scoring.step().await;
        self.scoring.replace(Some(scoring));
        match stepped? {
            None => Ok(JsValue::NULL),
            Some(progress) => {
                let shown =
                    ScoringProgress { video: progress.video, done: progress.done, videos: progress.videos };
                Ok(crate::web::out(shown)?.into())
            }
        }
    }

    /// Takes the SHA-256 of the file of the weights, which every result names.
    pub fn identify(&self, sha256: String) {
        self.sha256.replace(Some(sha256));
    }

    /// The scores so far, as the text of a `scores.json`. Errors: weights that are not identified yet.
    pub fn scores(&self) -> Result<String, JsValue> {
        Ok(self.file()?.to_json().map_err(Failure::from)?)
    }

    /// How scores and features of one crop change; the next questions about attention are about it.
    pub async fn dynamics(&self, video: &str, crop: usize) -> Result<Ts<CropDynamics>, JsValue> {
        let scoring = self.taken()?;
        let explained = explain(&scoring, video, crop, map_budget(self.computer.kind)).await;
        self.scoring.replace(Some(scoring));
        let (explainer, dynamics) = explained?;
        self.explained.replace(Some(explainer));
        crate::web::out(dynamics)
    }

    /// What a snippet of that crop attends to.
    pub async fn attention(&self, snippet: usize) -> Result<Ts<AttentionOf>, JsValue> {
        let explainer = self.explained.borrow().clone().ok_or_else(not_explained)?;
        let row = explainer.attention(snippet).await.map_err(Failure::from)?;
        crate::web::out(AttentionOf {
            content: Float32Array::from(row.content.as_slice()),
            prior: Float32Array::from(row.prior.as_slice()),
            attention: Float32Array::from(row.attention.as_slice()),
        })
    }
}

#[wasm_bindgen]
impl FeatureScoring {
    /// What the classes of a DSANet head say of one chunk of a crop.
    pub async fn chunk_classes(
        &self,
        video: &str,
        crop: usize,
        chunk: usize,
    ) -> Result<Ts<ChunkClasses>, JsValue> {
        let (model, crop) = self.head(video, crop).await?;
        crate::web::out(explained::classes(&model, video, &crop, chunk).await?)
    }

    /// Probabilities of the classes of one video at another temperature than the weights' own.
    pub async fn classes_at(&self, video: &str, temperature: f64) -> Result<Ts<VideoClasses>, JsValue> {
        let known = self.softened.take().filter(|known| known.is_of(video));
        let softened = match known {
            Some(known) => known,
            None => self.soften(video).await?,
        };
        let classes = softened.classes(temperature);
        self.softened.replace(Some(softened));
        crate::web::out(classes?)
    }

    /// Which prototypes of normality the snippets of one chunk are rebuilt from; these are read from the weights now.
    pub async fn chunk_normality(
        &self,
        video: &str,
        crop: usize,
        chunk: usize,
    ) -> Result<Ts<ChunkNormality>, JsValue> {
        let (model, crop) = self.head(video, crop).await?;
        let known = self.normal.borrow().clone();
        let model = match known {
            Some(model) => model,
            None => {
                let checkpoint = formats::open(self.weights.0.clone(), &self.weights.1);
                let checkpoint = checkpoint.map_err(Failure::from)?;
                with_prototypes(&checkpoint, &model).map_err(Failure::from)?
            }
        };
        self.normal.replace(Some(model.clone()));
        crate::web::out(explained::normality(&model, video, &crop, chunk).await?)
    }
}

impl FeatureScoring {
    /// The scores so far, with what made them. Errors: weights that are not identified yet.
    pub(in crate::web) fn file(&self) -> Result<ScoreFile, Failure> {
        let sha256 = self.sha256.borrow().clone().ok_or_else(not_identified)?;
        let scoring = self.taken()?;
        let file = scoring.scores(&self.computer, sha256);
        self.scoring.replace(Some(scoring));
        Ok(file)
    }

    /// What its network is a head of, and whether it is made for the features that its authors took.
    pub(in crate::web) fn family(&self) -> Result<(&'static str, bool), Failure> {
        let scoring = self.taken()?;
        let found = scoring.family();
        self.scoring.replace(Some(scoring));
        Ok(found)
    }

    /// The DSANet head and a crop that is asked about.
    async fn head(&self, video: &str, crop: usize) -> Result<(DsaNet, ReadCrop), Failure> {
        let scoring = self.taken()?;
        let found = match &scoring {
            Network::DsaNet(scoring) => {
                let crop = ReadCrop::open(scoring.features(), video, crop).await;
                crop.map(|crop| (scoring.model().clone(), crop)).map_err(Failure::from)
            }
            Network::LaNet(_) => Err(no_classes()),
        };
        self.scoring.replace(Some(scoring));
        found
    }

    async fn soften(&self, video: &str) -> Result<Softened, Failure> {
        let scoring = self.taken()?;
        let found = match &scoring {
            Network::DsaNet(scoring) => Softened::open(scoring, video).await,
            Network::LaNet(_) => Err(no_classes()),
        };
        self.scoring.replace(Some(scoring));
        found
    }

    fn taken(&self) -> Result<Network, Failure> {
        self.scoring.take().ok_or_else(|| {
            Failure::new(FailureKind::Unknown, "another step is under way", "Wait for it, or press “Cancel”.")
        })
    }
}

async fn explain(
    network: &Network,
    video: &str,
    crop: usize,
    budget_bytes: usize,
) -> Result<(Explainer, CropDynamics), Failure> {
    let Network::LaNet(scoring) = network else { return Err(no_attention()) };
    let crop = ReadCrop::open(scoring.features(), video, crop).await?;
    let explainer = Explainer::new(scoring.model(), video, crop.view())?;
    let found = explainer.dynamics(budget_bytes).await?;
    let picked: Vec<u32> = found.picked.iter().map(|&snippet| snippet as u32).collect();
    let dynamics = CropDynamics {
        crops: crop.crops,
        scores: Float32Array::from(found.scores.as_slice()),
        score_dynamics: Float64Array::from(found.score_dynamics.as_slice()),
        feature_dynamics: Float64Array::from(found.feature_dynamics.as_slice()),
        picked: Uint32Array::from(picked.as_slice()),
    };
    Ok((explainer, dynamics))
}

fn no_attention() -> Failure {
    Failure::new(FailureKind::Unknown, "this network has no attention to show", "Choose weights of LA-Net.")
}

fn no_classes() -> Failure {
    Failure::new(FailureKind::Unknown, "this network has no classes to show", "Choose weights of DSANet.")
}

fn not_identified() -> Failure {
    let detail = "the SHA-256 of the weights is not known yet";
    Failure::new(FailureKind::Unknown, detail, "Wait until the weights are hashed, then try again.")
}

fn not_explained() -> Failure {
    Failure::new(FailureKind::Unknown, "no video is open to ask about", "Press a row of “Per video” first.")
}
