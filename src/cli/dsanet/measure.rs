//! What a network is worth on videos: scores, classes, frame metrics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::videos::ClassedVideo;
use crate::cli::CliError;
use crate::cli::data::DiskSource;
use crate::dsanet::picks::top_k;
use crate::dsanet::scoring::VideoScores;
use crate::dsanet::{DsaNet, DsaNetError, Scorer};
use crate::encode::{Features, SNIPPET_FRAMES, VideoStore, crop_view};
use crate::evaluate::frame_metrics::{FrameMetrics, LengthPolicy, measure_frames};
use crate::evaluate::{EvaluateError, Truth, auroc};

/// Measures by the labels of whole videos.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VideoMetrics {
    /// Area under the ROC curve of the videos' probabilities: the mean of the k highest scores, k = n/16 + 1.
    pub auroc: f64,
    /// Share of the abnormal videos whose most probable odd class, by the mean of its k highest probabilities, is one of
    /// theirs.
    pub class_accuracy: f64,
}

/// Scores every crop of a video.
fn score_video(model: &DsaNet, id: &str, features: &Features) -> Result<VideoScores, DsaNetError> {
    let mut scorer = Scorer::new(model, id);
    for place in 0..features.crops {
        scorer.begin(crop_view(features, place))?;
        while pollster::block_on(scorer.step())?.is_some() {}
    }
    scorer.finish()
}

/// Measures a network on `videos` by their labels; nothing where one kind is missing.
pub fn validate(
    model: &DsaNet,
    store: &VideoStore<DiskSource>,
    videos: &[ClassedVideo],
) -> Result<Option<VideoMetrics>, CliError> {
    let classes = model.config().classes.len();
    let (mut probabilities, mut labels, mut right, mut odd) = (Vec::new(), Vec::new(), 0_usize, 0_usize);
    for video in videos {
        let (features, _) = pollster::block_on(store.video(&video.id))?;
        let found = score_video(model, &video.id, &features)?;
        probabilities.push(mean_of_highest(found.scores));
        let abnormal = video.classes != [0];
        labels.push(abnormal);
        if abnormal {
            odd += 1;
            let of_class =
                |class: usize| found.classes.iter().skip(class).step_by(classes).copied().collect();
            let best = (1..classes).max_by(|&a, &b| {
                mean_of_highest(of_class(a)).total_cmp(&mean_of_highest(of_class(b))).then(b.cmp(&a))
            });
            right += usize::from(best.is_some_and(|class| video.classes.contains(&class)));
        }
    }
    match auroc(&probabilities, &labels) {
        Ok(auroc) => Ok(Some(VideoMetrics { auroc, class_accuracy: right as f64 / odd.max(1) as f64 })),
        Err(EvaluateError::OneClass { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn mean_of_highest(mut scores: Vec<f32>) -> f32 {
    let k = top_k(scores.len()).min(scores.len());
    scores.sort_by(|a, b| b.total_cmp(a));
    scores[..k].iter().sum::<f32>() / k.max(1) as f32
}

/// Frame metrics of a network on the videos of `truth`.
pub fn test(
    model: &DsaNet,
    store: &VideoStore<DiskSource>,
    truth: &Truth,
    policy: LengthPolicy,
) -> Result<FrameMetrics, CliError> {
    let mut scores = BTreeMap::new();
    for id in truth.videos.keys() {
        let (features, _) = pollster::block_on(store.video(id))?;
        scores.insert(id.clone(), score_video(model, id, &features)?.scores);
    }
    Ok(measure_frames(&scores, truth, SNIPPET_FRAMES, policy)?)
}
