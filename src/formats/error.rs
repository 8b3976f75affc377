//! Why a file of numbers was not read.
//!
//! Messages name no file: whoever opened it knows the name and puts it in front.

/// A refusal; [`FormatError::code`] is its stable short name.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// Nothing at all.
    #[error("the file is empty; download or save it again")]
    Empty,
    /// Not what it should be, by its first bytes.
    #[error("expected {expected}, found a file that starts with {start}")]
    Unknown {
        /// What was expected.
        expected: &'static str,
        /// The first bytes, in hex.
        start: String,
    },
    /// Not a `.npy` array, by its first bytes.
    #[error("expected a .npy array (bytes 93 4E 55 4D 50 59), found {start}; save it with numpy.save")]
    NpyMagic {
        /// The first bytes, in hex.
        start: String,
    },
    /// A `.npy` version that does not exist yet.
    #[error("the array is .npy version {major}.{minor}, expected 1.0, 2.0 or 3.0; save it with numpy.save")]
    NpyVersion {
        /// Major version found.
        major: u8,
        /// Minor version found.
        minor: u8,
    },
    /// A header that is not the dictionary that NumPy writes.
    #[error(
        "the .npy header is broken at character {at} ({expected} expected): {header}; save the array again"
    )]
    NpyHeader {
        /// Where reading stopped.
        at: usize,
        /// What should stand there.
        expected: &'static str,
        /// The header's beginning.
        header: String,
    },
    /// Elements that are not plain numbers.
    #[error("the array's elements are {descr}; expected integers, floats or booleans of 1 to 8 bytes")]
    NpyDtype {
        /// NumPy's description of the elements.
        descr: String,
    },
    /// Pickled objects.
    #[error(
        "object arrays contain pickled Python objects and are not read; save a plain numeric array \
         (for event lists use the annotation text file)"
    )]
    NpyObject,
    /// Fewer bytes than the shape asks for.
    #[error("{what} needs {expected} bytes, the array has {found}; it was probably cut off, save it again")]
    NpyTruncated {
        /// What is too short.
        what: &'static str,
        /// Bytes needed.
        expected: u64,
        /// Bytes there.
        found: u64,
    },
    /// A value that the asked type does not hold.
    #[error("element {index} is {value}, which does not fit {wanted}; save the array as {wanted}")]
    NpyRange {
        /// Index in row-major order.
        index: usize,
        /// The value.
        value: String,
        /// The type asked for.
        wanted: &'static str,
    },
    /// Above a limit that protects memory.
    #[error("{what} is {found}, the limit is {limit}")]
    Limit {
        /// What is limited.
        what: String,
        /// The value found.
        found: u64,
        /// The most allowed.
        limit: u64,
    },
    /// The archive's directory at its end is missing.
    #[error(
        "the archive of {length} bytes has no directory at its end; it was probably cut off, download it again"
    )]
    Truncated {
        /// Bytes of the file.
        length: usize,
    },
    /// An archive that is not well-formed or uses what NumPy never writes.
    #[error("{entry}: {reason}; save the archive again with numpy.savez")]
    ZipDamaged {
        /// The entry, or "the archive".
        entry: String,
        /// What is wrong.
        reason: String,
    },
    /// Data that contradict their own description.
    #[error("{entry}: {what} does not match (expected {expected}, found {found}); download it again")]
    Damaged {
        /// The entry or array.
        entry: String,
        /// What was checked.
        what: &'static str,
        /// What the file says.
        expected: String,
        /// What it holds.
        found: String,
    },
    /// An archive of something else.
    #[error("the archive holds {entry}, expected only .npy arrays (an .npz); save it with numpy.savez")]
    ZipContent {
        /// The first entry that is no array.
        entry: String,
    },
    /// No array of that name.
    #[error("the archive holds no array \"{name}\"; it has: {names}")]
    NoArray {
        /// The name asked for.
        name: String,
        /// The names there are.
        names: String,
    },
    /// Another error, in one member of an archive.
    #[error("array \"{name}\": {source}")]
    Member {
        /// The member.
        name: String,
        /// What is wrong with it.
        source: Box<FormatError>,
    },
}

impl FormatError {
    /// The error's stable short name, as printed in `error[code]`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "ckpt/empty",
            Self::Unknown { .. } => "ckpt/unknown",
            Self::NpyMagic { .. } => "npy/magic",
            Self::NpyVersion { .. } => "npy/version",
            Self::NpyHeader { .. } => "npy/header",
            Self::NpyDtype { .. } => "npy/dtype",
            Self::NpyObject => "npy/object",
            Self::NpyTruncated { .. } => "npy/truncated",
            Self::NpyRange { .. } => "npy/range",
            Self::Limit { .. } => "ckpt/limit",
            Self::Truncated { .. } => "ckpt/truncated",
            Self::ZipDamaged { .. } => "ckpt/zip-damaged",
            Self::Damaged { .. } => "ckpt/damaged",
            Self::ZipContent { .. } => "ckpt/zip-content",
            Self::NoArray { .. } => "ckpt/missing",
            Self::Member { source, .. } => source.code(),
        }
    }
}

/// Something odd that does not stop reading.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatWarning {
    /// Bytes after the last element.
    #[error("{bytes} bytes after the array's last element were not read")]
    Trailing {
        /// How many.
        bytes: usize,
    },
    /// A member of an archive that cannot be read, though others can.
    #[error("array \"{name}\" was not read: {reason}")]
    Refused {
        /// The member.
        name: String,
        /// Why.
        reason: FormatError,
    },
}

impl FormatWarning {
    /// The warning's stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Trailing { .. } => "npy/trailing",
            Self::Refused { reason, .. } => reason.code(),
        }
    }
}

/// The first 16 bytes in hex, for messages.
pub(super) fn first_bytes(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().take(16).map(|byte| format!("{byte:02X}")).collect();
    if hex.is_empty() { "nothing".into() } else { hex.join(" ") }
}
