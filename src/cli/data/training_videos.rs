//! The training videos of a run: files, labels, the validation split.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use super::{DataSettings, DiskSource, open_features};
use crate::cli::CliError;
use crate::cli::error::InPath;
use crate::cli::progress::bar;
use crate::encode::{FeatureError, FeatureSet, FeatureSetOptions, ROOM_BYTES, VideoStore, split};
use crate::learning::run::{Gathered, Gathering, ListedVideo};

/// The training videos and their files.
#[derive(Debug)]
pub struct TrainingVideos<V> {
    /// Their features.
    pub store: Rc<VideoStore<DiskSource>>,
    /// What is learned from.
    pub training: Vec<V>,
    /// What is held out.
    pub validation: Vec<V>,
}

impl<V: ListedVideo> TrainingVideos<V> {
    /// Opens the files of `data`, reads its list by `listed` and cuts the validation split.
    pub fn open(
        data: &DataSettings,
        options: FeatureSetOptions,
        listed: impl FnOnce(&str, &FeatureSet<DiskSource>) -> Result<Vec<V>, FeatureError>,
    ) -> Result<Self, CliError> {
        let none = Path::new("");
        let options = FeatureSetOptions { naming: data.naming()?, ..options };
        let features = open_features(data.features.as_deref().unwrap_or(none), options)?;
        let list = data.list.as_deref().unwrap_or(none);
        let text = fs::read_to_string(list).map_err(|source| CliError::Read { path: list.into(), source })?;
        let videos = listed(&text, &features).in_path(list)?;
        let abnormal: Vec<bool> = videos.iter().map(ListedVideo::is_abnormal).collect();
        let split = split(&abnormal, data.validation_share, data.validation_seed);
        let chosen = |indices: &[usize]| indices.iter().map(|&index| videos[index].clone()).collect();
        let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
        Ok(Self { training: chosen(&split.training), validation: chosen(&split.validation), store })
    }

    /// Reads every one once: rows of `width` columns, crops to be brought to `snippets` snippets.
    pub fn gather(&self, width: usize, snippets: usize) -> Result<Gathered<DiskSource, V>, CliError> {
        let mut gathering = Gathering::new(self.store.clone(), self.training.clone(), width);
        let progress = bar("read features", Some(gathering.videos() as u64));
        while let Some(read) = pollster::block_on(gathering.step())? {
            progress.set_position(read as u64);
        }
        progress.finish_and_clear();
        Ok(gathering.finish(snippets))
    }

    /// The ids of what is held out, so that a choice made on them can be made again.
    pub fn validation_ids(&self) -> Vec<&str> {
        self.validation.iter().map(ListedVideo::id).collect()
    }
}
