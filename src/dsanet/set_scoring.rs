//! Scores and class probabilities of a whole set of feature files, as a value that the caller steps: one video in memory
//! at a time, one chunk at a call.

use std::collections::BTreeMap;

use super::scoring::VideoScores;
use super::trained::Trained;
use super::{DsaNet, DsaNetConfig, DsaNetError, Scorer};
use crate::device::Computer;
use crate::encode::{FeatureError, FeatureSet, Features, FileSource, NoteCounts, crop_view};
use crate::formats::digest::Hex;
use crate::learning::SetProgress;
use crate::scores::{ClassScores, Run, ScoreFile, ScoreTrack};

/// Why a set was not scored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetError {
    /// Features could not be read.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// The network could not score.
    #[error(transparent)]
    DsaNet(#[from] DsaNetError),
}

/// Scores a set.
#[derive(Debug)]
pub struct SetScoring<S> {
    features: FeatureSet<S>,
    trained: Trained,
    ids: Vec<String>,
    current: Option<Current>,
    tracks: BTreeMap<String, ScoreTrack>,
    notes: NoteCounts,
    /// What is to be known of the choice of crops.
    crop_note: Option<String>,
    /// Videos whose rows seem to have been brought to length 1.
    normalised: Vec<String>,
}

/// The video that is being scored.
#[derive(Debug)]
struct Current {
    features: Features,
    scorer: Scorer,
    begun: usize,
}

impl<S: FileSource> SetScoring<S> {
    /// Of every video of `features` by `trained`; `crop_note` is that of [`Trained::crops`].
    pub fn new(features: FeatureSet<S>, trained: Trained, crop_note: Option<String>) -> Self {
        let ids = features.videos().map(str::to_owned).collect();
        let (tracks, notes, normalised) = (BTreeMap::new(), NoteCounts::default(), Vec::new());
        Self { features, trained, ids, current: None, tracks, notes, crop_note, normalised }
    }

    /// The files.
    pub fn features(&self) -> &FeatureSet<S> {
        &self.features
    }

    /// The network.
    pub fn model(&self) -> &DsaNet {
        &self.trained.model
    }

    /// The scores of a video that is through.
    pub fn track(&self, video: &str) -> Option<&ScoreTrack> {
        self.tracks.get(video)
    }

    /// Reads a video, or scores a chunk of it; nothing when all videos are through.
    pub async fn step(&mut self) -> Result<Option<SetProgress>, SetError> {
        let Some(id) = self.ids.get(self.tracks.len()).cloned() else { return Ok(None) };
        match self.current.take() {
            None => {
                let (features, odd) = self.features.read(&id).await?;
                self.notes.add(&odd);
                let scorer = Scorer::new(&self.trained.model, &id);
                self.current = Some(Current { features, scorer, begun: 0 });
            }
            Some(current) => self.advance(&id, current).await?,
        }
        Ok(Some(SetProgress { video: id, done: self.tracks.len(), videos: self.ids.len() }))
    }

    async fn advance(&mut self, id: &str, mut current: Current) -> Result<(), SetError> {
        if current.scorer.step().await?.is_some() {
            self.current = Some(current);
        } else if current.begun < current.features.crops {
            current.scorer.begin(crop_view(&current.features, current.begun))?;
            current.begun += 1;
            self.current = Some(current);
        } else {
            let scored = current.scorer.finish()?;
            if scored.seems_normalised {
                self.normalised.push(id.to_owned());
            }
            let track = track(current.features.frames_per_snippet, scored, self.trained.model.config());
            self.tracks.insert(id.to_owned(), track);
        }
        Ok(())
    }

    /// The scores so far, with what made them; `weights` is the SHA-256 of the weights' file.
    pub fn scores(&self, computer: &Computer, weights: Hex) -> ScoreFile {
        let normalised = self.normalised.first().map(|id| {
            format!(
                "{id}: features look L2-normalised; DSANet was trained on raw CLIP embeddings ({} videos)",
                self.normalised.len()
            )
        });
        let notes = self.trained.notes.iter().cloned().chain(self.crop_note.clone());
        let run = Run {
            method: self.trained.method.clone(),
            preset: self.features.naming().to_string(),
            config: self.trained.config.clone(),
            weights: Some(weights),
            device: computer.kind.name().into(),
            adapter: computer.name.clone(),
            seed: self.trained.seed,
            version: env!("CARGO_PKG_VERSION").into(),
            notes: notes.chain(normalised).chain(self.notes.lines()).collect(),
        };
        ScoreFile { videos: self.tracks.clone(), run: Some(run) }
    }
}

fn track(stride: usize, scored: VideoScores, config: &DsaNetConfig) -> ScoreTrack {
    let mut track = ScoreTrack::new(stride, scored.scores);
    if !scored.classes.is_empty() {
        let count = config.classes.len();
        let of_class = |(at, class): (usize, &String)| ClassScores {
            class: class.clone(),
            scores: scored.classes.iter().skip(at).step_by(count).copied().collect(),
        };
        track.classes = config.classes.iter().enumerate().map(of_class).collect();
    }
    track
}
