//! From scores of objects to score tracks by the authors' rules for data sets.

use std::collections::BTreeMap;

use crate::localize::CubePlace;
use crate::scores::{RegionScore, ScoreError, ScoreTrack, ScoredObjects, data_set_scores};

/// A clip whose objects were scored, every frame of it analysed at its own size.
#[derive(Debug, Clone, PartialEq)]
pub struct SetClip {
    /// Its id.
    pub id: String,
    /// Its frames.
    pub frames: usize,
    /// Its objects, their frames counted within it.
    pub places: Vec<CubePlace>,
}

/// The track of every clip from one score per object, smoothed over all clips in the order given, with every object's
/// own score. `smoothed` false leaves the raw track, as in the authors' first release.
///
/// Errors: as [`data_set_scores`], and another number of clips.
pub fn set_tracks(
    clips: &[SetClip],
    scores: &[Vec<f32>],
    smoothed: bool,
) -> Result<BTreeMap<String, ScoreTrack>, ScoreError> {
    if scores.len() != clips.len() {
        let (expected, found) = (clips.len(), scores.len());
        return Err(ScoreError::Count { what: "clips with object scores", expected, found });
    }
    let frames = clips.iter().map(|clip| clip.places.iter().map(|place| place.frame).collect());
    let frames: Vec<Vec<usize>> = frames.collect();
    let objects = frames.iter().zip(scores).map(|(frames, scores)| ScoredObjects { frames, scores });
    let videos: Vec<_> = clips.iter().map(|clip| clip.frames).zip(objects).collect();
    let mut tracks = data_set_scores(&videos)?;
    for ((track, clip), scores) in tracks.iter_mut().zip(clips).zip(scores) {
        track.regions = clip.places.iter().zip(scores).map(region_score).collect();
        if !smoothed && let Some(raw) = track.raw.take() {
            track.scores = raw;
        }
    }
    Ok(clips.iter().map(|clip| clip.id.clone()).zip(tracks).collect())
}

fn region_score((place, &score): (&CubePlace, &f32)) -> RegionScore {
    RegionScore { frame: place.frame, region: place.region.corners, score, error: None, weight: None }
}
