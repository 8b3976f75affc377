//! Absent values in words: a metric without a value is "undefined", a fact that is not known "n/a". Neither is ever
//! a number, and neither is left out.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// `#[serde(with = "stated::undefined")]`: `None` is written as "undefined".
pub(super) mod undefined {
    use super::*;

    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        super::write(value, "undefined", serializer)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        super::read("undefined", from)
    }
}

/// `#[serde(with = "stated::not_available")]`: `None` is written as "n/a".
pub(super) mod not_available {
    use super::*;

    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        super::write(value, "n/a", serializer)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        super::read("n/a", from)
    }
}

fn write<T: Serialize, S: Serializer>(
    value: &Option<T>,
    word: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.serialize(serializer),
        None => serializer.serialize_str(word),
    }
}

fn read<'de, T: Deserialize<'de>, D: Deserializer<'de>>(word: &str, from: D) -> Result<Option<T>, D::Error> {
    let json = serde_json::Value::deserialize(from)?;
    if json == word {
        return Ok(None);
    }
    T::deserialize(json).map(Some).map_err(|error| D::Error::custom(format_args!("{error}, or \"{word}\"")))
}
