//! One array per video: which file is which video's, and what it holds.

use std::collections::BTreeMap;

use super::content::Content;
use super::file_set::FileSet;
use super::{InputError, InputWarning};
use crate::formats::annotations::VideoName;
use crate::formats::{Array, read_npy};

/// Whose files are sorted by video: only scores come in crops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Scores,
    Truth,
}

/// Arrays of a set by video id, each with the name of its file.
#[derive(Debug, Default)]
pub(super) struct Arrays {
    pub by_video: BTreeMap<String, (String, Array)>,
    pub warnings: Vec<InputWarning>,
}

/// Reads the files `chosen` as one array per video; files that are no arrays are left out with a warning.
///
/// Errors: E5 and E9 before any file is read, [`InputError::Kind`] where nothing is an array.
pub(super) fn read_arrays(files: &dyn FileSet, chosen: &[usize], role: Role) -> Result<Arrays, InputError> {
    let mut arrays = Arrays::default();
    let mut left_out: Vec<&str> = Vec::new();
    for (id, index) in files_by_video(files.names(), chosen, role)? {
        let name = &files.names()[index];
        let bytes = files.read(index)?;
        match Content::of(&bytes) {
            Content::Array => {
                let array = array_of(name, &bytes, &mut arrays.warnings)?;
                arrays.by_video.insert(id, (name.clone(), array));
            }
            _ => left_out.push(name),
        }
    }
    if let Some(first) = left_out.first() {
        if arrays.by_video.is_empty() {
            let (wanted, found) = ("one .npy array per video", "files without any array");
            return Err(InputError::Kind { name: (*first).into(), wanted, found });
        }
        arrays.warnings.push(InputWarning::LeftOut { count: left_out.len(), first: (*first).into() });
    }
    Ok(arrays)
}

/// Reads one array and notes what is odd about it.
pub(super) fn array_of(
    name: &str,
    bytes: &[u8],
    warnings: &mut Vec<InputWarning>,
) -> Result<Array, InputError> {
    let array = read_npy(bytes).map_err(|source| InputError::Format { name: name.into(), source })?;
    let noted = array.warnings.iter().cloned();
    warnings.extend(noted.map(|warning| InputWarning::Array { name: name.into(), warning }));
    Ok(array)
}

/// The file of every video among those `chosen`, by the names alone.
fn files_by_video(
    names: &[String],
    chosen: &[usize],
    role: Role,
) -> Result<BTreeMap<String, usize>, InputError> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &index in chosen {
        all.entry(VideoName::parse(&names[index]).id).or_default().push(index);
    }
    let only = |(id, indices): (&str, Vec<usize>)| match indices[..] {
        [index] => Ok((id.to_string(), index)),
        _ if role == Role::Scores && indices.iter().all(|&i| VideoName::parse(&names[i]).crop.is_some()) => {
            Err(InputError::Crops { video: id.into(), files: indices.len() })
        }
        _ => Err(InputError::Twice {
            video: id.into(),
            first: names[indices[0]].clone(),
            second: names[indices[1]].clone(),
        }),
    };
    all.into_iter().map(only).collect()
}

/// Whether an array is a list: one axis, or others of length 1 beside it.
pub(super) fn is_list(array: &Array) -> bool {
    !array.shape.is_empty() && array.shape.iter().filter(|&&length| length != 1).count() <= 1
}
