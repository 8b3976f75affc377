//! The training videos of a run: files, labels, the validation split.

use std::fs;
use std::path::Path;

use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::data::{DiskSource, open_features};
use crate::cli::error::InPath;
use crate::encode::{CropPolicy, FeatureError, FeatureSet, FeatureSetOptions, VideoList, split};
use crate::lanet::run_config;

/// A training video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledVideo {
    /// Its id.
    pub id: String,
    /// Whether something odd happens in it.
    pub abnormal: bool,
}

/// The training videos and their files.
#[derive(Debug)]
pub struct TrainingVideos {
    /// Their files.
    pub features: FeatureSet<DiskSource>,
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
        Ok(Self { training: chosen(&split.training), validation: chosen(&split.validation), features })
    }
}

/// How the files of a run are read: the crops and the width that its network takes.
pub fn options(settings: &Settings) -> FeatureSetOptions {
    let crops = match settings.run.train.crops {
        run_config::CropPolicy::All => CropPolicy::All,
        run_config::CropPolicy::Available => CropPolicy::Available,
        run_config::CropPolicy::Only(crop) => CropPolicy::Only(crop),
    };
    FeatureSetOptions { naming: None, crops, dim: Some(settings.run.model.feat_dim) }
}

fn listed(path: &Path, features: &FeatureSet<DiskSource>) -> Result<Vec<LabelledVideo>, CliError> {
    let text = fs::read_to_string(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    let list = VideoList::parse(&text, features.naming()).in_path(path)?;
    let listed = list.videos.len();
    let absent = list.videos.iter().map(|video| &video.id).filter(|id| !features.contains(id));
    let absent: Vec<String> = absent.cloned().collect();
    if !absent.is_empty() {
        return Err(FeatureError::NoFeatures { videos: absent, listed }).in_path(path);
    }
    let labelled = list.videos.into_iter().map(|video| match video.abnormal {
        Some(abnormal) => Ok(LabelledVideo { id: video.id, abnormal }),
        None => Err(FeatureError::NoLabel { video: video.id }).in_path(path),
    });
    labelled.collect()
}
