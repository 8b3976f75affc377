//! What people ride, push, carry and lead: wheels, boxes, a bicycle, a market cart, a pram, a wheelchair, an
//! umbrella, bags and a dog.

use super::body::Ground;
use super::geometry::Vec3;
use super::part::{Colour, Part};
use libm::{cos, sin};
use std::f64::consts::PI;

const RUBBER: Colour = [92.0, 92.0, 94.0];
const STEEL: Colour = [158.0, 160.0, 162.0];
/// Tyres and seats of what is pushed: greyed by the sun.
const WORN: Colour = [128.0, 126.0, 122.0];
const CANVAS: Colour = [142.0, 144.0, 146.0];
const LIGHT: Colour = [234.0, 230.0, 222.0];
const DARK: Colour = [62.0, 62.0, 66.0];
/// Oranges, apples, lemons, limes.
const FRUIT: [Colour; 4] =
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

/// Where a rider holds and treads a bicycle, metres forward and up.
pub(super) const SADDLE: [f64; 2] = [-0.16, 0.92];
pub(super) const HANDLEBAR: [f64; 2] = [0.46, 1.02];
pub(super) const CRANK: [f64; 2] = [0.02, 0.30];
pub(super) const CRANK_LENGTH: f64 = 0.17;
/// Turns of the crank per metre ridden.
pub(super) const CRANK_TURNS: f64 = 0.22;

/// Adds a bicycle with a front basket.
pub(super) fn bicycle(ground: &Ground, distance: f64, parts: &mut Vec<Part>) {
    for forward in [-0.53, 0.55] {
        Wheel { forward, left: 0.0, radius: 0.34, tyre: 0.036, spokes: 6, spoke: LIGHT, colour: DARK }
            .build(ground, distance, parts);
    }
    let at = |p: [f64; 2]| ground.at(p[0], 0.0, p[1]);
    let (front, rear, head) = ([0.55, 0.34], [-0.53, 0.34], [0.40, 0.86]);
    let tubes =
        [(rear, CRANK), (rear, SADDLE), (CRANK, SADDLE), (CRANK, head), ([-0.12, 0.80], head), (head, front)];
    for (a, b) in tubes {
        parts.push(Part::bar(at(a), at(b), [0.032; 2], LIGHT));
    }
    parts.push(Part::bar(at(head), at(HANDLEBAR), [0.018; 2], STEEL));
    let [f, u] = HANDLEBAR;
    parts.push(Part::bar(ground.at(f, 0.24, u), ground.at(f, -0.24, u), [0.018; 2], RUBBER));
    cuboid(ground, [0.50, 0.80], [-0.17, 0.17], [0.72, 0.84], DARK, parts);
    cuboid(ground, [0.50, 0.80], [-0.17, 0.17], [0.84, 0.96], FRUIT[2], parts);
    parts.push(Part::bar(at([-0.28, 0.93]), at([-0.02, 0.93]), [0.045, 0.03], RUBBER));
}

/// Pieces of fruit that roll out of a dropped bag.
const FRUIT_SPILT: usize = 10;

/// A market cart's handle, metres forward and up.
pub(super) const CART_HANDLE: [f64; 2] = [-0.42, 1.15];

/// Adds a motor market cart with a footboard for its driver: slatted load, fruit, a striped awning on posts,
/// two large wheels.
pub(super) fn market_cart(ground: &Ground, distance: f64, stripe: Colour, parts: &mut Vec<Part>) {
    let wood = [112.0, 84.0, 62.0];
    for left in [-0.46, 0.46] {
        Wheel { forward: 0.45, left, radius: 0.38, tyre: 0.05, spokes: 6, spoke: LIGHT, colour: DARK }
            .build(ground, distance, parts);
        parts.push(Part::bar(
            ground.at(CART_HANDLE[0], left * 0.8, CART_HANDLE[1]),
            ground.at(0.0, left * 0.8, 0.62),
            [0.025; 2],
            wood,
        ));
    }
    cuboid(ground, [-1.05, -0.2], [-0.3, 0.3], [0.20, 0.27], wood, parts);
    for slat in 0..3 {
        let up = 0.50 + 0.14 * f64::from(slat);
        let colour = if slat % 2 == 0 { wood } else { LIGHT };
        cuboid(ground, [-0.25, 1.15], [-0.42, 0.42], [up, up + 0.13], colour, parts);
    }
    for row in 0..4 {
        for column in 0..3 {
            let spot = ground.at(-0.08 + 0.36 * f64::from(row), -0.28 + 0.28 * f64::from(column), 0.96);
            parts.push(Part::ball(spot, 0.15, FRUIT[((row + column) % 4) as usize]));
        }
    }
    for (f, l) in [(-0.22, -0.4), (-0.22, 0.4), (1.12, -0.4), (1.12, 0.4)] {
        parts.push(Part::bar(ground.at(f, l, 0.9), ground.at(f, l, 1.75), [0.03; 2], DARK));
    }
    awning(ground, stripe, parts);
}

