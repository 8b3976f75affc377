//! DSANet as a method that a run drives.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ClassedVideo, StoredSamples, VideoMetrics, score_video, video_metrics};
use crate::device::DeviceKind;
use crate::dsanet::objective::Losses;
use crate::dsanet::samples::{Sample, SampleSource};
use crate::dsanet::scoring::VideoScores;
use crate::dsanet::training::Progress;
use crate::dsanet::{DsaNetError, Trainer};
use crate::encode::{Features, FileSource};
use crate::evaluate::EvaluateError;
use crate::learning::run::{EpochLosses, Learner, ListedVideo, Step, VideoMeasure};

/// Mean losses of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct MeanLosses {
    /// Mean over the steps, weighted by their samples.
    pub losses: Losses,
}

impl EpochLosses for MeanLosses {
    fn whole(&self) -> f64 {
        self.losses.total
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
        let samples: usize = steps.iter().map(|step| step.samples).sum();
        let share = |step: &Self| step.samples as f64 / samples.max(1) as f64;
        let losses = steps.iter().fold(Losses::default(), |sum, step| sum.plus(step.losses, share(step)));
        MeanLosses { losses }
    }
}

impl VideoMeasure for VideoMetrics {
    fn auroc(&self) -> f64 {
        self.auroc
    }
}

impl fmt::Display for VideoMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4}, classes right {:.4}", self.auroc, self.class_accuracy)
    }
}

impl ListedVideo for ClassedVideo {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_abnormal(&self) -> bool {
        self.classes != [0]
    }
}

impl<S: FileSource> SampleSource for StoredSamples<S> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_normal(&self, index: usize) -> bool {
        self.video(index).is_some_and(|video| !video.is_abnormal())
    }

    async fn load(&self, index: usize) -> Result<Sample, DsaNetError> {
        let slots = self.snippets();
        let loaded = self.load(index, |crop, video| Sample::new(crop, &video.classes, slots)).await;
        let sample = loaded.map_err(|error| DsaNetError::Video { index, source: Box::new(error) })?;
        sample.ok_or(DsaNetError::NoVideos { what: "training" })
    }
}

impl<S: FileSource + fmt::Debug> Learner for Trainer<StoredSamples<S>> {
    type Video = ClassedVideo;
    type Step = Progress;
    type Scores = VideoScores;
    type VideoMeasure = VideoMetrics;
    type Error = DsaNetError;

    fn done(&self) -> bool {
        self.done()
    }

    fn steps(&self) -> &[Progress] {
        self.trace()
    }

    async fn learn(&mut self) -> Result<Progress, DsaNetError> {
        self.step().await
    }

    /// Chunks are small on every device.
    async fn score(&self, id: &str, features: &Features, _: DeviceKind) -> Result<VideoScores, DsaNetError> {
        score_video(self.model(), id, features).await
    }

    fn oddness(scores: VideoScores) -> Vec<f32> {
        scores.scores
    }

    fn measure(
        scores: &BTreeMap<String, VideoScores>,
        videos: &[ClassedVideo],
    ) -> Result<Option<VideoMetrics>, EvaluateError> {
        video_metrics(scores, videos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epochs_losses_are_weighted_by_the_samples_of_its_steps() {
        let step = |samples, total| Progress {
            step: 1,
            steps: 2,
            epoch: 0,
            epoch_done: false,
            rate: 0.1,
            refiner_rate: 0.0,
            samples,
            losses: Losses { total, ..Losses::default() },
        };
        assert_eq!(Progress::mean(&[step(3, 1.0), step(1, 5.0)]).whole(), 2.0);
    }
}
