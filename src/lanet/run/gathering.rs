//! Reading the training videos once, as a value that the caller steps: their crops become bags, their rows count
//! for mean and deviation.

use std::rc::Rc;

use super::store::{StoredBag, StoredBags};
use super::{LabelledVideo, RunError};
use crate::encode::standardise::{Moments, Standardisation};
use crate::encode::{FileSource, NoteCounts, VideoStore, crop_view};
use crate::lanet::RunConfig;

/// The training videos that were read so far.
#[derive(Debug)]
pub struct Gathering<S> {
    store: Rc<VideoStore<S>>,
    videos: Vec<LabelledVideo>,
    read: usize,
    moments: Moments,
    bags: Vec<StoredBag>,
    notes: NoteCounts,
}

/// What a run learns from.
#[derive(Debug)]
pub struct Gathered<S> {
    /// A bag per crop of each video.
    pub bags: StoredBags<S>,
    /// Where the network standardises its input.
    pub standardisation: Option<Standardisation>,
    /// What was odd about the files.
    pub notes: Vec<String>,
}

impl<S: FileSource> Gathering<S> {
    /// Of the training videos.
    pub fn new(store: Rc<VideoStore<S>>, videos: Vec<LabelledVideo>, config: &RunConfig) -> Self {
        let moments = Moments::new(config.model.feat_dim);
        Self { store, videos, read: 0, moments, bags: Vec::new(), notes: NoteCounts::default() }
    }

    /// Videos in all.
    pub fn videos(&self) -> usize {
        self.videos.len()
    }

    /// Reads the next video; the number read so far, nothing when all are.
    pub async fn step(&mut self) -> Result<Option<usize>, RunError> {
        let Some(LabelledVideo { id, abnormal }) = self.videos.get(self.read) else { return Ok(None) };
        let (features, odd) = self.store.video(id).await?;
        self.notes.add(&odd);
        for crop in 0..features.crops {
            self.moments.add(crop_view(&features, crop));
            self.bags.push(StoredBag { video: id.clone(), crop, abnormal: *abnormal });
        }
        self.read += 1;
        Ok(Some(self.read))
    }

    /// What was read.
    pub fn finish(self, config: &RunConfig) -> Gathered<S> {
        Gathered {
            bags: StoredBags::new(self.store, self.bags, config.train.t_max),
            standardisation: config.model.standardise.then(|| self.moments.finish()),
            notes: self.notes.lines(),
        }
    }
}
