//! What a network is worth on videos whose classes are known: scores and classes by whole videos.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ClassedVideo;
use crate::dsanet::picks::top_k;
use crate::dsanet::scoring::VideoScores;
use crate::dsanet::{DsaNet, DsaNetError, Scorer};
use crate::encode::{Features, crop_view};
use crate::evaluate::{EvaluateError, auroc};
use crate::learning::run::ListedVideo;

/// Measures by the labels of whole videos.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VideoMetrics {
    /// Area under the ROC curve of the videos' probabilities: the mean of the k highest scores, k = n/16 + 1.
    pub auroc: f64,
    /// Share of the abnormal videos whose most probable odd class, by the mean of its k highest probabilities, is one of
    /// theirs.
    pub class_accuracy: f64,
}

/// Scores every crop of a video. Where a video may be hours long, step a [`Scorer`] instead.
pub async fn score_video(model: &DsaNet, id: &str, features: &Features) -> Result<VideoScores, DsaNetError> {
    let mut scorer = Scorer::new(model, id);
    for place in 0..features.crops {
        scorer.begin(crop_view(features, place))?;
        while scorer.step().await?.is_some() {}
    }
    scorer.finish()
}

/// Measures scores of `videos` by their classes; nothing where one kind is missing. Errors: E1, a video without scores.
pub fn video_metrics(
    scores: &BTreeMap<String, VideoScores>,
    videos: &[ClassedVideo],
) -> Result<Option<VideoMetrics>, EvaluateError> {
    if videos.is_empty() {
        return Ok(None);
    }
    let (mut probabilities, mut labels, mut right, mut odd) = (Vec::new(), Vec::new(), 0_usize, 0_usize);
    for video in videos {
        let found = scores.get(&video.id).ok_or_else(|| EvaluateError::Unmatched {
            scored: scores.len(),
            without_truth: Vec::new(),
            without_scores: vec![video.id.clone()],
        })?;
        probabilities.push(mean_of_highest(found.scores.clone()));
        labels.push(video.is_abnormal());
        if video.is_abnormal() {
            odd += 1;
            right += usize::from(likeliest_class(found).is_some_and(|class| video.classes.contains(&class)));
        }
    }
    match auroc(&probabilities, &labels) {
        Ok(auroc) => Ok(Some(VideoMetrics { auroc, class_accuracy: right as f64 / odd.max(1) as f64 })),
        Err(EvaluateError::OneClass { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The odd class with the highest mean of its k highest probabilities; of equals the first.
fn likeliest_class(found: &VideoScores) -> Option<usize> {
    let classes = found.classes.len() / found.scores.len().max(1);
    let mean =
        |class: usize| mean_of_highest(found.classes.iter().skip(class).step_by(classes).copied().collect());
    (1..classes).max_by(|&a, &b| mean(a).total_cmp(&mean(b)).then(b.cmp(&a)))
}

fn mean_of_highest(mut scores: Vec<f32>) -> f32 {
    let k = top_k(scores.len()).min(scores.len());
    scores.sort_by(|a, b| b.total_cmp(a));
    scores[..k].iter().sum::<f32>() / k.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(scores: &[f32], classes: &[f32]) -> VideoScores {
        VideoScores {
            scores: scores.to_vec(),
            classes: classes.to_vec(),
            crops: Vec::new(),
            zero_rows: Vec::new(),
            seems_normalised: false,
        }
    }

    fn video(id: &str, classes: &[usize]) -> ClassedVideo {
        ClassedVideo { id: id.into(), classes: classes.to_vec() }
    }

    #[test]
    fn videos_are_ranked_by_their_highest_scores_and_named_by_their_likeliest_odd_class() {
        let scores = BTreeMap::from([
            ("a".to_owned(), scored(&[0.1, 0.9], &[0.9, 0.04, 0.06, 0.2, 0.7, 0.1])),
            ("b".to_owned(), scored(&[0.8, 0.1], &[0.5, 0.2, 0.3, 0.4, 0.2, 0.4])),
            ("c".to_owned(), scored(&[0.5, 0.4], &[0.9, 0.05, 0.05, 0.9, 0.05, 0.05])),
        ]);
        let videos = [video("a", &[1]), video("b", &[1]), video("c", &[0])];
        let found = video_metrics(&scores, &videos).unwrap().unwrap();
        assert_eq!((found.auroc, found.class_accuracy), (1.0, 0.5));
        assert_eq!(video_metrics(&scores, &videos[..2]).unwrap(), None, "one label");
        assert_eq!(video_metrics(&scores, &[]).unwrap(), None);
        let unscored = video_metrics(&scores, &[video("d", &[0])]).unwrap_err();
        assert_eq!(unscored.code(), "E1");
    }
}
