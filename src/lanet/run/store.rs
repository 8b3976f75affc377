//! The bags of a run: crops of the videos that are kept while memory allows.

use std::rc::Rc;

use crate::encode::{FileSource, VideoStore};
use crate::lanet::LaNetError;
use crate::lanet::bags::{Bag, BagSource};

/// Every crop of every training video is a bag.
#[derive(Debug)]
pub struct StoredBags<S> {
    store: Rc<VideoStore<S>>,
    bags: Vec<StoredBag>,
    t_max: usize,
}

/// Where a bag comes from.
#[derive(Debug, Clone)]
pub struct StoredBag {
    /// Its video.
    pub video: String,
    /// Its place among the crops that are used.
    pub crop: usize,
    /// Whether something odd happens in the video.
    pub abnormal: bool,
}

impl<S> StoredBags<S> {
    /// Bags from `store`, sampled to `t_max` snippets.
    pub fn new(store: Rc<VideoStore<S>>, bags: Vec<StoredBag>, t_max: usize) -> Self {
        Self { store, bags, t_max }
    }
}

impl<S: FileSource> BagSource for StoredBags<S> {
    fn len(&self) -> usize {
        self.bags.len()
    }

    async fn load(&self, index: usize) -> Result<Bag, LaNetError> {
        let bag = self.bags.get(index).ok_or(LaNetError::NoBags)?;
        let sampled =
            self.store.crop(&bag.video, bag.crop, |crop| Bag::sample(crop, bag.abnormal, self.t_max));
        sampled.await.map_err(|error| LaNetError::Bag { index, source: Box::new(error) })
    }
}
