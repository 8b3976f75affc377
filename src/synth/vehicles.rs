//! What people ride, drive, push and sit in: a bicycle, a market cart, a pram, a wheelchair.

use super::body::Ground;
use super::part::{Colour, Part};
use super::things::{DARK, FRUIT, LIGHT, RUBBER, STEEL, Wheel, cuboid};

/// Tyres and seats of what is pushed: greyed by the sun.
const WORN: Colour = [128.0, 126.0, 122.0];
const CANVAS: Colour = [142.0, 144.0, 146.0];

/// Where a rider holds and treads a bicycle, metres forward and up.
pub(super) const SADDLE: [f64; 2] = [-0.16, 0.92];
pub(super) const HANDLEBAR: [f64; 2] = [0.46, 1.02];
pub(super) const CRANK: [f64; 2] = [0.02, 0.30];
pub(super) const CRANK_LENGTH: f64 = 0.17;
/// Turns of the crank per metre ridden.
pub(super) const CRANK_TURNS: f64 = 0.22;

/// Adds a bicycle with a front basket, its frame and spokes of one colour.
pub(super) fn bicycle(ground: &Ground, distance: f64, frame: Colour, parts: &mut Vec<Part>) {
    for forward in [-0.53, 0.55] {
        Wheel { forward, left: 0.0, radius: 0.34, tyre: 0.036, spokes: 6, spoke: frame, colour: DARK }
            .build(ground, distance, parts);
    }
    let at = |p: [f64; 2]| ground.at(p[0], 0.0, p[1]);
    let (front, rear, head) = ([0.55, 0.34], [-0.53, 0.34], [0.40, 0.86]);
    let tubes =
        [(rear, CRANK), (rear, SADDLE), (CRANK, SADDLE), (CRANK, head), ([-0.12, 0.80], head), (head, front)];
    for (a, b) in tubes {
        parts.push(Part::bar(at(a), at(b), [0.032; 2], frame));
    }
    parts.push(Part::bar(at(head), at(HANDLEBAR), [0.018; 2], STEEL));
    let [f, u] = HANDLEBAR;
    parts.push(Part::bar(ground.at(f, 0.24, u), ground.at(f, -0.24, u), [0.018; 2], RUBBER));
    cuboid(ground, [0.50, 0.80], [-0.17, 0.17], [0.72, 0.84], DARK, parts);
    cuboid(ground, [0.50, 0.80], [-0.17, 0.17], [0.84, 0.96], FRUIT[2], parts);
    parts.push(Part::bar(at([-0.28, 0.93]), at([-0.02, 0.93]), [0.045, 0.03], RUBBER));
}

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
