//! Why features were not read.

use std::fmt;

use super::{CropPolicy, Naming};
use crate::formats::FormatError;

/// Names that a message lists at most.
const LISTED: usize = 5;

/// A refusal; [`FeatureError::code`] is its stable short name.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeatureError {
    /// No feature file at all.
    #[error("{place}: no feature files among {files} files; expected .npy arrays named like {example}")]
    NoFiles {
        /// The folder or archive.
        place: String,
        /// Files there.
        files: usize,
        /// A name that would do.
        example: &'static str,
    },
    /// A name that does not follow the naming asked for.
    #[error(
        "\"{file}\": the name does not follow the {naming} naming; expected one like {example}, or choose another naming"
    )]
    Name {
        /// The file.
        file: String,
        /// The naming asked for.
        naming: Naming,
        /// A name that would do.
        example: &'static str,
    },
    /// Two files for one crop of a video.
    #[error("{video}: crop {crop} comes from both \"{first}\" and \"{second}\"; keep one of them")]
    Duplicate {
        /// The video.
        video: String,
        /// The crop.
        crop: usize,
        /// One file.
        first: String,
        /// The other.
        second: String,
    },
    /// The bytes could not be had.
    #[error("\"{file}\": cannot be read: {reason}")]
    Read {
        /// The file.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// The bytes are no array.
    #[error("\"{file}\": {source}")]
    Format {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: FormatError,
    },
    /// An array of numbers that are no features.
    #[error(
        "\"{file}\": the values are {found}, expected float32 (float16 and float64 are converted); is this a feature file?"
    )]
    Type {
        /// The file.
        file: String,
        /// The values' type.
        found: &'static str,
    },
    /// One axis: ground truth or scores.
    #[error(
        "\"{file}\": a list of {length} values, expected [snippets, {width}]; ground-truth files carry the same names as features, is this one? (crops: give the folder of the features)"
    )]
    OneAxis {
        /// The file.
        file: String,
        /// Its length.
        length: usize,
        /// The width expected, or "width".
        width: String,
    },
    /// Some other number of axes, or three that are no packed crops.
    #[error(
        "\"{file}\": shape {shape:?}, expected [snippets, {width}], or packed crops [snippets, C, {width}] or [C, snippets, {width}] with C 5 or 10"
    )]
    Shape {
        /// The file.
        file: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The width expected, or "width".
        width: String,
    },
    /// Three axes that can be read both ways.
    #[error(
        "\"{file}\": shape {shape:?} fits both [snippets, C, width] and [C, snippets, width]; save one file per crop, named NAME__0.npy to NAME__{last}.npy"
    )]
    Ambiguous {
        /// The file.
        file: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The last crop's number.
        last: usize,
    },
    /// Packed crops in a file that is named as one of them.
    #[error("\"{file}\": {crops} packed crops, but the name says crop {crop}; name it without the crop")]
    PackedCrop {
        /// The file.
        file: String,
        /// Crops in it.
        crops: usize,
        /// The crop that the name says.
        crop: usize,
    },
    /// No rows.
    #[error("\"{file}\": no snippets (the video is shorter than 16 frames)")]
    NoSnippets {
        /// The file.
        file: String,
    },
    /// Rows of another width.
    #[error("\"{file}\": width {found}, model needs {expected}{hint}")]
    Width {
        /// The file.
        file: String,
        /// The width found.
        found: usize,
        /// The width expected.
        expected: usize,
        /// Whose features have the width found.
        hint: WidthHint,
    },
    /// NaN or infinity; it is never replaced.
    #[error(
        "\"{file}\": non-finite value at row {row}, column {column}; {count} such values; extract the features again"
    )]
    NotFinite {
        /// The file.
        file: String,
        /// Row of the first, a snippet (of the first crop that has one).
        row: usize,
        /// Column of the first.
        column: usize,
        /// How many there are in the file.
        count: usize,
    },
    /// Crops of one video with different lengths.
    #[error(
        "{video}: crops disagree on length: crop {first} = {first_length}, crop {crop} = {length}; extract them from one and the same video"
    )]
    CropLengths {
        /// The video.
        video: String,
        /// The first crop there.
        first: usize,
        /// Its snippets.
        first_length: usize,
        /// The crop that differs.
        crop: usize,
        /// Its snippets.
        length: usize,
    },
    /// Crops that are not there.
    #[error("{video}: {} of the {expected} crops missing: {}; add them, or choose the crops with available or only:I", missing.len(), numbers(missing))]
    MissingCrops {
        /// The video.
        video: String,
        /// Crops that are not there.
        missing: Vec<usize>,
        /// Crops that there should be.
        expected: usize,
    },
    /// The only crop asked for is not there.
    #[error("{video}: no crop {crop}, which {} asks for; it has: {}", CropPolicy::Only(*crop), numbers(found))]
    NoSuchCrop {
        /// The video.
        video: String,
        /// The crop asked for.
        crop: usize,
        /// Crops that are there.
        found: Vec<usize>,
    },
    /// Videos of a list without features.
    #[error("{} of {listed} listed videos have no features: {}; is this the folder of another split?", videos.len(), names(videos))]
    NoFeatures {
        /// The videos.
        videos: Vec<String>,
        /// Videos of the list.
        listed: usize,
    },
    /// A line of a list that says something else.
    #[error("line {line} of the list: \"{text}\"; expected {expected}")]
    ListLine {
        /// The line, from 1.
        line: usize,
        /// What it says.
        text: String,
        /// What it should say.
        expected: &'static str,
    },
    /// A video twice in a list.
    #[error("line {line} of the list: {video} appears twice; keep one line")]
    ListTwice {
        /// The second line, from 1.
        line: usize,
        /// The video.
        video: String,
    },
    /// A video without a label, where neither its line nor its name says one.
    #[error("{video} has no label; write NAME LABEL on its line, 0 for normal and 1 for abnormal")]
    NoLabel {
        /// The video.
        video: String,
    },
    /// A list without a video.
    #[error("the list names no video; expected one line per video: NAME LABEL")]
    ListEmpty,
}

