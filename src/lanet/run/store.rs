//! Features of videos, kept while memory allows and read again where not.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::encode::{FeatureError, FeatureNote, FeatureSet, Features, FileSource};
use crate::lanet::bags::{Bag, BagSource};
use crate::lanet::{CropView, LaNetError};

/// Bytes of features that a run keeps: the ShanghaiTech features take 5 MB, UCF-Crime's would take tens of GB.
pub const ROOM_BYTES: usize = if cfg!(target_family = "wasm") { 512 << 20 } else { 2 << 30 };

/// The videos of a set.
#[derive(Debug)]
pub struct VideoStore<S> {
    features: FeatureSet<S>,
    kept: RefCell<HashMap<String, Rc<Features>>>,
    room_bytes: Cell<usize>,
}

impl<S: FileSource> VideoStore<S> {
    /// Keeps up to `room_bytes` of the videos of `features`.
    pub fn new(features: FeatureSet<S>, room_bytes: usize) -> Self {
        Self { features, kept: RefCell::default(), room_bytes: Cell::new(room_bytes) }
    }

    /// The set that it reads from.
    pub fn features(&self) -> &FeatureSet<S> {
        &self.features
    }

    /// A video, with what was odd about its files when they were read.
    pub async fn video(&self, id: &str) -> Result<(Rc<Features>, Vec<FeatureNote>), FeatureError> {
        if let Some(kept) = self.kept(id) {
            return Ok((kept, Vec::new()));
        }
        let (features, notes) = self.features.read(id).await?;
        let features = Rc::new(features);
        let bytes = features.data.len() * size_of::<f32>();
        if let Some(room) = self.room_bytes.get().checked_sub(bytes) {
            self.room_bytes.set(room);
            self.kept.borrow_mut().insert(id.to_owned(), features.clone());
        }
        Ok((features, notes))
    }

    fn kept(&self, id: &str) -> Option<Rc<Features>> {
        self.kept.borrow().get(id).cloned()
    }
}

/// The crop at `place` as LA-Net takes it.
pub fn crop_view(features: &Features, place: usize) -> CropView<'_> {
    CropView { snippets: features.snippets, dim: features.dim, values: features.crop(place) }
}

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
        let sample =
            |features: &Features, place| Bag::sample(crop_view(features, place), bag.abnormal, self.t_max);
        if let Some(kept) = self.store.kept(&bag.video) {
            return Ok(sample(&kept, bag.crop));
        }
        let alone = self.store.features.read_crop(&bag.video, bag.crop).await;
        let alone = alone.map_err(|error| LaNetError::Bag { index, source: Box::new(error) })?;
        Ok(sample(&alone, 0))
    }
}
