//! JSON files of ours, which say what they are: `{"format":"oddframe-scores/1", ...}`.

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why a JSON file of ours was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VersionedJsonError {
    /// Not JSON, or JSON with other contents than the format has.
    #[error("this is no {expected} file: {source}")]
    Content {
        /// The format that was asked for.
        expected: &'static str,
        /// The parser's words.
        source: serde_json::Error,
    },
    /// The file says that it is something else.
    #[error("the file must say \"format\": \"{expected}\", found \"{found}\"")]
    Format {
        /// The format that was asked for.
        expected: &'static str,
        /// What the file says.
        found: String,
    },
}

/// The member that every format has; the others are looked at once this one is right.
#[derive(Deserialize)]
struct Head {
    format: String,
}

/// Reads the contents of a file that says it is `format`. A byte order mark is skipped.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8], format: &'static str) -> Result<T, VersionedJsonError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let content = |source| VersionedJsonError::Content { expected: format, source };
    let head: Head = serde_json::from_slice(bytes).map_err(content)?;
    if head.format != format {
        return Err(VersionedJsonError::Format { expected: format, found: head.format });
    }
    serde_json::from_slice(bytes).map_err(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Pair {
        left: f32,
    }

    #[test]
    fn the_format_is_looked_at_before_the_contents() {
        let other = read::<Pair>(br#"{"format":"b/1","right":1}"#, "a/1").unwrap_err();
        assert_eq!(other.to_string(), r#"the file must say "format": "a/1", found "b/1""#);
        let empty = read::<Pair>(br#"{"format":"a/1"}"#, "a/1").unwrap_err();
        assert!(empty.to_string().starts_with("this is no a/1 file: missing field `left`"), "{empty}");
    }

    #[test]
    fn a_byte_order_mark_is_skipped_and_other_bytes_are_refused() {
        let text = b"\xEF\xBB\xBF{\"format\":\"a/1\",\"left\":0.5}";
        assert_eq!(read::<Pair>(text, "a/1").unwrap(), Pair { left: 0.5 });
        assert!(matches!(read::<Pair>(b"\xFF{}", "a/1"), Err(VersionedJsonError::Content { .. })));
    }
}
