//! What a network is worth on videos: scores, video-level measures, frame metrics, dynamics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::videos::LabelledVideo;
use crate::cli::CliError;
use crate::cli::data::{FrameMetrics, LengthPolicy, VideoStore, crop_view, measure_frames};
use crate::device::DeviceKind;
use crate::encode::{Features, SNIPPET_FRAMES};
use crate::evaluate::{EvaluateError, Truth, auroc};
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

/// Scores every crop of a video; `each` hears of every chunk.
pub fn score_video(
    model: &LaNet,
    id: &str,
    features: &Features,
    kind: DeviceKind,
    mut each: impl FnMut(),
) -> Result<VideoScores, LaNetError> {
    let mut scorer = Scorer::new(model, id, map_budget(kind));
    for place in 0..features.crops {
        scorer.begin(crop_view(features, place))?;
        while pollster::block_on(scorer.step())?.is_some() {
            each();
        }
    }
    scorer.finish()
}

/// Measures a network on `videos` by their labels; nothing where one class is missing.
pub fn validate(
    model: &LaNet,
    store: &VideoStore<'_>,
    videos: &[LabelledVideo],
    kind: DeviceKind,
) -> Result<Option<VideoMetrics>, CliError> {
    let (mut probabilities, mut labels, mut loss) = (Vec::new(), Vec::new(), 0.0);
    for video in videos {
        let (features, _) = pollster::block_on(store.video(&video.id))?;
        let scores = score_video(model, &video.id, &features, kind, || {})?.scores;
        let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
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
        Err(error) => Err(error.into()),
    }
}

/// Frame metrics of a network on the videos of `truth`.
pub fn test(
    model: &LaNet,
    store: &VideoStore<'_>,
    truth: &Truth,
    policy: LengthPolicy,
    kind: DeviceKind,
) -> Result<FrameMetrics, CliError> {
    let mut scores = BTreeMap::new();
    for id in truth.videos.keys() {
        let (features, _) = pollster::block_on(store.video(id))?;
        scores.insert(id.clone(), score_video(model, id, &features, kind, || {})?.scores);
    }
    Ok(measure_frames(&scores, truth, SNIPPET_FRAMES, policy)?)
}

/// Dynamics of a network on `videos`, all crops, all snippets.
pub fn dynamics(
    model: &LaNet,
    store: &VideoStore<'_>,
    videos: &[LabelledVideo],
    loss: &LossConfig,
    kind: DeviceKind,
) -> Result<DynamicsSummary, CliError> {
    let mut found = Vec::new();
    for video in videos {
        let (features, _) = pollster::block_on(store.video(&video.id))?;
        for place in 0..features.crops {
            let explainer = Explainer::new(model, &video.id, crop_view(&features, place))?;
            let dynamics = pollster::block_on(explainer.dynamics(map_budget(kind)))?;
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
