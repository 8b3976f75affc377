//! Ways of the odd over a stage: where they come from, where they stop.

use crate::random::Random;
use crate::synth::path::{Path, Spot};
use crate::synth::script::places::{Stage, Ways};
use crate::synth::script::{OddClass, Script, Side};

/// How far out of the picture they come and go, metres.
const MARGIN_M: f64 = 0.9;
/// How far from the middle an event at the side is: a share of the half picture, and metres between walls.
const ASIDE: f64 = 0.55;
const ASIDE_M: f64 = 1.4;

/// The direction in which everybody walks where somebody goes against them: 1 to the right (away from the camera
/// between walls), -1 the other way; `None` where people come and go as they like.
pub(in crate::synth::script) fn stream(script: &Script) -> Option<f64> {
    let against = script.events.iter().find(|event| event.class == OddClass::WrongWay)?;
    Some(if against.side == Side::Left { -1.0 } else { 1.0 })
}

/// -1 for the left, 1 for the right; in the middle the seed decides.
pub(super) fn sign(side: Side, random: &mut Random) -> f64 {
    match side {
        Side::Left => -1.0,
        Side::Right => 1.0,
        Side::Middle => {
            if random.unit() < 0.5 {
                -1.0
            } else {
                1.0
            }
        }
    }
}

/// A depth at which the odd happens.
fn depth(stage: &Stage, random: &mut Random) -> f64 {
    random.between(stage.depths[0], stage.depths[1])
}

/// Half the way out of the picture at a depth.
fn gate(stage: &Stage, z: f64) -> f64 {
    stage.camera.half_width_m(z) + MARGIN_M
}

/// Through the picture in `direction` (1: to the right, or away from the camera between walls).
pub(super) fn through(stage: &Stage, direction: f64, random: &mut Random) -> Path {
    match stage.ways {
        Ways::Across { .. } => {
            let (from, to) = (depth(stage, random), depth(stage, random));
            let (a, c) = ([-direction * gate(stage, from), from], [direction * gate(stage, to), to]);
            let bow = random.between(-0.4, 0.4);
            Path::new([a, [0.5 * (a[0] + c[0]), 0.5 * (a[1] + c[1]) + bow], c], 0.0)
        }
        Ways::Along { half_m, ends } => {
            let x = |random: &mut Random| random.between(-0.5, 0.5) * half_m;
            let (near, far) = ([x(random), ends[0]], [x(random), ends[1]]);
            let middle = [x(random), 0.5 * (ends[0] + ends[1])];
            if direction > 0.0 {
                Path::new([near, middle, far], 0.0)
            } else {
                Path::new([far, middle, near], 0.0)
            }
        }
    }
}

/// Where something at a side takes place.
pub(super) fn spot(stage: &Stage, side: Side, random: &mut Random) -> Spot {
    let z = depth(stage, random);
    let aside = match side {
        Side::Left => -1.0,
        Side::Middle => 0.0,
        Side::Right => 1.0,
    };
    let reach = match stage.ways {
        Ways::Across { .. } => ASIDE * stage.camera.half_width_m(z),
        Ways::Along { .. } => ASIDE_M,
    };
    [aside * reach + random.between(-0.2, 0.2), z]
}

/// A straight way over a spot in `direction`, and the metres on it to the spot.
pub(super) fn over(stage: &Stage, spot: Spot, direction: f64) -> (Path, f64) {
    let (a, c) = match stage.ways {
        Ways::Across { .. } => {
            let x = gate(stage, spot[1]);
            ([-direction * x, spot[1]], [direction * x, spot[1]])
        }
        Ways::Along { ends: [near, far], .. } => {
            if direction > 0.0 {
                ([spot[0], near], [spot[0], far])
            } else {
                ([spot[0], far], [spot[0], near])
            }
        }
    };
    let after = (spot[0] - a[0]).abs() + (spot[1] - a[1]).abs();
    (Path::new([a, [0.5 * (a[0] + c[0]), 0.5 * (a[1] + c[1])], c], 0.0), after)
}

/// A spot moved by metres to the side of a way and along it.
pub(super) fn moved(stage: &Stage, [x, z]: Spot, along: f64, aside: f64) -> Spot {
    match stage.ways {
        Ways::Across { .. } => [x + along, z + aside],
        Ways::Along { .. } => [x + aside, z + along],
    }
}