/// A roof of stripes along the way, with a hanging border.
fn awning(ground: &Ground, stripe: Colour, parts: &mut Vec<Part>) {
    /// Stripes to each side of the ridge, and their breadth on the ground, metres.
    const STRIPES: usize = 4;
    const BREADTH_M: f64 = 0.17;
    let deep = stripe.map(|c| 0.75 * c);
    let colour = |i: usize| if i.is_multiple_of(2) { deep } else { LIGHT };
    for side in [-1.0, 1.0] {
        let edge = |f: f64, i: f64| ground.at(f, side * BREADTH_M * i, 2.05 - 0.08 * i);
        for i in 0..STRIPES {
            let (near, far) = (i as f64, i as f64 + 1.0);
            parts.push(Part::panel(
                [edge(-0.4, near), edge(1.3, near), edge(1.3, far), edge(-0.4, far)],
                colour(i),
            ));
        }
        for (i, up) in [1.73, 1.63, 1.53].into_iter().enumerate() {
            let l = side * BREADTH_M * STRIPES as f64;
            parts.push(Part::bar(
                ground.at(-0.4, l, up - 0.05),
                ground.at(1.3, l, up - 0.05),
                [0.05; 2],
                colour(i),
            ));
        }
    }
}

/// Adds what falls with somebody: a bag in the hand while upright; during a fall (its share, 0 to 1) the fruit
/// rolls out of it and is gathered again.
pub(super) fn shopping(ground: &Ground, hand: Vec3, fall: Option<f64>, bag: Colour, parts: &mut Vec<Part>) {
    let Some(share) = fall else {
        hand_bag(hand, 0.30, bag, parts);
        return;
    };
    let spilt = (share / 0.15).min((1.0 - share) / 0.12).clamp(0.0, 1.0);
    let start = hand.sub(Vec3::new(0.0, 0.25, 0.0));
    for piece in 0..FRUIT_SPILT {
        let turn = 2.4 * piece as f64 + 0.6 * share;
        let reach = 0.32 + 0.05 * piece as f64 + 0.25 * share;
        let lying = ground.at(0.75 + 0.7 * reach * cos(turn), 0.9 * reach * sin(turn), 0.09);
        parts.push(Part::ball(start.mix(lying, spilt), 0.09, FRUIT[piece % 4]));
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

/// Adds a pram in front of its pusher.
pub(super) fn pram(ground: &Ground, distance: f64, colour: Colour, parts: &mut Vec<Part>) {
    for (forward, radius) in [(0.50, 0.15), (1.08, 0.12)] {
        for left in [-0.22, 0.22] {
            Wheel { forward, left, radius, tyre: 0.03, spokes: 3, spoke: STEEL, colour: WORN }
                .build(ground, distance, parts);
        }
    }
    for left in [-0.2, 0.2] {
        parts.push(Part::bar(ground.at(0.36, left, 1.0), ground.at(1.02, left, 0.2), [0.018; 2], STEEL));
        parts.push(Part::bar(ground.at(0.5, left, 0.18), ground.at(0.9, left, 0.6), [0.018; 2], STEEL));
    }
    let dark = colour.map(|c| 0.9 * c);
    parts.push(Part::bar(ground.at(0.62, 0.0, 0.62), ground.at(1.1, 0.0, 0.60), [0.20, 0.18], colour));
    parts.push(Part::bar(ground.at(0.62, -0.12, 0.80), ground.at(0.62, 0.12, 0.80), [0.2; 2], dark));
}

/// Seat and foot rests of a wheelchair, metres forward and up.
pub(super) const WHEELCHAIR_SEAT: [f64; 2] = [0.0, 0.56];
pub(super) const FOOT_REST: [f64; 2] = [0.50, 0.16];

/// Adds a wheelchair.
pub(super) fn wheelchair(ground: &Ground, distance: f64, parts: &mut Vec<Part>) {
    for left in [-0.30, 0.30] {
        Wheel { forward: -0.05, left, radius: 0.30, tyre: 0.026, spokes: 6, spoke: STEEL, colour: WORN }
            .build(ground, distance, parts);
        Wheel {
            forward: 0.42,
            left: left * 0.8,
            radius: 0.09,
            tyre: 0.03,
            spokes: 0,
            spoke: STEEL,
            colour: WORN,
        }
        .build(ground, distance, parts);
        parts.push(Part::bar(
            ground.at(-0.22, left * 0.8, 0.45),
            ground.at(-0.28, left * 0.8, 0.98),
            [0.02; 2],
            STEEL,
        ));
        parts.push(Part::bar(
            ground.at(0.25, left * 0.8, 0.48),
            ground.at(0.48, left * 0.8, 0.14),
            [0.02; 2],
            STEEL,
        ));
    }
    cuboid(ground, [-0.24, 0.24], [-0.22, 0.22], [0.42, 0.50], CANVAS, parts);
    cuboid(ground, [-0.28, -0.22], [-0.22, 0.22], [0.48, 0.92], CANVAS, parts);
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
