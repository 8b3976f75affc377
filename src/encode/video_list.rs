//! Lists of videos with their labels: one line per video, `NAME LABEL`, or `NAME` where the name says it.
//!
//! The name may carry folders, a crop and an ending, as the lists of PEL4VAD and UR-DMU do (one line per crop
//! there); a third column, such as a number of frames, is left to its reader. Empty lines and lines that
//! begin with `#` and a blank are comments.

use std::collections::BTreeMap;

use super::names::base_name;
use super::{FeatureError, Naming};

/// Endings that an entry's name may carry.
const ENDINGS: [&str; 4] = [".npy", ".mp4", ".avi", ".txt"];

/// A video of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVideo {
    /// Its id.
    pub id: String,
    /// Whether it is abnormal, where the line or the name says it.
    pub abnormal: Option<bool>,
}

/// Videos in the order of their list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VideoList {
    /// The videos; every id once.
    pub videos: Vec<ListedVideo>,
}

/// A line of a list: a video and what follows its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// The line, counted from 1.
    pub line: usize,
    /// The video's id.
    pub id: String,
    /// What follows the name; empty where nothing does.
    pub label: String,
}

impl ListEntry {
    /// The videos of a list in its order, whatever their labels are.
    ///
    /// Errors: a line without a name, a video twice (crops of one video count once), no video.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, FeatureError> {
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut videos: Vec<Self> = Vec::new();
        for (index, text) in text.lines().enumerate() {
            let (line, text) = (index + 1, text.trim());
            if text.is_empty() || text.starts_with("# ") || text == "#" {
                continue;
            }
            let (name, label) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            let (id, label) = (video_id(name), label.trim().to_owned());
            if id.is_empty() {
                return Err(FeatureError::ListLine { line, text: text.into(), expected: "NAME LABEL" });
            }
            let entries = seen.entry(id.clone()).or_default();
            match (entries.is_empty(), entries.iter().any(|entry| entry == name)) {
                (true, _) => videos.push(Self { line, id, label }),
                // Another crop of the same video, as its own line.
                (false, false) if base_name(name).ends_with(".npy") => {}
                _ => return Err(FeatureError::ListTwice { line, video: id }),
            }
            entries.push(name.to_owned());
        }
        if videos.is_empty() { Err(FeatureError::ListEmpty) } else { Ok(videos) }
    }
}

impl VideoList {
    /// Reads a list; labels are 0 (normal) and 1 (abnormal).
    ///
    /// Errors: as [`ListEntry::parse_all`], and a label that says something else.
    pub fn parse(text: &str, naming: Naming) -> Result<Self, FeatureError> {
        let entries = ListEntry::parse_all(text)?;
        let videos = entries.into_iter().map(|entry| listed(entry, naming)).collect::<Result<_, _>>()?;
        Ok(Self { videos })
    }
}

fn listed(ListEntry { line, id, label }: ListEntry, naming: Naming) -> Result<ListedVideo, FeatureError> {
    const EXPECTED: &str = "NAME LABEL with label 0 (normal) or 1 (abnormal)";
    let abnormal = match label.split_whitespace().next() {
        None => naming.label(&id),
        Some("0") => Some(false),
        Some("1") => Some(true),
        Some(_) => {
            let text = format!("{id} {label}");
            return Err(FeatureError::ListLine { line, text, expected: EXPECTED });
        }
    };
    Ok(ListedVideo { id, abnormal })
}

/// The id of a list's entry: folders, ending and one crop of one digit stripped.
pub fn video_id(name: &str) -> String {
    let name = base_name(name);
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let as_file = format!("{stem}.npy");
    Naming::Generic.parse(&as_file).map(|name| name.video).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(id: &str, abnormal: Option<bool>) -> ListedVideo {
        ListedVideo { id: id.into(), abnormal }
    }

    #[test]
    fn names_with_labels_are_read_in_order() {
        let list = VideoList::parse("01_0014 1\n\n# normal ones\n01_002 0 764\r\n", Naming::Generic).unwrap();
        assert_eq!(list.videos, [video("01_0014", Some(true)), video("01_002", Some(false))]);
    }

    #[test]
    fn one_line_per_crop_is_one_video_and_the_name_says_the_label() {
        let text = "train/Abuse001_x264.npy\ntrain/Abuse001_x264__1.npy\nNormal_Videos_003_x264__0.npy\n";
        let list = VideoList::parse(text, Naming::UcfCrime).unwrap();
        let expected = [video("Abuse001_x264", Some(true)), video("Normal_Videos_003_x264", Some(false))];
        assert_eq!(list.videos, expected);
        let list = VideoList::parse("a__#1_label_A__0.npy", Naming::XdViolence).unwrap();
        assert_eq!(list.videos, [video("a__#1_label_A", Some(false))]);
    }

    #[test]
    fn what_is_no_list_is_refused_with_its_line() {
        let refused = |text| VideoList::parse(text, Naming::Generic).unwrap_err();
        assert!(matches!(refused("a 1\nb normal\n"), FeatureError::ListLine { line: 2, .. }));
        assert!(matches!(refused("a 1\na 0\n"), FeatureError::ListTwice { line: 2, .. }));
        assert!(matches!(refused("a.npy 1\na.npy 1\n"), FeatureError::ListTwice { line: 2, .. }));
        assert_eq!(refused("\n\n"), FeatureError::ListEmpty);
    }
}
