//! Why a text of ground truth, a list or a table was not read.

/// Characters of a line that a message shows.
const SHOWN: usize = 120;

/// A refusal, with the line in which it lies.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnnotationError {
    /// Bytes that are no text.
    #[error("expected text in UTF-8, byte {at} is not part of one; save the file as UTF-8")]
    NotText {
        /// Offset of the first such byte.
        at: usize,
    },
    /// No line at all.
    #[error("the text holds no line; expected one per video")]
    Empty,
    /// A first line of no known form.
    #[error(
        "line {line} has no known form: \"{text}\"; expected UCF-Crime (id class start end start end), XD-Violence \
         (id start end ... or id class start end ...) or a UCSD .m file"
    )]
    Unknown {
        /// Line, from 1.
        line: usize,
        /// Its text.
        text: String,
    },
    /// A line with more or fewer fields than its form has (E3).
    #[error("line {line}: expected {expected} fields, got {found}: \"{text}\"")]
    Fields {
        /// Line, from 1.
        line: usize,
        /// How many there may be.
        expected: &'static str,
        /// How many there are.
        found: usize,
        /// Its text.
        text: String,
    },
    /// A field that is not what its place asks for (E3).
    #[error("line {line}: expected {expected}, got \"{found}\": \"{text}\"")]
    Field {
        /// Line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        found: String,
        /// Text of the line.
        text: String,
    },
    /// Two lines about one video (E9).
    #[error("{video} appears twice (line {first}, line {second})")]
    Twice {
        /// Id of the video.
        video: String,
        /// The one line.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A table whose rows of one video do not count up from 0 (E3).
    #[error(
        "line {line}: expected index {expected} of {video}, got {found}; indices count from 0 without gaps"
    )]
    Index {
        /// Line, from 1.
        line: usize,
        /// Id of the video.
        video: String,
        /// The index that comes next.
        expected: usize,
        /// What stands there.
        found: usize,
    },
}

impl AnnotationError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotText { .. } => "annotation/text",
            Self::Empty => "annotation/empty",
            Self::Unknown { .. } => "annotation/unknown",
            Self::Fields { .. } | Self::Field { .. } | Self::Index { .. } => "E3",
            Self::Twice { .. } => "E9",
        }
    }
}

/// The beginning of a line, for messages.
pub(super) fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push_str("...");
    }
    start
}
