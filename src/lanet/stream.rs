//! Scores while a video is still running, for models with a causal span (ours).
//!
//! Kept between calls: keys and values of all snippets, the last kernel - 1 rows of X^F. A new snippet costs
//! O(t h) and its score never changes later. Layer normalisation and head work per snippet anyway.

use burn::tensor::Tensor;

use super::attention::{Projected, Rows};
use super::bags::CropView;
use super::config::Span;
use super::head::causal_scores;
use super::model::read;
use super::scoring::finite;
use super::{LaNet, LaNetError};

/// A video that is still running.
#[derive(Debug)]
pub struct Stream {
    model: LaNet,
    video: String,
    memory: Option<(Tensor<3>, Tensor<3>)>,
    /// The last rows of X^F, `[1, kernel - 1, mlp2]`; none for a kernel of 1.
    tail: Option<Tensor<3>>,
    snippets: usize,
}

impl Stream {
    /// Starts an empty video, whose name is used in errors. The model's span must be [`Span::Causal`].
    pub fn new(model: &LaNet, video: &str) -> Result<Self, LaNetError> {
        let config = model.config();
        if config.span != Span::Causal {
            return Err(LaNetError::NotCausal);
        }
        let before = config.kernel - 1;
        let tail = (before > 0).then(|| Tensor::zeros([1, before, config.mlp2], model.device()));
        Ok(Self { model: model.clone(), video: video.to_owned(), memory: None, tail, snippets: 0 })
    }

    /// Snippets scored.
    pub fn snippets(&self) -> usize {
        self.snippets
    }

    /// Scores of the next snippets, one crop.
    pub async fn push(&mut self, rows: CropView<'_>) -> Result<Vec<f32>, LaNetError> {
        rows.check(&self.video, self.model.config().feat_dim)?;
        let count = rows.snippets;
        let x = self.model.upload(rows);
        let projected = Projected::new(&self.model.parameters, x.clone()).after(self.memory.clone());
        let wanted = Rows { first: self.snippets, query: 0, count };
        let gathered = self.model.attention().gather(&projected, wanted, None);
        let features = self.model.features(x, gathered);
        let features = match &self.tail {
            Some(tail) => Tensor::cat(vec![tail.clone(), features], 1),
            None => features,
        };
        let [_, all, channels] = features.dims();
        let before = all - count;
        let scores = causal_scores(&self.model.parameters, self.model.config(), features.clone());
        let scores = read(scores.slice([0..1, before..all]), "scoring").await?;
        let scores = finite(scores)?;
        self.memory = Some(projected.memory());
        self.tail = self.tail.is_some().then(|| features.slice([0..1, all - before..all, 0..channels]));
        self.snippets += count;
        Ok(scores)
    }
}
