//! Temporal annotations: one line per video, its class or classes and its events.
//!
//! | form | line |
//! |---|---|
//! | UCF-Crime | `Abuse028_x264.mp4  Abuse  165  240  -1  -1`: id, class, two events, -1 for none |
//! | UCF-Crime, UR-DMU's | `Arson/Arson022_x264.mp4 8640 Arson 3500 4000 -1 -1`: frame count second |
//! | XD-Violence | `ID start end start end ...`: videos with events only |
//! | XD-Violence, classes | `ID class start end class start end ...` |

use std::collections::BTreeMap;

use super::text::{Line, lines};
use super::{AnnotationError, RawEvent, video_id};

/// The form of an annotation file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnnotationForm {
    /// Id, class, two events.
    Ucf,
    /// Path, frame count, class, two events.
    UcfCounted,
    /// Id, events. Only videos with events have a line.
    Xd,
    /// Id, events with a class each. Only videos with events have a line.
    XdClasses,
    /// UCSD's `.m`: one line per test clip, in order.
    Ucsd,
}

/// One video of an annotation file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedVideo {
    /// Its line, from 1.
    pub line: usize,
    /// Its frame count, where the form has one.
    pub frames: Option<usize>,
    /// Its events in the file's order; none for a normal video.
    pub events: Vec<RawEvent>,
}

/// What an annotation file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotations {
    /// The file's form.
    pub form: AnnotationForm,
    /// Per video id.
    pub videos: BTreeMap<String, AnnotatedVideo>,
}

impl AnnotationForm {
    /// The form's name on cards.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ucf => "UCF-Crime temporal annotations",
            Self::UcfCounted => "UCF-Crime temporal annotations with frame counts",
            Self::Xd => "XD-Violence annotations",
            Self::XdClasses => "XD-Violence annotations with classes",
            Self::Ucsd => "UCSD .m ranges",
        }
    }

    /// Whether a video without a line has no events if its id ends in `_label_A`.
    pub fn leaves_normal_videos_out(self) -> bool {
        matches!(self, Self::Xd | Self::XdClasses)
    }

    /// The form whose first line is `fields`.
    fn recognise(fields: &[&str]) -> Option<Self> {
        let is_integer: Vec<bool> = fields.iter().map(|field| field.parse::<i64>().is_ok()).collect();
        match is_integer.get(1..)? {
            [false, true, true, true, true] => Some(Self::Ucf),
            [true, false, true, true, true, true] => Some(Self::UcfCounted),
            events if events.chunks(3).all(|event| event == [false, true, true]) && !events.is_empty() => {
                Some(Self::XdClasses)
            }
            events if events.len() >= 2 && events.len() % 2 == 0 && events.iter().all(|&is| is) => {
                Some(Self::Xd)
            }
            _ => None,
        }
    }
}

/// Reads the lines of a text; the first one says which form all have.
pub(super) fn read(text: &str) -> Result<Annotations, AnnotationError> {
    let first = lines(text).next().ok_or(AnnotationError::Empty)?;
    let form = AnnotationForm::recognise(&first.words()).ok_or_else(|| AnnotationError::Unknown {
        line: first.number,
        text: super::error::shown(first.text),
    })?;
    let mut videos = BTreeMap::new();
    for line in lines(text) {
        let (id, video) = read_line(form, &line)?;
        insert(&mut videos, id, video)?;
    }
    Ok(Annotations { form, videos })
}

/// Adds a video; a second line of the same video is E9.
pub(super) fn insert(
    videos: &mut BTreeMap<String, AnnotatedVideo>,
    id: String,
    video: AnnotatedVideo,
) -> Result<(), AnnotationError> {
    let second = video.line;
    match videos.get(&id) {
        Some(first) => Err(AnnotationError::Twice { first: first.line, second, video: id }),
        None => {
            videos.insert(id, video);
            Ok(())
        }
    }
}

fn read_line(form: AnnotationForm, line: &Line) -> Result<(String, AnnotatedVideo), AnnotationError> {
    let fields = line.words();
    let count = |expected| line.wrong_count(fields.len(), expected);
    let (path, rest) = fields.split_first().ok_or_else(|| count("an id and"))?;
    let (frames, events) = match form {
        AnnotationForm::Ucf => match rest {
            [class, events @ ..] if events.len() == 4 => (None, pairs(line, events, class)?),
            _ => return Err(count("6")),
        },
        AnnotationForm::UcfCounted => match rest {
            [frames, class, events @ ..] if events.len() == 4 => {
                (Some(line.parse(frames, "a frame count")?), pairs(line, events, class)?)
            }
            _ => return Err(count("7")),
        },
        AnnotationForm::Xd if !rest.is_empty() && rest.len() % 2 == 0 => (None, pairs(line, rest, "")?),
        AnnotationForm::XdClasses if !rest.is_empty() && rest.len() % 3 == 0 => {
            let events = rest.chunks_exact(3).map(|event| raw_event(line, event[1], event[2], event[0]));
            (None, events.collect::<Result<_, _>>()?)
        }
        AnnotationForm::XdClasses => return Err(count("1 + 3 per event")),
        _ => return Err(count("1 + 2 per event")),
    };
    let id = video_id(path).to_string();
    if id.is_empty() {
        return Err(line.wrong_field(path, "a video's name"));
    }
    Ok((id, AnnotatedVideo { line: line.number, frames, events }))
}

/// Events from `start end start end`; a pair `-1 -1` is none.
fn pairs(line: &Line, fields: &[&str], class: &str) -> Result<Vec<RawEvent>, AnnotationError> {
    let present = fields.chunks_exact(2).filter(|pair| *pair != ["-1", "-1"]);
    present.map(|pair| raw_event(line, pair[0], pair[1], class)).collect()
}

fn raw_event(line: &Line, start: &str, end: &str, class: &str) -> Result<RawEvent, AnnotationError> {
    let frame = |field| {
        let frame: u32 = line.parse(field, "a frame number")?;
        Ok(frame as usize)
    };
    let (first, last) = (frame(start)?, frame(end)?);
    if last < first {
        return Err(line.wrong_field(end, "an end that is not before its start"));
    }
    if class.parse::<i64>().is_ok() {
        return Err(line.wrong_field(class, "a class"));
    }
    Ok(RawEvent { start: first, end: last, class: class.into() })
}
