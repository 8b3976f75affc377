//! What people carry, pull and lead: shopping, a trolley, an umbrella, bags and a dog; and the wheels and boxes
//! that things are made of.

use super::body::Ground;
use super::geometry::Vec3;
use super::part::{Colour, Part};
use libm::{cos, sin};
use std::f64::consts::PI;

pub(super) const RUBBER: Colour = [92.0, 92.0, 94.0];
pub(super) const STEEL: Colour = [158.0, 160.0, 162.0];
pub(super) const LIGHT: Colour = [234.0, 230.0, 222.0];
pub(super) const DARK: Colour = [62.0, 62.0, 66.0];
/// Oranges, apples, lemons, limes.
pub(super) const FRUIT: [Colour; 4] =
    [[255.0, 130.0, 10.0], [210.0, 20.0, 40.0], [250.0, 220.0, 20.0], [60.0, 170.0, 30.0]];

/// An upright wheel seen with its spokes.
pub(super) struct Wheel {
    /// Axle, metres forward and left; it stands on the ground.
    pub(super) forward: f64,
    pub(super) left: f64,
    pub(super) radius: f64,
    /// Half the thickness of the tyre, metres.
    pub(super) tyre: f64,
    pub(super) spokes: usize,
    pub(super) spoke: Colour,
    pub(super) colour: Colour,
}

impl Wheel {
    const RIM_PIECES: usize = 16;

    /// Adds the wheel after it has rolled `distance` metres.
    pub(super) fn build(&self, ground: &Ground, distance: f64, parts: &mut Vec<Part>) {
        let turned = distance / self.radius;
        let rim = |angle: f64, reach: f64| {
            let r = self.radius - self.tyre;
            ground.at(self.forward + reach * r * sin(angle), self.left, self.radius + reach * r * cos(angle))
        };
        for spoke in 0..self.spokes {
            let angle = turned + 2.0 * PI * spoke as f64 / self.spokes as f64;
            parts.push(Part::bar(rim(angle, 0.05), rim(angle, 0.95), [0.4 * self.tyre; 2], self.spoke));
        }
        let step = 2.0 * PI / Self::RIM_PIECES as f64;
        for piece in 0..Self::RIM_PIECES {
            let angle = step * piece as f64;
            parts.push(Part::bar(rim(angle, 1.0), rim(angle + step, 1.0), [self.tyre; 2], self.colour));
        }
    }
}

/// Adds a closed box: `[low, high]` along forward, left and up, metres.
pub(super) fn cuboid(
    ground: &Ground,
    f: [f64; 2],
    l: [f64; 2],
    u: [f64; 2],
    colour: Colour,
    parts: &mut Vec<Part>,
) {
    let at = |i: usize, j: usize, k: usize| ground.at(f[i], l[j], u[k]);
    for i in 0..2 {
        parts.push(Part::panel([at(i, 0, 0), at(i, 1, 0), at(i, 1, 1), at(i, 0, 1)], colour));
        parts.push(Part::panel([at(0, i, 0), at(1, i, 0), at(1, i, 1), at(0, i, 1)], colour));
    }
    parts.push(Part::panel([at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1)], colour));
}

/// Pieces of fruit that roll out of a dropped bag.
const FRUIT_SPILT: usize = 10;

/// Adds what falls with somebody: a bag in the hand while upright; during a fall (its share, 0 to 1) the fruit
/// rolls out of it and is gathered again. `fruit_m` is the fruit's radius, metres.
pub(super) fn shopping(
    ground: &Ground,
    hand: Vec3,
    fall: Option<f64>,
    bag: Colour,
    fruit_m: f64,
    parts: &mut Vec<Part>,
) {
    let Some(share) = fall else {
        hand_bag(hand, 0.30, bag, parts);
        return;
    };
    let spilt = (share / 0.15).min((1.0 - share) / 0.12).clamp(0.0, 1.0);
    let start = hand.sub(Vec3::new(0.0, 0.25, 0.0));
    for piece in 0..FRUIT_SPILT {
        let turn = 2.4 * piece as f64 + 0.6 * share;
        let reach = 0.32 + 0.05 * piece as f64 + 0.25 * share;
        let lying = ground.at(0.75 + 0.7 * reach * cos(turn), 0.9 * reach * sin(turn), fruit_m);
        parts.push(Part::ball(start.mix(lying, spilt), fruit_m, FRUIT[piece % 4]));
    }
    let down = ground.at(0.9, 0.1, 0.14);
    parts.push(Part::bar(
        start.mix(down, spilt),
        start.mix(ground.at(1.2, 0.2, 0.14), spilt),
        [0.15, 0.17],
        LIGHT,
    ));
}

