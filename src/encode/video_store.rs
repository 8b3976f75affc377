//! Features of videos, kept while memory allows and read again where not.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::{CropView, FeatureError, FeatureNote, FeatureSet, Features, FileSource};

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

    /// One crop of a video, by its place among the crops that are used: what `take` makes of it.
    pub async fn crop<T>(
        &self,
        id: &str,
        place: usize,
        take: impl FnOnce(CropView<'_>) -> T,
    ) -> Result<T, FeatureError> {
        if let Some(kept) = self.kept(id) {
            return Ok(take(crop_view(&kept, place)));
        }
        let (alone, _) = self.features.read_crop(id, place).await?;
        Ok(take(crop_view(&alone, 0)))
    }

    fn kept(&self, id: &str) -> Option<Rc<Features>> {
        self.kept.borrow().get(id).cloned()
    }
}

/// The crop at `place` as a network takes it.
pub fn crop_view(features: &Features, place: usize) -> CropView<'_> {
    CropView { snippets: features.snippets, dim: features.dim, values: features.crop(place) }
}
