//! The frames of a clip on their way to a localizer: where there is a detector, some at a time with what it found in
//! them; in the motion variant with the flow of the cubes.

use std::ops::Deref;

use burn::tensor::Device;

use super::detector::{Detector, DetectorError, FRAMES_AT_ONCE};
use super::{FlowCubes, FlowCutter, LocalizeError, Localized, Localizer};
use crate::video::{Frame, VideoError};

/// Why a clip could not be localized.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// The localizer refused.
    #[error(transparent)]
    Localize(#[from] LocalizeError),
    /// The detector failed.
    #[error(transparent)]
    Detector(#[from] DetectorError),
    /// The flow could not be measured.
    #[error(transparent)]
    Flow(#[from] VideoError),
}

/// A clip that is being localized.
pub struct Feed<D> {
    localizer: Localizer,
    detector: Option<D>,
    waiting: Vec<Frame>,
    flow: Option<FlowCutter>,
}

impl<D: Deref<Target = Detector>> Feed<D> {
    /// Of one clip; a device in `motion` asks for the flow of its cubes, measured there.
    pub fn new(localizer: Localizer, detector: Option<D>, motion: Option<&Device>) -> Self {
        Self { localizer, detector, waiting: Vec::new(), flow: motion.map(FlowCutter::new) }
    }

    /// Takes the next analysed frame.
    pub async fn push(&mut self, frame: Frame) -> Result<(), FeedError> {
        if self.detector.is_none() {
            self.localizer.push(frame)?;
            return Ok(self.follow().await?);
        }
        self.waiting.push(frame);
        if self.waiting.len() == FRAMES_AT_ONCE { self.detect().await } else { Ok(()) }
    }

    /// Cubes cut until now.
    pub fn cubes_so_far(&self) -> usize {
        self.localizer.cubes_so_far()
    }

    /// Ends the clip.
    pub async fn finish(mut self) -> Result<(Localized, Option<FlowCubes>), FeedError> {
        self.detect().await?;
        let localized = self.localizer.finish()?;
        let flow = self.flow.map(|flow| flow.finish(&localized));
        Ok((localized, flow))
    }

    /// Has the flow cutter look at the frame that the localizer has taken.
    async fn follow(&mut self) -> Result<(), VideoError> {
        match &mut self.flow {
            Some(flow) => flow.follow(&self.localizer).await,
            None => Ok(()),
        }
    }

    async fn detect(&mut self) -> Result<(), FeedError> {
        let Some(detector) = &self.detector else { return Ok(()) };
        let found = detector.detect(&self.waiting).await?;
        for (frame, detections) in std::mem::take(&mut self.waiting).into_iter().zip(found) {
            self.localizer.push_detected(frame, &detections)?;
            self.follow().await?;
        }
        Ok(())
    }
}