/// Adds a shopping trolley that rolls behind a hand.
pub(super) fn trolley(ground: &Ground, distance: f64, hand: Vec3, colour: Colour, parts: &mut Vec<Part>) {
    for left in [-0.30, 0.02] {
        Wheel { forward: -0.62, left, radius: 0.10, tyre: 0.03, spokes: 0, spoke: STEEL, colour: RUBBER }
            .build(ground, distance, parts);
    }
    parts.push(Part::bar(hand, ground.at(-0.62, -0.14, 0.12), [0.02; 2], STEEL));
    parts.push(Part::bar(ground.at(-0.62, -0.14, 0.28), ground.at(-0.50, -0.14, 0.62), [0.18, 0.17], colour));
}

/// Adds an open umbrella over a hand at `hand`, its canopy over `ground`'s origin.
pub(super) fn umbrella(ground: &Ground, hand: Vec3, top_m: f64, colours: [Colour; 2], parts: &mut Vec<Part>) {
    let tip = ground.at(0.10, 0.0, top_m);
    parts.push(Part::bar(hand, tip, [0.014; 2], RUBBER));
    let panels = 8;
    let rim = |i: usize| {
        let angle = 2.0 * PI * i as f64 / panels as f64;
        ground.at(0.10 + 0.56 * cos(angle), 0.56 * sin(angle), top_m - 0.27)
    };
    for i in 0..panels {
        parts.push(Part::panel([tip, rim(i), rim(i + 1), tip], colours[i % 2]));
    }
}

/// Adds a bag hanging from a hand.
pub(super) fn hand_bag(hand: Vec3, size_m: f64, colour: Colour, parts: &mut Vec<Part>) {
    let down = |m: f64| hand.sub(Vec3::new(0.0, m, 0.0));
    parts.push(Part::bar(down(0.0), down(0.15), [0.012; 2], colour));
    parts.push(Part::bar(
        down(0.12 + size_m * 0.5),
        down(0.12 + size_m),
        [size_m * 0.42, size_m * 0.5],
        colour,
    ));
}

/// Adds a dog trotting, `phase` in cycles of its gait, on a lead from `hand`.
pub(super) fn dog(ground: &Ground, phase: f64, hand: Vec3, coat: Colour, parts: &mut Vec<Part>) {
    let swing = |offset: f64| 0.11 * sin(2.0 * PI * (phase + offset));
    let (rump, withers) = (ground.at(-0.26, 0.0, 0.42), ground.at(0.26, 0.0, 0.44));
    parts.push(Part::bar(rump, withers, [0.11, 0.13], coat));
    for (forward, left, offset) in
        [(-0.26, 0.08, 0.0), (-0.26, -0.08, 0.5), (0.26, 0.08, 0.5), (0.26, -0.08, 0.0)]
    {
        let foot = ground.at(forward + swing(offset), left, 0.04);
        parts.push(Part::bar(ground.at(forward, left, 0.38), foot, [0.045, 0.03], coat));
    }
    let head = ground.at(0.46, 0.0, 0.62);
    parts.push(Part::bar(withers, head, [0.08, 0.06], coat));
    parts.push(Part::bar(head, ground.at(0.60, 0.0, 0.58), [0.085, 0.045], coat));
    parts.push(Part::ball(ground.at(0.42, 0.06, 0.69), 0.05, coat.map(|c| 0.7 * c)));
    parts.push(Part::bar(rump, ground.at(-0.44, 0.04 * sin(4.0 * PI * phase), 0.60), [0.03, 0.02], coat));
    parts.push(Part::bar(withers, hand, [0.008; 2], RUBBER));
}
