//! The text header of a `.npy` array: a Python dictionary of exactly three keys, read by a small grammar.

use super::FormatError;

/// Most axes an array may have.
const MAX_RANK: usize = 8;
/// Characters of a broken header that its error shows.
const SHOWN: usize = 120;

/// What a header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Element type, e.g. `<f4`.
    pub descr: String,
    /// Whether the first index runs fastest.
    pub fortran_order: bool,
    /// Length of each axis.
    pub shape: Vec<usize>,
}

impl Header {
    /// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` with keys in any order.
    pub(super) fn parse(text: &str) -> Result<Self, FormatError> {
        Parser { text, rest: text }.dictionary()
    }
}

/// Recursive descent over `rest`, which is always a suffix of `text`.
struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Parser<'_> {
    fn dictionary(&mut self) -> Result<Header, FormatError> {
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        self.expect('{', "'{'")?;
        while !self.take('}') {
            let key = self.string()?;
            self.expect(':', "':'")?;
            let known = match key.as_str() {
                "descr" => descr.replace(self.descr()?).is_none(),
                "fortran_order" => fortran_order.replace(self.boolean()?).is_none(),
                "shape" => shape.replace(self.shape()?).is_none(),
                _ => false,
            };
            if !known {
                return Err(self.error("each of descr, fortran_order and shape once"));
            }
            if !self.take(',') {
                self.expect('}', "',' or '}'")?;
                break;
            }
        }
        self.skip_spaces();
        if !self.rest.is_empty() {
            return Err(self.error("the end"));
        }
        match (descr, fortran_order, shape) {
            (Some(descr), Some(fortran_order), Some(shape)) => Ok(Header { descr, fortran_order, shape }),
            _ => Err(self.error("descr, fortran_order and shape")),
        }
    }

    /// A string, or the text of a structured type in brackets, which is refused by name later.
    fn descr(&mut self) -> Result<String, FormatError> {
        self.skip_spaces();
        if !self.rest.starts_with(['[', '(']) {
            return self.string();
        }
        let start = self.rest;
        let (mut depth, mut quote) = (0_usize, None);
        for (at, c) in start.char_indices() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (None, '\'' | '"') => quote = Some(c),
                (None, '[' | '(') => depth += 1,
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                self.rest = &start[at + c.len_utf8()..];
                return Ok(start[..at + c.len_utf8()].chars().take(SHOWN).collect());
            }
        }
        Err(self.error("the end of a list"))
    }

    fn string(&mut self) -> Result<String, FormatError> {
        self.skip_spaces();
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
            return Err(self.error("a string"));
        };
        let inner = &self.rest[1..];
        let Some(end) = inner.find(quote) else {
            return Err(self.error("the end of a string"));
        };
        // NumPy writes no escapes here; a backslash would make the text ambiguous.
        if inner[..end].contains('\\') {
            return Err(self.error("a string without escapes"));
        }
        self.rest = &inner[end + 1..];
        Ok(inner[..end].into())
    }

    fn boolean(&mut self) -> Result<bool, FormatError> {
        self.skip_spaces();
        for (word, value) in [("True", true), ("False", false)] {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest;
                return Ok(value);
            }
        }
        Err(self.error("True or False"))
    }

    fn shape(&mut self) -> Result<Vec<usize>, FormatError> {
        self.expect('(', "'('")?;
        let mut shape = Vec::new();
        while !self.take(')') {
            shape.push(self.length()?);
            if shape.len() > MAX_RANK {
                let what = "the array's number of axes".into();
                return Err(FormatError::Limit { what, found: shape.len() as u64, limit: MAX_RANK as u64 });
            }
            if self.take(',') {
                continue;
            }
            // `(3)` is a number in Python, not a tuple.
            if shape.len() == 1 {
                return Err(self.error("','"));
            }
            self.expect(')', "',' or ')'")?;
            break;
        }
        Ok(shape)
    }

    fn length(&mut self) -> Result<usize, FormatError> {
        self.skip_spaces();
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(length) = self.rest[..digits].parse() else {
            return Err(self.error("a length"));
        };
        self.rest = &self.rest[digits..];
        // Python 2 wrote long integers with a suffix.
        self.rest = self.rest.strip_prefix('L').unwrap_or(self.rest);
        Ok(length)
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0C']);
    }

    fn take(&mut self, c: char) -> bool {
        self.skip_spaces();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, c: char, expected: &'static str) -> Result<(), FormatError> {
        if self.take(c) { Ok(()) } else { Err(self.error(expected)) }
    }

    fn error(&self, expected: &'static str) -> FormatError {
        let at = self.text[..self.text.len() - self.rest.len()].chars().count();
        let header = self.text.chars().take(SHOWN).collect::<String>().trim_end().into();
        FormatError::NpyHeader { at, expected, header }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpys_own_headers_and_their_variants_are_read() {
        let expected =
            |shape: &[usize]| Ok(Header { descr: "<f4".into(), fortran_order: false, shape: shape.to_vec() });
        let parse = Header::parse;
        assert_eq!(
            parse("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }   \n"),
            expected(&[3, 4])
        );
        assert_eq!(parse("{'descr': '<f4', 'fortran_order': False, 'shape': (), }"), expected(&[]));
        assert_eq!(parse("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }"), expected(&[5]));
        assert_eq!(
            parse("{\"shape\":(3L,4L,),\"fortran_order\":False,\"descr\":\"<f4\"}"),
            expected(&[3, 4])
        );
    }

    #[test]
    fn a_structured_type_is_kept_as_text() {
        let header = Header::parse(
            "{'descr': [('a]', '<f4'), ('b', '<i2', (2,))], 'fortran_order': True, 'shape': (1,)}",
        );
        assert_eq!(header.unwrap().descr, "[('a]', '<f4'), ('b', '<i2', (2,))]");
    }

    #[test]
    fn what_is_no_such_dictionary_is_refused() {
        let broken = [
            "",
            "{",
            "{}",
            "{'descr': '<f4', 'fortran_order': False}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,), }",
            "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), }",
            "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'extra': 1}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } x",
            "{'descr': '<f4\\'', 'fortran_order': False, 'shape': (3,), }",
            "{'descr': [[[, 'fortran_order': False, 'shape': (3,), }",
            "__import__('os').system('true')",
        ];
        for text in broken {
            let error = Header::parse(text).unwrap_err();
            assert_eq!(error.code(), "npy/header", "{text}");
        }
        let deep = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }";
        assert_eq!(Header::parse(deep).unwrap_err().code(), "ckpt/limit");
    }
}
