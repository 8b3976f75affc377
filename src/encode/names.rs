//! What a feature file's name says: its video and its crop.
//!
//! | naming | files | crops |
//! |---|---|---|
//! | UCF-Crime | `Abuse001_x264__3.npy`, crop 0 also as `Abuse001_x264.npy` | 10: centre, 4 corners, the same mirrored |
//! | XD-Violence | `Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6__0.npy` | 5: centre, 4 corners |
//! | generic | `NAME.npy` or `NAME__3.npy` | what is there |
//!
//! Folders are stripped first, with either slash. Ids are compared exactly. Sources: the lists of
//! yujiangpu20/PEL4VAD (crop 0 without a suffix) and henrryzh1/UR-DMU (crop 0 with `__0`).

use std::fmt;
use std::str::FromStr;

/// Ending of a feature file.
const ENDING: &str = ".npy";

/// How the files of a set are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// UCF-Crime: ten crops.
    UcfCrime,
    /// XD-Violence: five crops.
    XdViolence,
    /// Anything else: the id is the file's name without ending and crop.
    Generic,
}

/// Video and crop of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The video's id.
    pub video: String,
    /// The crop; 0 where the name says none.
    pub crop: usize,
    /// Whether the name says the crop.
    pub says_crop: bool,
}

/// The last part of a path with either slash.
pub fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a path is a feature file by its ending. Shadow files of macOS (`._NAME`) are none.
pub fn is_feature_file(path: &str) -> bool {
    let name = base_name(path);
    name.ends_with(ENDING) && !name.starts_with("._")
}

impl Naming {
    /// The naming that every one of `paths` follows; generic where none does.
    pub fn detect<'a>(paths: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let all = |naming: Self| paths.clone().into_iter().all(|path| naming.parse(path).is_some());
        match paths.clone().into_iter().next() {
            Some(_) if all(Self::UcfCrime) => Self::UcfCrime,
            Some(_) if all(Self::XdViolence) => Self::XdViolence,
            _ => Self::Generic,
        }
    }

    /// Video and crop of a feature file, or nothing where the name does not follow.
    pub fn parse(self, path: &str) -> Option<FileName> {
        let stem = base_name(path).strip_suffix(ENDING)?;
        let (video, crop) = split_crop(stem);
        let fits = match self {
            Self::UcfCrime => is_ucf_id(video),
            Self::XdViolence => is_xd_id(video) && crop.is_some_and(|crop| crop < 5),
            Self::Generic => !video.is_empty(),
        };
        fits.then(|| FileName { video: video.into(), crop: crop.unwrap_or(0), says_crop: crop.is_some() })
    }

    /// Number of crops of every video, where the data set fixes it.
    pub fn crops(self) -> Option<usize> {
        match self {
            Self::UcfCrime => Some(10),
            Self::XdViolence => Some(5),
            Self::Generic => None,
        }
    }

    /// Whether a video is abnormal by its name, where names say it.
    pub fn label(self, video: &str) -> Option<bool> {
        match self {
            Self::UcfCrime => Some(!video.contains("Normal")),
            Self::XdViolence => Some(!video.ends_with("_label_A")),
            Self::Generic => None,
        }
    }

    /// A file's name that follows, for messages.
    pub fn example(self) -> &'static str {
        match self {
            Self::UcfCrime => "Abuse001_x264__3.npy",
            Self::XdViolence => "Bad.Boys.1995__#01-11-55_01-12-40_label_G-B2-B6__0.npy",
            Self::Generic => "NAME.npy or NAME__3.npy",
        }
    }
}

impl fmt::Display for Naming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::UcfCrime => "ucf-crime",
            Self::XdViolence => "xd-violence",
            Self::Generic => "generic",
        })
    }
}

impl FromStr for Naming {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::UcfCrime, Self::XdViolence, Self::Generic]
            .into_iter()
            .find(|naming| naming.to_string() == text)
            .ok_or_else(|| format!("expected ucf-crime, xd-violence or generic, found {text:?}"))
    }
}

/// Splits `__D`, one digit at the end, off a name. `__#` within XD names stays.
fn split_crop(stem: &str) -> (&str, Option<usize>) {
    let split = stem.rsplit_once("__").and_then(|(video, crop)| match crop.as_bytes() {
        [digit @ b'0'..=b'9'] if !video.is_empty() => Some((video, Some(usize::from(digit - b'0')))),
        _ => None,
    });
    split.unwrap_or((stem, None))
}

/// `(Normal_Videos_? | [A-Z][A-Za-z]+) ddd _x264`.
fn is_ucf_id(id: &str) -> bool {
    let Some(body) = id.strip_suffix("_x264") else {
        return false;
    };
    let digits = body.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits != 3 {
        return false;
    }
    let class = &body[..body.len() - digits];
    let is_word = class.len() >= 2
        && class.starts_with(|c: char| c.is_ascii_uppercase())
        && class.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_word || class == "Normal_Videos" || class == "Normal_Videos_"
}

/// `.+_label_(A | X(-Y){0,2})`, X one of B1 B2 B4 B5 B6 G and Y one of these or 0.
fn is_xd_id(id: &str) -> bool {
    const CLASSES: [&str; 6] = ["B1", "B2", "B4", "B5", "B6", "G"];
    let Some((title, label)) = id.rsplit_once("_label_") else {
        return false;
    };
    let mut parts = label.split('-');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let abnormal = CLASSES.contains(&first)
        && rest.len() <= 2
        && rest.iter().all(|part| CLASSES.contains(part) || *part == "0");
    !title.is_empty() && (label == "A" || abnormal)
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
