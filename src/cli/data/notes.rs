//! What was odd about a set's files: said once per kind, with a count, so that a thousand files do not
//! bury the one line that matters.

use std::collections::BTreeMap;

use crate::encode::FeatureNote;

/// Notes by kind: the first one, and how many there are.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    kinds: BTreeMap<&'static str, (String, usize)>,
}

impl Notes {
    /// Adds notes.
    pub fn add(&mut self, notes: &[FeatureNote]) {
        for note in notes {
            self.kinds.entry(note.code()).or_insert_with(|| (note.to_string(), 0)).1 += 1;
        }
    }

    /// One line per kind.
    pub fn lines(&self) -> Vec<String> {
        let line = |(code, (first, count)): (&&str, &(String, usize))| match count {
            1 => first.clone(),
            count => format!("{first} (and {} more of {code})", count - 1),
        };
        self.kinds.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_one_kind_are_counted() {
        let note = |file: &str, rows| FeatureNote::TrailingZeros { file: file.into(), rows };
        let mut notes = Notes::default();
        notes.add(&[note("a", 1), note("b", 2)]);
        notes.add(&[FeatureNote::MissingCrops { video: "c".into(), missing: vec![1] }]);
        let lines = notes.lines();
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with("\"a\": 1 trailing") && lines[1].contains("and 1 more"), "{}", lines[1]);
        assert!(!lines[0].contains("more"), "{}", lines[0]);
    }
}
