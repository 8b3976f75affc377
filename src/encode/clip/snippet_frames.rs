//! Which frames of a snippet stand for it.

use std::fmt;
use std::str::FromStr;

use crate::encode::SNIPPET_FRAMES;

/// Which frames of a snippet are embedded; of several the mean of the embeddings is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnippetFrames {
    /// One frame, by its place from 0 to 15.
    One(usize),
    /// Four, evenly: 2, 6, 10 and 14.
    Four,
    /// All sixteen.
    All,
}

impl Default for SnippetFrames {
    /// The frame in the middle (ours: the released features do not say).
    fn default() -> Self {
        Self::One(SNIPPET_FRAMES / 2)
    }
}

impl SnippetFrames {
    /// Places in the snippet.
    pub fn places(self) -> Vec<usize> {
        match self {
            Self::One(place) => vec![place],
            Self::Four => vec![2, 6, 10, 14],
            Self::All => (0..SNIPPET_FRAMES).collect(),
        }
    }
}

impl fmt::Display for SnippetFrames {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(place) => write!(formatter, "one:{place}"),
            Self::Four => formatter.write_str("mean:4"),
            Self::All => formatter.write_str("mean:16"),
        }
    }
}

impl FromStr for SnippetFrames {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let place = text.strip_prefix("one:").and_then(|place| place.parse().ok());
        match (text, place) {
            ("mean:4", _) => Ok(Self::Four),
            ("mean:16", _) => Ok(Self::All),
            (_, Some(place)) if place < SNIPPET_FRAMES => Ok(Self::One(place)),
            _ => Err(format!("expected one:I with I from 0 to 15, mean:4 or mean:16, found {text:?}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back_as_it_is_written() {
        for choice in
            [SnippetFrames::default(), SnippetFrames::One(0), SnippetFrames::Four, SnippetFrames::All]
        {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        assert_eq!(SnippetFrames::default(), SnippetFrames::One(8));
        for text in ["one:16", "one:", "mean:8", "8"] {
            assert!(text.parse::<SnippetFrames>().is_err(), "{text}");
        }
    }

    #[test]
    fn four_frames_stand_evenly() {
        assert_eq!(SnippetFrames::Four.places(), [2, 6, 10, 14]);
        assert_eq!(SnippetFrames::All.places().len(), 16);
    }
}
