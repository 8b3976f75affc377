//! Where everybody of a scripted scene is at a frame, and every car. All of it is normal.

use super::{Script, ScriptError, ScriptedScene};
use crate::synth::geometry::Vec3;
use crate::synth::path::Spot;
use crate::synth::{ActorKind, FPS, SynthError};
use std::collections::BTreeSet;

/// Height of a car, metres.
const CAR_M: f64 = 1.4;

/// What is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// Somebody of the crowd.
    Actor(ActorKind),
    /// A car that belongs there.
    Car,
}

/// Somebody or something normal at a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// The same number is the same one in every frame.
    pub who: usize,
    /// What it is.
    pub what: Mover,
    /// Column and row of its middle in the picture; it may lie outside.
    pub at: [f64; 2],
    /// How tall it stands in the picture, pixels.
    pub height: f64,
}

impl ScriptedScene {
    /// Everybody of the crowd and every normal car about at frame `t`, whether seen or hidden; nothing of the odd events.
    pub fn sightings(&self, t: usize) -> Vec<Sighting> {
        let time = t as f64 / FPS;
        let [dx, dy] = self.flaws.offset(time).map(|moved| moved - self.flaws.margin as f64);
        let camera = &self.stage.camera;
        let sighting = |who: usize, what: Mover, [x, z]: Spot, tall: f64| {
            let [column, row] = camera.project(Vec3::new(x, 0.5 * tall, z));
            Sighting { who, what, at: [column + dx, row + dy], height: tall * camera.scale(z) }
        };
        let people = self.crowd.iter().enumerate().filter_map(|(who, trail)| {
            let (stance, ..) = trail.at(time)?;
            let kind = ActorKind::of(&trail.actor, time);
            Some(sighting(who, Mover::Actor(kind), stance.at, trail.actor.look.height))
        });
        let cars = self.acts.iter().zip(self.crowd.len()..).filter_map(|(act, who)| {
            let at = act.normal_car(time)?;
            Some(sighting(who, Mover::Car, at, CAR_M))
        });
        people.chain(cars).collect()
    }

    /// The kinds of the crowd whose body's middle is in the picture at frame `t`, hidden or not. Errors:
    /// [`SynthError::NoSuchFrame`].
    pub fn crowd_in_sight(&self, t: usize) -> Result<BTreeSet<ActorKind>, ScriptError> {
        let Script { frames, width, height, .. } = self.script;
        if t >= frames {
            return Err(SynthError::NoSuchFrame { frame: t, frames }.into());
        }
        let kind_inside = |Sighting { what, at: [x, y], .. }| match what {
            Mover::Actor(kind) => {
                ((0.0..width as f64).contains(&x) && (0.0..height as f64).contains(&y)).then_some(kind)
            }
            Mover::Car => None,
        };
        Ok(self.sightings(t).into_iter().filter_map(kind_inside).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::script::Place;

    fn seen(script: Script, frames: [usize; 2]) -> [Vec<Sighting>; 2] {
        let scene = ScriptedScene::new(script).expect("a scene");
        frames.map(|t| scene.sightings(t))
    }

    #[test]
    fn everybody_keeps_a_number_a_kind_and_a_way_without_jumps() {
        let [before, after] = seen(Script { crowd: 20, ..Script::default() }, [60, 64]);
        let mut pairs = 0;
        for one in &before {
            let Some(other) = after.iter().find(|other| other.who == one.who) else { continue };
            assert_eq!(other.what, one.what);
            let [across, down] = [0, 1].map(|axis| (other.at[axis] - one.at[axis]).abs());
            // Four frames of a walk are a quarter of a metre; nobody is shorter than one.
            assert!(across < 0.5 * one.height && down < 0.5 * one.height, "{one:?} to {other:?}");
            pairs += 1;
        }
        assert!(pairs >= 10, "{before:?}");
    }

    #[test]
    fn cars_are_told_at_a_crossing_and_are_nobody_of_the_crowd() {
        let script = Script { place: Place::Crossing, crowd: 3, frames: 900, ..Script::default() };
        let scene = ScriptedScene::new(script).expect("a scene");
        let is_car = |sighting: &Sighting| sighting.what == Mover::Car;
        let with_car = (0..900).step_by(15).filter(|&t| scene.sightings(t).iter().any(is_car)).count();
        assert!((1..60).contains(&with_car), "{with_car} of 60 frames");
        let all: BTreeSet<usize> = scene.sightings(300).iter().map(|sighting| sighting.who).collect();
        assert_eq!(all.len(), scene.sightings(300).len(), "no number twice");
    }

    #[test]
    fn whoever_is_in_sight_is_about_and_a_frame_beyond_the_last_is_refused() {
        let scene = ScriptedScene::new(Script { crowd: 20, ..Script::default() }).expect("a scene");
        let seen = scene.crowd_in_sight(100).expect("in range");
        let about = scene.sightings(100);
        assert!(!seen.is_empty());
        assert!(seen.iter().all(|&kind| about.iter().any(|one| one.what == Mover::Actor(kind))), "{seen:?}");
        let frames = scene.script().frames;
        assert_eq!(
            scene.crowd_in_sight(frames),
            Err(SynthError::NoSuchFrame { frame: frames, frames }.into())
        );
    }
}
