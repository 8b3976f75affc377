//! Files of features grouped by video, read one video at a time.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::names::is_feature_file;
use super::{
    CropPolicy, FeatureError, FeatureNote, Features, FileSource, Naming, SNIPPET_FRAMES, read_feature_file,
};

/// How a set is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeatureSetOptions {
    /// How files are named; found out where not given.
    pub naming: Option<Naming>,
    /// Which crops are used.
    pub crops: CropPolicy,
    /// The width that the model takes; without it the first file's holds for all.
    pub dim: Option<usize>,
}

/// The files of one video: crop and index into [`FileSource::paths`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoFiles {
    /// Files by the crop that their names say.
    files: BTreeMap<usize, usize>,
    /// Whether the only file says no crop, so that it may hold packed crops.
    may_be_packed: bool,
}

/// A set of feature files.
#[derive(Debug)]
pub struct FeatureSet<S> {
    source: S,
    crop_policy: CropPolicy,
    dim: Cell<Option<usize>>,
    naming: Naming,
    /// Crops that every video should have.
    crops: Vec<usize>,
    videos: BTreeMap<String, VideoFiles>,
}

impl<S: FileSource> FeatureSet<S> {
    /// Groups the source's files by video; no file is read. Files that are no `.npy` are left alone.
    ///
    /// Errors: no feature file, a name that does not follow the naming asked for, a crop twice.
    pub fn open(source: S, options: FeatureSetOptions) -> Result<Self, FeatureError> {
        let files = || source.paths().iter().enumerate().filter(|(_, path)| is_feature_file(path));
        let paths: Vec<&str> = files().map(|(_, path)| path.as_str()).collect();
        let naming = options.naming.unwrap_or_else(|| Naming::detect(paths.iter().copied()));
        let example = naming.example();
        if paths.is_empty() {
            let (place, files) = (source.place().to_owned(), source.paths().len());
            return Err(FeatureError::NoFiles { place, files, example });
        }
        let mut videos: BTreeMap<String, VideoFiles> = BTreeMap::new();
        for (index, path) in files() {
            let name = naming.parse(path).ok_or_else(|| FeatureError::Name {
                file: path.clone(),
                naming,
                example,
            })?;
            let empty = VideoFiles { files: BTreeMap::new(), may_be_packed: true };
            let video = videos.entry(name.video.clone()).or_insert(empty);
            video.may_be_packed &= !name.says_crop && video.files.is_empty();
            if let Some(first) = video.files.insert(name.crop, index) {
                let (first, second) = (source.paths()[first].clone(), path.clone());
                return Err(FeatureError::Duplicate { video: name.video, crop: name.crop, first, second });
            }
        }
        let crops = match naming.crops() {
            Some(crops) => (0..crops).collect(),
            // Nothing says how many there are: what one video has, every video should have.
            None => crops_of(videos.values()),
        };
        let (crop_policy, dim) = (options.crops, Cell::new(options.dim));
        Ok(Self { source, crop_policy, dim, naming, crops, videos })
    }

    /// Ids of the videos, in order.
    pub fn videos(&self) -> impl Iterator<Item = &str> {
        self.videos.keys().map(String::as_str)
    }

    /// Number of videos.
    pub fn len(&self) -> usize {
        self.videos.len()
    }

    /// Whether there is no video; an open set has at least one.
    pub fn is_empty(&self) -> bool {
        self.videos.is_empty()
    }

    /// Whether there are files of a video.
    pub fn contains(&self, video: &str) -> bool {
        self.videos.contains_key(video)
    }

    /// Refuses a list of videos where one has no feature files.
    pub fn check_present<'a>(
        &self,
        videos: impl Iterator<Item = &'a String> + Clone,
    ) -> Result<(), FeatureError> {
        let absent: Vec<String> = videos.clone().filter(|id| !self.contains(id)).cloned().collect();
        if absent.is_empty() {
            return Ok(());
        }
        Err(FeatureError::NoFeatures { videos: absent, listed: videos.count() })
    }

    /// How the files are named.
    pub fn naming(&self) -> Naming {
        self.naming
    }

    /// Width of the rows, once known.
    pub fn dim(&self) -> Option<usize> {
        self.dim.get()
    }

    /// Files of the source that are no feature files.
    pub fn other_files(&self) -> impl Iterator<Item = &str> {
        self.source.paths().iter().map(String::as_str).filter(|path| !is_feature_file(path))
    }

    /// Reads the features of one video, and what was odd about its files.
    pub async fn read(&self, video: &str) -> Result<(Features, Vec<FeatureNote>), FeatureError> {
        self.read_crops(video, self.crop_policy).await
    }

    /// How many crops of a video are used, where each has a file of its own, and what was odd about that; nothing where
    /// one file may hold all. No file is read.
    ///
    /// Errors: a crop that the policy wants is missing.
    pub fn separate_crops(&self, video: &str) -> Result<Option<(usize, Vec<FeatureNote>)>, FeatureError> {
        let Some(files) = self.videos.get(video).filter(|files| !files.may_be_packed) else {
            return Ok(None);
        };
        let present: Vec<usize> = files.files.keys().copied().collect();
        let mut gathered = Gathered::new(video);
        gathered.choose(self.crop_policy, &self.crops, &present)?;
        let used = present.iter().filter(|&&crop| self.crop_policy.wants(crop)).count();
        Ok(Some((used, gathered.notes)))
    }

    /// Reads the crop that stands at `place` in [`FeatureSet::read`], and no other file if it has its own; and what was
    /// odd about that file.
    pub async fn read_crop(
        &self,
        video: &str,
        place: usize,
    ) -> Result<(Features, Vec<FeatureNote>), FeatureError> {
        let crop = match self.crop_policy {
            CropPolicy::Only(crop) => crop,
            CropPolicy::All | CropPolicy::Available => {
                let files = self.videos.get(video).filter(|files| !files.may_be_packed);
                files.and_then(|files| files.files.keys().nth(place).copied()).unwrap_or(place)
            }
        };
        self.read_crops(video, CropPolicy::Only(crop)).await
    }

    async fn read_crops(
        &self,
        video: &str,
        policy: CropPolicy,
    ) -> Result<(Features, Vec<FeatureNote>), FeatureError> {
        let absent = || FeatureError::NoFeatures { videos: vec![video.into()], listed: 1 };
        let files = self.videos.get(video).ok_or_else(absent)?.clone();
        let mut gathered = Gathered::new(video);
        let wanted = |crop: usize| files.may_be_packed || policy.wants(crop);
        for (&crop, &index) in files.files.iter().filter(|(crop, _)| wanted(**crop)) {
            let bytes = self.source.read(index).await?;
            let path = &self.source.paths()[index];
            let says_crop = (!files.may_be_packed).then_some(crop);
            gathered.add(path, &bytes, says_crop, crop, self.dim.get())?;
        }
        let present: Vec<usize> = files.files.keys().copied().collect();
        let features = gathered.finish(policy, &self.crops, &present)?;
        self.dim.set(Some(features.0.dim));
        Ok(features)
    }
}

