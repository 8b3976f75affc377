//! `scores.json`: the tracks of a set of videos and the run that made them.
//!
//! `{"format":"oddframe-scores/1","stride":1,"videos":{"ID":{"scores":[...],"raw":[...]?,"no_object":[...]?,
//! "regions":[...]?}},"run":{...}?}`. An `.npz` of one 1-D array per id is read as well.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::unique_ids;
use super::{RegionScore, ScoreError, ScoreTrack};
use crate::formats::{Npz, VersionedJsonError, versioned_json};

/// What a `scores.json` says it is.
pub const FORMAT: &str = "oddframe-scores/1";
/// Stride of an empty file.
const FRAME_STRIDE: usize = 1;

/// Scores of a set of videos.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreFile {
    /// Track per video id; all of one stride.
    pub videos: BTreeMap<String, ScoreTrack>,
    /// How they were made; unknown for files of others.
    pub run: Option<Run>,
}

/// How scores were made: enough to make them again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// For instance "LBR-SPR", "LBR-SPR (small)", "control: box-aspect".
    pub method: String,
    /// Name of the preset.
    pub preset: String,
    /// Every setting of the method.
    pub config: serde_json::Value,
    /// SHA-256 of the weights file, where weights were given.
    pub weights: Option<String>,
    /// What computed: "gpu" or "cpu".
    pub device: String,
    /// Name of the adapter.
    pub adapter: String,
    /// Seed of all randomness, where there was any that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Version of the program.
    pub version: String,
    /// What a reader of the scores should know: skipped boxes, frames without objects, an early stop.
    #[serde(default)]
    pub notes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct ScoresJson {
    format: String,
    stride: usize,
    #[serde(deserialize_with = "unique_ids")]
    videos: BTreeMap<String, VideoJson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<Run>,
}

#[derive(Serialize, Deserialize)]
struct VideoJson {
    scores: Vec<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw: Option<Vec<f32>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    no_object: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    regions: Vec<RegionScore>,
}

impl ScoreFile {
    /// Reads the text of a `scores.json` and checks every track.
    pub fn from_json(text: &str) -> Result<Self, ScoreError> {
        Self::from_json_bytes(text.as_bytes())
    }

    /// The same from the bytes of a file.
    pub fn from_json_bytes(bytes: &[u8]) -> Result<Self, ScoreError> {
        let json: ScoresJson = versioned_json::read(bytes, FORMAT)?;
        let stride = json.stride;
        let videos = json.videos.into_iter().map(|(id, VideoJson { scores, raw, no_object, regions })| {
            let track = ScoreTrack { stride, scores, raw, no_object, regions };
            track.check(&id)?;
            Ok((id, track))
        });
        Ok(Self { videos: videos.collect::<Result<_, ScoreError>>()?, run: json.run })
    }

    /// The text of a `scores.json`. Every track must be finite and of one stride.
    pub fn to_json(&self) -> Result<String, ScoreError> {
        let stride = self.videos.values().next().map_or(FRAME_STRIDE, |track| track.stride);
        let videos = self.videos.iter().map(|(id, track)| {
            track.check(id)?;
            if track.stride != stride {
                return Err(ScoreError::MixedStrides {
                    video: id.clone(),
                    expected: stride,
                    found: track.stride,
                });
            }
            let ScoreTrack { scores, raw, no_object, regions, .. } = track.clone();
            Ok((id.clone(), VideoJson { scores, raw, no_object, regions }))
        });
        let videos = videos.collect::<Result<_, ScoreError>>()?;
        let json = ScoresJson { format: FORMAT.into(), stride, videos, run: self.run.clone() };
        serde_json::to_string(&json)
            .map_err(|source| VersionedJsonError::Content { expected: FORMAT, source }.into())
    }

