//! Why a script cannot be played.

use super::{OddClass, Place, Weather};
use crate::synth::SynthError;

/// Why a script cannot be read or played.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum ScriptError {
    /// Size or length is out of range, or a frame was asked for that is not there.
    #[error(transparent)]
    Scene(#[from] SynthError),
    /// A file that is no script.
    #[error("the script is no {format} that can be played: {reason}; docs/scenes.md has an example")]
    File {
        /// What it was read as.
        format: &'static str,
        /// The reader's words.
        reason: String,
    },
    /// A word that means nothing.
    #[error("the {what} \"{found}\" is not known; choose one of {known}")]
    Word {
        /// What the word should have named.
        what: &'static str,
        /// The word.
        found: String,
        /// The known ones.
        known: String,
    },
    /// An event that is not written as `class@seconds[:length[:side]]`.
    #[error(
        "the event \"{found}\" cannot be read; write class@seconds[:length[:side]], such as fall@4 or smoke@6:8:left"
    )]
    Event {
        /// What was found.
        found: String,
    },
    /// More frames than a script is played for.
    #[error("the script has {frames} frames; at most {max} can be played, choose a shorter scene")]
    TooLong {
        /// Frames asked for.
        frames: usize,
        /// Most.
        max: usize,
    },
    /// More people than there is room for.
    #[error("the crowd has {crowd} people; choose 0 to {max}")]
    Crowd {
        /// People asked for.
        crowd: usize,
        /// Most.
        max: usize,
    },
    /// More events than a scene may have.
    #[error("the script has {events} events; at most {max} fit one scene, leave some out")]
    TooManyEvents {
        /// Events asked for.
        events: usize,
        /// Most.
        max: usize,
    },
    /// A flaw of the camera that is no number in its range.
    #[error("the camera's {what} is {found}; choose {min} to {max}")]
    Flaw {
        /// Which.
        what: &'static str,
        /// The value.
        found: f64,
        /// Least.
        min: f64,
        /// Most.
        max: f64,
    },
    /// Weather where there is no sky.
    #[error("{weather} cannot fall in a {place}; choose the weather clear there, or another place")]
    Indoors {
        /// The weather.
        weather: Weather,
        /// The place.
        place: Place,
    },
    /// An event that lasts too short or too long.
    #[error("event {number}: {class} lasts {length} s; choose {min} to {max} s")]
    Length {
        /// Its number, from 1.
        number: usize,
        /// Its class.
        class: OddClass,
        /// Its length, seconds.
        length: f64,
        /// Shortest.
        min: f64,
        /// Longest.
        max: f64,
    },
    /// An event that begins before the clip does, or ends after it.
    #[error(
        "event {number}: {class} from {at} s to {end} s does not fit a clip of {seconds} s; {}",
        latest_in_words(*latest)
    )]
    OutOfClip {
        /// Its number, from 1.
        number: usize,
        /// Its class.
        class: OddClass,
        /// When it begins, seconds.
        at: f64,
        /// When it ends, seconds.
        end: f64,
        /// The clip, seconds.
        seconds: f64,
        /// The latest beginning that fits; `None` where the clip is shorter than the event.
        latest: Option<f64>,
    },
    /// Nobody, or hardly anybody, to go against.
    #[error(
        "event {number}: wrong-way needs a crowd of {min} to {max} to go against, the script has {crowd}"
    )]
    NobodyToGoAgainst {
        /// Its number, from 1.
        number: usize,
        /// People in the script.
        crowd: usize,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// A crash where no cars drive.
    #[error("event {number}: crash needs a road and a {place} has none; choose the place {known}")]
    NoRoad {
        /// Its number, from 1.
        number: usize,
        /// The place.
        place: Place,
        /// Places with a road.
        known: String,
    },
    /// Two crashes at once would share the road.
    #[error(
        "event {number}: crash needs the road for itself from {lead} s before until {lead} s after, and event {other} is a crash too; begin it at {earliest} s or later"
    )]
    TwoCrashes {
        /// Its number, from 1.
        number: usize,
        /// The other's.
        other: usize,
        /// Seconds that the road must be free.
        lead: f64,
        /// Earliest beginning that fits.
        earliest: f64,
    },
}

fn latest_in_words(latest: Option<f64>) -> String {
    match latest {
        Some(latest) => format!("begin it between 0 and {latest} s, or make the clip longer"),
        None => "the clip is shorter than the event, make it longer".into(),
    }
}
