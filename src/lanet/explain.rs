//! Why a score is what it is: what a snippet attends to, how fast scores and features change, which snippets
//! stand for the video.

use burn::tensor::Tensor;

use super::attention::{Projected, Rows};
use super::bags::CropView;
use super::config::PriorMode;
use super::dynamics::{feature_dynamics, score_dynamics};
use super::mil;
use super::model::read;
use super::scoring::finite;
use super::{LaNet, LaNetError};

/// What is being done where the device fails.
const EXPLAINING: &str = "explaining a score";

/// What one snippet attends to; heads are averaged.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionRow {
    /// Softmax over contents alone, `[snippets]`, sums to 1.
    pub content: Vec<f32>,
    /// The locality prior, `[snippets]`; zeros where the model has none. PEL4VAD's is the learned one.
    pub prior: Vec<f32>,
    /// What the values are multiplied with, `[snippets]`: content plus prior, or the softmax with the prior in it.
    pub attention: Vec<f32>,
}

/// How scores and features of a crop change.
#[derive(Debug, Clone, PartialEq)]
pub struct Dynamics {
    /// Scores of the crop, `[snippets]`.
    pub scores: Vec<f32>,
    /// |s_t - s_{t+1}|, `[snippets - 1]`.
    pub score_dynamics: Vec<f64>,
    /// 1 - cos(x^F_t, x^F_{t+1}), `[snippets - 1]`.
    pub feature_dynamics: Vec<f64>,
    /// The snippets whose mean would be the video's probability were it positive, highest score first.
    pub picked: Vec<usize>,
}

/// One crop that can be asked about.
#[derive(Debug, Clone)]
pub struct Explainer {
    model: LaNet,
    video: String,
    x: Tensor<3>,
    projected: Projected,
}

impl Explainer {
    /// Of a crop of `video`.
    pub fn new(model: &LaNet, video: &str, crop: CropView<'_>) -> Result<Self, LaNetError> {
        crop.check(video, model.config().feat_dim)?;
        let x = model.upload(crop);
        let projected = Projected::new(&model.parameters, x.clone());
        Ok(Self { model: model.clone(), video: video.to_owned(), x, projected })
    }

    /// What `snippet` attends to.
    pub async fn attention(&self, snippet: usize) -> Result<AttentionRow, LaNetError> {
        let snippets = self.projected.snippets();
        if snippet >= snippets {
            return Err(LaNetError::NoSuchSnippet { video: self.video.clone(), snippet, snippets });
        }
        let (attention, rows) = (self.model.attention(), Rows::of_video(snippet, 1));
        let content = read(attention.content(&self.projected, rows).mean_dim(0), EXPLAINING).await?;
        let weights = read(attention.weights(&self.projected, rows, None).mean_dim(0), EXPLAINING).await?;
        let distance = |key: usize| key as isize - snippet as isize;
        let config = self.model.config();
        let prior: Vec<f32> = (0..snippets)
            .map(|key| match (attention.learned, config.prior_mode) {
                (Some(learned), _) => learned.at(distance(key)) as f32,
                (None, PriorMode::None) => 0.0,
                (None, PriorMode::Post | PriorMode::Pre) => config.prior_at(distance(key)) as f32,
            })
            .collect();
        let added = attention.learned.is_none() && config.prior_mode == PriorMode::Post;
        let share = f32::from(u8::from(added));
        let attention = weights.iter().zip(&prior).map(|(weight, prior)| weight + share * prior).collect();
        Ok(AttentionRow { content, prior, attention })
    }

    /// How scores and features change, with chunks of at most `budget_bytes`.
    pub async fn dynamics(&self, budget_bytes: usize) -> Result<Dynamics, LaNetError> {
        let headed = self.model.crop(self.x.clone(), budget_bytes);
        let scores = finite(read(headed.scores, EXPLAINING).await?)?;
        let features = read(headed.features, EXPLAINING).await?;
        let exact: Vec<f64> = scores.iter().map(|&score| f64::from(score)).collect();
        Ok(Dynamics {
            score_dynamics: score_dynamics(&exact),
            feature_dynamics: feature_dynamics(&features, self.model.config().mlp2),
            picked: mil::picked(&exact, true),
            scores,
        })
    }
}
