//! Scores of one video, as a value that the caller steps: one crop at a time, one chunk of attention rows at a
//! call, all snippets, no dropout. A video's score is the mean over its crops, after the sigmoid (sibling code).

use burn::tensor::Tensor;

use super::attention::{Projected, Rows, rows_per_chunk};
use super::bags::{CropView, ZeroRows};
use super::model::read;
use super::run_config::FeatTap;
use super::{LaNet, LaNetError};
use crate::device::DeviceKind;

/// Bytes of the attention map that are computed at a time (ours): a GPU's binding holds 128 MiB.
pub fn map_budget(kind: DeviceKind) -> usize {
    match kind {
        DeviceKind::Gpu | DeviceKind::SoftwareGpu => 32 << 20,
        DeviceKind::Cpu => 64 << 20,
    }
}

/// How far a crop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreProgress {
    /// The crop, in the order given, counted from 0.
    pub crop: usize,
    /// Its attention rows that are done.
    pub rows: usize,
    /// Its snippets.
    pub snippets: usize,
}

impl ScoreProgress {
    /// Whether the crop is through.
    pub fn crop_done(&self) -> bool {
        self.rows == self.snippets
    }
}

/// Scores of a video.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoScores {
    /// Mean over the crops, `[snippets]`, in 0..=1.
    pub scores: Vec<f32>,
    /// Of each crop, `[crops][snippets]`.
    pub crops: Vec<Vec<f32>>,
    /// Rows of zeros in each crop, to warn of stored padding.
    pub zero_rows: Vec<ZeroRows>,
    /// Whether the span is not the one that was learned: not comparable with published scores.
    pub approximate: bool,
}

/// Scores one video.
#[derive(Debug)]
pub struct Scorer {
    model: LaNet,
    video: String,
    budget_bytes: usize,
    running: Option<Running>,
    crops: Vec<Vec<f32>>,
    zero_rows: Vec<ZeroRows>,
    snippets: Option<usize>,
}

/// The crop that is being scored.
#[derive(Debug)]
struct Running {
    x: Tensor<3>,
    projected: Projected,
    gathered: Vec<Tensor<3>>,
    rows: usize,
}

impl Scorer {
    /// For `video`, whose name is used in errors, with chunks of at most `budget_bytes` (see [`map_budget`]).
    pub fn new(model: &LaNet, video: &str, budget_bytes: usize) -> Self {
        Self {
            model: model.clone(),
            video: video.to_owned(),
            budget_bytes,
            running: None,
            crops: Vec::new(),
            zero_rows: Vec::new(),
            snippets: None,
        }
    }

    /// Takes the next crop; the last one must be through.
    pub fn begin(&mut self, crop: CropView<'_>) -> Result<(), LaNetError> {
        if self.running.is_some() {
            return Err(self.unfinished());
        }
        crop.check(&self.video, self.model.config().feat_dim)?;
        let first = *self.snippets.get_or_insert(crop.snippets);
        if first != crop.snippets {
            let (video, found) = (self.video.clone(), crop.snippets);
            return Err(LaNetError::CropLength { video, first, crop: self.crops.len(), found });
        }
        self.zero_rows.push(crop.zero_rows());
        let x = self.model.upload(crop);
        let projected = Projected::new(&self.model.parameters, x.clone());
        self.running = Some(Running { x, projected, gathered: Vec::new(), rows: 0 });
        Ok(())
    }

    /// One chunk of rows of the current crop; nothing when it is through.
    pub async fn step(&mut self) -> Result<Option<ScoreProgress>, LaNetError> {
        let Some(mut running) = self.running.take() else { return Ok(None) };
        let crop = self.crops.len();
        let snippets = running.projected.snippets();
        let count = rows_per_chunk(snippets, self.budget_bytes).min(snippets - running.rows);
        let rows = Rows::of_video(running.rows, count);
        running.gathered.push(self.model.attention().gather(&running.projected, rows, None));
        running.rows += count;
        let progress = ScoreProgress { crop, rows: running.rows, snippets };
        if !progress.crop_done() {
            self.running = Some(running);
            return Ok(Some(progress));
        }
        let gathered = Tensor::cat(running.gathered, 1);
        let headed = self.model.finish(running.x, gathered, None, FeatTap::PostDropout);
        let scores = read(headed.scores, "scoring").await?;
        self.crops.push(finite(scores)?);
        Ok(Some(progress))
    }

    /// The scores of the video.
    pub fn finish(self) -> Result<VideoScores, LaNetError> {
        if self.running.is_some() {
            return Err(self.unfinished());
        }
        let Some(snippets) = self.snippets.filter(|_| !self.crops.is_empty()) else {
            return Err(LaNetError::NoCrops { video: self.video });
        };
        let mean = |t: usize| {
            let sum: f64 = self.crops.iter().map(|scores| f64::from(scores[t])).sum();
            (sum / self.crops.len() as f64) as f32
        };
        Ok(VideoScores {
            scores: (0..snippets).map(mean).collect(),
            crops: self.crops,
            zero_rows: self.zero_rows,
            approximate: self.model.approximate(),
        })
    }

    fn unfinished(&self) -> LaNetError {
        LaNetError::Unfinished { video: self.video.clone(), scored: self.crops.len() }
    }
}

/// Refuses scores that are no numbers.
pub(crate) fn finite(scores: Vec<f32>) -> Result<Vec<f32>, LaNetError> {
    match scores.iter().position(|score| !score.is_finite()) {
        Some(snippet) => Err(LaNetError::BadScore { snippet, value: scores[snippet] }),
        None => Ok(scores),
    }
}
