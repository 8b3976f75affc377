//! The training videos of a run: files, classes, the validation split.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use super::settings::Settings;
use crate::cli::CliError;
use crate::cli::data::{DiskSource, open_features};
use crate::cli::error::InPath;
use crate::dsanet::DsaNetError;
use crate::dsanet::samples::{Sample, SampleSource};
use crate::encode::{
    FeatureError, FeatureSet, FeatureSetOptions, ListEntry, Naming, ROOM_BYTES, VideoStore, split,
};
use crate::evaluate::{DataSet, class_by_name};

/// XD-Violence's codes and the names of their classes.
const XD_CODES: [(&str, &str); 7] = [
    ("a", "normal"),
    ("b1", "fighting"),
    ("b2", "shooting"),
    ("b4", "riot"),
    ("b5", "abuse"),
    ("b6", "car accident"),
    ("g", "explosion"),
];

/// A training video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassedVideo {
    /// Its id.
    pub id: String,
    /// Indices of its classes, ascending; `[0]` for a normal one.
    pub classes: Vec<usize>,
}

/// The training videos and their files.
#[derive(Debug)]
pub struct TrainingVideos {
    /// Their features.
    pub store: Rc<VideoStore<DiskSource>>,
    /// What is learned from.
    pub training: Vec<ClassedVideo>,
    /// What is held out.
    pub validation: Vec<ClassedVideo>,
}

impl TrainingVideos {
    /// Opens files and list, and cuts the validation split.
    pub fn open(settings: &Settings) -> Result<Self, CliError> {
        let (data, none) = (&settings.data, Path::new(""));
        let options = FeatureSetOptions { naming: data.naming()?, ..options(settings) };
        let features = open_features(data.features.as_deref().unwrap_or(none), options)?;
        let list = data.list.as_deref().unwrap_or(none);
        let videos = listed(list, &features, &settings.run.model.classes)?;
        let abnormal: Vec<bool> = videos.iter().map(|video| video.classes != [0]).collect();
        let split = split(&abnormal, data.validation_share, data.validation_seed);
        let store = Rc::new(VideoStore::new(features, ROOM_BYTES));
        let chosen = |indices: &[usize]| indices.iter().map(|&index| videos[index].clone()).collect();
        Ok(Self { training: chosen(&split.training), validation: chosen(&split.validation), store })
    }
}

/// How the files of a run are read: the crops and the width that its network takes.
pub fn options(settings: &Settings) -> FeatureSetOptions {
    let (crops, dim) = (settings.run.train.crops, Some(settings.run.model.width));
    FeatureSetOptions { naming: None, crops, dim }
}

fn listed(
    path: &Path,
    features: &FeatureSet<DiskSource>,
    classes: &[String],
) -> Result<Vec<ClassedVideo>, CliError> {
    let text = fs::read_to_string(path).map_err(|source| CliError::Read { path: path.into(), source })?;
    let entries = ListEntry::parse_all(&text).in_path(path)?;
    features.check_present(entries.iter().map(|entry| &entry.id)).in_path(path)?;
    let naming = features.naming();
    entries.into_iter().map(|entry| classed(entry, naming, classes).in_path(path)).collect()
}

