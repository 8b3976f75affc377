//! Truth as one mask per frame, in a folder per video: a frame is odd where any pixel is above 0.
//!
//! Frames go by the names of their files. A mask is a picture (UCSD's `.bmp`) or an array `[height, width]` of
//! whole numbers (Avenue's `volLabel`, converted). Source: the ground truth of UCSD and CUHK Avenue.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::ImageReader;

use super::by_video::array_of;
use super::content::Content;
use super::file_set::FileSet;
use super::{InputError, InputWarning};
use crate::evaluate::VideoTruth;
use crate::formats::annotations::video_id;

/// Whether the first file that is an array or a picture is a mask, and lies in a folder.
pub(super) fn are_masks(files: &dyn FileSet, chosen: &[usize]) -> Result<bool, InputError> {
    for &index in chosen {
        let name = &files.names()[index];
        let bytes = files.read(index)?;
        match Content::of(&bytes) {
            Content::Picture => return Ok(name.contains('/')),
            Content::Array => {
                let is_picture = array_of(name, &bytes, &mut Vec::new())?.shape.len() == 2;
                return Ok(is_picture && name.contains('/'));
            }
            _ => {}
        }
    }
    Ok(false)
}

/// Truth of every folder.
///
/// Errors: E9 for two folders of one id, [`InputError::Mask`], [`InputError::MaskSize`].
pub(super) fn read_masks(
    files: &dyn FileSet,
    chosen: &[usize],
) -> Result<(BTreeMap<String, VideoTruth>, Vec<InputWarning>), InputError> {
    let (mut videos, mut warnings) = (BTreeMap::new(), Vec::new());
    let mut left_out: Vec<&str> = Vec::new();
    for (id, (_, frames)) in folders(files, chosen, &mut left_out)? {
        let (mut labels, mut size) = (Vec::with_capacity(frames.len()), None);
        for index in frames {
            let name = &files.names()[index];
            let bytes = files.read(index)?;
            let mask = match Content::of(&bytes) {
                Content::Picture => picture(name, &bytes)?,
                Content::Array => array(name, &bytes, &mut warnings)?,
                _ => {
                    left_out.push(name);
                    continue;
                }
            };
            let expected = *size.get_or_insert(mask.size);
            if mask.size != expected {
                return Err(InputError::MaskSize { name: name.clone(), expected, found: mask.size });
            }
            labels.push(mask.is_odd);
        }
        if !labels.is_empty() {
            videos.insert(id, VideoTruth::from_labels(&labels));
        }
    }
    if let Some(first) = left_out.first() {
        warnings.push(InputWarning::LeftOut { count: left_out.len(), first: (*first).into() });
    }
    Ok((videos, warnings))
}

/// Folder and files of every video, the files in the order of their names.
type Folders = BTreeMap<String, (String, Vec<usize>)>;

/// Files beside the folders belong to no video and go to `beside`.
fn folders<'a>(
    files: &'a dyn FileSet,
    chosen: &[usize],
    beside: &mut Vec<&'a str>,
) -> Result<Folders, InputError> {
    let mut folders = Folders::new();
    for &index in chosen {
        let name = &files.names()[index];
        let Some((folder, _)) = name.rsplit_once('/') else {
            beside.push(name);
            continue;
        };
        let id = video_id(folder);
        let (first, frames) = folders.entry(id.into()).or_insert_with(|| (folder.into(), Vec::new()));
        if first != folder {
            let (first, second) = (first.clone(), folder.into());
            return Err(InputError::Twice { video: id.into(), first, second });
        }
        frames.push(index);
    }
    Ok(folders)
}

/// What a mask says: its size as height and width, and whether any pixel is above 0.
struct Mask {
    size: [usize; 2],
    is_odd: bool,
}

fn picture(name: &str, bytes: &[u8]) -> Result<Mask, InputError> {
    let refused = |error: String| InputError::Mask { name: name.into(), found: error };
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let decoded = reader.map_err(|error| refused(error.to_string()))?.decode();
    // 16 bits, so that the faintest mark of a deep picture stays above 0.
    let pixels = decoded.map_err(|error| refused(error.to_string()))?.into_rgb16();
    let size = [pixels.height() as usize, pixels.width() as usize];
    Ok(Mask { size, is_odd: pixels.as_raw().iter().any(|&value| value > 0) })
}

fn array(name: &str, bytes: &[u8], warnings: &mut Vec<InputWarning>) -> Result<Mask, InputError> {
    let array = array_of(name, bytes, warnings)?;
    let refused = |found: String| InputError::Mask { name: name.into(), found };
    let [height, width] = array.shape[..] else {
        return Err(refused(format!("shape {:?}", array.shape)));
    };
    let values = array.to_i64().map_err(|error| refused(error.to_string()))?;
    Ok(Mask { size: [height, width], is_odd: values.iter().any(|&value| value > 0) })
}
