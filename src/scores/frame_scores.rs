//! From objects to frames: a frame is as odd as its oddest object (LBR-SPR, CVPR 2022).

use super::ScoreError;
use super::track::check_finite;

/// Score of a frame without objects under the data-set rule (LBR-SPR, CVPR 2022, authors' code).
pub const EMPTY_FRAME_SCORE: f32 = -20.0;

/// What a frame without objects scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyFrames {
    /// [`EMPTY_FRAME_SCORE`]: the authors' rule for a data set.
    Floor,
    /// The lowest score of the clip (ours): a cliff of -20 would leak through smoothing.
    ClipMinimum,
}

/// Frame scores and the objects behind them.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameScores {
    /// `[frames]`, maximum over the frame's objects.
    pub scores: Vec<f32>,
    /// `[frames]`, index of the object with that score, the first of equals; `None` in a frame without objects.
    pub top: Vec<Option<usize>>,
}

impl FrameScores {
    /// `[frames]`, whether the frame has an object.
    pub fn has_object(&self) -> Vec<bool> {
        self.top.iter().map(Option::is_some).collect()
    }
}

/// Frame scores from one score per object.
///
/// * `frames`: how many analysed frames there are
/// * `object_frames`, `object_scores`: `[objects]`, the frame of each object and its score
///
/// Errors: a score that is not finite, an object outside the clip, and under [`EmptyFrames::ClipMinimum`] a
/// clip without any object.
pub fn frame_scores(
    frames: usize,
    object_frames: &[usize],
    object_scores: &[f32],
    empty: EmptyFrames,
) -> Result<FrameScores, ScoreError> {
    if object_frames.len() != object_scores.len() {
        let (expected, found) = (object_frames.len(), object_scores.len());
        return Err(ScoreError::Count { what: "object scores", expected, found });
    }
    check_finite("objects", object_scores)?;
    let mut top: Vec<Option<usize>> = vec![None; frames];
    for (object, &frame) in object_frames.iter().enumerate() {
        let Some(best) = top.get_mut(frame) else {
            return Err(ScoreError::FrameRange { object, frame, frames });
        };
        if best.is_none_or(|best| object_scores[object] > object_scores[best]) {
            *best = Some(object);
        }
    }
    let measured = || top.iter().flatten().map(|&object| object_scores[object]);
    let fill = match empty {
        EmptyFrames::Floor => EMPTY_FRAME_SCORE,
        EmptyFrames::ClipMinimum => measured().reduce(f32::min).ok_or(ScoreError::NoObjects { frames })?,
    };
    let scores = top.iter().map(|object| object.map_or(fill, |object| object_scores[object])).collect();
    Ok(FrameScores { scores, top })
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: [f32; 5] = [-0.802_701_6, -0.642_161_3, -0.481_620_97, 0.0, 1.926_483_9];
    const FRAMES: [usize; 5] = [0, 0, 1, 3, 3];

    #[test]
    fn the_worked_frames_of_lbr_15() {
        let found = frame_scores(4, &FRAMES, &Z, EmptyFrames::Floor).unwrap();
        assert_eq!(found.scores, [Z[1], Z[2], -20.0, Z[4]]);
        assert_eq!(found.top, [Some(1), Some(2), None, Some(4)]);
        assert_eq!(found.has_object(), [true, true, false, true]);
    }

    #[test]
    fn in_a_clip_an_empty_frame_has_the_lowest_frame_score() {
        let found = frame_scores(4, &FRAMES, &Z, EmptyFrames::ClipMinimum).unwrap();
        assert_eq!(found.scores[2], Z[1]);
        assert_eq!(found.top[2], None);
    }

    #[test]
    fn a_clip_without_objects_has_no_scores_but_a_data_set_video_has() {
        assert!(matches!(
            frame_scores(3, &[], &[], EmptyFrames::ClipMinimum),
            Err(ScoreError::NoObjects { frames: 3 })
        ));
        assert_eq!(frame_scores(3, &[], &[], EmptyFrames::Floor).unwrap().scores, [-20.0; 3]);
    }

    #[test]
    fn objects_that_do_not_fit_are_refused() {
        let scored = |frames: &[usize], scores: &[f32]| frame_scores(2, frames, scores, EmptyFrames::Floor);
        assert!(matches!(
            scored(&[0, 2], &[0.0, 0.0]),
            Err(ScoreError::FrameRange { object: 1, frame: 2, frames: 2 })
        ));
        assert!(matches!(scored(&[0], &[f32::NAN]), Err(ScoreError::NotFinite { .. })));
        assert!(matches!(scored(&[0, 1], &[0.0]), Err(ScoreError::Count { .. })));
    }
}
