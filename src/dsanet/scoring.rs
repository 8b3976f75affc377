//! Scores and class probabilities of one video, as a value that the caller steps: one crop at a time, one chunk at a call.
//!
//! Chunks are independent (authors' code): 256 snippets each, the last one zero-padded. Several crops are averaged after
//! the sigmoid, which is ours: the published protocol scores one crop.

use burn::tensor::Transaction;

use super::belief::{class_probabilities, sigmoid};
use super::config::require_above_zero;
use super::{DsaNet, DsaNetError};
use crate::encode::{CropView, ZeroRows};

/// What is being done where the device fails.
const SCORING: &str = "scoring";
/// Features with rows shorter than this on average have been normalised (ours); CLIP's have a length of about 10.
const LEAST_LENGTH: f64 = 2.0;

/// How far a crop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreProgress {
    /// The crop, in the order given, counted from 0.
    pub crop: usize,
    /// Its chunks that are done.
    pub chunks: usize,
    /// Chunks that it has.
    pub of: usize,
}

impl ScoreProgress {
    /// Whether the crop is through.
    pub fn crop_done(&self) -> bool {
        self.chunks == self.of
    }
}

/// Scores of one crop.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CropScores {
    /// Logits of being odd, `[snippets]`: what scores are ranked by where they tie.
    pub logits: Vec<f32>,
    /// Logits of the classes, `[snippets][classes]`; empty without classes.
    pub class_logits: Vec<f32>,
}

/// Scores of a video.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoScores {
    /// Mean over the crops, `[snippets]`, in 0..=1.
    pub scores: Vec<f32>,
    /// Probabilities of the classes, mean over the crops, `[snippets][classes]`, rows summing to 1; empty without
    /// classes.
    pub classes: Vec<f32>,
    /// Of each crop.
    pub crops: Vec<CropScores>,
    /// Rows of zeros in each crop, to warn of stored padding.
    pub zero_rows: Vec<ZeroRows>,
    /// Whether rows are so short that they seem to have been brought to length 1.
    pub seems_normalised: bool,
}

impl VideoScores {
    /// Probabilities of the classes at another temperature, `[snippets][classes]`: the same logits, more even the higher it
    /// is; empty without classes. Errors: a temperature that is not above 0 and at most 1e6.
    pub fn classes_at(&self, temperature: f64) -> Result<Vec<f32>, DsaNetError> {
        require_above_zero("temperature", temperature)?;
        let share = 1.0 / self.crops.len().max(1) as f64;
        let mut sums = vec![0.0; self.crops.first().map_or(0, |crop| crop.class_logits.len())];
        for crop in &self.crops {
            let classes = (crop.class_logits.len() / crop.logits.len().max(1)).max(1);
            let rows = crop.logits.iter().zip(crop.class_logits.chunks_exact(classes));
            for (sums, (&logit, row)) in sums.chunks_exact_mut(classes).zip(rows) {
                let logits: Vec<f64> = row.iter().map(|&v| v.into()).collect();
                let found = class_probabilities(logit.into(), &logits, temperature);
                sums.iter_mut().zip(found).for_each(|(sum, p)| *sum += share * p);
            }
        }
        Ok(sums.into_iter().map(|p| p as f32).collect())
    }
}

/// Scores one video.
#[derive(Debug)]
pub struct Scorer {
    model: DsaNet,
    video: String,
    running: Option<Running>,
    crops: Vec<CropScores>,
    zero_rows: Vec<ZeroRows>,
    snippets: Option<usize>,
    lengths: (f64, usize),
}

/// The crop that is being scored.
#[derive(Debug)]
struct Running {
    values: Vec<f32>,
    snippets: usize,
    chunk: usize,
    scores: CropScores,
}

impl Scorer {
    /// For `video`, whose name is used in errors.
    pub fn new(model: &DsaNet, video: &str) -> Self {
        Self {
            model: model.clone(),
            video: video.to_owned(),
            running: None,
            crops: Vec::new(),
            zero_rows: Vec::new(),
            snippets: None,
            lengths: (0.0, 0),
        }
    }

    /// Takes the next crop; the last one must be through.
    pub fn begin(&mut self, crop: CropView<'_>) -> Result<(), DsaNetError> {
        self.check_through()?;
        crop.check(&self.video, self.model.config().width)?;
        let first = *self.snippets.get_or_insert(crop.snippets);
        if first != crop.snippets {
            let (video, found) = (self.video.clone(), crop.snippets);
            return Err(DsaNetError::CropLength { video, first, crop: self.crops.len(), found });
        }
        self.zero_rows.push(crop.zero_rows());
        for row in (0..crop.snippets).map(|at| crop.row(at)) {
            self.lengths.0 += row.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
        }
        self.lengths.1 += crop.snippets;
        let (values, snippets) = (crop.values.to_vec(), crop.snippets);
        self.running = Some(Running { values, snippets, chunk: 0, scores: CropScores::default() });
        Ok(())
    }

