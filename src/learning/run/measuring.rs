//! Scoring the held-out and the test videos after an epoch, one at a time.

use std::collections::BTreeMap;

use super::{Learner, ListedVideo, Measured, RunError, RunResult};
use crate::encode::{FileSource, SNIPPET_FRAMES};
use crate::evaluate::frame_metrics::{FrameMetrics, measure_frames};

/// Which measure a video is scored for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Validation,
    Test,
}

/// The scores that were made so far.
#[derive(Debug)]
pub(super) struct Measuring<L: Learner> {
    queue: Vec<(Part, String)>,
    done: usize,
    validation: BTreeMap<String, L::Scores>,
    test: BTreeMap<String, Vec<f32>>,
}

impl<L: Learner> Measuring<L> {
    /// What is due after epoch `number`, counted from 1.
    pub(super) fn after<S>(number: usize, last: bool, measured: &Measured<S, L::Video>) -> Self {
        let held_out = measured.validation.iter().map(|video| (Part::Validation, video.id().to_owned()));
        let mut queue: Vec<(Part, String)> = held_out.collect();
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
        trainer: &L,
        measured: &Measured<S, L::Video>,
    ) -> RunResult<bool, L> {
        let Some((part, id)) = self.queue.get(self.done) else { return Ok(false) };
        let store = match (part, &measured.test) {
            (Part::Test, Some(test)) => &test.store,
            _ => &measured.store,
        };
        let (features, _) = store.video(id).await?;
        let scores = trainer.score(id, &features, measured.kind).await.map_err(RunError::Method)?;
        match part {
            Part::Validation => drop(self.validation.insert(id.clone(), scores)),
            Part::Test => drop(self.test.insert(id.clone(), L::oddness(scores))),
        }
        self.done += 1;
        Ok(true)
    }

    /// The measures of the scores.
    pub(super) fn finish<S>(
        self,
        measured: &Measured<S, L::Video>,
    ) -> RunResult<(Option<L::VideoMeasure>, Option<FrameMetrics>), L> {
        let validation = L::measure(&self.validation, &measured.validation)?;
        let due = measured.test.as_ref().filter(|_| !self.test.is_empty());
        let frames = due.map(|test| measure_frames(&self.test, &test.truth, SNIPPET_FRAMES, test.length));
        Ok((validation, frames.transpose()?))
    }
}
