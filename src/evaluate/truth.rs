//! Ground truth: which frames of a video are odd, with classes and regions where known.
//!
//! `truth.json` is `{"format":"oddframe-truth/1","videos":{"ID":{"frames":600,"events":[...]}}}`; frames are
//! 0-based and ranges half-open. An `.npz` with one 1-D 0/1 array per id is read as events without a class.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::EvaluateError;
use crate::formats::{Npz, VersionedJsonError, versioned_json};
use crate::scores::unique_ids;

/// What a `truth.json` says it is.
pub const FORMAT: &str = "oddframe-truth/1";

/// The truth of a set of videos, by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Truth {
    /// Truth per video id.
    pub videos: BTreeMap<String, VideoTruth>,
}

/// The truth of one video.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VideoTruth {
    /// Frames of the video.
    pub frames: usize,
    /// What is odd in it; none for a normal video.
    pub events: Vec<TruthEvent>,
}

/// One odd event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TruthEvent {
    /// First odd frame, from 0.
    pub start: usize,
    /// The frame after the last odd one.
    pub end: usize,
    /// What happens; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// Frame to `[x1, y1, x2, y2]` in pixels, where known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub regions: BTreeMap<usize, [f32; 4]>,
}

#[derive(Serialize, Deserialize)]
struct TruthJson {
    format: String,
    #[serde(deserialize_with = "unique_ids")]
    videos: BTreeMap<String, VideoTruth>,
}

impl Truth {
    /// Reads the text of a `truth.json` and checks every event.
    pub fn from_json(text: &str) -> Result<Self, EvaluateError> {
        Self::from_json_bytes(text.as_bytes())
    }

    /// The same from the bytes of a file.
    pub fn from_json_bytes(bytes: &[u8]) -> Result<Self, EvaluateError> {
        let json: TruthJson = versioned_json::read(bytes, FORMAT)?;
        for (id, video) in &json.videos {
            video.check(id)?;
        }
        Ok(Self { videos: json.videos })
    }

    /// The text of a `truth.json`; what [`Truth::from_json`] would refuse is refused here too.
    pub fn to_json(&self) -> Result<String, EvaluateError> {
        for (id, video) in &self.videos {
            video.check(id)?;
        }
        let json = TruthJson { format: FORMAT.into(), videos: self.videos.clone() };
        serde_json::to_string(&json)
            .map_err(|source| VersionedJsonError::Content { expected: FORMAT, source }.into())
    }

    /// Reads an `.npz` of one 1-D 0/1 array per video id.
    pub fn from_npz(bytes: &[u8]) -> Result<Self, EvaluateError> {
        let mut npz = Npz::open(bytes)?;
        let ids: Vec<String> = npz.names().map(String::from).collect();
        let mut videos = BTreeMap::new();
        for id in ids {
            let array = npz.array(&id)?;
            if array.shape.len() != 1 {
                return Err(EvaluateError::TruthShape { video: id, shape: array.shape });
            }
            let labels = binary_labels(&id, &array.to_f64()?)?;
            videos.insert(id, VideoTruth::from_labels(&labels));
        }
        Ok(Self { videos })
    }
}

impl VideoTruth {
    /// Events from frame labels: one per run of `true`, without a class.
    pub fn from_labels(labels: &[bool]) -> Self {
        let mut events: Vec<TruthEvent> = Vec::new();
        for (frame, _) in labels.iter().enumerate().filter(|(_, odd)| **odd) {
            match events.last_mut() {
                Some(event) if event.end == frame => event.end = frame + 1,
                _ => events.push(TruthEvent { start: frame, end: frame + 1, ..TruthEvent::default() }),
            }
        }
        Self { frames: labels.len(), events }
    }

    /// One label per frame: whether any event covers it.
    ///
    /// Events read by [`Truth`] lie within the video; parts of hand-made ones that do not are left out.
    pub fn labels(&self) -> Vec<bool> {
        let mut labels = vec![false; self.frames];
        for event in &self.events {
            let end = event.end.min(self.frames);
            labels[event.start.min(end)..end].fill(true);
        }
        labels
    }

