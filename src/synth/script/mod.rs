//! Scenes of one's own: a place, a crowd, weather, light, a camera's flaws and odd events in ten classes.
//!
//! A [`Script`] says what is to be seen, a [`ScriptedScene`] plays it: each frame is rendered on its own, the same
//! script gives the same bytes on every target (basic arithmetic, square roots and the `libm` crate only).
//!
//! * Frames: RGB8, [`FPS`](super::FPS) frames per second.
//! * Truth: [`VideoTruth`](crate::evaluate::VideoTruth): per event its class, the frames from the first to the
//!   last in which it is in sight, and the box around what is odd in each of them.
//! * Errors: [`ScriptError`]; an event that does not fit says which range would.
//!
//! The order of things: `places` are the stage (camera, backdrop, lamps, where people walk), `acts` are the odd
//! events and the traffic, `walkers` simulates the crowd around them; per frame all give parts, which `scene`
//! draws; `weather` comes before the lens, `flaws` behind it.

mod acts;
mod air;
mod blocks;
mod car;
mod check;
mod error;
mod event;
mod fingerprint;
mod flaws;
mod item;
mod places;
mod poses;
mod route;
mod scene;
mod sighting;
mod steering;
#[cfg(test)]
mod tests;
mod thin;
mod track;
mod trail;
mod truth;
mod variation;
mod walkers;
mod weather;
mod words;

pub use error::ScriptError;
pub use event::ScriptedEvent;
pub use fingerprint::{HASHED_SCRIPTS, script_hash, scripts_hash};
pub use scene::ScriptedScene;
pub use sighting::{Mover, Sighting};
pub use words::{Light, OddClass, Place, Side, Weather};

use super::PlazaConfig;
use serde::{Deserialize, Serialize};

/// What the camera does to the picture, as normal variation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CameraFlaws {
    /// Standard deviation of the noise, levels of 255.
    pub noise: f64,
    /// How far the picture swings to each side, pixels of a picture of 240 rows.
    pub shake: f64,
    /// How coarsely blocks of 8x8 pixels are quantised: 0 not at all, 3 so that every block shows.
    pub compression: u8,
}

impl CameraFlaws {
    /// Most noise.
    pub const MAX_NOISE: f64 = 12.0;
    /// Widest swing.
    pub const MAX_SHAKE: f64 = 4.0;
    /// Coarsest compression.
    pub const MAX_COMPRESSION: u8 = 3;
}

impl Default for CameraFlaws {
    fn default() -> Self {
        Self { noise: 2.0, shake: 0.0, compression: 0 }
    }
}

/// What a scene of one's own is made from; what a file leaves out is as in [`Script::default`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// Looks, ways and everything else that is not said here comes from it.
    pub seed: u64,
    /// Frames, at [`FPS`](super::FPS).
    pub frames: usize,
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Where it plays.
    pub place: Place,
    /// People who are about; a few of them are just out of the picture at any time.
    pub crowd: usize,
    /// What falls from the sky.
    pub weather: Weather,
    /// How the light changes.
    pub light: Light,
    /// What the camera does to the picture.
    pub camera: CameraFlaws,
    /// What happens that is odd.
    pub events: Vec<ScriptedEvent>,
}

impl Script {
    /// Most people.
    pub const MAX_CROWD: usize = 40;
    /// Fewest people for somebody to walk against.
    pub const LEAST_STREAM: usize = 4;
    /// Most events.
    pub const MAX_EVENTS: usize = 8;
    /// Most frames: ten minutes, because the whole crowd's ways are kept.
    pub const MAX_FRAMES: usize = 18_000;

    /// Seconds of the clip.
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / super::FPS
    }
}

impl Default for Script {
    fn default() -> Self {
        let PlazaConfig { seed, frames, width, height, .. } = PlazaConfig::default();
        Self {
            seed,
            frames,
            width,
            height,
            place: Place::Plaza,
            crowd: 12,
            weather: Weather::Clear,
            light: Light::Steady,
            camera: CameraFlaws::default(),
            events: Vec::new(),
        }
    }
}
