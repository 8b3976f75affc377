//! Reading the training videos once, as a value that the caller steps: their crops are what is learned from, their rows
//! count for mean and deviation.

use std::rc::Rc;

use super::{ListedVideo, StoredCrops};
use crate::encode::standardise::{Moments, Standardisation};
use crate::encode::{FeatureError, FileSource, NoteCounts, VideoStore, crop_view};

/// The training videos that were read so far.
#[derive(Debug)]
pub struct Gathering<S, V> {
    store: Rc<VideoStore<S>>,
    videos: Vec<V>,
    read: usize,
    moments: Moments,
    crops: Vec<(V, usize)>,
    notes: NoteCounts,
}

/// What a run learns from.
#[derive(Debug)]
pub struct Gathered<S, V> {
    /// Every crop of every video.
    pub crops: StoredCrops<S, V>,
    /// What brings columns to mean 0 and deviation 1.
    pub standardisation: Standardisation,
    /// What was odd about the files.
    pub notes: Vec<String>,
}

impl<S: FileSource, V: ListedVideo> Gathering<S, V> {
    /// Of the training videos, whose features have `width` columns.
    pub fn new(store: Rc<VideoStore<S>>, videos: Vec<V>, width: usize) -> Self {
        let moments = Moments::new(width);
        Self { store, videos, read: 0, moments, crops: Vec::new(), notes: NoteCounts::default() }
    }

    /// Videos in all.
    pub fn videos(&self) -> usize {
        self.videos.len()
    }

    /// Reads the next video; the number read so far, nothing when all are.
    pub async fn step(&mut self) -> Result<Option<usize>, FeatureError> {
        let Some(video) = self.videos.get(self.read) else { return Ok(None) };
        let (features, odd) = self.store.video(video.id()).await?;
        self.notes.add(&odd);
        for crop in 0..features.crops {
            self.moments.add(crop_view(&features, crop));
            self.crops.push((video.clone(), crop));
        }
        self.read += 1;
        Ok(Some(self.read))
    }

    /// What was read, to be brought to `snippets` snippets.
    pub fn finish(self, snippets: usize) -> Gathered<S, V> {
        Gathered {
            crops: StoredCrops::new(self.store, self.crops, snippets),
            standardisation: self.moments.finish(),
            notes: self.notes.lines(),
        }
    }
}
