//! Class scores and classed events from files, brought to class numbers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::{ClassTrack, DetectionError, DetectionEvent};
use crate::evaluate::inputs::ClassedEvent;

/// Codes of XD-Violence's annotations and the classes that they mean (Wu et al., ECCV 2020).
const XD_CODES: [(&str, &str); 7] = [
    ("A", "normal"),
    ("B1", "fighting"),
    ("B2", "shooting"),
    ("B4", "riot"),
    ("B5", "abuse"),
    ("B6", "car accident"),
    ("G", "explosion"),
];

/// Class scores of a set of videos.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassScores {
    /// Names of the classes, the normal one first.
    pub classes: Vec<String>,
    /// One per video, by id.
    pub videos: Vec<ClassTrack>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    stride: usize,
    #[serde(default)]
    videos: BTreeMap<String, Video>,
}

#[derive(Deserialize)]
struct Video {
    #[serde(default)]
    classes: Ordered,
}

/// Lists by name, in the file's order.
#[derive(Default)]
struct Ordered(Vec<(String, Vec<f32>)>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("lists of scores by class")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut lists: Vec<(String, Vec<f32>)> = Vec::new();
                while let Some((name, scores)) = map.next_entry::<String, Vec<f32>>()? {
                    if lists.iter().any(|(other, _)| *other == name) {
                        return Err(A::Error::custom(format_args!("class {name} appears twice")));
                    }
                    lists.push((name, scores));
                }
                Ok(Ordered(lists))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

impl ClassScores {
    /// Reads the `classes` of a `scores.json`, `{"ID":{"classes":{"normal":[...],...}}}`, in the file's order; none
    /// where no video has any.
    ///
    /// Errors: [`DetectionError::Classes`] for videos whose classes differ or whose lists are of several lengths.
    pub fn from_scores_json(json: &[u8]) -> Result<Option<Self>, DetectionError> {
        let wrong = |video: &str, reason: String| DetectionError::Classes { video: video.into(), reason };
        let file: File =
            serde_json::from_slice(json).map_err(|error| wrong("the scores", error.to_string()))?;
        if file.videos.values().all(|video| video.classes.0.is_empty()) {
            return Ok(None);
        }
        let mut classes: Option<Vec<String>> = None;
        let mut videos = Vec::with_capacity(file.videos.len());
        for (id, Video { classes: Ordered(lists) }) in file.videos {
            let (names, lists): (Vec<String>, Vec<Vec<f32>>) = lists.into_iter().unzip();
            let expected = classes.get_or_insert_with(|| names.clone());
            if names != *expected {
                return Err(wrong(&id, format!("its classes are {names:?}, expected {expected:?}")));
            }
            let rows = lists[0].len();
            if let Some(other) = lists.iter().find(|list| list.len() != rows) {
                return Err(wrong(&id, format!("a class has {} scores, another {rows}", other.len())));
            }
            let scores = (0..rows).flat_map(|row| lists.iter().map(move |list| list[row])).collect();
            videos.push(ClassTrack { id, scores, repeat: file.stride.max(1) });
        }
        Ok(classes.map(|classes| Self { classes, videos }))
    }

    /// Keeps the videos that `keep` by id.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.videos.retain(|video| keep(&video.id));
    }

    /// The events by class number. A video without any is normal from its first frame to its last, an event of
    /// class 0.
    ///
    /// Names are compared without case and spaces; the codes of XD-Violence stand for their classes. Errors:
    /// [`DetectionError::UnknownClass`].
    pub fn events(&self, events: &[ClassedEvent]) -> Result<Vec<DetectionEvent>, DetectionError> {
        let mut numbered = Vec::with_capacity(events.len());
        for event in events {
            let class = self.class(&event.class).ok_or_else(|| DetectionError::UnknownClass {
                video: event.video.clone(),
                class: event.class.clone(),
                classes: self.classes.clone(),
            })?;
            let ClassedEvent { video, start, end, .. } = event.clone();
            numbered.push(DetectionEvent { video, start, end, class });
        }
        for video in &self.videos {
            if events.iter().all(|event| event.video != video.id) {
                let end = video.scores.len() / self.classes.len() * video.repeat;
                numbered.push(DetectionEvent { video: video.id.clone(), start: 0, end, class: 0 });
            }
        }
        Ok(numbered)
    }

    fn class(&self, name: &str) -> Option<usize> {
        let meant = XD_CODES.iter().find(|(code, _)| *code == name).map_or(name, |(_, meant)| *meant);
        let plain = |name: &str| name.replace([' ', '_'], "").to_lowercase();
        self.classes.iter().position(|class| plain(class) == plain(meant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(videos: &str) -> Result<Option<ClassScores>, DetectionError> {
        let json = format!(r#"{{"format":"oddframe-scores/1","stride":16,"videos":{{{videos}}}}}"#);
        ClassScores::from_scores_json(json.as_bytes())
    }

    fn event(video: &str, class: &str) -> ClassedEvent {
        ClassedEvent { video: video.into(), start: 3, end: 40, class: class.into() }
    }

    #[test]
    fn rows_are_the_lists_side_by_side_in_the_files_order() {
        let found = scores(r#""a":{"scores":[0,1],"classes":{"normal":[0.5,0.25],"car accident":[0,1]}}"#);
        let found = found.unwrap().unwrap();
        assert_eq!(found.classes, ["normal", "car accident"]);
        let track = ClassTrack { id: "a".into(), scores: vec![0.5, 0.0, 0.25, 1.0], repeat: 16 };
        assert_eq!(found.videos, [track]);
        assert_eq!(scores(r#""a":{"scores":[0,1]}"#).unwrap(), None);
    }

    #[test]
    fn events_go_by_name_or_code_and_a_video_without_any_is_normal() {
        let lists = r#"{"normal":[1,0],"car accident":[0,1]}"#;
        let found = scores(&format!(r#""a":{{"classes":{lists}}},"b":{{"classes":{lists}}}"#));
        let found = found.unwrap().unwrap();
        for name in ["B6", "Car Accident", "CarAccident", "car_accident"] {
            let events = found.events(&[event("a", name)]).unwrap();
            let normal = DetectionEvent { video: "b".into(), start: 0, end: 32, class: 0 };
            let odd = DetectionEvent { video: "a".into(), start: 3, end: 40, class: 1 };
            assert_eq!(events, [odd, normal], "{name}");
        }
        let refused = found.events(&[event("a", "riot")]).unwrap_err();
        assert!(matches!(refused, DetectionError::UnknownClass { .. }), "{refused}");
    }

    #[test]
    fn videos_that_do_not_agree_are_refused() {
        let refused = |videos: &str| scores(videos).unwrap_err().code();
        assert_eq!(refused(r#""a":{"classes":{"n":[1],"x":[1]}},"b":{"classes":{"n":[1]}}"#), "map/scores");
        assert_eq!(refused(r#""a":{"classes":{"n":[1],"x":[1]}},"b":{"scores":[]}"#), "map/scores");
        assert_eq!(refused(r#""a":{"classes":{"n":[1],"x":[1,2]}}"#), "map/scores");
        assert_eq!(refused(r#""a":{"classes":{"n":[1],"n":[1]}}"#), "map/scores");
        assert_eq!(refused(r#""a":{"classes":{"n":["1"]}}"#), "map/scores");
    }
}
