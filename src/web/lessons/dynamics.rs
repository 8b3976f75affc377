//! Lesson 6: the losses of a positive and a negative video whose scores a person draws.

use js_sys::Float64Array;
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::lanet::LaNetError;
use crate::lanet::dynamics::{feature_dynamics, score_dynamics};
use crate::lanet::loss_config::{Detach, LossConfig};
use crate::lanet::objective::{Objective, Observed};
use crate::web::failure::{Failure, FailureKind};

/// Where the aligning loss stops the gradient.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum StopGradient {
    /// Nowhere.
    None,
    /// Before the scores.
    Score,
    /// Before the features.
    Feature,
}

/// Two videos of as many snippets, the positive one first, and the losses' settings.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DynamicsQuestion {
    /// Scores of both, one after the other.
    pub scores: Vec<f64>,
    /// Feature rows of both, two columns each.
    pub features: Vec<f64>,
    /// ζ.
    pub zeta: f64,
    /// λ1.
    pub lambda1: f64,
    /// λ2.
    pub lambda2: f64,
    /// ε.
    pub eps: f64,
    /// Where the gradient stops.
    pub detach: StopGradient,
    /// Steps of plain descent on the scores themselves before answering.
    pub descend: usize,
}

/// The losses and what they consist of.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DynamicsAnswer {
    /// L.
    pub total: f64,
    /// L_MIL.
    pub mil: f64,
    /// L_DR.
    pub dr: f64,
    /// L_DA.
    pub da: f64,
    /// E^a.
    pub energy_odd: f64,
    /// E^n.
    pub energy_normal: f64,
    /// Scores after the descent.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub scores: Float64Array,
    /// dL/ds.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub slopes: Float64Array,
    /// |s_t - s_{t+1}| of both.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub score_dynamics: Float64Array,
    /// 1 - cos of both.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float64Array<ArrayBuffer>")]
    pub feature_dynamics: Float64Array,
}

/// Columns of a feature row.
const COLUMNS: usize = 2;

/// The losses.
#[wasm_bindgen]
pub fn lesson_dynamics(question: Ts<DynamicsQuestion>) -> Result<Ts<DynamicsAnswer>, JsValue> {
    let question: DynamicsQuestion = crate::web::taken(&question)?;
    if question.scores.len() % 2 == 1 || question.features.len() != COLUMNS * question.scores.len() {
        let (scores, values) = (question.scores.len(), question.features.len());
        let detail = format!("{scores} scores and {values} feature values are no two videos of equal length");
        return Err(Failure::new(FailureKind::Unknown, detail, "Reload the page.").into());
    }
    crate::web::out(answer(question).map_err(Failure::from)?)
}

fn answer(question: DynamicsQuestion) -> Result<DynamicsAnswer, LaNetError> {
    let config = LossConfig {
        zeta: question.zeta,
        lambda1: question.lambda1,
        lambda2: question.lambda2,
        eps: question.eps,
        detach: match question.detach {
            StopGradient::None => Detach::None,
            StopGradient::Score => Detach::Score,
            StopGradient::Feature => Detach::Feature,
        },
        ..LossConfig::default()
    };
    config.check()?;
    let snippets = question.scores.len() / 2;
    let features: Vec<f64> = question
        .features
        .chunks_exact((snippets * COLUMNS).max(1))
        .flat_map(|rows| feature_dynamics(rows, COLUMNS))
        .collect();
    let of = |scores: &[f64]| {
        let observed = Observed {
            scores,
            feature_dynamics: &features,
            snippets,
            lengths: &[snippets, snippets],
            positive: &[true, false],
        };
        Objective::new(observed, &config)
    };
    let mut scores = question.scores;
    let mut objective = of(&scores);
    for _ in 0..question.descend {
        objective.descend(&mut scores);
        objective = of(&scores);
    }
    let changes: Vec<f64> = scores.chunks_exact(snippets.max(1)).flat_map(score_dynamics).collect();
    let losses = objective.losses;
    Ok(DynamicsAnswer {
        total: losses.total,
        mil: losses.mil,
        dr: losses.dr,
        da: losses.da,
        energy_odd: losses.energies.positive.unwrap_or(f64::NAN),
        energy_normal: losses.energies.negative.unwrap_or(f64::NAN),
        scores: Float64Array::from(scores.as_slice()),
        slopes: Float64Array::from(objective.by_scores.as_slice()),
        score_dynamics: Float64Array::from(changes.as_slice()),
        feature_dynamics: Float64Array::from(features.as_slice()),
    })
}
