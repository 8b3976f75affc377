//! Why given files gave no scores, no truth, or no pair of both.

use crate::evaluate::EvaluateError;
use crate::formats::annotations::AnnotationError;
use crate::formats::{FormatError, FormatWarning};
use crate::scores::ScoreError;

/// A refusal; [`InputError::code`] is its stable short name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// There is no file.
    #[error("no file of {wanted} is there; give a file, a folder or a zip")]
    Nothing {
        /// "scores" or "ground truth".
        wanted: &'static str,
    },
    /// A file cannot be read.
    #[error("{name}: cannot be read: {reason}")]
    Read {
        /// The file.
        name: String,
        /// The system's words.
        reason: String,
    },
    /// A file is of a kind that holds nothing of what is wanted.
    #[error("{name}: expected {wanted}, found {found}")]
    Kind {
        /// The file.
        name: String,
        /// The kinds that are read.
        wanted: &'static str,
        /// The kind that was found.
        found: &'static str,
    },
    /// Several files of one video that are its crops (E5).
    #[error("{files} score files for {video}: average the crops first")]
    Crops {
        /// Id of the video.
        video: String,
        /// How many files.
        files: usize,
    },
    /// Two files of one video (E9).
    #[error("{video} appears twice ({first}, {second})")]
    Twice {
        /// Id of the video.
        video: String,
        /// The one file.
        first: String,
        /// The other.
        second: String,
    },
    /// The frames' stride is given twice, differently.
    #[error("{name} says that a score covers {found} frames, but {asked} were asked for; leave that out")]
    Stride {
        /// The file.
        name: String,
        /// What was asked for.
        asked: usize,
        /// What the file says.
        found: usize,
    },
    /// The annotations say nothing of a video (E3).
    #[error("annotation file has no line for {video}")]
    NoLine {
        /// Id of the video.
        video: String,
    },
    /// A concatenated file was cut in an order that cannot be right (E6).
    #[error(
        "ground truth and list order disagree: {video} is normal by name but has {positive} positive frames"
    )]
    Order {
        /// Id of the video.
        video: String,
        /// Its positive frames.
        positive: usize,
    },
    /// A concatenated file cannot be cut without a list.
    #[error("{name} holds all videos in one array; give the list of videos in the order of the file")]
    NeedsList {
        /// The file.
        name: String,
    },
    /// A concatenated file cannot be cut because nothing says how long the videos are.
    #[error(
        "{name}: nothing says how long {video} is; give a list with frame counts, or the other file per video"
    )]
    NoLength {
        /// The file.
        name: String,
        /// The first video of unknown length.
        video: String,
    },
    /// The videos of the list do not add up to a concatenated file.
    #[error("{name} holds {found} values, but the {videos} videos of the list add up to {expected}")]
    Total {
        /// The file.
        name: String,
        /// Values in the file.
        found: usize,
        /// Videos of the list.
        videos: usize,
        /// Values that they should have.
        expected: usize,
    },
    /// Two concatenated files without a list differ in length.
    #[error(
        "{scores} scores x {repeat} are not {truth} frames of ground truth; without a list both must be equally long"
    )]
    PooledLengths {
        /// Number of scores.
        scores: usize,
        /// Frames per score.
        repeat: usize,
        /// Frames of truth.
        truth: usize,
    },
    /// A list names another number of clips than an annotation file without names holds.
    #[error("the list names {listed} videos, the annotation file holds {annotated} clips; they go by order")]
    ClipCount {
        /// Videos of the list.
        listed: usize,
        /// Clips of the file.
        annotated: usize,
    },
    /// A mask is not of one picture of whole numbers.
    #[error("{name}: a mask must be a picture or a whole-number array [height, width], found {found}")]
    Mask {
        /// The file.
        name: String,
        /// What was found.
        found: String,
    },
    /// The masks of one video differ in size.
    #[error(
        "{name}: masks of one video have one size, found {found:?} after {expected:?}; are these features?"
    )]
    MaskSize {
        /// The file.
        name: String,
        /// Size of the masks before it, height and width.
        expected: [usize; 2],
        /// Its size.
        found: [usize; 2],
    },
    /// A file of numbers or an archive was not read.
    #[error("{name}: {source}")]
    Format {
        /// The file.
        name: String,
        /// Why.
        source: FormatError,
    },
    /// A text was not read.
    #[error("{name}: {source}")]
    Annotation {
        /// The file.
        name: String,
        /// Why.
        source: AnnotationError,
    },
    /// Scores were refused.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// Truth, or scores and truth together, were refused.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

impl InputError {
    /// The short name that scripts match on.
    pub fn code(&self) -> &str {
        match self {
            Self::Nothing { .. } => "input/nothing",
            Self::Read { .. } => "file/read",
            Self::Kind { .. } => "input/kind",
            Self::Crops { .. } => "E5",
            Self::Twice { .. } => "E9",
            Self::Stride { .. } => "usage",
            Self::NoLine { .. } => "E3",
            Self::Order { .. } => "E6",
            Self::NeedsList { .. } | Self::NoLength { .. } | Self::Total { .. } | Self::ClipCount { .. } => {
                "input/list"
            }
            Self::PooledLengths { .. } => "E2",
            Self::Mask { .. } | Self::MaskSize { .. } => "input/mask",
            Self::Format { source, .. } => source.code(),
            Self::Annotation { source, .. } => source.code(),
            Self::Score(error) => error.code(),
            Self::Evaluate(error) => error.code(),
        }
    }
}

/// What did not stop reading, but a reader of the numbers should know.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputWarning {
    /// Files that hold nothing of what was wanted.
    #[error("{count} files were left out, first {first}: neither array nor picture")]
    LeftOut {
        /// How many.
        count: usize,
        /// The first one.
        first: String,
    },
    /// Something odd about an array.
    #[error("{name}: {warning}")]
    Array {
        /// The file.
        name: String,
        /// What is odd.
        warning: FormatWarning,
    },
    /// An annotated event is not wholly inside its video (W3).
    #[error("W3: {video}: event {start}-{end} lies outside its {frames} frames ({what})")]
    EventOutside {
        /// Id of the video.
        video: String,
        /// Start as the file has it.
        start: usize,
        /// End as the file has it.
        end: usize,
        /// Frames of the video.
        frames: usize,
        /// "clipped" or "lost".
        what: &'static str,
    },
    /// All videos are one array, so their order cannot be checked.
    #[error(
        "order unchecked: scores and truth are one array each, without a list that cuts them into videos"
    )]
    OrderUnchecked,
    /// Videos of only one side were left out, as asked for.
    #[error(
        "SUBSET: left out {without_truth} videos without ground truth and {without_scores} without scores"
    )]
    Subset {
        /// Videos with scores alone.
        without_truth: usize,
        /// Videos with truth alone.
        without_scores: usize,
    },
}

impl InputWarning {
    /// The warning's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LeftOut { .. } => "input/left-out",
            Self::Array { warning, .. } => warning.code(),
            Self::EventOutside { .. } => "W3",
            Self::OrderUnchecked => "input/order-unchecked",
            Self::Subset { .. } => "input/subset",
        }
    }
}
