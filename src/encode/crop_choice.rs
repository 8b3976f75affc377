//! Which crops of a recipe are made.

use std::fmt;
use std::str::FromStr;

/// Which crops are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CropChoice {
    /// All ten.
    Ten,
    /// The five that are not mirrored.
    Five,
    /// The middle.
    #[default]
    Centre,
    /// The one of this number.
    Only(usize),
}

impl fmt::Display for CropChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ten => formatter.write_str("ten"),
            Self::Five => formatter.write_str("five"),
            Self::Centre => formatter.write_str("centre"),
            Self::Only(crop) => write!(formatter, "only:{crop}"),
        }
    }
}

impl FromStr for CropChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected ten, five, centre or only:I such as only:5, found {text:?}");
        match text {
            "ten" => Ok(Self::Ten),
            "five" => Ok(Self::Five),
            "centre" => Ok(Self::Centre),
            _ => text
                .strip_prefix("only:")
                .and_then(|crop| crop.parse().ok())
                .map(Self::Only)
                .ok_or_else(wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back_as_it_is_written() {
        for choice in [CropChoice::Ten, CropChoice::Five, CropChoice::Centre, CropChoice::Only(7)] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        assert!("all".parse::<CropChoice>().expect_err("no choice").contains("only:5"));
    }
}
