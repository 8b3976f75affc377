//! From one score per object to everything that is drawn.

use crate::scores::{
    ClipScores, ClipTiming, MAD_TO_DEVIATION, RobustTrack, ScoreError, ScoredObjects, clip_scores,
    robust_units,
};

/// Tracks of a clip and, on the scale of the plotted curve, the scores of its objects.
#[derive(Debug, Clone, PartialEq)]
pub struct Presented {
    /// Raw and smoothed track, and where they rest on objects.
    pub clip: ClipScores,
    /// The plotted curve.
    pub curve: RobustTrack,
    /// `[objects]`, each object's score in the units of the curve.
    pub objects: Vec<f32>,
}

/// Follows the rules of a clip from `objects` to the curve.
pub fn present(objects: ScoredObjects<'_>, timing: ClipTiming<'_>) -> Result<Presented, ScoreError> {
    let clip = clip_scores(objects, timing)?;
    let curve = robust_units(&clip.track.scores, &clip.track.has_object())?;
    let unit = MAD_TO_DEVIATION * curve.mad;
    let in_units =
        |&score: &f32| if curve.flat { 0.0 } else { ((f64::from(score) - curve.median) / unit) as f32 };
    let objects = objects.scores.iter().map(in_units).collect();
    Ok(Presented { clip, curve, objects })
}
