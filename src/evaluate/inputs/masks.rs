//! Truth as one mask per frame, in a folder per video: a frame is odd where any pixel is above 0.
//!
//! Frames go by the names of their files. A mask is a picture (UCSD's `.bmp`) or an array `[height, width]` of
//! whole numbers (Avenue's `volLabel`, converted). Source: the ground truth of UCSD and CUHK Avenue.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::ImageReader;

use super::archive::ArchiveFiles;
use super::by_video::array_of;
use super::content::Content;
use super::file_set::{FileSet, visible};
use super::{InputError, InputWarning};
use crate::evaluate::VideoTruth;
use crate::evaluate::region::PixelMask;
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

/// Truth of every folder. Errors: as [`each_mask`].
pub(super) fn read_masks(
    files: &dyn FileSet,
    chosen: &[usize],
) -> Result<(BTreeMap<String, VideoTruth>, Vec<InputWarning>), InputError> {
    let mut labels: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    let warnings = each_mask(files, chosen, &mut |id, _, mask| {
        labels.entry(id.into()).or_default().push(mask.odd.contains(&1));
    })?;
    let videos = labels.into_iter().map(|(id, labels)| (id, VideoTruth::from_labels(&labels))).collect();
    Ok((videos, warnings))
}

/// Shows `see` every mask of a set with the id of its video and its frame, video by video, frame by frame; gives
/// false, having shown none, where the set holds no masks.
///
/// Errors: E9 for two folders of one id, [`InputError::Mask`], [`InputError::MaskSize`].
pub fn read_pixel_masks(
    files: &dyn FileSet,
    see: &mut dyn FnMut(&str, usize, &PixelMask),
) -> Result<bool, InputError> {
    let chosen = visible(files);
    if let [index] = chosen[..] {
        let name = &files.names()[index];
        let bytes = files.read(index)?;
        if Content::of(&bytes) == Content::Archive {
            return read_pixel_masks(&ArchiveFiles::open(name, &bytes)?, see);
        }
    }
    let found = are_masks(files, &chosen)?;
    if found {
        each_mask(files, &chosen, see)?;
    }
    Ok(found)
}

/// Shows every mask. Errors: E9 for two folders of one id, [`InputError::Mask`], [`InputError::MaskSize`].
fn each_mask(
    files: &dyn FileSet,
    chosen: &[usize],
    see: &mut dyn FnMut(&str, usize, &PixelMask),
) -> Result<Vec<InputWarning>, InputError> {
    let mut warnings = Vec::new();
    let mut left_out: Vec<&str> = Vec::new();
    for (id, (_, frames)) in folders(files, chosen, &mut left_out)? {
        let (mut seen, mut size) = (0, None);
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
            let found = [mask.height, mask.width];
            let expected = *size.get_or_insert(found);
            if found != expected {
                return Err(InputError::MaskSize { name: name.clone(), expected, found });
            }
            see(&id, seen, &mask);
            seen += 1;
        }
    }
    if let Some(first) = left_out.first() {
        warnings.push(InputWarning::LeftOut { count: left_out.len(), first: (*first).into() });
    }
    Ok(warnings)
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

fn picture(name: &str, bytes: &[u8]) -> Result<PixelMask, InputError> {
    let refused = |error: String| InputError::Mask { name: name.into(), found: error };
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let decoded = reader.map_err(|error| refused(error.to_string()))?.decode();
    // 16 bits, so that the faintest mark of a deep picture stays above 0.
    let pixels = decoded.map_err(|error| refused(error.to_string()))?.into_rgb16();
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let odd = pixels.as_raw().chunks_exact(3).map(|rgb| u8::from(rgb.iter().any(|&value| value > 0)));
    Ok(PixelMask { width, height, odd: odd.collect() })
}

fn array(name: &str, bytes: &[u8], warnings: &mut Vec<InputWarning>) -> Result<PixelMask, InputError> {
    let array = array_of(name, bytes, warnings)?;
    let refused = |found: String| InputError::Mask { name: name.into(), found };
    let [height, width] = array.shape[..] else {
        return Err(refused(format!("shape {:?}", array.shape)));
    };
    let values = array.to_i64().map_err(|error| refused(error.to_string()))?;
    Ok(PixelMask { width, height, odd: values.iter().map(|&value| u8::from(value > 0)).collect() })
}