    fn check(&self, video: &str) -> Result<(), EvaluateError> {
        for &TruthEvent { start, end, ref regions, .. } in &self.events {
            if start >= end || end > self.frames {
                return Err(EvaluateError::EventRange {
                    video: video.into(),
                    start,
                    end,
                    frames: self.frames,
                });
            }
            for (&frame, &[x1, y1, x2, y2]) in regions {
                let is_box = x1 < x2 && y1 < y2 && [x1, y1, x2, y2].iter().all(|v| v.is_finite());
                if !is_box || !(start..end).contains(&frame) {
                    return Err(EvaluateError::EventRegion { video: video.into(), frame, start, end });
                }
            }
        }
        Ok(())
    }
}

pub(super) fn binary_labels(video: &str, values: &[f64]) -> Result<Vec<bool>, EvaluateError> {
    let label = |(index, &value): (usize, &f64)| match value {
        0.0 => Ok(false),
        1.0 => Ok(true),
        _ => Err(EvaluateError::NotBinary { video: video.into(), index, value }),
    };
    values.iter().enumerate().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start: usize, end: usize) -> TruthEvent {
        TruthEvent { start, end, class: "cyclist".into(), ..TruthEvent::default() }
    }

    fn truth_of(video: VideoTruth) -> Truth {
        Truth { videos: BTreeMap::from([("a".to_string(), video)]) }
    }

    #[test]
    fn json_comes_back_as_it_went() {
        let mut first = event(3, 6);
        first.regions.insert(4, [1.0, 2.0, 3.5, 4.0]);
        let truth = truth_of(VideoTruth { frames: 9, events: vec![first, event(7, 9)] });
        let text = truth.to_json().unwrap();
        assert!(text.contains(r#""regions":{"4":[1.0,2.0,3.5,4.0]}"#), "{text}");
        assert_eq!(Truth::from_json(&text).unwrap(), truth);
    }

    #[test]
    fn labels_are_half_open_and_come_back_as_events() {
        let video = VideoTruth { frames: 6, events: vec![event(1, 3), event(5, 6)] };
        assert_eq!(video.labels(), [false, true, true, false, false, true]);
        let again = VideoTruth::from_labels(&video.labels());
        assert_eq!(again.labels(), video.labels());
        assert_eq!(again.events.len(), 2);
        assert!(VideoTruth::from_labels(&[]).events.is_empty());
    }

    #[test]
    fn events_outside_the_video_are_refused() {
        for (start, end) in [(0, 10), (5, 5), (6, 2)] {
            let error =
                truth_of(VideoTruth { frames: 9, events: vec![event(start, end)] }).to_json().unwrap_err();
            assert_eq!(error.code(), "truth/event");
        }
    }

    #[test]
    fn regions_outside_their_event_or_without_area_are_refused() {
        for (frame, region) in
            [(9, [0.0, 0.0, 1.0, 1.0]), (4, [2.0, 0.0, 2.0, 1.0]), (4, [f32::NAN, 0.0, 1.0, 1.0])]
        {
            let mut odd = event(3, 6);
            odd.regions.insert(frame, region);
            let error = truth_of(VideoTruth { frames: 20, events: vec![odd] }).to_json().unwrap_err();
            assert_eq!(error.code(), "truth/region");
        }
    }

    #[test]
    fn other_files_are_refused_by_name() {
        let code = |text: &str| Truth::from_json(text).unwrap_err().code().to_string();
        assert_eq!(code("not json"), "truth/json");
        assert_eq!(code("[]"), "truth/json");
        assert_eq!(code(r#"{"format":"oddframe-scores/1","videos":{}}"#), "truth/format");
        assert_eq!(
            code(r#"{"format":"oddframe-truth/1","videos":{"a":{"frames":-1,"events":[]}}}"#),
            "truth/json"
        );
        let twice = r#"{"format":"oddframe-truth/1","videos":{"a":{"frames":1,"events":[]},"a":{"frames":2,"events":[]}}}"#;
        let message = Truth::from_json(twice).unwrap_err().to_string();
        assert!(message.contains("a appears twice"), "{message}");
    }

    #[test]
    fn labels_other_than_0_and_1_are_refused() {
        assert_eq!(binary_labels("a", &[0.0, 1.0]).unwrap(), [false, true]);
        for value in [2.0, 0.5, -1.0, f64::NAN] {
            let error = binary_labels("a", &[0.0, value]).unwrap_err();
            assert!(matches!(error, EvaluateError::NotBinary { index: 1, .. }));
        }
    }
}
