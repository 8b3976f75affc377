//! Feature files and weights to scores, and why a score is what it is.

use std::cell::RefCell;

use js_sys::{Float32Array, Float64Array, Uint32Array};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::blob::Blob;
use super::dropped::{ChosenFiles, Dropped};
use super::types::{AttentionOf, CropDynamics, ScoringProgress, ScoringSettings};
use crate::device::Computer;
use crate::encode::{CropPolicy, FeatureSet, FeatureSetOptions};
use crate::formats;
use crate::lanet::explain::Explainer;
use crate::lanet::run::{RunError, crop_view};
use crate::lanet::scoring::map_budget;
use crate::lanet::{SetScoring, trained};
use crate::web::engine::Engine;
use crate::web::failure::{Failure, FailureKind};

/// A set of feature files that is scored by one file of weights.
#[wasm_bindgen]
pub struct FeatureScoring {
    computer: Computer,
    /// Empty while a call is under way.
    scoring: RefCell<Option<SetScoring<Dropped>>>,
    /// The crop that was asked about last.
    explained: RefCell<Option<Explainer>>,
}

#[wasm_bindgen]
impl FeatureScoring {
    /// Opens features and weights; no feature file is read yet. `name` is that of the weights, for messages.
    pub fn open(
        engine: &Engine,
        features: ChosenFiles,
        name: &str,
        weights: Blob,
        settings: Ts<ScoringSettings>,
    ) -> Result<FeatureScoring, JsValue> {
        let settings: ScoringSettings = crate::web::taken(&settings)?;
        let computer = engine.computer().clone();
        let checkpoint = formats::open(weights, name).map_err(Failure::from)?;
        let published_for = settings.published_for.map(Into::into);
        let trained = trained::read(&checkpoint, published_for, &computer.device).map_err(Failure::from)?;
        let dim = Some(trained.model.config().feat_dim);
        let options = FeatureSetOptions { naming: None, crops: crops(&settings.crops)?, dim };
        let files = Dropped::open(features).map_err(Failure::from)?;
        let features = FeatureSet::open(files, options).map_err(Failure::from)?;
        let scoring = SetScoring::new(features, trained, &computer);
        Ok(Self { computer, scoring: RefCell::new(Some(scoring)), explained: RefCell::default() })
    }

    /// Reads a video or scores a chunk of it; null when all are through.
    #[wasm_bindgen(unchecked_return_type = "ScoringProgress | null")]
    pub async fn step(&self) -> Result<JsValue, JsValue> {
        let mut scoring = self.taken()?;
        let stepped = scoring.step().await;
        self.scoring.replace(Some(scoring));
        match stepped.map_err(Failure::from)? {
            None => Ok(JsValue::NULL),
            Some(progress) => {
                let shown =
                    ScoringProgress { video: progress.video, done: progress.done, videos: progress.videos };
                Ok(crate::web::out(shown)?.into())
            }
        }
    }

    /// The scores so far, as the text of a `scores.json`.
    pub fn scores(&self) -> Result<String, JsValue> {
        let scoring = self.taken()?;
        let text = scoring.scores(&self.computer).to_json();
        self.scoring.replace(Some(scoring));
        Ok(text.map_err(Failure::from)?)
    }

    /// How scores and features of one crop change; the next questions about attention are about it.
    pub async fn dynamics(&self, video: &str, crop: usize) -> Result<Ts<CropDynamics>, JsValue> {
        let scoring = self.taken()?;
        let explained = explain(&scoring, video, crop, map_budget(self.computer.kind)).await;
        self.scoring.replace(Some(scoring));
        let (explainer, dynamics) = explained.map_err(Failure::from)?;
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

impl FeatureScoring {
    fn taken(&self) -> Result<SetScoring<Dropped>, Failure> {
        self.scoring.take().ok_or_else(|| {
            Failure::new(FailureKind::Unknown, "another step is under way", "Wait for it, or press “Cancel”.")
        })
    }
}

/// Which crops are used, in the words of the command line.
pub(super) fn crops(text: &str) -> Result<CropPolicy, Failure> {
    text.parse().map_err(|reason: String| {
        Failure::new(FailureKind::BadFile, format!("crops: {reason}"), "Choose another value under “Crops”.")
    })
}

async fn explain(
    scoring: &SetScoring<Dropped>,
    video: &str,
    crop: usize,
    budget_bytes: usize,
) -> Result<(Explainer, CropDynamics), RunError> {
    let (features, _) = scoring.features().read(video).await?;
    let place = crop.min(features.crops.saturating_sub(1));
    let explainer = Explainer::new(scoring.model(), video, crop_view(&features, place))?;
    let found = explainer.dynamics(budget_bytes).await?;
    let picked: Vec<u32> = found.picked.iter().map(|&snippet| snippet as u32).collect();
    let dynamics = CropDynamics {
        crops: features.crops,
        scores: Float32Array::from(found.scores.as_slice()),
        score_dynamics: Float64Array::from(found.score_dynamics.as_slice()),
        feature_dynamics: Float64Array::from(found.feature_dynamics.as_slice()),
        picked: Uint32Array::from(picked.as_slice()),
    };
    Ok((explainer, dynamics))
}

fn not_explained() -> Failure {
    Failure::new(FailureKind::Unknown, "no video is open to ask about", "Press a row of “Per video” first.")
}
