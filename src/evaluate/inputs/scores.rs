//! Scores from files.

use std::collections::BTreeMap;

use super::archive::ArchiveFiles;
use super::by_video::{Role, array_of, is_list, read_arrays};
use super::content::Content;
use super::file_set::{FileSet, visible};
use super::{InputError, InputWarning};
use crate::formats::Array;
use crate::formats::annotations::{decode, looks_like_score_csv, read_score_csv, video_id};
use crate::scores::{Run, ScoreError, ScoreFile, ScoreTrack};

/// Frames per score where neither the file nor the caller says: one I3D or CLIP snippet.
pub const SNIPPET_FRAMES: usize = 16;
/// What a single file of scores may be.
const WANTED: &str = "scores: scores.json, .npz, .npy, a zip of .npy, or a table video,index,score";

/// Scores as they were given.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreInput {
    /// The scores.
    pub scores: ScoreContent,
    /// How they were made, where the file says.
    pub run: Option<Run>,
    /// What was read, for the card.
    pub format: String,
    /// What a reader of the numbers should know.
    pub warnings: Vec<InputWarning>,
}

/// How scores are divided into videos.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreContent {
    /// A track per video id; all of one stride, every score finite.
    PerVideo(BTreeMap<String, ScoreTrack>),
    /// One array: a single video, or all of them one after the other.
    Concatenated {
        /// Name of the file.
        name: String,
        /// All scores.
        track: ScoreTrack,
    },
}

/// Reads scores; `stride` is the frames per score where the file does not say, [`SNIPPET_FRAMES`] by default.
///
/// Errors: E3, E4, E5, E9 and what the files' formats say.
pub fn read_scores(files: &dyn FileSet, stride: Option<usize>) -> Result<ScoreInput, InputError> {
    let chosen = visible(files);
    match chosen[..] {
        [] => Err(InputError::Nothing { wanted: "scores" }),
        [index] => {
            let name = &files.names()[index];
            let bytes = files.read(index)?;
            read_file(name, &bytes, stride)
        }
        _ => {
            let format = |count| format!("folder of {count} .npy, one per video");
            per_video(files, &chosen, stride.unwrap_or(SNIPPET_FRAMES), format)
        }
    }
}

fn read_file(name: &str, bytes: &[u8], stride: Option<usize>) -> Result<ScoreInput, InputError> {
    let repeat = stride.unwrap_or(SNIPPET_FRAMES);
    match Content::of(bytes) {
        Content::Archive => {
            let archive = ArchiveFiles::open(name, bytes)?;
            let format = |count| format!("archive of {count} arrays, one per video");
            per_video(&archive, &visible(&archive), repeat, format)
        }
        Content::Json => scores_json(name, bytes, stride),
        Content::Array => {
            let mut warnings = Vec::new();
            let array = array_of(name, bytes, &mut warnings)?;
            let track = track_of(name, &array, repeat)?;
            let scores = ScoreContent::Concatenated { name: name.into(), track };
            Ok(ScoreInput { scores, run: None, format: "one .npy".into(), warnings })
        }
        Content::Text => table(name, bytes, repeat),
        Content::Picture => Err(InputError::Kind { name: name.into(), wanted: WANTED, found: "a picture" }),
    }
}

fn per_video(
    files: &dyn FileSet,
    chosen: &[usize],
    stride: usize,
    format: impl FnOnce(usize) -> String,
) -> Result<ScoreInput, InputError> {
    if chosen.is_empty() {
        return Err(InputError::Nothing { wanted: "scores" });
    }
    let arrays = read_arrays(files, chosen, Role::Scores)?;
    let mut tracks = BTreeMap::new();
    for (id, (_, array)) in &arrays.by_video {
        tracks.insert(id.clone(), track_of(id, array, stride)?);
    }
    let format = format(tracks.len());
    Ok(ScoreInput { scores: ScoreContent::PerVideo(tracks), run: None, format, warnings: arrays.warnings })
}

/// A list of finite scores; `video` names it in errors.
fn track_of(video: &str, array: &Array, stride: usize) -> Result<ScoreTrack, InputError> {
    if !is_list(array) {
        return Err(ScoreError::Shape { video: video.into(), shape: array.shape.clone() }.into());
    }
    let scores = array.to_f32().map_err(|source| InputError::Format { name: video.into(), source })?;
    checked(video, ScoreTrack::new(stride, scores))
}

fn checked(video: &str, track: ScoreTrack) -> Result<ScoreTrack, InputError> {
    track.check(video)?;
    Ok(track)
}

fn scores_json(name: &str, bytes: &[u8], stride: Option<usize>) -> Result<ScoreInput, InputError> {
    let file = ScoreFile::from_json_bytes(bytes)?;
    if let (Some(asked), Some(track)) = (stride, file.videos.values().next())
        && track.stride != asked
    {
        return Err(InputError::Stride { name: name.into(), asked, found: track.stride });
    }
    let format = format!("scores.json of {} videos", file.videos.len());
    Ok(ScoreInput {
        scores: ScoreContent::PerVideo(file.videos),
        run: file.run,
        format,
        warnings: Vec::new(),
    })
}

fn table(name: &str, bytes: &[u8], stride: usize) -> Result<ScoreInput, InputError> {
    let refused = |source| InputError::Annotation { name: name.into(), source };
    if !looks_like_score_csv(decode(bytes).map_err(refused)?) {
        return Err(InputError::Kind { name: name.into(), wanted: WANTED, found: "another text" });
    }
    let rows = read_score_csv(bytes).map_err(refused)?;
    let mut tracks = BTreeMap::new();
    for (id, video) in rows {
        tracks.insert(id.clone(), checked(&id, ScoreTrack::new(stride, video.scores))?);
    }
    let format = format!("table of {} videos", tracks.len());
    Ok(ScoreInput { scores: ScoreContent::PerVideo(tracks), run: None, format, warnings: Vec::new() })
}

impl ScoreContent {
    /// Frames per score; 1 where there is no video.
    pub fn stride(&self) -> usize {
        match self {
            Self::PerVideo(tracks) => tracks.values().next().map_or(1, |track| track.stride),
            Self::Concatenated { track, .. } => track.stride,
        }
    }
}

/// The id that a single array of a single video would have.
pub(super) fn own_id(name: &str) -> String {
    video_id(name).into()
}
