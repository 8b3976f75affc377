//! The first half of the pipeline, per video and in this order: snippet smoothing, normalisation, expansion to
//! frames, frame smoothing. Crops were put together before.

use std::collections::BTreeMap;

use super::conventions::{Conventions, Normalise, Smooth, SmoothScope};
use super::{EvaluateError, check_finite};
use crate::scores::{ScoreError, ScoreTrack, block_smooth, box_smooth, expand, forward_smooth, gauss_smooth};

/// Processed scores of a set of videos.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prepared<'a> {
    /// Frames that one score covers: the `repeat` in use, or 1 after frame smoothing.
    pub stride: usize,
    /// The `repeat` in use.
    pub repeat: usize,
    /// Per video in the order of ids: id and `[scores]`.
    pub videos: Vec<(&'a str, Vec<f32>)>,
    /// Videos whose min-max has no width; their scores are all 0.
    pub flat: usize,
}

/// Processes `tracks` with the given smoothing and everything else as `conventions` say.
///
/// `smooth` stands apart so that the unsmoothed number can be had beside the smoothed one. `from_raw` starts
/// from the tracks' unsmoothed scores where they have them.
pub(super) fn prepare<'a>(
    tracks: &[(&'a str, &ScoreTrack)],
    conventions: &Conventions,
    smooth: Smooth,
    from_raw: bool,
) -> Result<Prepared<'a>, EvaluateError> {
    let repeat = common_repeat(tracks, conventions)?;
    let mut videos = Vec::with_capacity(tracks.len());
    for (id, track) in tracks {
        let scores = track.raw.as_ref().filter(|_| from_raw).unwrap_or(&track.scores);
        check_finite(id, scores)?;
        videos.push((*id, scores.clone()));
    }
    let mut prepared = Prepared { stride: repeat, repeat, videos, flat: 0 };
    match smooth {
        Smooth::Forward(k) => prepared.smooth(conventions.smooth_scope, |x| forward_smooth(x, k))?,
        Smooth::Block(k) => prepared.smooth(conventions.smooth_scope, |x| block_smooth(x, k))?,
        _ => {}
    }
    prepared.normalise(conventions.normalise);
    match smooth {
        Smooth::Box(w) => {
            prepared.expand_to_frames()?.smooth(conventions.smooth_scope, |x| box_smooth(x, w))?
        }
        Smooth::Gauss(sigma) => {
            prepared.expand_to_frames()?.smooth(conventions.smooth_scope, |x| gauss_smooth(x, sigma))?;
        }
        _ => {}
    }
    Ok(prepared)
}

fn common_repeat(tracks: &[(&str, &ScoreTrack)], conventions: &Conventions) -> Result<usize, EvaluateError> {
    let expected = match (conventions.repeat, tracks.first()) {
        (Some(repeat), _) => repeat,
        (None, first) => first.map_or(1, |(_, track)| track.stride),
    };
    if expected == 0 {
        let error =
            ScoreError::Setting { name: "repeat", expected: "at least 1 frame per score", found: 0.0 };
        return Err(error.into());
    }
    match tracks.iter().find(|(_, track)| conventions.repeat.is_none() && track.stride != expected) {
        Some((id, track)) => {
            Err(ScoreError::MixedStrides { video: (*id).into(), expected, found: track.stride }.into())
        }
        None => Ok(expected),
    }
}

impl Prepared<'_> {
    fn smooth(
        &mut self,
        scope: SmoothScope,
        smooth: impl Fn(&[f32]) -> Result<Vec<f32>, ScoreError>,
    ) -> Result<(), ScoreError> {
        match scope {
            SmoothScope::Video => {
                for (_, scores) in &mut self.videos {
                    *scores = smooth(scores)?;
                }
            }
            SmoothScope::Concat => {
                let end_to_end: Vec<f32> = self.videos.iter().flat_map(|(_, s)| s.iter().copied()).collect();
                let mut rest = smooth(&end_to_end)?.into_iter();
                for (_, scores) in &mut self.videos {
                    *scores = rest.by_ref().take(scores.len()).collect();
                }
            }
        }
        Ok(())
    }

    fn normalise(&mut self, rule: Normalise) {
        match rule {
            Normalise::None | Normalise::TrainZ => {}
            Normalise::GlobalMinmax => {
                let range = range_of(self.videos.iter().flat_map(|(_, scores)| scores));
                self.flat = if range.0 == range.1 { self.videos.len() } else { 0 };
                for (_, scores) in &mut self.videos {
                    to_unit(scores, range);
                }
            }
            Normalise::VideoMinmax => {
                for (_, scores) in &mut self.videos {
                    let range = range_of(scores.iter());
                    self.flat += usize::from(range.0 == range.1);
                    to_unit(scores, range);
                }
            }
            Normalise::TrainZWith { mean, std } => {
                let scores = self.videos.iter_mut().flat_map(|(_, scores)| scores);
                scores.for_each(|s| *s = ((f64::from(*s) - mean) / std) as f32);
            }
        }
    }

    fn expand_to_frames(&mut self) -> Result<&mut Self, ScoreError> {
        for (_, scores) in &mut self.videos {
            *scores = expand(scores, self.stride, scores.len() * self.stride)?;
        }
        self.stride = 1;
        Ok(self)
    }
}

