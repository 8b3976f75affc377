//! One odd event of a script, and how it is written in a word: `class@seconds[:length[:side]]`.

use super::{OddClass, ScriptError, Side};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Something odd that happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedEvent {
    /// What happens.
    pub class: OddClass,
    /// When it begins, seconds.
    pub at: f64,
    /// What it lasts, seconds; the class's usual length where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<f64>,
    /// Where.
    #[serde(default = "middle")]
    pub side: Side,
}

fn middle() -> Side {
    Side::Middle
}

impl ScriptedEvent {
    /// What it lasts, seconds.
    pub fn length_s(&self) -> f64 {
        self.length.unwrap_or_else(|| self.class.usual_length_s())
    }

    /// When it ends, seconds.
    pub fn end_s(&self) -> f64 {
        self.at + self.length_s()
    }
}

impl FromStr for ScriptedEvent {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        let unreadable = || ScriptError::Event { found: text.into() };
        let (class, rest) = text.split_once('@').ok_or_else(unreadable)?;
        let mut fields = rest.split(':');
        let seconds = |field: &str| match field.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(unreadable()),
        };
        let at = seconds(fields.next().ok_or_else(unreadable)?)?;
        let (length, side) = (fields.next(), fields.next());
        if fields.next().is_some() {
            return Err(unreadable());
        }
        // Before a side the length may be left out.
        let length = length.filter(|field| side.is_none() || !field.is_empty()).map(seconds).transpose()?;
        let side = side.map_or(Ok(Side::Middle), Side::from_str)?;
        Ok(Self { class: class.parse()?, at, length, side })
    }
}

impl fmt::Display for ScriptedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.class, self.at)?;
        match self.length {
            Some(length) => write!(f, ":{length}")?,
            None if self.side != Side::Middle => f.write_str(":")?,
            None => {}
        }
        if self.side != Side::Middle {
            write!(f, ":{}", self.side)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ScriptedEvent, ScriptError> {
        text.parse()
    }

    #[test]
    fn an_event_is_read_with_and_without_length_and_side() {
        let event = |class, at, length, side| Ok(ScriptedEvent { class, at, length, side });
        assert_eq!(read("fall@4"), event(OddClass::Fall, 4.0, None, Side::Middle));
        assert_eq!(read("smoke@6.5:8"), event(OddClass::Smoke, 6.5, Some(8.0), Side::Middle));
        assert_eq!(read("runner@2::right"), event(OddClass::Runner, 2.0, None, Side::Right));
        assert_eq!(read("wrong-way@0:9:left"), event(OddClass::WrongWay, 0.0, Some(9.0), Side::Left));
    }

    #[test]
    fn what_is_written_is_read_back_as_the_same_event() {
        for &class in OddClass::ALL {
            for &side in Side::ALL {
                for length in [None, Some(class.usual_length_s())] {
                    let event = ScriptedEvent { class, at: 3.25, length, side };
                    assert_eq!(read(&event.to_string()), Ok(event));
                }
            }
        }
        assert_eq!(read("fall@4").expect("readable").to_string(), "fall@4");
    }

    #[test]
    fn hostile_words_are_refused_by_name() {
        for text in
            ["", "fall", "fall@", "fall@x", "fall@NaN", "fall@inf", "fall@1:", "fall@1:2:left:3", "@3:"]
        {
            assert_eq!(read(text), Err(ScriptError::Event { found: text.into() }), "{text}");
        }
        assert!(matches!(read("flood@3"), Err(ScriptError::Word { what: "class", .. })));
        assert!(matches!(read("fall@3:2:up"), Err(ScriptError::Word { what: "side", .. })));
    }
}
