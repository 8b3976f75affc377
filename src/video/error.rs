//! Why a frame could not be made.

use super::Frame;

/// Why frames could not be taken.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum VideoError {
    /// A side is under [`Frame::MIN_SIDE`].
    #[error("the frame is {width}x{height} pixels; both sides must be at least {min}", min = Frame::MIN_SIDE)]
    TooSmall {
        /// Pixels per row found.
        width: usize,
        /// Rows found.
        height: usize,
    },
    /// The buffer does not hold the picture it is said to hold.
    #[error("a {width}x{height} frame needs {expected} bytes, found {found}")]
    PixelCount {
        /// Pixels per row.
        width: usize,
        /// Rows.
        height: usize,
        /// Bytes that the size asks for.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
    /// Two frames that should have one size.
    #[error(
        "a frame of {}x{} pixels follows one of {}x{}; flow needs frames of one size",
        found.0, found.1, expected.0, expected.1
    )]
    SizeChange {
        /// `(width, height)` of the first frame.
        expected: (usize, usize),
        /// That of the other.
        found: (usize, usize),
    },
    /// The GPU that measures flow stopped, or gave no numbers.
    #[error("the GPU failed while it measured optical flow ({reason}); try again on the CPU")]
    FlowDevice {
        /// The device's words.
        reason: String,
    },
    /// Shrinking was asked to enlarge.
    #[error(
        "a {width}x{height} frame cannot be shrunk to {to_width}x{to_height}; ask for sides of at most its own"
    )]
    Enlarged {
        /// Pixels per row found.
        width: usize,
        /// Rows found.
        height: usize,
        /// Pixels per row asked for.
        to_width: usize,
        /// Rows asked for.
        to_height: usize,
    },
    /// The bytes are none of the four picture formats.
    #[error("expected a PNG, JPEG, TIFF or BMP picture, found {found}; convert it first")]
    NotAPicture {
        /// What the bytes look like.
        found: String,
    },
    /// A picture that its decoder refuses: cut off, damaged or too large.
    #[error("the {format} picture cannot be decoded ({reason}); save or download it again")]
    BrokenPicture {
        /// The format that its first bytes promise.
        format: &'static str,
        /// The decoder's words.
        reason: String,
    },
    /// Samples that are neither 8-bit nor 16-bit integers.
    #[error(
        "the {format} picture has {found} pixels, expected 8-bit or 16-bit grey or RGB; convert it first"
    )]
    PixelKind {
        /// The format.
        format: &'static str,
        /// The kind of its pixels.
        found: String,
    },
}