    /// The next chunk of the current crop; nothing when it is through.
    pub async fn step(&mut self) -> Result<Option<ScoreProgress>, DsaNetError> {
        let Some(mut running) = self.running.take() else { return Ok(None) };
        let (slots, width) = (self.model.config().slots, self.model.config().width);
        let crop = CropView { snippets: running.snippets, dim: width, values: &running.values };
        let found = chunk_scores(&self.model, crop, running.chunk).await?;
        running.scores.logits.extend(found.logits);
        running.scores.class_logits.extend(found.class_logits);
        running.chunk += 1;
        let of = running.snippets.div_ceil(slots);
        let progress = ScoreProgress { crop: self.crops.len(), chunks: running.chunk, of };
        if progress.crop_done() {
            self.crops.push(running.scores);
        } else {
            self.running = Some(running);
        }
        Ok(Some(progress))
    }

    /// The scores of the video.
    pub fn finish(self) -> Result<VideoScores, DsaNetError> {
        self.check_through()?;
        let Some(snippets) = self.snippets.filter(|_| !self.crops.is_empty()) else {
            return Err(DsaNetError::NoCrops { video: self.video });
        };
        let config = self.model.config();
        let classes = if self.model.has_classes() { config.classes.len() } else { 0 };
        let share = 1.0 / self.crops.len() as f64;
        let mut scores = vec![0.0; snippets];
        for crop in &self.crops {
            for (score, &logit) in scores.iter_mut().zip(&crop.logits) {
                *score += share * sigmoid(logit.into());
            }
        }
        let (sum, rows) = self.lengths;
        let mut found = VideoScores {
            scores: scores.into_iter().map(|score| score as f32).collect(),
            classes: Vec::new(),
            crops: self.crops,
            zero_rows: self.zero_rows,
            seems_normalised: !config.standardise && sum / (rows.max(1) as f64) < LEAST_LENGTH,
        };
        if classes > 0 {
            found.classes = found.classes_at(config.temperature)?;
        }
        Ok(found)
    }

    /// Also a crop whose step failed or was cancelled is not through: a mean without it would be another one.
    fn check_through(&self) -> Result<(), DsaNetError> {
        if self.crops.len() == self.zero_rows.len() {
            return Ok(());
        }
        Err(DsaNetError::Unfinished { video: self.video.clone(), scored: self.crops.len() })
    }
}

/// Logits of one chunk of a checked crop, of its snippets alone.
pub(crate) async fn chunk_scores(
    model: &DsaNet,
    crop: CropView<'_>,
    chunk: usize,
) -> Result<CropScores, DsaNetError> {
    let slots = model.config().slots;
    let (x, valid) = model.upload(crop, chunk);
    let forward = model.forward(x, &valid);
    let mut wanted = Transaction::default().register(forward.logits);
    if let Some(aligned) = forward.aligned {
        wanted =
            wanted.register(aligned.logits).register(aligned.event_length).register(aligned.feature_lengths);
    }
    let read = wanted.execute_async().await.map_err(|error| DsaNetError::device(SCORING, &error))?;
    // What was not asked for is empty.
    let mut read = read.into_iter().map(|data| data.iter::<f32>().collect::<Vec<f32>>());
    let mut next = || read.next().unwrap_or_default();
    let (mut logits, mut class_logits, events, lengths) = (next(), next(), next(), next());
    if events.contains(&0.0) {
        return Err(DsaNetError::Degenerate { chunk, what: "the event vector".into() });
    }
    if let Some(slot) = lengths.iter().position(|&length| length == 0.0) {
        return Err(DsaNetError::Degenerate { chunk, what: format!("the feature of slot {slot}") });
    }
    let count = slots.min(crop.snippets - chunk * slots);
    let first = chunk * slots;
    let classes = class_logits.len() / slots;
    logits.truncate(count);
    class_logits.truncate(count * classes);
    finite("the logit", first, 1, &logits)?;
    finite("a class logit", first, classes, &class_logits)?;
    Ok(CropScores { logits, class_logits })
}

/// Refuses outputs that are no numbers; `first` is the snippet of the first row.
pub(crate) fn finite(
    what: &'static str,
    first: usize,
    columns: usize,
    values: &[f32],
) -> Result<(), DsaNetError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => {
            Err(DsaNetError::BadScore { what, snippet: first + at / columns.max(1), value: values[at] })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "scoring_tests.rs"]
mod tests;
