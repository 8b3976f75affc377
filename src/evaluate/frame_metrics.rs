//! Frame metrics of a set of scored videos, as training measures them after an epoch.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{EvaluateError, Truth, VideoTruth, auroc};

/// What happens to frames after the last whole snippet of a test video.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthPolicy {
    /// There must be none.
    #[default]
    Strict,
    /// They take the last snippet's score.
    HoldLast,
}

/// Frame AUROC, pooled and over the abnormal videos alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FrameMetrics {
    /// All frames of all videos.
    pub auroc: f64,
    /// Frames of the videos with at least one odd frame: how well moments are told apart.
    pub auroc_abnormal: f64,
    /// Pooled, each video's scores replaced by their mean: how well videos are told apart.
    pub auroc_video_mean: f64,
}

/// Measures snippet scores of `stride` frames; every video of the truth must be scored.
///
/// Errors: E1, E2, E4, E7 of the evaluation.
pub fn measure_frames(
    scores: &BTreeMap<String, Vec<f32>>,
    truth: &Truth,
    stride: usize,
    policy: LengthPolicy,
) -> Result<FrameMetrics, EvaluateError> {
    let (mut all, mut abnormal, mut means) = (Pool::default(), Pool::default(), Pool::default());
    for (id, video) in &truth.videos {
        let scores = scores.get(id).ok_or_else(|| unscored(id, scores.len()))?;
        let frames = frame_scores(id, scores, video, stride, policy)?;
        let labels = video.labels();
        all.add(&frames, &labels);
        let mean = scores.iter().sum::<f32>() / scores.len() as f32;
        means.add(&vec![mean; frames.len()], &labels);
        if !video.events.is_empty() {
            abnormal.add(&frames, &labels);
        }
    }
    Ok(FrameMetrics {
        auroc: all.auroc()?,
        auroc_abnormal: abnormal.auroc()?,
        auroc_video_mean: means.auroc()?,
    })
}

fn unscored(id: &str, scored: usize) -> EvaluateError {
    EvaluateError::Unmatched { scored, without_truth: Vec::new(), without_scores: vec![id.into()] }
}

/// One score per frame of the video.
fn frame_scores(
    id: &str,
    scores: &[f32],
    video: &VideoTruth,
    stride: usize,
    policy: LengthPolicy,
) -> Result<Vec<f32>, EvaluateError> {
    let covered = scores.len() * stride;
    let tail = video.frames.saturating_sub(covered);
    let fits = match policy {
        LengthPolicy::Strict => covered == video.frames,
        // A rest of a whole snippet or more is another video.
        LengthPolicy::HoldLast => covered <= video.frames && tail < stride,
    };
    match scores.last() {
        Some(&last) if fits => {
            let repeated = scores.iter().flat_map(|&score| std::iter::repeat_n(score, stride));
            Ok(repeated.chain(std::iter::repeat_n(last, tail)).collect())
        }
        _ => {
            let (scores, truth) = (scores.len(), video.frames);
            Err(EvaluateError::Length { video: id.into(), scores, repeat: stride, truth })
        }
    }
}

#[derive(Default)]
struct Pool {
    scores: Vec<f32>,
    labels: Vec<bool>,
}

impl Pool {
    fn add(&mut self, scores: &[f32], labels: &[bool]) {
        self.scores.extend(scores);
        self.labels.extend(labels);
    }

    fn auroc(&self) -> Result<f64, EvaluateError> {
        auroc(&self.scores, &self.labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(videos: &[(&str, &[u8])]) -> Truth {
        let videos = videos.iter().map(|(id, labels)| {
            let labels: Vec<bool> = labels.iter().map(|&label| label == 1).collect();
            (id.to_string(), VideoTruth::from_labels(&labels))
        });
        Truth { videos: videos.collect() }
    }

    fn scores(videos: &[(&str, &[f32])]) -> BTreeMap<String, Vec<f32>> {
        videos.iter().map(|(id, scores)| (id.to_string(), scores.to_vec())).collect()
    }

    #[test]
    fn the_rest_of_a_video_holds_the_last_score() {
        let truth = truth(&[("a", &[0, 0, 1, 1, 1]), ("b", &[0, 0])]);
        let scores = scores(&[("a", &[0.1, 0.9]), ("b", &[0.2])]);
        let found = measure_frames(&scores, &truth, 2, LengthPolicy::HoldLast).unwrap();
        assert_eq!((found.auroc, found.auroc_abnormal, found.auroc_video_mean), (1.0, 1.0, 0.75));
        assert_eq!(measure_frames(&scores, &truth, 2, LengthPolicy::Strict).unwrap_err().code(), "E2");
    }

    #[test]
    fn another_videos_scores_and_missing_ones_are_refused() {
        let truth = truth(&[("a", &[0, 0, 1, 1, 1, 1])]);
        let code = |videos: &[(&str, &[f32])]| {
            measure_frames(&scores(videos), &truth, 2, LengthPolicy::HoldLast).unwrap_err().code().to_string()
        };
        assert_eq!(code(&[("a", &[0.1, 0.9])]), "E2");
        assert_eq!(code(&[("a", &[0.1; 4])]), "E2");
        assert_eq!(code(&[("a", &[])]), "E2");
        assert_eq!(code(&[("b", &[0.1; 3])]), "E1");
        assert_eq!(code(&[("a", &[0.1, f32::NAN, 0.2])]), "E4");
    }
}
