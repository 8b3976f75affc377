//! The score track: what every method gives and every view and metric takes.

use serde::{Deserialize, Serialize};

use super::ScoreError;

/// Scores of one video, each for `stride` frames. Higher is odder; scores of two clips that a method
/// learned apart are not comparable.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreTrack {
    /// Frames that one score covers.
    pub stride: usize,
    /// `[scores]`, in the order of the video; where the method smooths, the smoothed track.
    pub scores: Vec<f32>,
    /// The same before smoothing, where the method smooths.
    pub raw: Option<Vec<f32>>,
    /// Ranges `[start, end)` of scores without any object: those scores are a rule and not a measurement.
    pub no_object: Vec<[usize; 2]>,
    /// Scores of single objects, where the method has them and they were asked for.
    pub regions: Vec<RegionScore>,
    /// Probabilities of the classes, the normal one first, where the method has them.
    pub classes: Vec<ClassScores>,
}

/// The probability of one class over a video.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassScores {
    /// Its name.
    pub class: String,
    /// One per score of the track, in 0..=1.
    pub scores: Vec<f32>,
}

/// The score of one object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionScore {
    /// Its frame in the clip, from 0.
    pub frame: usize,
    /// `[x1, y1, x2, y2]` in pixels of the original frame.
    pub region: [f32; 4],
    /// Its score, in the unit of the raw track.
    pub score: f32,
    /// Its squared reconstruction error, summed over the cube, where a model made the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<f32>,
    /// The last weight that self-paced refinement gave it, 0 to 1, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f32>,
}

impl ScoreTrack {
    /// A track of scores alone.
    pub fn new(stride: usize, scores: Vec<f32>) -> Self {
        Self { stride, scores, raw: None, no_object: Vec::new(), regions: Vec::new(), classes: Vec::new() }
    }

    /// `[scores]`, whether a score rests on an object.
    pub fn has_object(&self) -> Vec<bool> {
        let mut has_object = vec![true; self.scores.len()];
        for &[start, end] in &self.no_object {
            let end = end.min(has_object.len());
            has_object[start.min(end)..end].fill(false);
        }
        has_object
    }

    /// Refuses what is not finite and what does not fit together; `id` names the video in the error.
    pub fn check(&self, id: &str) -> Result<(), ScoreError> {
        if self.stride == 0 {
            return Err(ScoreError::Setting { name: "stride", expected: "at least 1 frame", found: 0.0 });
        }
        check_finite(id, &self.scores)?;
        if let Some(raw) = &self.raw {
            check_finite(id, raw)?;
            if raw.len() != self.scores.len() {
                let (expected, found) = (self.scores.len(), raw.len());
                return Err(ScoreError::Count { what: "raw scores of a video", expected, found });
            }
        }
        for (at, ClassScores { class, scores }) in self.classes.iter().enumerate() {
            check_finite(id, scores)?;
            if scores.len() != self.scores.len() {
                let (expected, found) = (self.scores.len(), scores.len());
                return Err(ScoreError::Count { what: "scores of a class of a video", expected, found });
            }
            if self.classes[..at].iter().any(|other| other.class == *class) {
                return Err(ScoreError::ClassTwice { video: id.into(), class: class.clone() });
            }
        }
        let objects: Vec<f32> = self.regions.iter().map(|region| region.score).collect();
        check_finite(id, &objects)
    }
}

/// Runs `[start, end)` of frames where `has_object` is false.
pub fn frames_without_objects(has_object: &[bool]) -> Vec<[usize; 2]> {
    let mut runs: Vec<[usize; 2]> = Vec::new();
    for (frame, _) in has_object.iter().enumerate().filter(|(_, has)| !**has) {
        match runs.last_mut() {
            Some(run) if run[1] == frame => run[1] = frame + 1,
            _ => runs.push([frame, frame + 1]),
        }
    }
    runs
}

