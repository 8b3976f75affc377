//! Lines of a text and their fields.

use super::AnnotationError;
use super::error::shown;

/// A line that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its text without white space at either end.
    pub text: &'a str,
}

/// The text of a file: UTF-8, a byte order mark is skipped.
///
/// Errors: [`AnnotationError::NotText`].
pub fn decode(bytes: &[u8]) -> Result<&str, AnnotationError> {
    let skipped = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    std::str::from_utf8(&bytes[skipped..])
        .map_err(|error| AnnotationError::NotText { at: skipped + error.valid_up_to() })
}

/// The lines of a text that are not empty; a line ends in LF or CR LF.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let numbered =
        text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text: text.trim() });
    numbered.filter(|line| !line.text.is_empty())
}

impl<'a> Line<'a> {
    /// Its fields: split at commas where there is one, else at white space.
    pub fn fields(&self) -> Vec<&'a str> {
        if self.text.contains(',') { self.text.split(',').map(str::trim).collect() } else { self.words() }
    }

    /// Its fields where only white space separates them.
    pub fn words(&self) -> Vec<&'a str> {
        self.text.split_whitespace().collect()
    }

    /// A field as a number of type `T`; `expected` says in words what it should be.
    pub fn parse<T: std::str::FromStr>(
        &self,
        field: &str,
        expected: &'static str,
    ) -> Result<T, AnnotationError> {
        field.parse().map_err(|_| self.wrong_field(field, expected))
    }

    /// The error of a field that is not what its place asks for.
    pub fn wrong_field(&self, field: &str, expected: &'static str) -> AnnotationError {
        let (found, text) = (shown(field), shown(self.text));
        AnnotationError::Field { line: self.number, expected, found, text }
    }

    /// The error of a line with `found` fields.
    pub fn wrong_count(&self, found: usize, expected: &'static str) -> AnnotationError {
        AnnotationError::Fields { line: self.number, expected, found, text: shown(self.text) }
    }
}
