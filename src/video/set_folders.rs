//! The clips of a data set among the paths of its files: a folder of pictures each, with masks in folders of their own.
//!
//! The layouts that are known: UCSD's archive (`Test/Test001/001.tif`, `Test/Test001_gt/001.bmp`, `Train/Train001/…`), a
//! folder of folders of pictures, and such folders below `test`, `train` and `masks`. A clip's id is its folder's name;
//! clips and frames go in name order, frames that are numbered by their numbers. Only paths are looked at, so that a
//! wrong folder is told before any picture is read.

use std::collections::BTreeMap;

/// Extensions of pictures, in either case.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "tif", "tiff", "bmp"];
/// Frames that a cube needs.
const FEWEST_FRAMES: usize = 5;
/// What UCSD puts behind the name of a clip's folder of masks.
const MASKS_SUFFIX: &str = "_gt";
const TRAIN: [&str; 2] = ["train", "training"];
const TEST: [&str; 2] = ["test", "testing"];
const MASKS: [&str; 5] = ["masks", "mask", "gt", "ground_truth", "pixel_masks"];

/// Why paths gave no clips.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetFoldersError {
    /// No folder of pictures.
    #[error(
        "no clip was found among {files} files; expected a folder of pictures per clip (.tif, .jpg, .png or .bmp)"
    )]
    NoClips {
        /// Files looked at.
        files: usize,
    },
    /// A clip without enough frames for one cube.
    #[error("clip {clip} has {frames} frames; at least 5 are needed, choose the whole folder")]
    Short {
        /// The clip.
        clip: String,
        /// Its frames.
        frames: usize,
    },
    /// A number that no frame has.
    #[error("clip {clip}: frame {missing} is missing between {before} and {after}; copy the folder again")]
    Missing {
        /// The clip.
        clip: String,
        /// The first number that no frame has.
        missing: u64,
        /// The frame before.
        before: String,
        /// The frame behind.
        after: String,
    },
    /// A number that two frames have.
    #[error("clip {clip}: {first} and {second} have the same number; keep one of them")]
    Twice {
        /// The clip.
        clip: String,
        /// One of them.
        first: String,
        /// The other.
        second: String,
    },
    /// Two folders of one name.
    #[error("two folders are called {clip}: {first} and {second}; choose one data set")]
    SameName {
        /// The name.
        clip: String,
        /// One of them.
        first: String,
        /// The other.
        second: String,
    },
    /// Masks that are not one per frame.
    #[error("clip {clip} has {frames} frames and {masks} masks; expected a mask per frame")]
    Masks {
        /// The clip.
        clip: String,
        /// Its frames.
        frames: usize,
        /// Its masks.
        masks: usize,
    },
}

/// A clip among the paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipFolder {
    /// Its folder's name.
    pub id: String,
    /// Which of the paths are its frames, in order.
    pub frames: Vec<usize>,
}

/// A data set among the paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetFolders {
    /// The clips to score.
    pub test: Vec<ClipFolder>,
    /// The clips of the training split.
    pub train: Vec<ClipFolder>,
    /// Which of the paths are the truth: masks, or else UCSD's file of ranges; none where there is neither.
    pub truth: Vec<usize>,
    /// Pictures and files that belong to none of these.
    pub left_out: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Test,
    Train,
    Masks,
}

impl SetFolders {
    /// Sorts `paths`, whose parts `/` separates.
    ///
    /// Errors: [`SetFoldersError`]; a set without test clips is none, unless there are training clips.
    pub fn of(paths: &[String]) -> Result<Self, SetFoldersError> {
        let (folders, others) = by_folder(paths);
        let mut found = Self { left_out: others.len(), ..Self::default() };
        let mut masks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut known: BTreeMap<(String, bool), &str> = BTreeMap::new();
        for (folder, files) in folders {
            let (role, id) = role_of(folder);
            if role == Role::Masks {
                masks.insert(id, files);
                continue;
            }
            if let Some(first) = known.insert((id.clone(), role == Role::Train), folder) {
                let (first, second) = (first.to_owned(), folder.to_owned());
                return Err(SetFoldersError::SameName { clip: id, first, second });
            }
            let clip = ClipFolder { frames: in_order(&id, paths, files)?, id };
            if role == Role::Train { &mut found.train } else { &mut found.test }.push(clip);
        }
        for clips in [&mut found.test, &mut found.train] {
            clips.sort_by(|a, b| a.id.cmp(&b.id));
        }
        if found.test.is_empty() && found.train.is_empty() {
            return Err(SetFoldersError::NoClips { files: paths.len() });
        }
        found.take_truth(masks, paths, &others)?;
        Ok(found)
    }

