//! Ground truth from files.

use std::collections::BTreeMap;

use super::archive::ArchiveFiles;
use super::by_video::{Role, array_of, is_list, read_arrays};
use super::content::Content;
use super::file_set::{FileSet, visible};
use super::masks::{are_masks, read_masks};
use super::{InputError, InputWarning};
use crate::evaluate::truth::binary_labels;
use crate::evaluate::{EvaluateError, Truth, VideoTruth};
use crate::formats::Array;
use crate::formats::annotations::{Annotations, read_annotations};

/// What a single file of truth may be.
const WANTED: &str =
    "ground truth: truth.json, .npz, .npy, an annotation text, or masks in a folder per video";

/// Ground truth as it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct TruthInput {
    /// The truth.
    pub truth: TruthContent,
    /// What was read, for the card.
    pub format: String,
    /// What a reader of the numbers should know.
    pub warnings: Vec<InputWarning>,
}

/// What is known of the videos.
#[derive(Debug, Clone, PartialEq)]
pub enum TruthContent {
    /// Length and events of every video.
    PerVideo(Truth),
    /// Events as a text has them: the videos' lengths are to be told by others.
    Annotations(Annotations),
    /// One array: a single video, or all of them one after the other.
    Concatenated {
        /// Name of the file.
        name: String,
        /// One label per frame.
        labels: Vec<bool>,
    },
}

/// Reads ground truth. Errors: E3, E8, E9 and what the files' formats say.
pub fn read_truth(files: &dyn FileSet) -> Result<TruthInput, InputError> {
    let chosen = visible(files);
    match chosen[..] {
        [] => Err(InputError::Nothing { wanted: "ground truth" }),
        [index] => {
            let name = &files.names()[index];
            let bytes = files.read(index)?;
            read_file(files, name, &bytes)
        }
        _ => read_files(files, &chosen, "folder"),
    }
}

fn read_file(files: &dyn FileSet, name: &str, bytes: &[u8]) -> Result<TruthInput, InputError> {
    let input = |truth, format: String, warnings| Ok(TruthInput { truth, format, warnings });
    match Content::of(bytes) {
        Content::Archive => {
            let archive = ArchiveFiles::open(name, bytes)?;
            read_files(&archive, &visible(&archive), "archive")
        }
        Content::Json => {
            let truth = Truth::from_json_bytes(bytes)?;
            let format = format!("truth.json of {} videos", truth.videos.len());
            input(TruthContent::PerVideo(truth), format, Vec::new())
        }
        Content::Array => {
            let mut warnings = Vec::new();
            let labels = labels_of(name, &array_of(name, bytes, &mut warnings)?)?;
            let truth = TruthContent::Concatenated { name: name.into(), labels };
            input(truth, "one .npy".into(), warnings)
        }
        Content::Text => {
            let annotations = read_annotations(bytes)
                .map_err(|source| InputError::Annotation { name: name.into(), source })?;
            let format = format!("{} of {} videos", annotations.form.name(), annotations.videos.len());
            input(TruthContent::Annotations(annotations), format, Vec::new())
        }
        // A folder per video, with a single frame in the only folder.
        Content::Picture if name.contains('/') => read_files(files, &visible(files), "folder"),
        Content::Picture => Err(InputError::Kind { name: name.into(), wanted: WANTED, found: "a picture" }),
    }
}

/// Several files: a mask per frame, or an array per video.
fn read_files(files: &dyn FileSet, chosen: &[usize], container: &str) -> Result<TruthInput, InputError> {
    if chosen.is_empty() {
        return Err(InputError::Nothing { wanted: "ground truth" });
    }
    if are_masks(files, chosen)? {
        let (videos, warnings) = read_masks(files, chosen)?;
        let format = format!("{container} of masks of {} videos", videos.len());
        return Ok(TruthInput { truth: TruthContent::PerVideo(Truth { videos }), format, warnings });
    }
    let arrays = read_arrays(files, chosen, Role::Truth)?;
    let mut videos = BTreeMap::new();
    for (id, (_, array)) in &arrays.by_video {
        videos.insert(id.clone(), VideoTruth::from_labels(&labels_of(id, array)?));
    }
    let format = format!("{container} of {} arrays, one per video", videos.len());
    Ok(TruthInput { truth: TruthContent::PerVideo(Truth { videos }), format, warnings: arrays.warnings })
}

/// One label per frame; `video` names the array in errors.
fn labels_of(video: &str, array: &Array) -> Result<Vec<bool>, InputError> {
    if !is_list(array) {
        return Err(EvaluateError::TruthShape { video: video.into(), shape: array.shape.clone() }.into());
    }
    let values = array.to_f64().map_err(|source| InputError::Format { name: video.into(), source })?;
    Ok(binary_labels(video, &values)?)
}
