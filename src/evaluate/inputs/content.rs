//! What a file is, by its bytes.

/// Kinds of files that scores and truth come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip archive, so also an `.npz`.
    Archive,
    /// A NumPy array.
    Array,
    /// An object of JSON.
    Json,
    /// A picture: PNG, JPEG, TIFF or BMP.
    Picture,
    /// Anything else; whether it is text shows when it is read.
    Text,
}

impl Content {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match bytes {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Archive,
            [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Self::Array,
            [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => Self::Picture,
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Self::Picture,
            // Two letters could begin a text; the reserved bytes of a bitmap could not.
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Self::Picture,
            _ if text.trim_ascii_start().starts_with(b"{") => Self::Json,
            _ => Self::Text,
        }
    }
}
