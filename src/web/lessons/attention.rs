//! Lesson 5: the map of the sine network and the prior by itself.

use burn::tensor::Device;
use js_sys::{Float32Array, Float64Array};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::lanet::config::{PriorMode, Span};
use crate::lanet::explain::Explainer;
use crate::lanet::{LaNetConfig, LaNetError, Scorer, prior, toy};
use crate::web::failure::Failure;

/// Where the prior joins.
#[derive(Debug, Clone, Copy, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum PriorPlace {
    /// After the softmax.
    Post,
    /// Before it.
    Pre,
    /// Nowhere.
    None,
}

/// A video of so many snippets and the network's switches.
#[derive(Debug, Clone, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AttentionQuestion {
    /// T.
    pub snippets: usize,
    /// Width of the prior.
    pub sigma: f64,
    /// Where it joins.
    pub place: PriorPlace,
    /// Whether a snippet sees itself and earlier ones only.
    pub causal: bool,
}

/// Maps by rows, `[T][T]`.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct AttentionAnswer {
    /// A: softmax of the contents alone.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub content: Float32Array,
    /// G.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub prior: Float32Array,
    /// What the values are multiplied with.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub attention: Float32Array,
    /// `[T]`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[tsify(type = "Float32Array<ArrayBuffer>")]
    pub scores: Float32Array,
}

/// The prior at distances 0 to `distances` - 1, with every digit.
#[wasm_bindgen]
pub fn lesson_prior(distances: usize, sigma: f64) -> Float64Array {
    let values: Vec<f64> = (0..distances).map(|distance| prior::locality(distance as isize, sigma)).collect();
    Float64Array::from(values.as_slice())
}

/// The whole map of the sine network.
#[wasm_bindgen]
pub async fn lesson_attention(question: Ts<AttentionQuestion>) -> Result<Ts<AttentionAnswer>, JsValue> {
    let question = crate::web::taken(&question)?;
    crate::web::out(answer(&question).await.map_err(Failure::from)?)
}

async fn answer(question: &AttentionQuestion) -> Result<AttentionAnswer, LaNetError> {
    let config = LaNetConfig {
        sigma: question.sigma,
        prior_mode: match question.place {
            PriorPlace::Post => PriorMode::Post,
            PriorPlace::Pre => PriorMode::Pre,
            PriorPlace::None => PriorMode::None,
        },
        span: if question.causal { Span::Causal } else { Span::Full },
        ..toy::config()
    };
    let model = toy::model(&config, &Device::flex())?;
    let values = toy::input(question.snippets);
    let explainer = Explainer::new(&model, "lesson", toy::crop(&values))?;
    let (mut content, mut prior, mut attention) = (Vec::new(), Vec::new(), Vec::new());
    for snippet in 0..question.snippets {
        let row = explainer.attention(snippet).await?;
        content.extend(row.content);
        prior.extend(row.prior);
        attention.extend(row.attention);
    }
    let mut scorer = Scorer::new(&model, "lesson", usize::MAX);
    scorer.begin(toy::crop(&values))?;
    while scorer.step().await?.is_some() {}
    let scores = scorer.finish()?.scores;
    Ok(AttentionAnswer {
        content: Float32Array::from(content.as_slice()),
        prior: Float32Array::from(prior.as_slice()),
        attention: Float32Array::from(attention.as_slice()),
        scores: Float32Array::from(scores.as_slice()),
    })
}
