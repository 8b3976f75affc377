//! Scores of a whole set of feature files, as a value that the caller steps: one crop in memory at a time
//! (where each has its own file), one chunk of attention rows at a call.

use std::collections::BTreeMap;

use super::run::RunError;
use super::scoring::map_budget;
use super::trained::Trained;
use super::{LaNet, Scorer};
use crate::device::Computer;
use crate::encode::{FeatureSet, Features, FileSource, NoteCounts, SNIPPET_FRAMES, crop_view};
use crate::formats::digest::Hex;
use crate::learning::SetProgress;
use crate::scores::{Run, ScoreFile, ScoreTrack};

/// Said of scores whose span is not the one that was learned.
const APPROXIMATE: &str = "the span of attention is not the one that was learned: approximate, not comparable with published scores";

/// Scores a set.
#[derive(Debug)]
pub struct SetScoring<S> {
    features: FeatureSet<S>,
    trained: Trained,
    budget_bytes: usize,
    ids: Vec<String>,
    current: Option<Current>,
    tracks: BTreeMap<String, ScoreTrack>,
    notes: NoteCounts,
    approximate: bool,
}

/// The video that is being scored.
#[derive(Debug)]
struct Current {
    scorer: Scorer,
    /// All crops, where one file holds them; else they are read one by one.
    whole: Option<Features>,
    crops: usize,
    begun: usize,
}

impl<S: FileSource> SetScoring<S> {
    /// Of every video of `features`, by `trained`, whose device is `computer`'s.
    pub fn new(features: FeatureSet<S>, trained: Trained, computer: &Computer) -> Self {
        let ids = features.videos().map(str::to_owned).collect();
        let budget_bytes = map_budget(computer.kind);
        let (current, tracks, notes) = (None, BTreeMap::new(), NoteCounts::default());
        Self { features, trained, budget_bytes, ids, current, tracks, notes, approximate: false }
    }

    /// The files.
    pub fn features(&self) -> &FeatureSet<S> {
        &self.features
    }

    /// The network.
    pub fn model(&self) -> &LaNet {
        &self.trained.model
    }

    /// Begins a video, reads one of its crops, or scores a chunk of that; nothing when all videos are through.
    pub async fn step(&mut self) -> Result<Option<SetProgress>, RunError> {
        let Some(id) = self.ids.get(self.tracks.len()).cloned() else { return Ok(None) };
        match self.current.take() {
            None => self.current = Some(self.begin(&id).await?),
            Some(current) => self.advance(&id, current).await?,
        }
        Ok(Some(SetProgress { video: id, done: self.tracks.len(), videos: self.ids.len() }))
    }

    async fn begin(&mut self, id: &str) -> Result<Current, RunError> {
        let (whole, crops, odd) = match self.features.separate_crops(id)? {
            Some((crops, odd)) => (None, crops, odd),
            None => {
                let (features, odd) = self.features.read(id).await?;
                let crops = features.crops;
                (Some(features), crops, odd)
            }
        };
        self.notes.add(&odd);
        let scorer = Scorer::new(&self.trained.model, id, self.budget_bytes);
        Ok(Current { scorer, whole, crops, begun: 0 })
    }

    async fn advance(&mut self, id: &str, mut current: Current) -> Result<(), RunError> {
        if current.scorer.step().await?.is_some() {
            self.current = Some(current);
        } else if current.begun < current.crops {
            match &current.whole {
                Some(features) => current.scorer.begin(crop_view(features, current.begun))?,
                None => {
                    let (crop, odd) = self.features.read_crop(id, current.begun).await?;
                    self.notes.add(&odd);
                    current.scorer.begin(crop_view(&crop, 0))?;
                }
            }
            current.begun += 1;
            self.current = Some(current);
        } else {
            let scored = current.scorer.finish()?;
            self.approximate |= scored.approximate;
            let track = ScoreTrack::new(SNIPPET_FRAMES, scored.scores);
            self.tracks.insert(id.to_owned(), track);
        }
        Ok(())
    }

    /// The scores so far, with what made them; `weights` is the SHA-256 of the weights' file.
    pub fn scores(&self, computer: &Computer, weights: Hex) -> ScoreFile {
        let approximate = self.approximate.then(|| APPROXIMATE.to_owned());
        let run = Run {
            method: self.trained.method.clone(),
            preset: self.features.naming().to_string(),
            config: self.trained.config.clone(),
            weights: Some(weights),
            device: computer.kind.name().into(),
            adapter: computer.name.clone(),
            seed: self.trained.seed,
            version: env!("CARGO_PKG_VERSION").into(),
            notes: self.trained.notes.iter().cloned().chain(approximate).chain(self.notes.lines()).collect(),
        };
        ScoreFile { videos: self.tracks.clone(), run: Some(run) }
    }
}
