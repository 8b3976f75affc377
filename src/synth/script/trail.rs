//! Where somebody of the crowd has been, step by step, and what is drawn of them at a time.

use super::item::Item;
use super::poses::walking;
use crate::synth::actor::Actor;
use crate::synth::body::Ground;
use crate::synth::path::{Spot, Stance};
use crate::synth::skeleton::WALK;

/// Seconds between two steps of the simulation: two frames.
pub(super) const STEP_S: f64 = 1.0 / 15.0;
/// From this speed on, steps have their full length, metres per second.
const FULL_PACE: f64 = 0.8;

/// A person of the crowd from coming to going.
#[derive(Debug, Clone)]
pub(super) struct Trail {
    /// Kind and look; its way is not used.
    pub(super) actor: Actor,
    /// When the first place was taken, seconds.
    pub(super) start: f64,
    pub(super) places: Vec<Place>,
}

/// Where somebody was at a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) at: Spot,
    pub(super) forward: Spot,
    /// Metres walked.
    pub(super) gone: f64,
}

impl Trail {
    /// Stance, metres gone and metres per second.
    pub(super) fn at(&self, time: f64) -> Option<(Stance, f64, f64)> {
        let steps = (time - self.start) / STEP_S;
        if steps < 0.0 {
            return None;
        }
        let step = steps.floor();
        let [a, b] = [*self.places.get(step as usize)?, *self.places.get(step as usize + 1)?];
        let share = steps - step;
        let mix = |a: f64, b: f64| a + share * (b - a);
        let [fx, fz] = [mix(a.forward[0], b.forward[0]), mix(a.forward[1], b.forward[1])];
        let length = (fx * fx + fz * fz).sqrt().max(1e-6);
        let at = [mix(a.at[0], b.at[0]), mix(a.at[1], b.at[1])];
        let speed = (b.gone - a.gone) / STEP_S;
        Some((Stance { at, forward: [fx / length, fz / length] }, mix(a.gone, b.gone), speed))
    }

    /// The person, if about and within `half_width` metres of the middle at that depth.
    pub(super) fn item(&self, time: f64, half_width: impl Fn(f64) -> f64) -> Option<Item> {
        let (stance, gone, speed) = self.at(time)?;
        if stance.at[0].abs() > half_width(stance.at[1]) + 1.6 {
            return None;
        }
        let phase = gone / (WALK.cycle * self.actor.look.height) + self.actor.phase;
        let walk = walking(phase, (speed / FULL_PACE).min(1.0));
        let mut parts = Vec::with_capacity(64);
        self.actor.build_with(walk, time, (gone, None), Ground::new(stance), &mut parts);
        Some(Item::solid(stance.at, parts, None))
    }
}