/// Classes of a line: names or codes with commas between them, else what the video's name says.
fn classed(entry: ListEntry, naming: Naming, classes: &[String]) -> Result<ClassedVideo, FeatureError> {
    let by_name = || match naming {
        Naming::UcfCrime => class_by_name(DataSet::UcfCrime, &entry.id),
        Naming::XdViolence => class_by_name(DataSet::XdViolence, &entry.id),
        Naming::Generic => Vec::new(),
    };
    let words: Vec<&str> =
        if entry.label.is_empty() { by_name() } else { entry.label.split(',').map(str::trim).collect() };
    if words.is_empty() {
        return Err(FeatureError::NoLabel { video: entry.id });
    }
    let mut found = Vec::new();
    for word in &words {
        match index_of(word, classes) {
            Some(class) => found.push(class),
            None => {
                let text = format!("{} {}", entry.id, words.join(", "));
                let expected = "NAME CLASS[, CLASS] with classes of the configuration's model.classes";
                return Err(FeatureError::ListLine { line: entry.line, text, expected });
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    if found.len() > 1 && found[0] == 0 {
        let text = format!("{} {}", entry.id, words.join(", "));
        let expected = "either the normal class or others, not both";
        return Err(FeatureError::ListLine { line: entry.line, text, expected });
    }
    Ok(ClassedVideo { id: entry.id, classes: found })
}

/// A class by its name or its code, capitals or not.
fn index_of(word: &str, classes: &[String]) -> Option<usize> {
    let word = word.to_lowercase();
    let name = XD_CODES.iter().find(|(code, _)| *code == word).map_or(word.as_str(), |(_, name)| name);
    classes.iter().position(|class| class.to_lowercase() == word || class.to_lowercase() == name)
}

/// Every crop of every training video is a sample.
#[derive(Debug)]
pub struct StoredSamples<'a> {
    store: &'a VideoStore<DiskSource>,
    samples: Vec<StoredSample<'a>>,
    slots: usize,
}

/// Where a sample comes from.
#[derive(Debug, Clone, Copy)]
pub struct StoredSample<'a> {
    /// Its video.
    pub video: &'a ClassedVideo,
    /// Its place among the crops that are used.
    pub crop: usize,
}

impl<'a> StoredSamples<'a> {
    /// Samples from `store`, brought to `slots` snippets.
    pub fn new(store: &'a VideoStore<DiskSource>, samples: Vec<StoredSample<'a>>, slots: usize) -> Self {
        Self { store, samples, slots }
    }
}

impl SampleSource for StoredSamples<'_> {
    fn len(&self) -> usize {
        self.samples.len()
    }

    fn is_normal(&self, index: usize) -> bool {
        self.samples.get(index).is_some_and(|sample| sample.video.classes == [0])
    }

    async fn load(&self, index: usize) -> Result<Sample, DsaNetError> {
        let sample = self.samples.get(index).ok_or(DsaNetError::NoVideos { what: "training" })?;
        let (video, slots) = (sample.video, self.slots);
        let loaded =
            self.store.crop(&video.id, sample.crop, |crop| Sample::new(crop, &video.classes, slots)).await;
        loaded.map_err(|error| DsaNetError::Video { index, source: Box::new(error) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsanet::DataSet as Published;

    fn entry(id: &str, label: &str) -> ListEntry {
        ListEntry { line: 4, id: id.into(), label: label.into() }
    }

    #[test]
    fn names_codes_and_the_videos_own_name_say_classes() {
        let (ucf, xd) = (Published::UcfCrime.config().classes, Published::XdViolence.config().classes);
        let found = |id: &str, label: &str, naming, classes: &[String]| {
            classed(entry(id, label), naming, classes).expect("classes").classes
        };
        assert_eq!(found("RoadAccidents012_x264", "", Naming::UcfCrime, &ucf), [8]);
        assert_eq!(found("Normal_Videos_003_x264", "", Naming::UcfCrime, &ucf), [0]);
        assert_eq!(found("v__#1_label_B2-B1-0", "", Naming::XdViolence, &xd), [1, 2]);
        assert_eq!(found("v__#1_label_A", "", Naming::XdViolence, &xd), [0]);
        assert_eq!(found("a", "Car accident, g", Naming::Generic, &xd), [5, 6]);
    }

    #[test]
    fn what_is_no_class_is_refused_with_its_line() {
        let xd = Published::XdViolence.config().classes;
        let refused = |label: &str| classed(entry("a", label), Naming::Generic, &xd).expect_err("no classes");
        assert!(matches!(refused("jaywalking"), FeatureError::ListLine { line: 4, .. }));
        assert!(matches!(refused("normal, riot"), FeatureError::ListLine { line: 4, .. }));
        assert!(matches!(refused(""), FeatureError::NoLabel { .. }));
    }
}
