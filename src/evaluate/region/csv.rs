//! Tracks and detections as tables, one file per video.
//!
//! Tracks: `track_id,frame,x1,y1,x2,y2`; detections: `frame,x1,y1,x2,y2,score`. Frames count from 0. A header
//! of these words is allowed.

use std::collections::BTreeMap;

use super::{Corners, Detection, RegionError, Track};
use crate::formats::annotations::{AnnotationError, Line, decode, lines};

/// What a table holds, with the smallest frame number, which is reported: 1 hints at a file that counts from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoRegions<T> {
    /// Tracks or detections.
    pub items: Vec<T>,
    /// Smallest frame number; `None` for an empty table.
    pub smallest_frame: Option<usize>,
}

/// Reads the tracks of a video, in the order of their first rows.
pub fn read_tracks(video: &str, bytes: &[u8]) -> Result<VideoRegions<Track>, RegionError> {
    let mut names: Vec<&str> = Vec::new();
    let mut tracks: Vec<Track> = Vec::new();
    let text = decode(bytes).map_err(|source| RegionError::Table { video: video.into(), source })?;
    for row in rows(text, "track_id", "6 (track_id,frame,x1,y1,x2,y2)") {
        let read = row.and_then(|(line, fields)| {
            Ok((fields[0], frame(&line, fields[1])?, corners(&line, &fields[2..6])?))
        });
        let (name, frame, corners) =
            read.map_err(|source| RegionError::Table { video: video.into(), source })?;
        let index = names.iter().position(|other| *other == name).unwrap_or_else(|| {
            names.push(name);
            tracks.push(Track { video: video.into(), regions: BTreeMap::new() });
            tracks.len() - 1
        });
        if tracks[index].regions.insert(frame, corners).is_some() {
            return Err(RegionError::TwoRegions { video: video.into(), track: name.into(), frame });
        }
    }
    let smallest_frame = tracks.iter().filter_map(|track| track.regions.keys().next().copied()).min();
    Ok(VideoRegions { items: tracks, smallest_frame })
}

/// Reads the detections of a video, in the order of the table.
pub fn read_detections(video: &str, bytes: &[u8]) -> Result<VideoRegions<Detection>, RegionError> {
    let text = decode(bytes).map_err(|source| RegionError::Table { video: video.into(), source })?;
    let detection = |row: Result<(Line, Vec<&str>), AnnotationError>| {
        let (line, fields) = row?;
        let (frame, corners) = (frame(&line, fields[0])?, corners(&line, &fields[1..5])?);
        Ok(Detection { video: video.into(), frame, corners, score: line.parse(fields[5], "a score")? })
    };
    let items: Result<Vec<Detection>, AnnotationError> =
        rows(text, "frame", "6 (frame,x1,y1,x2,y2,score)").map(detection).collect();
    let items = items.map_err(|source| RegionError::Table { video: video.into(), source })?;
    let smallest_frame = items.iter().map(|detection| detection.frame).min();
    Ok(VideoRegions { items, smallest_frame })
}

/// Rows of six fields; a first line that starts with `header` is passed over.
fn rows<'a>(
    text: &'a str,
    header: &'static str,
    expected: &'static str,
) -> impl Iterator<Item = Result<(Line<'a>, Vec<&'a str>), AnnotationError>> {
    let mut all = lines(text).peekable();
    all.next_if(|line| line.fields()[0] == header);
    all.map(move |line| {
        let fields = line.fields();
        if fields.len() == 6 { Ok((line, fields)) } else { Err(line.wrong_count(fields.len(), expected)) }
    })
}

fn frame(line: &Line, field: &str) -> Result<usize, AnnotationError> {
    line.parse(field, "a frame number from 0")
}

fn corners(line: &Line, fields: &[&str]) -> Result<Corners, AnnotationError> {
    let corner = |index: usize| line.parse(fields[index], "a corner in pixels");
    Ok([corner(0)?, corner(1)?, corner(2)?, corner(3)?])
}
