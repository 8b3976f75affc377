//! Tracks and detections from the files that hold them beside something else.

use std::collections::BTreeMap;

use super::{Corners, Detection, Track};
use crate::evaluate::Truth;
use crate::scores::ScoreTrack;

/// The events of a `truth.json` that have regions, each as a track.
pub fn tracks_of_events(truth: &Truth) -> Vec<Track> {
    let events =
        truth.videos.iter().flat_map(|(id, video)| video.events.iter().map(move |event| (id, event)));
    events
        .filter(|(_, event)| !event.regions.is_empty())
        .map(|(id, event)| Track {
            video: id.clone(),
            regions: event.regions.iter().map(|(&frame, &corners)| (frame, wide(corners))).collect(),
        })
        .collect()
}

/// The scored objects of tracks.
pub fn detections_of_scores(scores: &BTreeMap<String, ScoreTrack>) -> Vec<Detection> {
    let objects = scores.iter().flat_map(|(id, track)| track.regions.iter().map(move |region| (id, region)));
    objects
        .map(|(id, object)| Detection {
            video: id.clone(),
            frame: object.frame,
            corners: wide(object.region),
            score: object.score,
        })
        .collect()
}

fn wide(corners: [f32; 4]) -> Corners {
    corners.map(f64::from)
}
