//! Scores as a table `video,index,score`: one row per score, its index counting from 0 within the video.
//!
//! Rows of a video follow each other; a header is allowed. Scores are read as decimal text to the nearest f32;
//! `nan` and `inf` are read as what they say and left to the reader of the scores to refuse.

use std::collections::BTreeMap;

use super::text::{Line, lines};
use super::{AnnotationError, decode, video_id};

const COLUMNS: &str = "3 (video,index,score)";

/// One video of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct CsvVideo {
    /// Its name as the table writes it.
    pub name: String,
    /// Line of its first row, from 1.
    pub line: usize,
    /// `[scores]`, in order.
    pub scores: Vec<f32>,
}

/// Whether a text is a table at all: its first line has commas.
pub fn looks_like_score_csv(text: &str) -> bool {
    lines(text).next().is_some_and(|line| line.text.contains(','))
}

/// Reads the table; per video id. Errors: [`AnnotationError`].
pub fn read_score_csv(bytes: &[u8]) -> Result<BTreeMap<String, CsvVideo>, AnnotationError> {
    let text = decode(bytes)?;
    let mut videos: BTreeMap<String, CsvVideo> = BTreeMap::new();
    let mut current = "";
    let mut rows = lines(text).peekable();
    rows.next_if(is_header);
    for line in rows {
        let (name, index, score) = row(&line)?;
        let id = video_id(name);
        if name != current {
            if let Some(first) = videos.get(id) {
                return Err(AnnotationError::Twice {
                    video: id.into(),
                    first: first.line,
                    second: line.number,
                });
            }
            videos.insert(id.into(), CsvVideo { name: name.into(), line: line.number, scores: Vec::new() });
            current = name;
        }
        if let Some(video) = videos.get_mut(id) {
            let expected = video.scores.len();
            if index != expected {
                return Err(AnnotationError::Index {
                    line: line.number,
                    video: id.into(),
                    expected,
                    found: index,
                });
            }
            video.scores.push(score);
        }
    }
    if videos.is_empty() { Err(AnnotationError::Empty) } else { Ok(videos) }
}

fn is_header(line: &Line) -> bool {
    matches!(line.fields()[..], ["video", "index", "score"])
}

fn row<'a>(line: &Line<'a>) -> Result<(&'a str, usize, f32), AnnotationError> {
    let fields: Vec<&str> = line.text.split(',').map(str::trim).collect();
    let [name, index, score] = fields[..] else {
        return Err(line.wrong_count(fields.len(), COLUMNS));
    };
    if video_id(name).is_empty() {
        return Err(line.wrong_field(name, "a video's name"));
    }
    Ok((name, line.parse(index, "an index from 0")?, line.parse(score, "a score")?))
}
