//! Videos with their labels.

use crate::encode::{FeatureError, FeatureSet, FileSource, VideoList};
use crate::evaluate::{Truth, VideoTruth};

/// A video with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledVideo {
    /// Its id.
    pub id: String,
    /// Whether something odd happens in it.
    pub abnormal: bool,
}

impl LabelledVideo {
    /// Videos of a truth, by whether anything odd happens in them.
    pub fn of_truth(truth: &Truth) -> Vec<Self> {
        let labelled =
            |(id, video): (&String, &VideoTruth)| Self { id: id.clone(), abnormal: !video.events.is_empty() };
        truth.videos.iter().map(labelled).collect()
    }
}

/// The videos of a list, `NAME LABEL` per line; each must have features and a label.
pub fn labelled_videos<S: FileSource>(
    list: &str,
    features: &FeatureSet<S>,
) -> Result<Vec<LabelledVideo>, FeatureError> {
    let list = VideoList::parse(list, features.naming())?;
    features.check_present(list.videos.iter().map(|video| &video.id))?;
    let labelled = list.videos.into_iter().map(|video| match video.abnormal {
        Some(abnormal) => Ok(LabelledVideo { id: video.id, abnormal }),
        None => Err(FeatureError::NoLabel { video: video.id }),
    });
    labelled.collect()
}
