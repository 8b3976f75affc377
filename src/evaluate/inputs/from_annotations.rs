//! Truth per frame from annotated events: the lengths of the videos come from elsewhere.

use std::collections::BTreeMap;

use super::pair::{ClassedEvent, PairOptions};
use super::{BuiltLength, InputError, InputWarning};
use crate::evaluate::{Truth, TruthEvent, VideoTruth};
use crate::formats::annotations::{
    AnnotatedVideo, AnnotationForm, Annotations, VideoList, is_normal_by_name,
};
use crate::scores::ScoreTrack;

/// Truth that was built, and what happened to the events.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub truth: Truth,
    /// Every event with its class, not clipped.
    pub events: Vec<ClassedEvent>,
    pub warnings: Vec<InputWarning>,
}

/// Names the clips of a file that has only their order, by the list.
pub(super) fn name_clips(
    annotations: Annotations,
    list: Option<&VideoList>,
) -> Result<Annotations, InputError> {
    let Some(list) = list.filter(|_| annotations.form == AnnotationForm::Ucsd) else {
        return Ok(annotations);
    };
    let (listed, annotated) = (list.entries.len(), annotations.videos.len());
    if listed != annotated {
        return Err(InputError::ClipCount { listed, annotated });
    }
    let mut clips: Vec<AnnotatedVideo> = annotations.videos.into_values().collect();
    clips.sort_by_key(|clip| clip.line);
    let ids = list.entries.iter().map(|entry| entry.id.clone());
    Ok(Annotations { videos: ids.zip(clips).collect(), ..annotations })
}

/// Truth of the videos that have scores, and of no other.
///
/// A video without a line has no events where the form leaves normal videos out and its name says that it is
/// normal. Errors: E3 for any other, unless a subset is asked for; [`InputError::NoLength`].
pub(super) fn build(
    annotations: &Annotations,
    scores: &BTreeMap<String, ScoreTrack>,
    options: &PairOptions,
) -> Result<Built, InputError> {
    let mut built = Built::default();
    let silent = AnnotatedVideo { line: 0, frames: None, events: Vec::new() };
    for (id, track) in scores {
        let is_left_out = annotations.form.leaves_normal_videos_out() && is_normal_by_name(id);
        let video = match annotations.videos.get(id) {
            Some(video) => video,
            None if is_left_out => &silent,
            None if options.subset => continue,
            None => return Err(InputError::NoLine { video: id.clone() }),
        };
        let frames = length(id, video, track, options)?;
        built.add(id, video, frames, options);
    }
    Ok(built)
}

/// Frames of one video: what its scores cover, or what a file says.
fn length(
    id: &str,
    video: &AnnotatedVideo,
    track: &ScoreTrack,
    options: &PairOptions,
) -> Result<usize, InputError> {
    if options.length == BuiltLength::Scores {
        return Ok(track.scores.len() * track.stride);
    }
    let listed = options.list.and_then(|list| list.entries.iter().find(|entry| entry.id == id));
    video
        .frames
        .or_else(|| listed.and_then(|entry| entry.frames))
        .ok_or_else(|| InputError::NoLength { name: "the annotation file".into(), video: id.into() })
}

impl Built {
    fn add(&mut self, id: &str, video: &AnnotatedVideo, frames: usize, options: &PairOptions) {
        let mut events = Vec::new();
        for raw in &video.events {
            let (start, end) = options.interval.frames(raw);
            let (start, end) = (start.max(0) as usize, end.max(0) as usize);
            if start < end {
                let class = raw.class.clone();
                self.events.push(ClassedEvent { video: id.into(), start, end, class });
            }
            let clipped = options.interval.clip(raw, frames);
            if clipped.is_clipped {
                self.warnings.push(InputWarning::EventOutside {
                    video: id.into(),
                    start: raw.start,
                    end: raw.end,
                    frames,
                    what: if clipped.frames.is_some() { "clipped" } else { "lost" },
                });
            }
            if let Some((start, end)) = clipped.frames {
                let class = raw.class.clone();
                events.push(TruthEvent { start, end, class, ..TruthEvent::default() });
            }
        }
        self.truth.videos.insert(id.into(), VideoTruth { frames, events });
    }
}
