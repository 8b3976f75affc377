//! Seeds as a person types them: `0-4`, `0,2`, `7`.

use std::str::FromStr;

/// Most seeds of one call: more is a slip of the finger.
const MOST: u64 = 1000;

/// Seeds in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeds(pub Vec<u64>);

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let whole = |word: &str| {
            let reason = format!("expected whole numbers such as 0-4 or 0,2, found {word:?}");
            word.trim().parse::<u64>().map_err(|_| reason)
        };
        let mut seeds = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (whole(first)?, whole(last)?);
            if last < first || last - first >= MOST {
                return Err(format!("expected a rising range of at most {MOST} seeds, found {part:?}"));
            }
            seeds.extend(first..=last);
        }
        let mut sorted = seeds.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if sorted.len() < seeds.len() { Err("a seed appears twice".into()) } else { Ok(Self(seeds)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_lists_are_read_in_their_order() {
        let seeds = |text: &str| text.parse::<Seeds>().map(|seeds| seeds.0);
        assert_eq!(seeds("0-4"), Ok(vec![0, 1, 2, 3, 4]));
        assert_eq!(seeds("7"), Ok(vec![7]));
        assert_eq!(seeds("5,0-2"), Ok(vec![5, 0, 1, 2]));
    }

    #[test]
    fn what_is_no_range_is_refused_with_what_was_found() {
        for text in ["", "a", "3-1", "0-", "-1", "1.5", "0,,1", "0,0", "0-18446744073709551615"] {
            assert!(text.parse::<Seeds>().is_err(), "{text:?}");
        }
        assert!("x-3".parse::<Seeds>().unwrap_err().contains("\"x\""));
    }
}
