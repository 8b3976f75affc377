//! Why a file of numbers was not read.
//!
//! Messages name no file: whoever opened it knows the name and puts it in front, as [`FormatError::InFile`]
//! does for [`super::open`].

use super::checkpoint::CheckpointError;

/// A refusal; [`FormatError::code`] is its stable short name.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// Nothing at all.
    #[error("the file is empty; download or save it again")]
    Empty,
    /// The system or the browser could not give the bytes.
    #[error("{bytes} bytes from byte {from} on could not be read: {reason}; try again")]
    Read {
        /// First byte asked for.
        from: u64,
        /// How many bytes.
        bytes: u64,
        /// The system's words.
        reason: String,
    },
    /// The bytes of a new file could not be written.
    #[error("writing from byte {from} on failed: {reason}; is there room?")]
    Write {
        /// Bytes written before.
        from: u64,
        /// The system's words.
        reason: String,
    },
    /// A page instead of a file.
    #[error("this is a web page, not a file: the download needs a login or a confirmation")]
    Html,
    /// A pointer instead of a file.
    #[error(
        "this is a Git LFS pointer, not the file of {size} bytes that it stands for; fetch it with 'git lfs pull'"
    )]
    LfsPointer {
        /// Size of the real file by the pointer.
        size: String,
    },
    /// A file of another program.
    #[error("this is {kind}, expected a PyTorch, safetensors or NumPy file; {advice}")]
    Foreign {
        /// What it is.
        kind: &'static str,
        /// What to do with it.
        advice: &'static str,
    },
    /// A pickle that PyTorch did not write.
    #[error("this is a Python pickle, not a PyTorch file; save it with torch.save or numpy.save")]
    PlainPickle,
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
    DirectoryMissing {
        /// Bytes of the file.
        length: u64,
    },
    /// The file ends before what it describes.
    #[error(
        "the file ends at byte {length}; {what} needs bytes {from}..{to}. The download was probably cut off: \
         {length} of at least {to} bytes"
    )]
    Truncated {
        /// Bytes of the file.
        length: u64,
        /// What is cut off.
        what: String,
        /// Its first byte.
        from: u64,
        /// The byte after its last.
        to: u64,
    },
    /// An archive that is not well-formed or uses what NumPy and PyTorch never write.
    #[error("{entry}: {reason}; download or save it again")]
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
    #[error(
        "the archive holds {entry}, expected a PyTorch checkpoint (with data.pkl) or only .npy arrays (an .npz); \
         save it with torch.save or numpy.savez"
    )]
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
    /// What only a file of weights can have wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Another error, with the name of the file.
    #[error("\"{file}\": {source}")]
    InFile {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: Box<FormatError>,
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
            Self::Read { .. } => "file/read",
            Self::Write { .. } => "file/write",
            Self::Html => "ckpt/html",
            Self::LfsPointer { .. } => "ckpt/lfs-pointer",
            Self::Foreign { .. } => "ckpt/foreign",
            Self::PlainPickle => "ckpt/plain-pickle",
            Self::Unknown { .. } => "ckpt/unknown",
            Self::NpyMagic { .. } => "npy/magic",
            Self::NpyVersion { .. } => "npy/version",
            Self::NpyHeader { .. } => "npy/header",
            Self::NpyDtype { .. } => "npy/dtype",
            Self::NpyObject => "npy/object",
            Self::NpyTruncated { .. } => "npy/truncated",
            Self::NpyRange { .. } => "npy/range",
            Self::Limit { .. } => "ckpt/limit",
            Self::DirectoryMissing { .. } | Self::Truncated { .. } => "ckpt/truncated",
            Self::ZipDamaged { .. } => "ckpt/zip-damaged",
            Self::Damaged { .. } => "ckpt/damaged",
            Self::ZipContent { .. } => "ckpt/zip-content",
            Self::NoArray { .. } => "ckpt/missing",
            Self::Checkpoint(error) => error.code(),
            Self::InFile { source, .. } | Self::Member { source, .. } => source.code(),
        }
    }

    /// The error itself, without the file and the member that it lies in.
    pub fn cause(&self) -> &Self {
        match self {
            Self::InFile { source, .. } | Self::Member { source, .. } => source.cause(),
            other => other,
        }
    }

    /// The same error, said of a file.
    pub(super) fn in_file(self, file: &str) -> Self {
        match self {
            named @ Self::InFile { .. } => named,
            source => Self::InFile { file: file.into(), source: Box::new(source) },
        }
    }
}

/// The first 16 bytes in hex, for messages.
pub(super) fn first_bytes(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().take(16).map(|byte| format!("{byte:02X}")).collect();
    if hex.is_empty() { "nothing".into() } else { hex.join(" ") }
}

/// Refuses `found` above `limit`.
pub(super) fn check_limit(what: impl Into<String>, found: u64, limit: u64) -> Result<(), FormatError> {
    if found > limit { Err(FormatError::Limit { what: what.into(), found, limit }) } else { Ok(()) }
}

/// Names that a message shows before it only counts.
const NAMES_SHOWN: usize = 20;
/// Characters of one name that a message shows.
const NAME_SHOWN: usize = 80;

/// The first names of a list, and how many more there are.
pub(super) fn first_names<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<String> =
        names.iter().take(NAMES_SHOWN).map(|name| name.as_ref().chars().take(NAME_SHOWN).collect()).collect();
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