fn crops_of<'a>(videos: impl Iterator<Item = &'a VideoFiles>) -> Vec<usize> {
    let all: std::collections::BTreeSet<usize> =
        videos.flat_map(|video| video.files.keys().copied()).collect();
    all.into_iter().collect()
}

/// The crops of one video as its files are read.
struct Gathered<'a> {
    video: &'a str,
    /// Crop, snippets, rows.
    crops: Vec<(usize, usize, Vec<f32>)>,
    dim: Option<usize>,
    packed: bool,
    notes: Vec<FeatureNote>,
}

impl<'a> Gathered<'a> {
    fn new(video: &'a str) -> Self {
        Self { video, crops: Vec::new(), dim: None, packed: false, notes: Vec::new() }
    }

    fn add(
        &mut self,
        file: &str,
        bytes: &[u8],
        says_crop: Option<usize>,
        crop: usize,
        dim: Option<usize>,
    ) -> Result<(), FeatureError> {
        let stack = read_feature_file(file, bytes, self.dim.or(dim))?;
        if let (true, Some(crop)) = (stack.packed, says_crop) {
            return Err(FeatureError::PackedCrop { file: file.into(), crops: stack.crops, crop });
        }
        self.dim = Some(stack.dim);
        self.packed |= stack.packed;
        self.notes.extend(stack.notes);
        if stack.packed {
            let rows = stack.data.chunks_exact(stack.snippets * stack.dim);
            self.crops.extend(rows.enumerate().map(|(crop, rows)| (crop, stack.snippets, rows.to_vec())));
        } else {
            self.crops.push((crop, stack.snippets, stack.data));
        }
        Ok(())
    }

    fn finish(
        mut self,
        policy: CropPolicy,
        expected: &[usize],
        present: &[usize],
    ) -> Result<(Features, Vec<FeatureNote>), FeatureError> {
        self.choose(policy, expected, present)?;
        let (first, snippets) = self.crops.first().map_or((0, 0), |&(crop, snippets, _)| (crop, snippets));
        if let Some(&(crop, length, _)) = self.crops.iter().find(|(_, length, _)| *length != snippets) {
            let (video, first_length) = (self.video.to_owned(), snippets);
            return Err(FeatureError::CropLengths { video, first, first_length, crop, length });
        }
        let features = Features {
            crops: self.crops.len(),
            snippets,
            dim: self.dim.unwrap_or(0),
            data: self.crops.into_iter().flat_map(|(_, _, rows)| rows).collect(),
            frames_per_snippet: SNIPPET_FRAMES,
        };
        Ok((features, self.notes))
    }

    /// Keeps the crops that the policy wants and complains of those that are not there.
    fn choose(
        &mut self,
        policy: CropPolicy,
        expected: &[usize],
        present: &[usize],
    ) -> Result<(), FeatureError> {
        let found: Vec<usize> = match self.packed {
            true => self.crops.iter().map(|(crop, ..)| *crop).collect(),
            false => present.to_vec(),
        };
        let video = || self.video.to_owned();
        if let CropPolicy::Only(only) = policy {
            if !found.contains(&only) {
                return Err(FeatureError::NoSuchCrop { video: video(), crop: only, found });
            }
            self.crops.retain(|(crop, ..)| *crop == only);
            return Ok(());
        }
        let missing: Vec<usize> = expected.iter().copied().filter(|crop| !found.contains(crop)).collect();
        match (missing.is_empty(), policy) {
            (true, _) => {}
            (false, CropPolicy::All) => {
                return Err(FeatureError::MissingCrops { video: video(), missing, expected: expected.len() });
            }
            (false, _) => {
                let note = FeatureNote::MissingCrops { video: video(), missing };
                self.notes.push(note);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "feature_set_tests.rs"]
mod tests;
