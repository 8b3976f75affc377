//! From the scores of objects to the track of a video, by the rules of a clip or of a data set.

use std::ops::Range;

use super::smooth::check_rate;
use super::track::{analysed_frames, expand, frames_without_objects};
use super::{
    BOX_WINDOW, EmptyFrames, ScoreError, ScoreTrack, box_smooth_across, centred_smooth, clip_window,
    frame_scores,
};

/// The scored objects of one video.
#[derive(Debug, Clone, Copy)]
pub struct ScoredObjects<'a> {
    /// `[objects]`, the analysed frame of each.
    pub frames: &'a [usize],
    /// `[objects]`, its score.
    pub scores: &'a [f32],
}

/// Length, rate and cuts of a video whose every `stride`-th frame was analysed.
#[derive(Debug, Clone, Copy)]
pub struct ClipTiming<'a> {
    /// Frames of the clip itself.
    pub clip_frames: usize,
    /// Every how many of them one was analysed.
    pub stride: usize,
    /// Frames per second of the clip itself.
    pub frames_per_second: f64,
    /// `[analysed frames]`, the part of the clip that each lies in: a cut begins the next. Smoothing does not
    /// cross from one part to another.
    pub parts: &'a [usize],
}

/// The track of a single clip and the objects behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipScores {
    /// One score per frame of the clip; `scores` smoothed, `raw` not. A skipped frame is like the analysed one
    /// before it.
    pub track: ScoreTrack,
    /// `[analysed frames]`, the object that gives the frame its raw score.
    pub top: Vec<Option<usize>>,
}

/// The rules of a single clip (ours): empty frames get the clip's lowest score, a centred window of
/// half a second smooths, skipped frames inherit.
pub fn clip_scores(objects: ScoredObjects, timing: ClipTiming) -> Result<ClipScores, ScoreError> {
    let ClipTiming { clip_frames, stride, frames_per_second, parts } = timing;
    check_rate(frames_per_second)?;
    let analysed = analysed_frames(clip_frames, stride);
    if parts.len() != analysed {
        return Err(ScoreError::Count { what: "analysed frames", expected: analysed, found: parts.len() });
    }
    let found = frame_scores(analysed, objects.frames, objects.scores, EmptyFrames::ClipMinimum)?;
    let window = clip_window(frames_per_second / stride.max(1) as f64)?;
    let mut smoothed = Vec::with_capacity(analysed);
    for part in runs_of_equal(parts) {
        smoothed.extend(centred_smooth(&found.scores[part], window)?);
    }
    let has_object = expand(&found.has_object(), stride, clip_frames)?;
    let mut track = ScoreTrack::new(1, expand(&smoothed, stride, clip_frames)?);
    track.raw = Some(expand(&found.scores, stride, clip_frames)?);
    track.no_object = frames_without_objects(&has_object);
    Ok(ClipScores { track, top: found.top })
}

/// The authors' rules for a data set (LBR-SPR, CVPR 2022): empty frames get -20, a window of ten frames runs over all
/// videos end to end, in the order given. `videos` holds each video's frame count and objects.
pub fn data_set_scores(videos: &[(usize, ScoredObjects)]) -> Result<Vec<ScoreTrack>, ScoreError> {
    let found = videos
        .iter()
        .map(|&(frames, objects)| frame_scores(frames, objects.frames, objects.scores, EmptyFrames::Floor));
    let found = found.collect::<Result<Vec<_>, _>>()?;
    let raw: Vec<&[f32]> = found.iter().map(|video| video.scores.as_slice()).collect();
    let smoothed = box_smooth_across(&raw, BOX_WINDOW)?;
    let tracks = smoothed.into_iter().zip(&found).map(|(scores, video)| {
        let mut track = ScoreTrack::new(1, scores);
        track.raw = Some(video.scores.clone());
        track.no_object = frames_without_objects(&video.has_object());
        track
    });
    Ok(tracks.collect())
}

fn runs_of_equal(parts: &[usize]) -> Vec<Range<usize>> {
    let mut start = 0;
    let runs = parts.chunk_by(|a, b| a == b).map(|run| {
        start += run.len();
        start - run.len()..start
    });
    runs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_is_smoothed_in_analysed_frames_and_stretched_to_its_own() {
        let objects = ScoredObjects { frames: &[0, 1, 1, 3, 4], scores: &[1.0, 2.0, 5.0, 3.0, 1.0] };
        // 4 frames per second, every second analysed: 2 per second, window 3.
        let timing = ClipTiming { clip_frames: 9, stride: 2, frames_per_second: 4.0, parts: &[0; 5] };
        let clip = clip_scores(objects, timing).unwrap();
        assert_eq!(clip.track.raw.unwrap(), [1.0, 1.0, 5.0, 5.0, 1.0, 1.0, 3.0, 3.0, 1.0]);
        let third = |sum: f32| sum / 3.0;
        assert_eq!(clip.track.scores[..4], [3.0, 3.0, third(7.0), third(7.0)]);
        assert_eq!(clip.track.scores[8], 2.0);
        assert_eq!(clip.track.no_object, [[4, 6]]);
        assert_eq!(clip.top, [Some(0), Some(2), None, Some(3), Some(4)]);
        assert_eq!(clip.track.stride, 1);
    }

    #[test]
    fn smoothing_stops_at_a_cut() {
        let objects = ScoredObjects { frames: &[0, 1, 2, 3], scores: &[0.0, 0.0, 9.0, 9.0] };
        let timing = ClipTiming { clip_frames: 4, stride: 1, frames_per_second: 4.0, parts: &[0, 0, 1, 1] };
        assert_eq!(clip_scores(objects, timing).unwrap().track.scores, [0.0, 0.0, 9.0, 9.0]);
    }

    #[test]
    fn a_clip_that_does_not_fit_its_frames_is_refused() {
        let objects = ScoredObjects { frames: &[0], scores: &[0.0] };
        let timing = ClipTiming { clip_frames: 4, stride: 2, frames_per_second: 30.0, parts: &[0; 3] };
        assert!(matches!(clip_scores(objects, timing), Err(ScoreError::Count { expected: 2, found: 3, .. })));
        let timing = ClipTiming { clip_frames: 0, stride: 1, frames_per_second: 30.0, parts: &[] };
        let none = ScoredObjects { frames: &[], scores: &[] };
        assert!(matches!(clip_scores(none, timing), Err(ScoreError::NoObjects { frames: 0 })));
        let timing = ClipTiming { clip_frames: 1, stride: 1, frames_per_second: f64::NAN, parts: &[0] };
        assert!(matches!(clip_scores(objects, timing), Err(ScoreError::Setting { .. })));
    }

    #[test]
    fn a_data_set_follows_the_worked_numbers_across_its_videos() {
        let first =
            ScoredObjects { frames: &[0, 0, 1], scores: &[-0.802_701_6, -0.642_161_3, -0.481_620_97] };
        let second = ScoredObjects { frames: &[1, 1], scores: &[0.0, 1.926_483_9] };
        let tracks = data_set_scores(&[(2, first), (2, second)]).unwrap();
        let smoothed = [tracks[0].scores.clone(), tracks[1].scores.clone()].concat();
        assert!(smoothed.iter().all(|s| (s + 1.919_729_8).abs() < 1e-6), "{smoothed:?}");
        assert_eq!(tracks[1].raw.as_ref().unwrap()[0], -20.0);
        assert_eq!(tracks[1].no_object, [[0, 1]]);
    }
}