    /// Reads an `.npz` of one 1-D array per video id; each score covers `stride` frames.
    pub fn from_npz(bytes: &[u8], stride: usize) -> Result<Self, ScoreError> {
        let mut npz = Npz::open(bytes)?;
        let ids: Vec<String> = npz.names().map(String::from).collect();
        let mut videos = BTreeMap::new();
        for id in ids {
            let array = npz.array(&id)?;
            if array.shape.len() != 1 {
                return Err(ScoreError::Shape { video: id, shape: array.shape });
            }
            let track = ScoreTrack::new(stride, array.to_f32()?);
            track.check(&id)?;
            videos.insert(id, track);
        }
        Ok(Self { videos, run: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(track: ScoreTrack) -> ScoreFile {
        ScoreFile { videos: BTreeMap::from([("a".to_string(), track)]), run: None }
    }

    #[test]
    fn json_comes_back_bit_for_bit() {
        let scores: Vec<f32> =
            (0..2000_u32).map(|i| f32::from_bits(i.wrapping_mul(2_654_435_761) & 0xBF7F_FFFF)).collect();
        let mut track = ScoreTrack::new(16, scores.clone());
        track.raw = Some(scores);
        track.no_object = vec![[3, 5]];
        track.regions = vec![RegionScore {
            frame: 1,
            region: [0.0, 1.0, 2.0, 3.5],
            score: 0.1,
            error: Some(25.9),
            weight: None,
        }];
        let mut file = file_of(track);
        file.run = Some(Run {
            method: "LBR-SPR".into(),
            preset: "clip".into(),
            config: serde_json::json!({"steps": 400}),
            weights: None,
            device: "cpu".into(),
            adapter: "flex".into(),
            seed: Some(1),
            version: "0.1.0".into(),
            notes: vec![],
        });
        assert_eq!(ScoreFile::from_json(&file.to_json().unwrap()).unwrap(), file);
    }

    #[test]
    fn the_plain_form_of_the_format_is_read() {
        let text = r#"{"format":"oddframe-scores/1","stride":16,"videos":{"a":{"scores":[0.5,1,-2e-3]}}}"#;
        let file = ScoreFile::from_json(text).unwrap();
        assert_eq!(file.videos["a"], ScoreTrack::new(16, vec![0.5, 1.0, -2e-3]));
    }

    #[test]
    fn scores_that_are_not_finite_are_neither_written_nor_read() {
        assert_eq!(file_of(ScoreTrack::new(1, vec![f32::NAN])).to_json().unwrap_err().code(), "E4");
        let with = |score: &str| {
            format!(r#"{{"format":"{FORMAT}","stride":1,"videos":{{"a":{{"scores":[{score}]}}}}}}"#)
        };
        assert_eq!(ScoreFile::from_json(&with("1e39")).unwrap_err().code(), "E4");
        for other in ["null", "NaN", "\"1\"", "1e999"] {
            assert_eq!(ScoreFile::from_json(&with(other)).unwrap_err().code(), "scores/json", "{other}");
        }
    }

    #[test]
    fn other_files_are_refused_by_name() {
        let code = |text: &str| ScoreFile::from_json(text).unwrap_err().code().to_string();
        assert_eq!(code(""), "scores/json");
        assert_eq!(code(r#"{"format":"oddframe-truth/1","stride":1,"videos":{}}"#), "scores/format");
        assert_eq!(
            code(r#"{"format":"oddframe-scores/1","stride":0,"videos":{"a":{"scores":[]}}}"#),
            "scores/setting"
        );
        let twice =
            r#"{"format":"oddframe-scores/1","stride":1,"videos":{"a":{"scores":[]},"a":{"scores":[]}}}"#;
        assert!(ScoreFile::from_json(twice).unwrap_err().to_string().contains("a appears twice"));
    }

    #[test]
    fn one_file_has_one_stride() {
        let mut file = file_of(ScoreTrack::new(1, vec![]));
        file.videos.insert("b".into(), ScoreTrack::new(16, vec![]));
        assert_eq!(file.to_json().unwrap_err().code(), "scores/stride");
    }
}
