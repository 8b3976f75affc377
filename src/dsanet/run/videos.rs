//! Videos with their classes.

use crate::encode::{FeatureError, FeatureSet, FileSource, ListEntry, Naming};
use crate::evaluate::{DataSet, class_by_name};

/// The class of videos in which nothing odd happens.
const NORMAL: &str = "normal";

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

/// The videos of a list, `NAME CLASS[, CLASS]` per line, with classes of `classes`, the normal one first; each must have
/// features. Names of UCF-Crime and XD-Violence say their classes themselves.
pub fn classed_videos<S: FileSource>(
    list: &str,
    features: &FeatureSet<S>,
    classes: &[String],
) -> Result<Vec<ClassedVideo>, FeatureError> {
    let entries = ListEntry::parse_all(list)?;
    features.check_present(entries.iter().map(|entry| &entry.id))?;
    let naming = features.naming();
    entries.into_iter().map(|entry| classed(entry, naming, classes)).collect()
}

/// The classes that a list names, or the names of its videos do: "normal" first, the others by their names.
///
/// Errors: a line whose label is 0 or 1, which is no class.
pub fn classes_in<S>(list: &str, features: &FeatureSet<S>) -> Result<Vec<String>, FeatureError>
where
    S: FileSource,
{
    let mut odd = Vec::new();
    for entry in ListEntry::parse_all(list)? {
        let words = words(&entry, features.naming());
        if words.iter().any(|word| ["0", "1"].contains(word)) {
            return Err(FeatureError::ListLine {
                line: entry.line,
                text: format!("{} {}", entry.id, entry.label),
                expected: "NAME CLASS[, CLASS]: this method learns from classes, \"normal\" being one",
            });
        }
        odd.extend(words.into_iter().map(named).filter(|word| word != NORMAL));
    }
    odd.sort();
    odd.dedup();
    Ok(std::iter::once(NORMAL.to_owned()).chain(odd).collect())
}

/// Classes of a line: names or codes with commas between them, else what the video's name says.
fn classed(entry: ListEntry, naming: Naming, classes: &[String]) -> Result<ClassedVideo, FeatureError> {
    let words = words(&entry, naming);
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

/// What a line says of its video's classes, or else its name.
fn words(entry: &ListEntry, naming: Naming) -> Vec<&str> {
    match naming {
        _ if !entry.label.is_empty() => entry.label.split(',').map(str::trim).collect(),
        Naming::UcfCrime => class_by_name(DataSet::UcfCrime, &entry.id),
        Naming::XdViolence => class_by_name(DataSet::XdViolence, &entry.id),
        Naming::Generic => Vec::new(),
    }
}

/// The class that a name or a code means, in small letters.
fn named(word: &str) -> String {
    let word = word.to_lowercase();
    XD_CODES.iter().find(|(code, _)| *code == word).map_or(word, |(_, name)| (*name).to_owned())
}

/// A class by its name or its code, capitals or not.
fn index_of(word: &str, classes: &[String]) -> Option<usize> {
    let (name, word) = (named(word), word.to_lowercase());
    classes.iter().position(|class| class.to_lowercase() == word || class.to_lowercase() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsanet::DataSet as Published;
    use crate::encode::{FeatureSetOptions, MemorySource};
    use crate::formats::npy_bytes;

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

    #[test]
    fn a_lists_classes_are_collected_from_labels_and_names() {
        let set = |names: &[&str]| {
            let files =
                names.iter().map(|name| ((*name).to_owned(), npy_bytes(&[1, 2], &[0.5_f32, 0.5][..])));
            FeatureSet::open(MemorySource::new(files), FeatureSetOptions::default()).expect("features")
        };
        let generic = set(&["a.npy", "b.npy"]);
        let found = classes_in("a Cyclist, fall\nb normal", &generic).expect("classes");
        assert_eq!(found, ["normal", "cyclist", "fall"]);
        assert!(matches!(classes_in("a 1\nb 0", &generic), Err(FeatureError::ListLine { line: 1, .. })));
        let ucf = set(&["Abuse001_x264__0.npy", "Normal_Videos_003_x264__0.npy"]);
        let found = classes_in("Abuse001_x264\nNormal_Videos_003_x264", &ucf).expect("classes");
        assert_eq!(found, ["normal", "abuse"]);
    }
}
