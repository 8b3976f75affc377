//! From snippets to frames: every frame takes the score of its snippet.
//!
//! Frames after the last whole snippet have no score of their own. Here they take the last one, as the length policy
//! `hold_last` of the evaluation does, and their number is given so that whoever shows the curve can say it.

use std::ops::Range;

use super::track::check_finite;
use super::{ClassScores, ScoreError};

/// Mean probability from which an event is given the name of a class (ours).
pub const NAMED_FROM: f64 = 0.5;

/// Snippet scores over the frames of a clip.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldScores {
    /// `[frames]`, in the unit of the snippets.
    pub scores: Vec<f32>,
    /// Frames at the end that took the last score.
    pub held: usize,
}

/// Stretches `snippets`, each of `stride` frames, over `frames` frames; `id` names the video in the error.
///
/// Errors: a score that is not finite, no scores, a stride of 0, more frames scored than there are, a whole snippet's
/// frames or more without a score.
pub fn held(id: &str, snippets: &[f32], stride: usize, frames: usize) -> Result<HeldScores, ScoreError> {
    check_finite(id, snippets)?;
    if stride == 0 {
        return Err(ScoreError::Setting { name: "stride", expected: "at least 1 frame", found: 0.0 });
    }
    let expected = frames / stride;
    let Some(&last) = snippets.last().filter(|_| snippets.len() == expected) else {
        return Err(ScoreError::Count { what: "snippets of a clip", expected, found: snippets.len() });
    };
    let of_frame = |frame: usize| snippets.get(frame / stride).copied().unwrap_or(last);
    let scores = (0..frames).map(of_frame).collect();
    Ok(HeldScores { scores, held: frames - expected * stride })
}

/// What an event is most like.
#[derive(Debug, Clone, PartialEq)]
pub struct MostLike {
    /// The odd class with the highest mean probability.
    pub class: String,
    /// That mean, over the event's snippets.
    pub probability: f64,
}

/// The odd class that the snippets of `event` (frames) are most like; nothing where no class reaches [`NAMED_FROM`].
///
/// `classes` are probabilities per snippet of `stride` frames, the normal class first. An event in the frames after the
/// last snippet takes that snippet.
pub fn most_like(classes: &[ClassScores], stride: usize, event: Range<usize>) -> Option<MostLike> {
    let snippets = classes.iter().map(|class| class.scores.len()).min()?;
    let last = snippets.checked_sub(1)?;
    if event.is_empty() {
        return None;
    }
    let snippet_of = |frame: usize| frame.checked_div(stride).map(|snippet| snippet.min(last));
    let (start, end) = (snippet_of(event.start)?, snippet_of(event.end - 1)?);
    let mean = |class: &ClassScores| {
        let sum: f64 = class.scores[start..=end].iter().map(|&probability| f64::from(probability)).sum();
        sum / (end - start + 1) as f64
    };
    let odd = classes.iter().skip(1).map(|class| (class, mean(class)));
    let (class, probability) = odd.max_by(|a, b| a.1.total_cmp(&b.1))?;
    (probability >= NAMED_FROM).then(|| MostLike { class: class.class.clone(), probability })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_frame_has_the_score_of_its_snippet_and_the_rest_the_last_one() {
        let found = held("clip", &[0.25, 0.75], 16, 37).unwrap();
        assert_eq!((found.scores.len(), found.held), (37, 5));
        assert!(found.scores[..16].iter().all(|score| *score == 0.25));
        assert!(found.scores[16..].iter().all(|score| *score == 0.75));
        assert_eq!(held("clip", &[0.5], 16, 16).unwrap().held, 0);
    }

    #[test]
    fn the_frames_that_are_held_are_always_fewer_than_a_snippet() {
        let mut random = Random::keyed(4, "held", 0);
        for _ in 0..200 {
            let (stride, frames) = (1 + random.below(20), 20 + random.below(200));
            let snippets: Vec<f32> = (0..frames / stride).map(|t| t as f32).collect();
            let found = held("clip", &snippets, stride, frames).unwrap();
            assert_eq!(found.scores.len(), frames);
            assert!(found.held < stride && found.held == frames % stride);
            let own = &found.scores[..frames - found.held];
            assert!(own.iter().enumerate().all(|(frame, score)| *score == (frame / stride) as f32));
        }
    }

    #[test]
    fn scores_that_do_not_fit_the_clip_are_refused() {
        for (snippets, frames) in [(1, 32), (3, 32), (0, 15), (0, 0)] {
            let found = held("clip", &vec![0.5; snippets], 16, frames);
            assert!(matches!(found, Err(ScoreError::Count { found, .. }) if found == snippets), "{found:?}");
        }
        assert!(matches!(held("clip", &[f32::NAN], 16, 16), Err(ScoreError::NotFinite { .. })));
        assert!(matches!(held("clip", &[0.5], 0, 16), Err(ScoreError::Setting { .. })));
    }

    fn classes(normal: [f32; 3], cart: [f32; 3], fall: [f32; 3]) -> Vec<ClassScores> {
        let class = |name: &str, scores: [f32; 3]| ClassScores { class: name.into(), scores: scores.into() };
        vec![class("normal", normal), class("cart", cart), class("fall", fall)]
    }

    #[test]
    fn an_event_is_most_like_the_odd_class_with_the_highest_mean() {
        let classes = classes([0.125, 0.125, 1.0], [0.125, 0.625, 0.0], [0.75, 0.25, 0.0]);
        let class = |event| most_like(&classes, 16, event).map(|found| (found.class, found.probability));
        assert_eq!(class(0..32), Some(("fall".into(), 0.5)));
        assert_eq!(class(0..16), Some(("fall".into(), 0.75)));
        assert_eq!(class(16..17), Some(("cart".into(), 0.625)));
        // Under half, and the normal class is never a name.
        assert_eq!(class(16..48), None);
        assert_eq!(class(40..60), None);
    }

    #[test]
    fn an_event_without_snippets_or_classes_has_no_name() {
        let classes = classes([0.0; 3], [1.0; 3], [0.0; 3]);
        assert_eq!(most_like(&classes, 16, 47..60).map(|found| found.class), Some("cart".into()));
        assert_eq!(most_like(&classes, 16, 5..5), None);
        assert_eq!(most_like(&classes, 0, 0..16), None);
        assert_eq!(most_like(&[], 16, 0..16), None);
        assert_eq!(most_like(&classes[..1], 16, 0..16), None);
    }
}
