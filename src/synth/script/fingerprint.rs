//! One number for a script, so that native and web renderings can be held against each other.

use super::{
    CameraFlaws, Light, OddClass, Place, Script, ScriptError, ScriptedEvent, ScriptedScene, Side, Weather,
};
use crate::synth::fingerprint::Fnv;

/// Scripts that [`scripts_hash`] goes through.
pub const HASHED_SCRIPTS: u64 = 10;

/// The `number`th script to be hashed, from 1: all places, kinds of weather, light, flaws and classes come in turn.
fn hashed_script(number: u64) -> Script {
    let turn = number as usize - 1;
    let place = Place::ALL[turn % Place::ALL.len()];
    let weather =
        if place.is_outdoors() { Weather::ALL[(turn / 2) % Weather::ALL.len()] } else { Weather::Clear };
    let crash = |class: OddClass| class != OddClass::Crash || place.has_road();
    let classes = [turn, turn + 3, turn + 6].map(|at| OddClass::ALL[at % OddClass::ALL.len()]);
    let events = classes.into_iter().filter(|&class| crash(class)).zip([0.5, 6.0, 9.0]);
    let event = |(class, at)| ScriptedEvent { class, at, length: None, side: Side::ALL[turn % 3] };
    Script {
        seed: number,
        frames: 600,
        place,
        crowd: 4 + 4 * turn,
        weather,
        light: Light::ALL[turn % Light::ALL.len()],
        camera: CameraFlaws {
            noise: 2.0 + turn as f64 / 4.0,
            shake: (turn % 3) as f64,
            compression: (turn % 4) as u8,
        },
        events: events.map(event).collect(),
        ..Script::default()
    }
}

/// FNV-1a, 64 bits, of a script's truth and of its first, middle and last frame.
pub fn script_hash(script: Script) -> Result<u64, ScriptError> {
    let frames = script.frames;
    let scene = ScriptedScene::new(script)?;
    let mut hash = Fnv::new();
    for event in scene.truth().events {
        hash.take(event.class.as_bytes());
        for (frame, region) in event.regions {
            hash.take(&(frame as u64).to_le_bytes());
            region.iter().for_each(|v| hash.take(&v.to_le_bytes()));
        }
    }
    for t in [0, frames / 2, frames - 1] {
        hash.take(scene.render(t)?.rgb());
    }
    Ok(hash.0)
}

/// [`script_hash`] of the `number`th of [`HASHED_SCRIPTS`] scripts, from 1, over all places.
pub fn scripts_hash(number: u64) -> Result<u64, ScriptError> {
    script_hash(hashed_script(number.clamp(1, HASHED_SCRIPTS)))
}
