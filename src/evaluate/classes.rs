//! Metrics per class of event, where the classes are known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::conventions::{DataSet, NORMAL_CLASS, class_by_name};
use super::pool::PooledVideo;
use super::ranked::Ranked;
use super::stated;

/// The frames of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassResult {
    /// Its name.
    pub class: String,
    /// Videos of the class; a video of several classes counts in each.
    pub videos: usize,
    /// Their frames.
    pub frames: u64,
    /// Odd ones.
    pub positive: u64,
    /// Area under the ROC curve over these videos alone.
    #[serde(with = "stated::undefined")]
    pub auroc_alone: Option<f64>,
    /// The same together with all normal videos.
    #[serde(with = "stated::undefined")]
    pub auroc_with_normals: Option<f64>,
}

/// Classes of a video: as its events say, else as its name says in `data_set`; [`NORMAL_CLASS`] without an odd
/// frame, nothing where it is not known.
pub(super) fn classes_of(video: &PooledVideo, data_set: Option<DataSet>) -> Vec<String> {
    if !video.is_anomalous() {
        return vec![NORMAL_CLASS.into()];
    }
    if !video.classes.is_empty() {
        return video.classes.clone();
    }
    let by_name = data_set.map(|set| class_by_name(set, &video.id)).unwrap_or_default();
    by_name.into_iter().filter(|class| *class != NORMAL_CLASS).map(String::from).collect()
}

/// A result per class, in order of name; none where no class is known.
pub(super) fn class_results(
    videos: &[PooledVideo],
    ranked: &Ranked,
    anomalous: &[bool],
    data_set: Option<DataSet>,
) -> Vec<ClassResult> {
    let classes: Vec<Vec<String>> = videos.iter().map(|video| classes_of(video, data_set)).collect();
    let odd = classes.iter().zip(anomalous).filter(|(_, odd)| **odd);
    let names: BTreeSet<&String> = odd.flat_map(|(classes, _)| classes).collect();
    let result = |name: &String| {
        let of_class: Vec<bool> =
            classes.iter().zip(anomalous).map(|(own, odd)| *odd && own.contains(name)).collect();
        let members = || videos.iter().zip(&of_class).filter(|(_, is)| **is).map(|(video, _)| video);
        let positive = members().map(PooledVideo::positives).sum();
        let area = |with_normals: bool| {
            let curve = ranked.curve(|video| of_class[video] || (with_normals && !anomalous[video]));
            curve.ok().map(|curve| curve.auroc())
        };
        ClassResult {
            class: name.clone(),
            videos: members().count(),
            frames: positive + members().map(PooledVideo::negatives).sum::<u64>(),
            positive,
            auroc_alone: area(false),
            auroc_with_normals: area(true),
        }
    };
    names.into_iter().map(result).collect()
}
