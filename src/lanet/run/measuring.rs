//! Scoring the held-out and the test videos after an epoch, one at a time.

use std::collections::BTreeMap;

use super::measure::{VideoMetrics, score_video, video_metrics};
use super::{Measured, RunError};
use crate::encode::{FileSource, SNIPPET_FRAMES};
use crate::evaluate::frame_metrics::{FrameMetrics, measure_frames};
use crate::lanet::LaNet;

/// Which measure a video is scored for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Validation,
    Test,
}

/// The scores that were made so far.
#[derive(Debug)]
pub(super) struct Measuring {
    queue: Vec<(Part, String)>,
    done: usize,
    validation: BTreeMap<String, Vec<f32>>,
    test: BTreeMap<String, Vec<f32>>,
}

impl Measuring {
    /// What is due after epoch `number`, counted from 1.
    pub(super) fn after<S>(number: usize, last: bool, measured: &Measured<S>) -> Self {
        let mut queue: Vec<(Part, String)> =
            measured.validation.iter().map(|video| (Part::Validation, video.id.clone())).collect();
        if let Some(test) = measured.test.as_ref().filter(|test| last || number.is_multiple_of(test.every)) {
            queue.extend(test.truth.videos.keys().map(|id| (Part::Test, id.clone())));
        }
        Self { queue, done: 0, validation: BTreeMap::new(), test: BTreeMap::new() }
    }

    /// Videos done and in all.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.done, self.queue.len())
    }

    /// Scores the next video; false when none is left.
    pub(super) async fn score_next<S: FileSource>(
        &mut self,
        model: &LaNet,
        measured: &Measured<S>,
    ) -> Result<bool, RunError> {
        let Some((part, id)) = self.queue.get(self.done) else { return Ok(false) };
        let store = match (part, &measured.test) {
            (Part::Test, Some(test)) => &test.store,
            _ => &measured.store,
        };
        let (features, _) = store.video(id).await?;
        let scores = score_video(model, id, &features, measured.kind).await?.scores;
        match part {
            Part::Validation => self.validation.insert(id.clone(), scores),
            Part::Test => self.test.insert(id.clone(), scores),
        };
        self.done += 1;
        Ok(true)
    }

    /// The measures of the scores.
    pub(super) fn finish<S>(
        self,
        measured: &Measured<S>,
    ) -> Result<(Option<VideoMetrics>, Option<FrameMetrics>), RunError> {
        let validation = video_metrics(&self.validation, &measured.validation)?;
        let due = measured.test.as_ref().filter(|_| !self.test.is_empty());
        let frames = due.map(|test| measure_frames(&self.test, &test.truth, SNIPPET_FRAMES, test.length));
        Ok((validation, frames.transpose()?))
    }
}
