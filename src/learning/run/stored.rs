//! What a run learns from: crops of the videos that are kept while memory allows.

use std::rc::Rc;

use crate::encode::{CropView, FeatureError, FileSource, VideoStore};

/// Every crop of every training video.
#[derive(Debug)]
pub struct StoredCrops<S, V> {
    store: Rc<VideoStore<S>>,
    /// A video, and the place of a crop among those that are used.
    crops: Vec<(V, usize)>,
    snippets: usize,
}

impl<S, V> StoredCrops<S, V> {
    /// Crops from `store`, brought to `snippets` snippets.
    pub fn new(store: Rc<VideoStore<S>>, crops: Vec<(V, usize)>, snippets: usize) -> Self {
        Self { store, crops, snippets }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.crops.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.crops.is_empty()
    }

    /// Snippets that each is brought to at most.
    pub fn snippets(&self) -> usize {
        self.snippets
    }

    /// The video of a crop.
    pub fn video(&self, index: usize) -> Option<&V> {
        self.crops.get(index).map(|(video, _)| video)
    }
}

impl<S: FileSource, V: super::ListedVideo> StoredCrops<S, V> {
    /// What `take` makes of a crop; nothing where there is no such crop.
    pub async fn load<T>(
        &self,
        index: usize,
        take: impl FnOnce(CropView<'_>, &V) -> T,
    ) -> Result<Option<T>, FeatureError> {
        let Some((video, place)) = self.crops.get(index) else { return Ok(None) };
        self.store.crop(video.id(), *place, |crop| take(crop, video)).await.map(Some)
    }
}
