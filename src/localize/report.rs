//! What localizing a clip gave.

use super::{Cubes, Region};

/// Above this share of frames that change as a whole the camera seems to move; ours.
const MOVING_CAMERA_SHARE: f64 = 0.20;

/// Cubes of a clip, what was found in each frame, and what a viewer should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Localized {
    /// Cubes of all frames.
    pub cubes: Cubes,
    /// One report per analysed frame.
    pub frames: Vec<FrameReport>,
    /// Visible notes.
    pub notes: Vec<Note>,
}

/// What was found in one analysed frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameReport {
    /// Seconds from the start of the clip.
    pub time: f64,
    /// The regions that cubes were cut from, in order.
    pub regions: Vec<Region>,
    /// The frame changed as a whole (exposure, camera): no motion regions were taken from it.
    pub global_change: bool,
    /// Which part of the clip it is in, from 0; each cut begins the next.
    pub part: usize,
}

/// Something to show beside the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Too many frames change as a whole.
    MovingCamera {
        /// Frames that do.
        flagged: usize,
        /// Analysed frames.
        frames: usize,
    },
    /// In some frames only the largest motion regions were kept.
    Crowded {
        /// Frames thinned.
        frames: usize,
        /// Regions kept in each.
        kept: usize,
    },
    /// Boxes of the file without a whole pixel inside the frame were skipped.
    EmptyBoxes {
        /// Boxes skipped.
        boxes: usize,
    },
}

impl Localized {
    /// Indices of the frames that begin a new part of the clip, after a cut.
    pub fn cuts(&self) -> Vec<usize> {
        let parts = self.frames.windows(2).enumerate();
        parts.filter(|(_, pair)| pair[0].part != pair[1].part).map(|(index, _)| index + 1).collect()
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MovingCamera { flagged, frames } => write!(
                f,
                "The camera seems to move ({flagged} of {frames} frames change as a whole); motion regions \
                 are unreliable. A file of boxes does not depend on motion."
            ),
            Self::Crowded { frames, kept } => {
                write!(f, "In {frames} frames more than {kept} regions moved; the {kept} largest were kept.")
            }
            Self::EmptyBoxes { boxes } => {
                write!(f, "{boxes} boxes of the file hold no whole pixel of the frame and were skipped.")
            }
        }
    }
}

/// Collects what the notes are made of.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) crowded: usize,
    pub(super) empty_boxes: usize,
}

impl Counts {
    pub(super) fn notes(&self, frames: &[FrameReport], max_regions: usize) -> Vec<Note> {
        let flagged = frames.iter().filter(|frame| frame.global_change).count();
        let moving = flagged as f64 > MOVING_CAMERA_SHARE * frames.len() as f64;
        let notes = [
            moving.then_some(Note::MovingCamera { flagged, frames: frames.len() }),
            (self.crowded > 0).then_some(Note::Crowded { frames: self.crowded, kept: max_regions }),
            (self.empty_boxes > 0).then_some(Note::EmptyBoxes { boxes: self.empty_boxes }),
        ];
        notes.into_iter().flatten().collect()
    }
}
