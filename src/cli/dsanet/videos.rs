//! The training videos of a run: files, classes, the validation split.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::data::{DiskSource, open_features};
use crate::cli::error::InPath;
use crate::dsanet::run::{ClassedVideo, classed_videos};
use crate::encode::{FeatureSet, FeatureSetOptions, ROOM_BYTES, VideoStore, split};
use crate::learning::run::ListedVideo;

/// The training videos and their files.
#[derive(Debug)]
pub struct TrainingVideos {
    /// Their features.
    pub store: Rc<VideoStore<DiskSource>>,
    /// What is learned from.
    pub training: Vec<ClassedVideo>,
    /// What is held out.
    pub validation: Vec<ClassedVideo>,
}

impl TrainingVideos {
    /// Opens files and list, and cuts the validation split.
    pub fn open(settings: &Settings) -> Result<Self, CliError> {
        let (data, none) = (&settings.data, Path::new(""));
        let options = FeatureSetOptions { naming: data.naming()?, ..options(settings) };
        let features = open_features(data.features.as_deref().unwrap_or(none), options)?;
        let list = data.list.as_deref().unwrap_or(none);
        let videos = listed(list, &features, &settings.run.model.classes)?;
        let abnormal: Vec<bool> = videos.iter().map(ListedVideo::is_abnormal).collect();
        let split = split(&abnormal, data.validation_share, data.validation_seed);
        let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
        let chosen = |indices: &[usize]| indices.iter().map(|&index| videos[index].clone()).collect();
        Ok(Self { training: chosen(&split.training), validation: chosen(&split.validation), store })
    }
}

/// How the files of a run are read: the crops and the width that its network takes.
pub fn options(settings: &Settings) -> FeatureSetOptions {
    let (crops, dim) = (settings.run.train.crops, Some(settings.run.model.width));
    FeatureSetOptions { naming: None, crops, dim }
}

fn listed(
    path: &Path,
    features: &FeatureSet<DiskSource>,
    classes: &[String],
) -> Result<Vec<ClassedVideo>, CliError> {
    let text = fs::read_to_string(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    classed_videos(&text, features, classes).in_path(path)
}
