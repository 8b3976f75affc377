//! Smoke and steam: puffs that rise, spread, drift and fade.

use super::Moving;
use crate::synth::geometry::Vec3;
use crate::synth::noise::cell;
use crate::synth::part::{Colour, Part};
use crate::synth::path::Spot;
use crate::synth::script::item::Item;

/// A cloud over a spot.
#[derive(Debug, Clone)]
pub(super) struct Plume {
    at: Spot,
    /// From the first puff to the end of the last, seconds.
    span: [f64; 2],
    key: u32,
    /// Where puffs begin, metres over the ground.
    low_m: f64,
    /// Size against that of a fire's.
    scale: f64,
    /// Colour of a young puff and of an old one.
    colours: [Colour; 2],
    opacity: f32,
    /// What walkers keep from it, metres.
    distance: f64,
}

/// What walkers keep from smoke, and from where steam rises between two cars, metres.
const SMOKE_M: f64 = 1.1;
const STEAM_M: f64 = 2.5;
/// Puffs per second, and what each lasts, seconds.
const PUFFS_PER_S: f64 = 9.0;
const LIFE_S: f64 = 2.8;
/// How fast a puff rises and spreads, metres per second.
const RISE: f64 = 1.0;
const SPREAD: f64 = 0.30;

impl Plume {
    /// Dark smoke of a fire on the ground.
    pub(super) fn fire(at: Spot, span: [f64; 2], key: u64) -> Self {
        let colours = [[58.0, 56.0, 56.0], [142.0, 142.0, 146.0]];
        Self { at, span, key: key as u32, low_m: 0.1, scale: 1.0, colours, opacity: 0.62, distance: SMOKE_M }
    }

    /// Pale steam, from a dented car.
    pub(super) fn steam(at: Spot, span: [f64; 2], key: u64) -> Self {
        let colours = [[206.0, 208.0, 210.0], [232.0, 232.0, 234.0]];
        Self { at, span, key: key as u32, low_m: 0.9, scale: 0.55, colours, opacity: 0.42, distance: STEAM_M }
    }

    pub(super) fn moving(&self, time: f64) -> Option<Moving> {
        (self.span[0]..self.span[1]).contains(&time).then_some(Moving {
            at: self.at,
            velocity: [0.0; 2],
            distance: self.distance,
        })
    }

    pub(super) fn items(&self, time: f64, event: Option<usize>, items: &mut Vec<Item>) {
        let [start, end] = self.span;
        // The last puff fades with the event.
        let last = ((end - LIFE_S - start) * PUFFS_PER_S).max(0.0) as i32;
        let newest = (((time - start) * PUFFS_PER_S).floor() as i32).min(last);
        let oldest = (((time - LIFE_S - start) * PUFFS_PER_S).ceil() as i32).max(0);
        for puff in oldest..=newest {
            let age = time - start - f64::from(puff) / PUFFS_PER_S;
            if (0.0..LIFE_S).contains(&age) {
                items.push(self.puff(puff, age, event));
            }
        }
    }

    fn puff(&self, puff: i32, age: f64, event: Option<usize>) -> Item {
        let chance = |what: i32| cell(self.key, puff, what) - 0.5;
        let share = age / LIFE_S;
        let drift = 0.30 + 0.25 * chance(1);
        let x = self.at[0] + self.scale * (0.4 * chance(2) + age * drift + 0.5 * share * chance(3));
        let y = self.low_m + self.scale * age * (RISE + 0.35 * chance(4));
        let radius = self.scale * (0.16 + SPREAD * age + 0.10 * chance(5));
        let [young, old] = self.colours;
        let colour = [0, 1, 2].map(|k| young[k] + share as f32 * (old[k] - young[k]));
        let z = self.at[1] + 0.3 * chance(6);
        let fade = (1.0 - share) * (age / 0.25).min(1.0);
        let parts = vec![Part::ball(Vec3::new(x, y, z), radius, colour)];
        Item { opacity: self.opacity * fade as f32, ..Item::solid([x, z], parts, event) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoke_begins_with_its_event_and_is_gone_at_its_end() {
        let plume = Plume::fire([0.0, 9.0], [3.0, 9.0], 7);
        let count = |time: f64| {
            let mut items = Vec::new();
            plume.items(time, Some(0), &mut items);
            items.len()
        };
        assert_eq!([count(2.99), count(9.01)], [0, 0]);
        assert!(count(3.0) == 1 && count(6.0) > 15 && count(8.9) > 0);
    }
}
