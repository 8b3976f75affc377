//! Poses that only odd events need: blows, standing about, a throw; and a walk that may slow down to standing.

use crate::synth::skeleton::{Gait, Skeleton, WALK};
use libm::sin;
use std::f64::consts::PI;

/// A walk whose steps shrink with `pace`, 0 for standing to 1 for walking.
pub(super) fn walking(phase: f64, pace: f64) -> Skeleton {
    let gait = Gait {
        stride: WALK.stride * pace,
        swing: WALK.swing * (0.1 + 0.9 * pace),
        knee: [WALK.knee[0], WALK.knee[1] * pace],
        ..WALK
    };
    Skeleton::moving(&gait, phase)
}

/// Blows per second of one fighter.
const BLOWS_PER_S: f64 = 1.7;

/// One of two who hit each other, `since` seconds after it began; `turn` (0 or 0.5) tells whose blow it is.
pub(super) fn fighting(since: f64, turn: f64) -> Skeleton {
    let cycle = since * BLOWS_PER_S + turn;
    // The blow is quick, the recoil slow.
    let blow = sin(2.0 * PI * cycle).max(0.0);
    let sway = sin(PI * cycle);
    let guard = [0.20 + 0.05 * sway, 0.72];
    let fist = [0.20 + 0.30 * blow, 0.70 + 0.12 * blow];
    let lean = 0.12 + 0.26 * blow - 0.16 * (1.0 - blow) * sway.abs();
    let feet = [[0.20 + 0.06 * sway, 0.035], [-0.19, 0.035]];
    let hands = if (cycle.floor() as i64).rem_euclid(2) == 0 { [fist, guard] } else { [guard, fist] };
    Skeleton::resting([0.02 * sway, 0.47], lean, feet, hands)
}

/// Somebody who stands and shifts from foot to foot, now and then with a hand at the face.
pub(super) fn idling(time: f64, phase: f64) -> Skeleton {
    let sway = 0.015 * sin(2.0 * PI * (0.31 * time + phase));
    let lifts = sin(2.0 * PI * (0.13 * time + phase)) > 0.25;
    let hand = if lifts { [0.13, 0.83] } else { [0.05, 0.47] };
    Skeleton::resting([sway, 0.51], 0.05 + sway, [[0.05, 0.035], [-0.04, 0.035]], [hand, [0.02, 0.46]])
}

/// A throw with both arms overhead: `share` 0 (low) to 1 (let go).
pub(super) fn throwing(share: f64) -> Skeleton {
    let hand = [0.22 - 0.30 * share + 0.55 * share * share, 0.42 + 0.72 * share];
    Skeleton::resting([0.0, 0.49], 0.22 - 0.30 * share, [[0.18, 0.035], [-0.16, 0.035]], [hand, hand])
}

/// Bending down to the ground in front of the feet: `share` 0 (upright) to 1 (down).
pub(super) fn stooping(share: f64) -> Skeleton {
    let (hip, lean) = (0.51 - 0.14 * share, 0.1 + 1.15 * share);
    let hand = [0.10 + 0.24 * share, 0.46 - 0.34 * share];
    Skeleton::resting([-0.08 * share, hip], lean, [[0.10, 0.035], [-0.08, 0.035]], [hand, hand])
}
