//! What a network is worth on videos: scores, video-level measures, frame metrics, dynamics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{LabelledVideo, RunError};
use crate::device::DeviceKind;
use crate::encode::{Features, FileSource, VideoStore, crop_view};
use crate::evaluate::{EvaluateError, auroc};
use crate::lanet::dynamics::{BagDynamics, Energies, correlation, ranking};
use crate::lanet::explain::Explainer;
use crate::lanet::loss_config::LossConfig;
use crate::lanet::scoring::{VideoScores, map_budget};
use crate::lanet::{LaNet, LaNetError, Scorer, mil};

/// Measures by the labels of whole videos.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VideoMetrics {
    /// Area under the ROC curve of the videos' probabilities: the mean of the k highest scores, k = T/16 + 1.
    pub auroc: f64,
    /// L_MIL, without dropout.
    pub loss: f64,
}

/// How the scores of a set of videos change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DynamicsSummary {
    /// E^a and E^n.
    pub energies: Energies,
    /// E^a - E^n.
    pub gap: Option<f64>,
    /// Correlation of score and feature dynamics over all steps.
    pub correlation: Option<f64>,
}

/// Scores every crop of a video. Where a video may be hours long, step a [`Scorer`] instead.
pub async fn score_video(
    model: &LaNet,
    id: &str,
    features: &Features,
    kind: DeviceKind,
) -> Result<VideoScores, LaNetError> {
    let mut scorer = Scorer::new(model, id, map_budget(kind));
    for place in 0..features.crops {
        scorer.begin(crop_view(features, place))?;
        while scorer.step().await?.is_some() {}
    }
    scorer.finish()
}

/// Measures scores of `videos` by their labels; nothing where one class is missing. Errors: E1, a video without scores.
pub fn video_metrics(
    scores: &BTreeMap<String, Vec<f32>>,
    videos: &[LabelledVideo],
) -> Result<Option<VideoMetrics>, EvaluateError> {
    if videos.is_empty() {
        return Ok(None);
    }
    let (mut probabilities, mut labels, mut loss) = (Vec::new(), Vec::new(), 0.0);
    for video in videos {
        let scores = scores.get(&video.id).ok_or_else(|| EvaluateError::Unmatched {
            scored: scores.len(),
            without_truth: Vec::new(),
            without_scores: vec![video.id.clone()],
        })?;
        let scores: Vec<f64> = scores.iter().copied().map(f64::from).collect();
        let picked = mil::picked(&scores, true);
        let sum: f64 = picked.iter().map(|&snippet| scores[snippet]).sum();
        probabilities.push((sum / picked.len().max(1) as f64) as f32);
        labels.push(video.abnormal);
        let share = 1.0 / videos.len() as f64;
        loss += mil::bag_loss(&scores, video.abnormal, share, &mut vec![0.0; scores.len()]);
    }
    match auroc(&probabilities, &labels) {
        Ok(auroc) => Ok(Some(VideoMetrics { auroc, loss })),
        Err(EvaluateError::OneClass { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Dynamics of a network on `videos`, all crops, all snippets.
pub async fn dynamics<S: FileSource>(
    model: &LaNet,
    store: &VideoStore<S>,
    videos: &[LabelledVideo],
    loss: &LossConfig,
    kind: DeviceKind,
) -> Result<DynamicsSummary, RunError> {
    let mut found = Vec::new();
    for video in videos {
        let (features, _) = store.video(&video.id).await?;
        for place in 0..features.crops {
            let explainer = Explainer::new(model, &video.id, crop_view(&features, place))?;
            let dynamics = explainer.dynamics(map_budget(kind)).await?;
            found.push((video.abnormal, dynamics));
        }
    }
    let bags: Vec<BagDynamics<'_>> = found
        .iter()
        .map(|(positive, dynamics)| BagDynamics {
            positive: *positive,
            score: &dynamics.score_dynamics,
            feature: &dynamics.feature_dynamics,
        })
        .collect();
    let (_, energies) = ranking(&bags, loss);
    let gap = energies.positive.zip(energies.negative).map(|(abnormal, normal)| abnormal - normal);
    Ok(DynamicsSummary { energies, gap, correlation: correlation(&bags) })
}
