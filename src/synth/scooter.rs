//! Kick scooters: fast, frequent and nothing odd.

use super::body::{Ground, Look, dress};
use super::part::{Colour, Part};
use super::skeleton::{Joint, Skeleton};
use super::things::{RUBBER, Wheel};
use libm::{cos, sin};
use std::f64::consts::PI;

/// Height of the deck, and where the bar is held, metres forward and up.
const DECK_M: f64 = 0.16;
const BAR: [f64; 2] = [0.34, 1.02];
/// Metres ridden on one kick.
const KICK_M: f64 = 2.6;

/// Adds a rider and the scooter under them after `gone` metres; `phase` in kicks.
pub(super) fn ride(
    ground: Ground,
    look: &Look,
    gone: f64,
    phase: f64,
    colour: Colour,
    parts: &mut Vec<Part>,
) {
    dress(&pose(look.height, gone / KICK_M + phase), look, ground, parts);
    for forward in [-0.40, 0.46] {
        Wheel { forward, left: 0.0, radius: 0.12, tyre: 0.03, spokes: 0, spoke: RUBBER, colour: RUBBER }
            .build(&ground, gone, parts);
    }
    let at = |forward: f64, up: f64| ground.at(forward, 0.0, up);
    parts.push(Part::bar(at(-0.38, DECK_M - 0.03), at(0.34, DECK_M - 0.03), [0.035; 2], colour));
    parts.push(Part::bar(at(0.44, 0.14), at(BAR[0], BAR[1]), [0.028; 2], colour));
    parts.push(Part::bar(
        ground.at(BAR[0], 0.22, BAR[1]),
        ground.at(BAR[0], -0.22, BAR[1]),
        [0.022; 2],
        colour,
    ));
}

/// One foot on the deck, the other kicking, hands on the bar.
fn pose(height: f64, kick: f64) -> Skeleton {
    let turn = 2.0 * PI * kick;
    let metres = |forward: f64, up: f64| -> Joint { [forward / height, up / height] };
    // The ankle comes down to a hand over the ground.
    let kicking = metres(-0.18 + 0.34 * cos(turn), DECK_M - 0.01 + 0.05 * sin(turn));
    let standing = metres(0.04, DECK_M + 0.04);
    let pelvis = [-0.03, 0.50 + DECK_M / height - 0.02];
    Skeleton::resting(pelvis, 0.16, [standing, kicking], [metres(BAR[0], BAR[1]); 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_foot_stands_on_the_deck_and_the_other_kicks_over_the_ground() {
        let poses: Vec<Skeleton> = (0..20).map(|i| pose(1.7, f64::from(i) / 20.0)).collect();
        assert!(poses.iter().all(|p| p.feet[0] == poses[0].feet[0] && p.feet[0][1] * 1.7 > DECK_M));
        let kicks = poses.iter().map(|p| p.feet[1]);
        assert!(kicks.clone().all(|[_, up]| up > 0.0));
        let (back, front) = kicks.fold((f64::MAX, f64::MIN), |(b, f), [at, _]| (b.min(at), f.max(at)));
        assert!(back * 1.7 < -0.5 && front * 1.7 > 0.1, "{back}, {front}");
    }
}
