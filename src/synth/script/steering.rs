//! How walkers keep out of each other's way: each looks a little ahead and gives way before it is close.
//!
//! Ours, after the usual ideas of steering by predicted approach; basic arithmetic and square roots only.

use crate::synth::path::Spot;

/// How far ahead walkers look, seconds, and whom they mind, metres.
const AHEAD_S: f64 = 2.2;
const MINDED_M: f64 = 4.0;
/// In this time a walker takes up the speed that is wanted, seconds.
const REACTION_S: f64 = 0.45;
/// Most change of speed, metres per second squared.
const STRONGEST: f64 = 3.2;
/// Fastest, as a share of one's usual speed.
const HASTE: f64 = 1.25;

/// Somebody as others see them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    pub(super) at: Spot,
    /// Metres per second.
    pub(super) velocity: Spot,
    /// Half of what is kept between two middles, metres.
    pub(super) half: f64,
}

pub(super) fn sub(a: Spot, b: Spot) -> Spot {
    [a[0] - b[0], a[1] - b[1]]
}

pub(super) fn length([x, z]: Spot) -> f64 {
    (x * x + z * z).sqrt()
}

/// The speed that a walker has after `step` seconds, who wants `wanted` and minds `others`.
pub(super) fn steered<'a>(
    me: &Body,
    wanted: Spot,
    others: impl Iterator<Item = &'a Body>,
    step: f64,
) -> Spot {
    let mut push = [0, 1].map(|k: usize| (wanted[k] - me.velocity[k]) / REACTION_S);
    for other in others {
        let force = avoidance(me, other);
        push = [push[0] + force[0], push[1] + force[1]];
    }
    let strength = length(push);
    let least = (STRONGEST / strength.max(1e-9)).min(1.0);
    let velocity = [0, 1].map(|k: usize| me.velocity[k] + step * least * push[k]);
    let most = HASTE * length(wanted).max(0.5);
    let slower = (most / length(velocity).max(1e-9)).min(1.0);
    velocity.map(|v| v * slower)
}

/// What pushes a walker away from another, metres per second squared.
fn avoidance(me: &Body, other: &Body) -> Spot {
    let (gap, closing) = (sub(other.at, me.at), sub(other.velocity, me.velocity));
    if gap[0].abs() > MINDED_M || gap[1].abs() > MINDED_M {
        return [0.0; 2];
    }
    let keep = me.half + other.half;
    let speed = closing[0] * closing[0] + closing[1] * closing[1];
    let nearest = (-(gap[0] * closing[0] + gap[1] * closing[1]) / speed.max(1e-6)).clamp(0.0, AHEAD_S);
    let then = [gap[0] + nearest * closing[0], gap[1] + nearest * closing[1]];
    let (now, later) = (length(gap), length(then));
    let mut force = [0.0; 2];
    if later < keep {
        // Head on there is no side to prefer: both pass on their right.
        let away = if later > 0.05 { then.map(|v| -v / later) } else { right_of(gap, now) };
        let urgency = 3.4 * (keep - later) / keep * (1.0 - nearest / (1.2 * AHEAD_S));
        force = away.map(|v| urgency * v);
    }
    if now < 0.8 * keep {
        let urgency = 4.5 * (0.8 * keep - now) / keep;
        force = [force[0] - urgency * gap[0] / now.max(0.05), force[1] - urgency * gap[1] / now.max(0.05)];
    }
    force
}

/// The direction to the right of somebody who looks along `gap`.
fn right_of(gap: Spot, distance: f64) -> Spot {
    let d = distance.max(1e-6);
    [gap[1] / d, -gap[0] / d]
}

/// Moves bodies that stand closer than `least` metres apart; those from `movable` on stay where they are.
pub(super) fn separate(bodies: &mut [Body], movable: usize, least: impl Fn(&Body, &Body) -> f64) {
    for a in 0..movable {
        for b in a + 1..bodies.len() {
            let gap = sub(bodies[b].at, bodies[a].at);
            let (distance, least) = (length(gap), least(&bodies[a], &bodies[b]));
            if distance >= least {
                continue;
            }
            let way = if distance > 1e-6 { gap.map(|g| g / distance) } else { [1.0, 0.0] };
            let excess = least - distance;
            let share = if b < movable { 0.5 } else { 1.0 };
            bodies[a].at = along(bodies[a].at, way, -share * excess);
            if b < movable {
                bodies[b].at = along(bodies[b].at, way, 0.5 * excess);
            }
        }
    }
}

fn along(at: Spot, way: Spot, metres: f64) -> Spot {
    [at[0] + metres * way[0], at[1] + metres * way[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(x: f64, speed: f64) -> Body {
        Body { at: [x, 9.0], velocity: [speed, 0.0], half: 0.45 }
    }

    #[test]
    fn two_who_meet_head_on_pass_without_touching() {
        let (mut a, mut b) = (body(-4.0, 1.4), body(4.0, -1.4));
        let mut nearest = f64::MAX;
        for _ in 0..90 {
            let step = 1.0 / 15.0;
            let next =
                [steered(&a, [1.4, 0.0], [b].iter(), step), steered(&b, [-1.4, 0.0], [a].iter(), step)];
            for (body, velocity) in [&mut a, &mut b].into_iter().zip(next) {
                body.velocity = velocity;
                body.at = [body.at[0] + step * velocity[0], body.at[1] + step * velocity[1]];
            }
            nearest = nearest.min(length(sub(a.at, b.at)));
        }
        assert!(a.at[0] > 2.0 && b.at[0] < -2.0, "{a:?} {b:?}");
        assert!(nearest > 0.5, "{nearest}");
    }

    #[test]
    fn bodies_too_close_are_moved_apart_and_the_fixed_one_stays() {
        let mut bodies = [body(0.0, 0.0), body(0.2, 0.0), body(0.3, 0.0)];
        for _ in 0..20 {
            separate(&mut bodies, 2, |_, _| 0.5);
        }
        assert_eq!(bodies[2].at, [0.3, 9.0]);
        assert!(length(sub(bodies[0].at, bodies[1].at)) > 0.49);
        assert!(length(sub(bodies[1].at, bodies[2].at)) > 0.49);
    }
}
