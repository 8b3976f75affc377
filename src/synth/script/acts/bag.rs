//! A bag that is thrown, lies there and is taken up again.

use crate::random::Random;
use crate::synth::body::Ground;
use crate::synth::geometry::Vec3;
use crate::synth::part::{Colour, Part};
use crate::synth::script::poses::{stooping, throwing};
use crate::synth::script::track::Halt;
use crate::synth::skeleton::Skeleton;
use libm::{cos, sin};
use std::f64::consts::PI;

/// The throw: lifting, and standing on after it; taking up again, seconds.
const LIFT_S: f64 = 0.45;
const THROW_S: f64 = 0.8;
const TAKE_S: f64 = 0.9;
/// The flight, seconds, and its height over a straight line, metres.
const FLIGHT_S: f64 = 0.95;
const ARC_M: f64 = 2.1;
/// Nearest and farthest throw, metres.
const REACH_M: [f64; 2] = [2.0, 4.4];
/// Signal colours.
const COLOURS: [Colour; 3] = [[236.0, 96.0, 24.0], [214.0, 40.0, 96.0], [40.0, 150.0, 210.0]];

/// One throw, the walk after the bag and its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Throw {
    /// From the hand to where the bag comes to lie, metres.
    pub(super) reach_m: f64,
    /// Of the walk, metres per second.
    pub(super) speed: f64,
    colour: Colour,
}

impl Throw {
    /// A throw that is over, bag in hand, after `seconds`.
    pub(super) fn within(seconds: f64, random: &mut Random) -> Self {
        let walk_s = seconds - THROW_S - TAKE_S;
        let reach_m = (1.25 * walk_s).clamp(REACH_M[0], REACH_M[1]);
        Self { reach_m, speed: (reach_m - 0.45) / walk_s, colour: COLOURS[random.below(COLOURS.len())] }
    }

    /// The two halts on a way on which the throw is `after` metres from the start.
    pub(super) fn halts(&self, after: f64) -> Vec<Halt> {
        let take = after + self.reach_m - 0.45;
        vec![Halt { after, seconds: THROW_S }, Halt { after: take, seconds: TAKE_S }]
    }

    /// The thrower's pose: walking, throwing or stooping.
    pub(super) fn pose(&self, walk: Skeleton, halted: Option<(usize, f64)>) -> Skeleton {
        match halted {
            Some((0, since)) => {
                let back = ((since - LIFT_S) / (THROW_S - LIFT_S)).clamp(0.0, 1.0);
                throwing((since / LIFT_S).min(1.0) - 0.6 * back)
            }
            Some((_, since)) => {
                let down = (2.0 * since / TAKE_S - 1.0).abs();
                stooping(1.0 - down)
            }
            None => walk,
        }
    }

    /// Adds the bag, `since` seconds after the throw began; `ground` is the thrower's.
    pub(super) fn bag(
        &self,
        pose: &Skeleton,
        height: f64,
        ground: Ground,
        since: f64,
        parts: &mut Vec<Part>,
    ) {
        let hand = |s: &Skeleton| ground.at(height * s.hands[0][0], 0.12, height * s.hands[0][1] - 0.14);
        let flown = (since - LIFT_S) / FLIGHT_S;
        let taken = since >= self.taken_s();
        if flown <= 0.0 || taken {
            return duffel(&ground, hand(pose), 0.0, self.colour, parts);
        }
        // Where it was let go, as seen from where the thrower is now.
        let behind = self.walked(since);
        let released = throwing(1.0).hands[0];
        let from = ground.at(height * released[0] - behind, 0.12, height * released[1]);
        let to = ground.at(self.reach_m - behind, 0.05, 0.17);
        let share = flown.min(1.0);
        let mut at = from.mix(to, share);
        at.y += 4.0 * ARC_M * share * (1.0 - share);
        // It turns in flight and lies level.
        duffel(&ground, at, 2.0 * PI * share, self.colour, parts);
    }

    /// When the bag is in hand again, seconds after the throw began.
    fn taken_s(&self) -> f64 {
        THROW_S + (self.reach_m - 0.45) / self.speed + 0.5 * TAKE_S
    }

    /// Metres walked since the throw.
    fn walked(&self, since: f64) -> f64 {
        ((since - THROW_S) * self.speed).clamp(0.0, self.reach_m - 0.45)
    }
}

/// A sausage of a bag with two dark bands, tilted by an angle.
fn duffel(ground: &Ground, at: Vec3, angle: f64, colour: Colour, parts: &mut Vec<Part>) {
    let along = ground.at(1.0, 0.0, 0.0).sub(ground.at(0.0, 0.0, 0.0));
    let (mut axis, lift) = (along.times(cos(angle)), sin(angle));
    axis.y += lift;
    let end = |reach: f64| at.add(axis.times(reach));
    parts.push(Part::bar(end(-0.26), end(0.26), [0.17; 2], colour));
    for reach in [-0.14, 0.14] {
        parts.push(Part::ball(end(reach), 0.178, [44.0, 44.0, 50.0]));
    }
    parts.push(Part::ball(end(0.0), 0.182, colour));
}