impl FeatureError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFiles { .. } => "features/none",
            Self::Name { .. } => "features/name",
            Self::Duplicate { .. } => "features/duplicate",
            Self::Read { .. } => "file/read",
            Self::Format { source, .. } => source.code(),
            Self::Type { .. } => "features/type",
            Self::OneAxis { .. } | Self::Shape { .. } => "features/shape",
            Self::Ambiguous { .. } => "features/ambiguous",
            Self::PackedCrop { .. } => "features/packed",
            Self::NoSnippets { .. } => "features/no-snippets",
            Self::Width { .. } => "features/width",
            Self::NotFinite { .. } => "features/not-finite",
            Self::CropLengths { .. } => "features/crop-lengths",
            Self::MissingCrops { .. } | Self::NoSuchCrop { .. } => "features/crops",
            Self::NoFeatures { .. } => "features/missing",
            Self::ListLine { .. } | Self::ListTwice { .. } | Self::NoLabel { .. } | Self::ListEmpty => {
                "features/list"
            }
        }
    }
}

/// Whose features have a width that the model does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WidthHint(pub usize);

impl fmt::Display for WidthHint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = match self.0 {
            512 => "CLIP (DSANet)",
            1024 => "Inception-v1 I3D (LA-Net, PEL4VAD)",
            1152 => "RGB+VGGish (CMA-LA)",
            2048 => "ResNet-50 I3D (RTFM)",
            4096 => "C3D",
            _ => return formatter.write_str("; give the features that the weights were trained on"),
        };
        write!(formatter, "; {} = {whose}", self.0)
    }
}

pub(super) fn numbers(list: &[usize]) -> String {
    let list: Vec<String> = list.iter().map(usize::to_string).collect();
    list.join(", ")
}

fn names(list: &[String]) -> String {
    let shown = list.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    match list.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