/// Lowest and highest score; equal where there is none.
fn range_of<'s>(scores: impl Iterator<Item = &'s f32>) -> (f32, f32) {
    let range = scores.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), &s| (a.min(s), b.max(s)));
    if range.0 > range.1 { (0.0, 0.0) } else { range }
}

fn to_unit(scores: &mut [f32], (low, high): (f32, f32)) {
    let (low, width) = (f64::from(low), f64::from(high) - f64::from(low));
    for score in scores {
        *score = if width > 0.0 { ((f64::from(*score) - low) / width) as f32 } else { 0.0 };
    }
}

/// Tracks as [`prepare`] takes them.
pub(super) fn in_order(tracks: &BTreeMap<String, ScoreTrack>) -> Vec<(&str, &ScoreTrack)> {
    tracks.iter().map(|(id, track)| (id.as_str(), track)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(scores: &[&[f32]], stride: usize, switches: &Conventions) -> Prepared<'static> {
        let ids = ["a", "b", "c", "d"];
        let tracks: Vec<ScoreTrack> = scores.iter().map(|s| ScoreTrack::new(stride, s.to_vec())).collect();
        let tracks: Vec<_> = ids.into_iter().zip(&tracks).collect();
        prepare(&tracks, switches, switches.smooth, false).unwrap()
    }

    fn scores(prepared: &Prepared) -> Vec<Vec<f32>> {
        prepared.videos.iter().map(|(_, scores)| scores.clone()).collect()
    }

    #[test]
    fn snippets_are_smoothed_before_and_frames_after_the_repetition() {
        let block = Conventions { smooth: Smooth::Block(2), ..Conventions::default() };
        let done = prepared(&[&[1.0, 3.0]], 3, &block);
        assert_eq!((done.stride, scores(&done)), (3, vec![vec![2.0, 2.0]]));
        let boxed = Conventions { smooth: Smooth::Box(2), ..Conventions::default() };
        let done = prepared(&[&[1.0, 3.0]], 3, &boxed);
        assert_eq!((done.stride, done.repeat), (1, 3));
        assert_eq!(scores(&done), [[0.5, 1.0, 1.0, 2.0, 3.0, 3.0]]);
    }

    #[test]
    fn smoothing_crosses_videos_only_where_asked() {
        let alone = Conventions { smooth: Smooth::Box(2), ..Conventions::default() };
        assert_eq!(scores(&prepared(&[&[2.0], &[4.0]], 1, &alone)), [[1.0], [2.0]]);
        let concat = Conventions { smooth_scope: SmoothScope::Concat, ..alone };
        assert_eq!(scores(&prepared(&[&[2.0], &[4.0]], 1, &concat)), [[1.0], [3.0]]);
    }

    #[test]
    fn every_normalisation_follows_its_formula() {
        let rule = |normalise| Conventions { normalise, ..Conventions::default() };
        let of = |switches: &Conventions| prepared(&[&[1.0, 3.0], &[5.0, 5.0]], 1, switches);
        let global = of(&rule(Normalise::GlobalMinmax));
        assert_eq!((scores(&global), global.flat), (vec![vec![0.0, 0.5], vec![1.0, 1.0]], 0));
        let video = of(&rule(Normalise::VideoMinmax));
        assert_eq!((scores(&video), video.flat), (vec![vec![0.0, 1.0], vec![0.0, 0.0]], 1));
        let z = of(&rule(Normalise::TrainZWith { mean: 1.0, std: 2.0 }));
        assert_eq!(scores(&z), [[0.0, 1.0], [2.0, 2.0]]);
        assert_eq!(scores(&of(&rule(Normalise::TrainZ))), [[1.0, 3.0], [5.0, 5.0]]);
    }

    #[test]
    fn one_evaluation_has_one_repeat() {
        let (a, b) = (ScoreTrack::new(16, vec![0.0]), ScoreTrack::new(1, vec![0.0]));
        let tracks = [("a", &a), ("b", &b)];
        let error = prepare(&tracks, &Conventions::default(), Smooth::None, false).unwrap_err();
        assert_eq!(error.code(), "scores/stride");
        let said = Conventions { repeat: Some(4), ..Conventions::default() };
        assert_eq!(prepare(&tracks, &said, Smooth::None, false).unwrap().stride, 4);
        let none = Conventions { repeat: Some(0), ..Conventions::default() };
        assert!(prepare(&tracks, &none, Smooth::None, false).is_err());
    }
}
