//! Lists of videos: one line per video, or one per crop of it, in the order of a concatenated file.
//!
//! A line is a path or id, followed by nothing, a label (0, 1 or a class), a frame count, or both; separated by
//! white space or commas, with or without a header `path,label`. Both forms of UCF-Crime's annotation lines are
//! taken as well. Lines that differ in the crop number alone are one video.
//! Sources: lists of tianyu0207/RTFM, henrryzh1/UR-DMU, nwpu-zxr/VadCLIP and Roc-Ng/XDVioDet.

use std::collections::BTreeMap;

use super::text::{Line, lines};
use super::{AnnotationError, VideoName, decode};

/// One video of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// Id of the video.
    pub id: String,
    /// Its label as the list writes it.
    pub label: Option<String>,
    /// Its frame count.
    pub frames: Option<usize>,
}

/// Videos in order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VideoList {
    /// The videos.
    pub entries: Vec<ListEntry>,
}

/// First words of a header.
const HEADERS: [&str; 4] = ["path", "video", "name", "id"];

impl VideoList {
    /// Reads a list. Errors: [`AnnotationError`]; a video with lines apart from each other is E9.
    pub fn read(bytes: &[u8]) -> Result<Self, AnnotationError> {
        let text = decode(bytes)?;
        let mut entries: Vec<ListEntry> = Vec::new();
        // Of the last video: its number of crop, to tell the next crop from a second line.
        let mut crop = None;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let has_header = |line: &Line| line.number == 1 && HEADERS.contains(&line.fields()[0]);
        for line in lines(text).filter(|line| !has_header(line)) {
            let (name, label, frames) = read_line(&line)?;
            let is_next_crop = entries.last().is_some_and(|last| last.id == name.id)
                && name.crop.is_some()
                && name.crop > crop;
            if !is_next_crop {
                if let Some(&first) = seen.get(name.id) {
                    return Err(AnnotationError::Twice { video: name.id.into(), first, second: line.number });
                }
                seen.insert(name.id.into(), line.number);
                entries.push(ListEntry { id: name.id.into(), label, frames });
            }
            crop = name.crop;
        }
        if entries.is_empty() { Err(AnnotationError::Empty) } else { Ok(Self { entries }) }
    }

    /// The frame counts in order, where every video has one.
    pub fn frames(&self) -> Option<Vec<usize>> {
        self.entries.iter().map(|entry| entry.frames).collect()
    }
}

type Columns<'a> = (VideoName<'a>, Option<String>, Option<usize>);

fn read_line<'a>(line: &Line<'a>) -> Result<Columns<'a>, AnnotationError> {
    let fields = line.fields();
    let name = VideoName::parse(fields[0]);
    if name.id.is_empty() {
        return Err(line.wrong_field(fields[0], "a video's name"));
    }
    let is_integer = |field: &str| field.parse::<i64>().is_ok();
    let text = |field: &str| Some(field.to_string());
    let frames = |field: &str| line.parse(field, "a frame count").map(Some);
    let columns = match fields[1..] {
        [] => (name, None, None),
        [label @ ("0" | "1" | "0.0" | "1.0")] => (name, text(label), None),
        [count] if is_integer(count) => (name, None, frames(count)?),
        [label] => (name, text(label), None),
        [label, count] => (name, text(label), frames(count)?),
        [class, ref events @ ..] if events.len() == 4 && !is_integer(class) => (name, text(class), None),
        [count, class, ref events @ ..] if events.len() == 4 && !is_integer(class) => {
            (name, text(class), frames(count)?)
        }
        _ => return Err(line.wrong_count(fields.len(), "1 to 3 (name, label, frames)")),
    };
    Ok(columns)
}
