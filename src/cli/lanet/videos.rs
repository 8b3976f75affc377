//! The training videos of a run: files, labels, the validation split.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::data::{DiskSource, open_features};
use crate::cli::error::InPath;
use crate::encode::{FeatureSet, FeatureSetOptions, ROOM_BYTES, VideoStore, split};
use crate::lanet::run::{LabelledVideo, labelled_videos};

/// The training videos and their files.
#[derive(Debug)]
pub struct TrainingVideos {
    /// Their features.
    pub store: Rc<VideoStore<DiskSource>>,
    /// What is learned from.
    pub training: Vec<LabelledVideo>,
    /// What is held out.
    pub validation: Vec<LabelledVideo>,
}

impl TrainingVideos {
    /// Opens files and list, and cuts the validation split.
    pub fn open(settings: &Settings) -> Result<Self, CliError> {
        let (data, none) = (&settings.data, Path::new(""));
        let options = FeatureSetOptions { naming: data.naming()?, ..options(settings) };
        let features = open_features(data.features.as_deref().unwrap_or(none), options)?;
        let videos = listed(data.list.as_deref().unwrap_or(none), &features)?;
        let abnormal: Vec<bool> = videos.iter().map(|video| video.abnormal).collect();
        let split = split(&abnormal, data.validation_share, data.validation_seed);
        let chosen = |indices: &[usize]| indices.iter().map(|&index| videos[index].clone()).collect();
        let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
        Ok(Self { training: chosen(&split.training), validation: chosen(&split.validation), store })
    }
}

/// How the files of a run are read: the crops and the width that its network takes.
pub fn options(settings: &Settings) -> FeatureSetOptions {
    let crops = settings.run.train.crops;
    FeatureSetOptions { naming: None, crops, dim: Some(settings.run.model.feat_dim) }
}

fn listed(path: &Path, features: &FeatureSet<DiskSource>) -> Result<Vec<LabelledVideo>, CliError> {
    let text = fs::read_to_string(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    labelled_videos(&text, features).in_path(path)
}