    /// Masks where every test clip has some, else a file of ranges.
    fn take_truth(
        &mut self,
        mut masks: BTreeMap<String, Vec<usize>>,
        paths: &[String],
        others: &[usize],
    ) -> Result<(), SetFoldersError> {
        for clip in &self.test {
            if let Some(masks) = masks.get(&clip.id).filter(|masks| masks.len() != clip.frames.len()) {
                let (clip, frames) = (clip.id.clone(), clip.frames.len());
                return Err(SetFoldersError::Masks { clip, frames, masks: masks.len() });
            }
        }
        let ranges: Vec<usize> =
            others.iter().copied().filter(|&index| paths[index].to_lowercase().ends_with(".m")).collect();
        let complete = self.test.iter().all(|clip| masks.contains_key(&clip.id));
        self.truth = match ranges[..] {
            [only] if !complete => vec![only],
            _ => self.test.iter().filter_map(|clip| masks.remove(&clip.id)).flatten().collect(),
        };
        Ok(())
    }
}

/// Pictures by their folder, and everything else; what file managers leave behind is passed over.
fn by_folder(paths: &[String]) -> (BTreeMap<&str, Vec<usize>>, Vec<usize>) {
    let (mut folders, mut others) = (BTreeMap::<&str, Vec<usize>>::new(), Vec::new());
    for (index, path) in paths.iter().enumerate() {
        if path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
            continue;
        }
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let is_picture = extension.is_some_and(|extension| PICTURES.contains(&extension.as_str()));
        match path.rsplit_once('/') {
            Some((folder, _)) if is_picture => folders.entry(folder).or_default().push(index),
            _ => others.push(index),
        }
    }
    (folders, others)
}

/// What the pictures of a folder are, and of which clip. The nearest folder above says it, where one does.
fn role_of(folder: &str) -> (Role, String) {
    let mut parts = folder.split('/').rev();
    let name = parts.next().unwrap_or(folder);
    if let Some(id) = name.strip_suffix(MASKS_SUFFIX) {
        return (Role::Masks, id.into());
    }
    let role = parts.find_map(|part| {
        let part = part.to_lowercase();
        let one_of = |names: &[&str]| names.contains(&part.as_str());
        match () {
            () if one_of(&TRAIN) => Some(Role::Train),
            () if one_of(&TEST) => Some(Role::Test),
            () if one_of(&MASKS) => Some(Role::Masks),
            () => None,
        }
    });
    (role.unwrap_or(Role::Test), name.into())
}

/// The frames of a clip: by number where all are numbered, then without a gap, else by name.
fn in_order(clip: &str, paths: &[String], mut files: Vec<usize>) -> Result<Vec<usize>, SetFoldersError> {
    let name = |index: usize| paths[index].rsplit('/').next().unwrap_or(&paths[index]).to_owned();
    files.sort_by(|&a, &b| paths[a].cmp(&paths[b]));
    let numbers: Option<Vec<u64>> = files.iter().map(|&index| number_of(&paths[index])).collect();
    if let Some(numbers) = numbers {
        let mut numbered: Vec<(u64, usize)> = numbers.into_iter().zip(files).collect();
        numbered.sort_by_key(|&(number, _)| number);
        for pair in numbered.windows(2) {
            let [(before, first), (after, second)] = [pair[0], pair[1]];
            let clip = clip.to_owned();
            if before == after {
                return Err(SetFoldersError::Twice { clip, first: name(first), second: name(second) });
            }
            if before + 1 != after {
                let (before, after, missing) = (name(first), name(second), before + 1);
                return Err(SetFoldersError::Missing { clip, missing, before, after });
            }
        }
        files = numbered.into_iter().map(|(_, index)| index).collect();
    }
    if files.len() < FEWEST_FRAMES {
        return Err(SetFoldersError::Short { clip: clip.into(), frames: files.len() });
    }
    Ok(files)
}

/// The number at the end of a file's name, before its extension.
fn number_of(path: &str) -> Option<u64> {
    let stem = path.rsplit('/').next()?.rsplit_once('.')?.0;
    let digits = stem.len() - stem.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    stem[stem.len() - digits..].parse().ok()
}

#[cfg(test)]
#[path = "set_folders_tests.rs"]
mod tests;
