//! LA-Net as a method that a run drives.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{LabelledVideo, StoredBags, VideoMetrics, score_video, video_metrics};
use crate::device::DeviceKind;
use crate::encode::{Features, FileSource};
use crate::evaluate::EvaluateError;
use crate::lanet::bags::{Bag, BagSource};
use crate::lanet::training::Progress;
use crate::lanet::{LaNetError, Trainer};
use crate::learning::run::{EpochLosses, Learner, ListedVideo, Step, VideoMeasure};

/// Mean losses of an epoch, unweighted but for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanLosses {
    /// L, mean over the steps weighted by their bags.
    pub loss: f64,
    /// L_MIL.
    pub mil: f64,
    /// L_DR.
    pub dr: f64,
    /// L_DA.
    pub da: f64,
}

impl EpochLosses for MeanLosses {
    fn whole(&self) -> f64 {
        self.loss
    }
}

impl Step for Progress {
    type Losses = MeanLosses;

    fn epoch(&self) -> usize {
        self.epoch
    }

    fn ends_epoch(&self) -> bool {
        self.epoch_done
    }

    fn rate(&self) -> f64 {
        self.rate
    }

    fn mean(steps: &[Self]) -> MeanLosses {
        let bags: usize = steps.iter().map(|step| step.bags).sum();
        let mean = |value: fn(&Self) -> f64| {
            steps.iter().map(|step| value(step) * step.bags as f64).sum::<f64>() / bags.max(1) as f64
        };
        MeanLosses {
            loss: mean(|step| step.losses.total),
            mil: mean(|step| step.losses.mil),
            dr: mean(|step| step.losses.dr),
            da: mean(|step| step.losses.da),
        }
    }
}

impl VideoMeasure for VideoMetrics {
    fn auroc(&self) -> f64 {
        self.auroc
    }
}

impl fmt::Display for VideoMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4} (loss {:.4})", self.auroc, self.loss)
    }
}

impl ListedVideo for LabelledVideo {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_abnormal(&self) -> bool {
        self.abnormal
    }
}

impl<S: FileSource> BagSource for StoredBags<S> {
    fn len(&self) -> usize {
        self.len()
    }

    async fn load(&self, index: usize) -> Result<Bag, LaNetError> {
        let t_max = self.snippets();
        let sampled = self.load(index, |crop, video| Bag::sample(crop, video.abnormal, t_max)).await;
        let bag = sampled.map_err(|error| LaNetError::Bag { index, source: Box::new(error) })?;
        bag.ok_or(LaNetError::NoBags)
    }
}

impl<S: FileSource + fmt::Debug> Learner for Trainer<StoredBags<S>> {
    type Video = LabelledVideo;
    type Step = Progress;
    type Scores = Vec<f32>;
    type VideoMeasure = VideoMetrics;
    type Error = LaNetError;

    fn done(&self) -> bool {
        self.done()
    }

    fn steps(&self) -> &[Progress] {
        self.trace()
    }

    async fn learn(&mut self) -> Result<Progress, LaNetError> {
        self.step().await
    }

    async fn score(&self, id: &str, features: &Features, kind: DeviceKind) -> Result<Vec<f32>, LaNetError> {
        Ok(score_video(self.model(), id, features, kind).await?.scores)
    }

    fn oddness(scores: Vec<f32>) -> Vec<f32> {
        scores
    }

    fn measure(
        scores: &BTreeMap<String, Vec<f32>>,
        videos: &[LabelledVideo],
    ) -> Result<Option<VideoMetrics>, EvaluateError> {
        video_metrics(scores, videos)
    }
}
