//! Why events were not measured, and what to know where they were.

use std::collections::BTreeSet;

use super::{ClassTrack, DetectionEvent, NormalClass};

/// Fewest frames of which a sixteenth is a frame.
const MIN_FRAMES: usize = 16;

/// A refusal.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DetectionError {
    /// There is nothing to average over.
    #[error("mAP needs {needed}, found {found}")]
    Nothing {
        /// What is missing.
        needed: &'static str,
        /// What is there.
        found: usize,
    },
    /// A threshold that no overlap can be held against.
    #[error("an overlap threshold must lie in 0 to 1, above 0; found {found}")]
    Threshold {
        /// What was given.
        found: f64,
    },
    /// Scores that are no whole rows.
    #[error("{video}: {scores} class scores are no whole rows of {classes} classes")]
    Rows {
        /// Id of the video.
        video: String,
        /// Scores found.
        scores: usize,
        /// Classes of a row.
        classes: usize,
    },
    /// A class score is NaN or infinite (E4).
    #[error(
        "{video}: class score {index} is not finite ({value}); it is never replaced, score the video again"
    )]
    NotFinite {
        /// Id of the video.
        video: String,
        /// Which score, from 0, row by row.
        index: usize,
        /// What was found.
        value: f32,
    },
    /// A video of so few frames that its score is a mean over none.
    #[error(
        "{video}: {frames} frames, expected at least 16: a video's score is the mean of the top sixteenth"
    )]
    Short {
        /// Id of the video.
        video: String,
        /// Its frames.
        frames: usize,
    },
    /// A video that comes twice (E9).
    #[error("{video} appears twice among the class scores")]
    Twice {
        /// Id of the video.
        video: String,
    },
    /// Class scores that cannot be read or do not go together.
    #[error("{video}: class scores cannot be used: {reason}; score every video with the same classes")]
    Classes {
        /// Id of the video.
        video: String,
        /// What is wrong.
        reason: String,
    },
    /// An event of a class that has no scores.
    #[error("{video}: an event has the class \"{class}\", the scores have {}", classes.join(", "))]
    UnknownClass {
        /// Id of the video.
        video: String,
        /// The event's class.
        class: String,
        /// Classes of the scores.
        classes: Vec<String>,
    },
    /// An event that cannot be found by any segment.
    #[error("{video}: event {start}-{end} of class {class}: {reason}")]
    Event {
        /// Id of the video.
        video: String,
        /// First frame.
        start: usize,
        /// The frame after the last.
        end: usize,
        /// Its class.
        class: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl DetectionError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFinite { .. } => "E4",
            Self::Twice { .. } => "E9",
            Self::Nothing { .. } | Self::Threshold { .. } => "map/setting",
            Self::Rows { .. } | Self::Short { .. } | Self::Classes { .. } => "map/scores",
            Self::Event { .. } | Self::UnknownClass { .. } => "map/event",
        }
    }
}

/// What did not stop the computation, but a reader of the number should know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DetectionWarning {
    /// No video has a segment of a class.
    #[error(
        "class {class} has no segment in any video and counts as 0; the published code would set the whole mAP to 0"
    )]
    NoSegment {
        /// Index of the class.
        class: usize,
    },
    /// A class that counts has no event.
    #[error("class {class} has no event and counts as 0")]
    NoEvent {
        /// Index of the class.
        class: usize,
    },
}

/// Refuses what would make the number mean something else.
pub(super) fn check(
    videos: &[ClassTrack],
    events: &[DetectionEvent],
    classes: usize,
    thresholds: &[f64],
    normal_class: NormalClass,
) -> Result<(), DetectionError> {
    let least = if normal_class == NormalClass::Include { 1 } else { 2 };
    if classes < least {
        return Err(DetectionError::Nothing { needed: "a class beside the normal one", found: classes });
    }
    if videos.is_empty() || thresholds.is_empty() {
        return Err(DetectionError::Nothing { needed: "a video and a threshold", found: 0 });
    }
    if let Some(&found) = thresholds.iter().find(|&&iou| !(iou > 0.0 && iou <= 1.0)) {
        return Err(DetectionError::Threshold { found });
    }
    let mut ids = BTreeSet::new();
    for video in videos {
        check_video(video, classes)?;
        if !ids.insert(video.id.as_str()) {
            return Err(DetectionError::Twice { video: video.id.clone() });
        }
    }
    for event in events {
        let reason = if event.start >= event.end {
            "it has no frame"
        } else if event.class >= classes {
            "there is no such class"
        } else if !ids.contains(event.video.as_str()) {
            "its video has no class scores"
        } else {
            continue;
        };
        let DetectionEvent { video, start, end, class } = event.clone();
        return Err(DetectionError::Event { video, start, end, class, reason });
    }
    Ok(())
}

fn check_video(video: &ClassTrack, classes: usize) -> Result<(), DetectionError> {
    let id = || video.id.clone();
    let scores = video.scores.len();
    if !scores.is_multiple_of(classes) {
        return Err(DetectionError::Rows { video: id(), scores, classes });
    }
    if let Some(index) = video.scores.iter().position(|score| !score.is_finite()) {
        return Err(DetectionError::NotFinite { video: id(), index, value: video.scores[index] });
    }
    let frames = (scores / classes).saturating_mul(video.repeat);
    if frames < MIN_FRAMES { Err(DetectionError::Short { video: id(), frames }) } else { Ok(()) }
}
