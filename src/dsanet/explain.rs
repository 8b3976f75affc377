//! Why a score and a class are what they are: which classes a snippet is like, which snippets stand for the chunk's event and
//! for its background, which prototypes of normality a snippet is rebuilt from.

use super::model::{Forward, read};
use super::picks::calmest;
use super::refiner::refine;
use super::scoring::{chunk_scores, finite};
use super::semantic::{Weights, compared};
use super::trunk::CLASS_TEMPERATURE;
use super::{DsaNet, DsaNetError};
use crate::encode::CropView;

/// What is being done where the device fails.
const EXPLAINING: &str = "explaining a score";

/// One chunk of a crop, seen by its classes. Padded slots are left out of every list.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassView {
    /// The chunk's first snippet.
    pub first: usize,
    /// Cosine of each snippet with each class's text in the light of the chunk's event, `[snippets][classes]`.
    pub similarities: Vec<f32>,
    /// How much each snippet counts as event, `[snippets]`; all slots sum to 1.
    pub event_weights: Vec<f32>,
    /// How much each snippet counts as background, `[snippets]`; all slots sum to 1.
    pub background_weights: Vec<f32>,
    /// Shares of event and background that lie on padded slots (the authors' code does not leave them out).
    pub on_padding: [f32; 2],
    /// Cosine of the event with each class's text, `[classes]`.
    pub event_classes: Vec<f32>,
    /// Cosine of the background with each class's text, `[classes]`.
    pub background_classes: Vec<f32>,
}

/// One chunk of a crop, seen by the model of normality.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalityView {
    /// The chunk's first snippet.
    pub first: usize,
    /// Share of each prototype in what a snippet is rebuilt from, `[snippets][prototypes]`: the attention's weights summed over
    /// blocks and heads, rows brought to sum 1 (ours); zeros where a snippet takes nothing from any.
    pub shares: Vec<f32>,
    /// The prototype with the largest share of each snippet, `[snippets]`; none where it takes nothing.
    pub prototypes: Vec<Option<usize>>,
    /// Mean share of each prototype over the snippets, `[prototypes]`.
    pub usage: Vec<f32>,
    /// Half of 1 less the cosine of a snippet's features and their reconstruction, `[snippets]`, in 0..=1.
    pub errors: Vec<f32>,
}

/// One crop that can be asked about.
#[derive(Debug, Clone)]
pub struct Explainer {
    model: DsaNet,
    video: String,
    snippets: usize,
    values: Vec<f32>,
}

impl Explainer {
    /// Of a crop of `video`.
    pub fn new(model: &DsaNet, video: &str, crop: CropView<'_>) -> Result<Self, DsaNetError> {
        crop.check(video, model.config().width)?;
        let (snippets, values) = (crop.snippets, crop.values.to_vec());
        Ok(Self { model: model.clone(), video: video.to_owned(), snippets, values })
    }

    /// Chunks of the crop.
    pub fn chunks(&self) -> usize {
        self.snippets.div_ceil(self.model.config().slots)
    }

    /// The classes of a chunk. Errors: a VadCLIP trunk, which has none.
    pub async fn classes(&self, chunk: usize) -> Result<ClassView, DsaNetError> {
        let (forward, first, count) = self.forward(chunk).await?;
        let (Some(aligned), Some(text)) = (forward.aligned, forward.text) else {
            return Err(DsaNetError::TrunkOnly { what: "a class" });
        };
        let classes = self.model.config().classes.len();
        let cosine = CLASS_TEMPERATURE as f32;
        let cosines = |logits: Vec<f32>| logits.into_iter().map(|logit| logit * cosine).collect::<Vec<f32>>();
        let mut similarities = cosines(read(aligned.logits, EXPLAINING).await?);
        similarities.truncate(count * classes);
        let Weights { event, background } = Weights::new(forward.logits);
        let against = |weights| compared(forward.features.clone(), weights, text.clone());
        let event_classes = cosines(read(against(event.clone()), EXPLAINING).await?);
        let background_classes = cosines(read(against(background.clone()), EXPLAINING).await?);
        finite("a class's cosine", first, 0, &event_classes)?;
        finite("a class's cosine", first, 0, &background_classes)?;
        let mut event_weights = read(event, EXPLAINING).await?;
        let mut background_weights = read(background, EXPLAINING).await?;
        let beyond = |weights: &mut Vec<f32>| weights.split_off(count).iter().sum::<f32>();
        let on_padding = [beyond(&mut event_weights), beyond(&mut background_weights)];
        Ok(ClassView {
            first,
            similarities,
            event_weights,
            background_weights,
            on_padding,
            event_classes,
            background_classes,
        })
    }

    /// The prototypes of a chunk. Errors: weights without them.
    pub async fn normality(&self, chunk: usize) -> Result<NormalityView, DsaNetError> {
        if !self.model.has_prototypes() {
            return Err(DsaNetError::NoPrototypes);
        }
        let (forward, first, count) = self.forward(chunk).await?;
        let config = self.model.config();
        let calm = calmest(&read(forward.logits, EXPLAINING).await?, config.normal_slots());
        let refined = refine(&self.model.parameters, config, forward.features, &[calm]);
        let weights = refined.attention.into_iter().map(|weights| weights.sum_dim(0));
        let weights = weights.reduce(|sum, weights| sum + weights);
        let mut shares = match weights {
            Some(weights) => read(weights, EXPLAINING).await?,
            None => Vec::new(),
        };
        let prototypes = config.prototypes;
        shares.truncate(count * prototypes);
        let mut errors = read(refined.errors, EXPLAINING).await?;
        errors.truncate(count);
        finite("the reconstruction error", first, 1, &errors)?;
        finite("a prototype's share", first, prototypes, &shares)?;
        for row in shares.chunks_exact_mut(prototypes) {
            let sum: f32 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|share| *share /= sum);
            }
        }
        let rows = || shares.chunks_exact(prototypes);
        let mean = |column: usize| rows().map(|row| row[column]).sum::<f32>() / count as f32;
        let usage = (0..prototypes).map(mean).collect();
        let nearest = rows().map(largest_share).collect();
        Ok(NormalityView { first, prototypes: nearest, usage, errors, shares })
    }

    /// A chunk's forward pass, its first snippet and its snippets. Outputs that are no numbers are refused first.
    async fn forward(&self, chunk: usize) -> Result<(Forward, usize, usize), DsaNetError> {
        let (slots, width) = (self.model.config().slots, self.model.config().width);
        if chunk >= self.chunks() {
            return Err(DsaNetError::NoSuchChunk { video: self.video.clone(), chunk, chunks: self.chunks() });
        }
        let crop = CropView { snippets: self.snippets, dim: width, values: &self.values };
        chunk_scores(&self.model, crop, chunk).await?;
        let (x, valid) = self.model.upload(crop, chunk);
        let first = chunk * slots;
        Ok((self.model.forward(x, &valid), first, slots.min(self.snippets - first)))
    }
}

fn largest_share(row: &[f32]) -> Option<usize> {
    let largest = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    (*largest.1 > 0.0).then_some(largest.0)
}
