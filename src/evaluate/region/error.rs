//! Why regions were not measured.

use std::collections::BTreeMap;

use super::{BoxConvention, Corners, Detection, Track};
use crate::formats::annotations::AnnotationError;

/// A refusal.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RegionError {
    /// No track, or one without a region: no rate has a value.
    #[error("RBDC and TBDC undefined: {what}")]
    NoRegion {
        /// What is missing.
        what: &'static str,
    },
    /// A box that is none.
    #[error(
        "{video}, frame {frame}: {corners:?} is no box; expected finite x1, y1, x2, y2 with room between them"
    )]
    Box {
        /// Id of the video.
        video: String,
        /// Its frame.
        frame: usize,
        /// The corners.
        corners: Corners,
    },
    /// A score is NaN or infinite (E4).
    #[error("{video}, frame {frame}: the score of a box is not finite ({value}); it is never replaced")]
    NotFinite {
        /// Id of the video.
        video: String,
        /// Its frame.
        frame: usize,
        /// What was found.
        value: f32,
    },
    /// A frame beyond its video.
    #[error(
        "{video}: frame {frame} lies beyond its {frames} frames; frames count from 0, the smallest here is {smallest}"
    )]
    Frame {
        /// Id of the video.
        video: String,
        /// The frame.
        frame: usize,
        /// Frames of the video.
        frames: usize,
        /// Smallest frame number of the video's boxes: 1 means that the file counts from 1.
        smallest: usize,
    },
    /// A video whose length is not known.
    #[error("{video} has boxes, but is not among the {videos} videos of the test set")]
    UnknownVideo {
        /// Id of the video.
        video: String,
        /// Videos of the test set.
        videos: usize,
    },
    /// A table was not read.
    #[error("{video}: {source}")]
    Table {
        /// Id of the video.
        video: String,
        /// Why.
        source: AnnotationError,
    },
    /// Two regions of one track in one frame.
    #[error("{video}: track {track} has two regions in frame {frame}")]
    TwoRegions {
        /// Id of the video.
        video: String,
        /// The track as the table writes it.
        track: String,
        /// The frame.
        frame: usize,
    },
}

impl RegionError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRegion { .. } => "E7",
            Self::NotFinite { .. } => "E4",
            Self::UnknownVideo { .. } => "E1",
            Self::Box { .. } => "region/box",
            Self::Frame { .. } => "region/frame",
            Self::TwoRegions { .. } => "region/track",
            Self::Table { source, .. } => source.code(),
        }
    }
}

/// Refuses what would make a rate mean something else.
pub(super) fn check(
    tracks: &[Track],
    detections: &[Detection],
    frames: &BTreeMap<String, usize>,
    convention: BoxConvention,
) -> Result<(), RegionError> {
    if tracks.is_empty() {
        return Err(RegionError::NoRegion { what: "there is no track" });
    }
    if tracks.iter().any(|track| track.regions.is_empty()) {
        return Err(RegionError::NoRegion { what: "a track has no region" });
    }
    let regions = || {
        let of_track = |track: &'_ Track| -> Vec<(usize, Corners)> {
            track.regions.iter().map(|(&frame, &corners)| (frame, corners)).collect()
        };
        tracks
            .iter()
            .flat_map(move |track| of_track(track).into_iter().map(move |r| (track.video.as_str(), r)))
    };
    check_boxes(regions(), frames, convention)?;
    let boxes = || detections.iter().map(|d| (d.video.as_str(), (d.frame, d.corners)));
    check_boxes(boxes(), frames, convention)?;
    match detections.iter().find(|detection| !detection.score.is_finite()) {
        Some(d) => Err(RegionError::NotFinite { video: d.video.clone(), frame: d.frame, value: d.score }),
        None => Ok(()),
    }
}

fn check_boxes<'a>(
    boxes: impl Iterator<Item = (&'a str, (usize, Corners))> + Clone,
    frames: &BTreeMap<String, usize>,
    convention: BoxConvention,
) -> Result<(), RegionError> {
    for (video, (frame, corners)) in boxes.clone() {
        let Some(&length) = frames.get(video) else {
            return Err(RegionError::UnknownVideo { video: video.into(), videos: frames.len() });
        };
        if frame >= length {
            let of_video = boxes.filter(|(other, _)| *other == video).map(|(_, (frame, _))| frame);
            let smallest = of_video.min().unwrap_or(frame);
            return Err(RegionError::Frame { video: video.into(), frame, frames: length, smallest });
        }
        let [x1, y1, x2, y2] = corners;
        let has_room = x2 - x1 + convention.extra() > 0.0 && y2 - y1 + convention.extra() > 0.0;
        if !has_room || corners.iter().any(|corner| !corner.is_finite()) {
            return Err(RegionError::Box { video: video.into(), frame, corners });
        }
    }
    Ok(())
}
