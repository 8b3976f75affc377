//! UCSD's `.m` file: `TestVideoFile{end+1}.gt_frame = [60:152, 160:180];`, one line per test clip in order.
//!
//! Both ends count from 1 and belong to the event. Clips have no names there; they are called `Test001`,
//! `Test002`, ... as the folders of the data set are.

use std::collections::BTreeMap;

use super::temporal::insert;
use super::text::{Line, lines};
use super::{AnnotatedVideo, AnnotationError, AnnotationForm, Annotations, RawEvent};

const KEY: &str = "gt_frame";

/// Whether a text is such a file.
pub(super) fn is_ucsd(text: &str) -> bool {
    lines(text).any(|line| code(&line).contains(KEY))
}

/// Reads the clips in order.
pub(super) fn read(text: &str) -> Result<Annotations, AnnotationError> {
    let mut videos = BTreeMap::new();
    for line in lines(text).filter(|line| code(line).contains(KEY)) {
        let id = format!("Test{:03}", videos.len() + 1);
        let video = AnnotatedVideo { line: line.number, frames: None, events: ranges(&line)? };
        insert(&mut videos, id, video)?;
    }
    Ok(Annotations { form: AnnotationForm::Ucsd, videos })
}

/// A line without its comment.
fn code<'a>(line: &Line<'a>) -> &'a str {
    line.text.split('%').next().unwrap_or(line.text)
}

fn ranges(line: &Line) -> Result<Vec<RawEvent>, AnnotationError> {
    let expected = "frame ranges [a:b, c:d]";
    let wrong = |found: &str| line.wrong_field(found, expected);
    let code = code(line);
    let (_, value) = code.split_once('=').ok_or_else(|| wrong(code))?;
    let value = value.trim().trim_end_matches(';').trim_end();
    let inner = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let inner = inner.ok_or_else(|| wrong(value))?;
    let words = inner.split([',', ';', ' ', '\t']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (first, last) = word.split_once(':').ok_or_else(|| wrong(word))?;
            let start: u32 = line.parse(first, expected)?;
            let end: u32 = line.parse(last, expected)?;
            if start == 0 || end < start {
                return Err(
                    line.wrong_field(word, "a range that counts from 1 and does not end before it starts")
                );
            }
            Ok(RawEvent { start: start as usize, end: end as usize, class: String::new() })
        })
        .collect()
}