/// NaN never passes, and neither does an infinity.
pub(super) fn check_finite(what: &str, scores: &[f32]) -> Result<(), ScoreError> {
    match scores.iter().position(|score| !score.is_finite()) {
        Some(index) => Err(ScoreError::NotFinite { what: what.into(), index, value: scores[index] }),
        None => Ok(()),
    }
}

/// Frames that a stretched track must come from: `ceil(frames / stride)`.
pub fn analysed_frames(frames: usize, stride: usize) -> usize {
    frames.div_ceil(stride.max(1))
}

/// One value per frame of the clip from one per analysed frame: analysed frame k is frame k·stride, and a
/// frame that was skipped inherits the value before it (ours).
pub fn expand<T: Copy>(analysed: &[T], stride: usize, frames: usize) -> Result<Vec<T>, ScoreError> {
    if stride == 0 {
        return Err(ScoreError::Setting { name: "stride", expected: "at least 1 frame", found: 0.0 });
    }
    let expected = analysed_frames(frames, stride);
    if analysed.len() != expected {
        return Err(ScoreError::Count { what: "scores of analysed frames", expected, found: analysed.len() });
    }
    Ok((0..frames).map(|frame| analysed[frame / stride]).collect())
}

/// Mean frames per second of frames shown at `times`, in seconds, ascending; not a number where fewer than
/// two frames or no time between them make it unknown, which every rule that needs a rate refuses.
pub fn mean_rate(times: &[f64]) -> f64 {
    match (times.first(), times.last()) {
        (Some(first), Some(last)) if last > first => (times.len() - 1) as f64 / (last - first),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_frame_inherits_the_score_before_it() {
        assert_eq!(expand(&[1.0, 2.0, 3.0], 2, 5).unwrap(), [1.0, 1.0, 2.0, 2.0, 3.0]);
        assert_eq!(expand(&[1.0, 2.0, 3.0], 2, 6).unwrap(), [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
        assert!(expand::<f32>(&[], 2, 0).unwrap().is_empty());
    }

    #[test]
    fn scores_of_another_clip_are_not_stretched() {
        assert!(matches!(expand(&[1.0, 2.0], 2, 5), Err(ScoreError::Count { expected: 3, found: 2, .. })));
        assert!(matches!(expand(&[1.0], 0, 1), Err(ScoreError::Setting { .. })));
    }

    #[test]
    fn runs_without_objects_are_half_open() {
        assert_eq!(
            frames_without_objects(&[false, true, false, false, true, false]),
            [[0, 1], [2, 4], [5, 6]]
        );
        assert!(frames_without_objects(&[true]).is_empty());
        let mut track = ScoreTrack::new(1, vec![0.0; 4]);
        track.no_object = vec![[1, 2], [3, 9]];
        assert_eq!(track.has_object(), [true, false, true, false]);
    }

    #[test]
    fn a_track_that_does_not_fit_together_is_refused() {
        let mut track = ScoreTrack::new(1, vec![0.0, 1.0]);
        assert!(track.check("a").is_ok());
        track.raw = Some(vec![0.0]);
        assert!(matches!(track.check("a"), Err(ScoreError::Count { expected: 2, found: 1, .. })));
        track.raw = Some(vec![0.0, f32::NAN]);
        assert!(matches!(track.check("a"), Err(ScoreError::NotFinite { index: 1, .. })));
        assert!(matches!(ScoreTrack::new(0, vec![]).check("a"), Err(ScoreError::Setting { .. })));
        let mut track = ScoreTrack::new(1, vec![0.0, 1.0]);
        let class =
            |class: &str, scores: &[f32]| ClassScores { class: class.into(), scores: scores.to_vec() };
        track.classes = vec![class("normal", &[1.0, 0.0]), class("a", &[0.0, 1.0])];
        assert!(track.check("a").is_ok());
        track.classes[1].scores.pop();
        assert!(matches!(track.check("a"), Err(ScoreError::Count { expected: 2, found: 1, .. })));
        track.classes[1] = class("normal", &[0.0, 1.0]);
        assert!(matches!(track.check("a"), Err(ScoreError::ClassTwice { .. })));
    }
}
