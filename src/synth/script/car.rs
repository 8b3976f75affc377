//! A car: body, cabin, wheels, lights; whole or with its nose dented.

use super::super::body::Ground;
use super::super::part::{Colour, Part};
use super::super::things::{Wheel, cuboid};
use crate::random::Random;

/// Half the length of a car, metres.
pub(super) const HALF_LENGTH_M: f64 = 2.05;
/// Half its breadth.
const HALF_BREADTH_M: f64 = 0.84;
const GLASS: Colour = [72.0, 84.0, 94.0];
const TYRE: Colour = [44.0, 44.0, 46.0];
const HUB: Colour = [150.0, 152.0, 154.0];
const HEADLIGHT: Colour = [238.0, 234.0, 214.0];
const TAIL_LIGHT: Colour = [168.0, 36.0, 32.0];
/// Car paint.
const PAINTS: [Colour; 7] = [
    [186.0, 190.0, 194.0],
    [90.0, 96.0, 106.0],
    [150.0, 60.0, 54.0],
    [64.0, 92.0, 132.0],
    [206.0, 204.0, 198.0],
    [86.0, 112.0, 96.0],
    [176.0, 150.0, 96.0],
];

/// How one car looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    pub(super) paint: Colour,
    /// How far the nose is pushed in, metres.
    pub(super) dent: f64,
    /// Whether the hazard lights are on at the moment.
    pub(super) warns: bool,
    /// Whether it drives with its headlights on.
    pub(super) beams: bool,
}

impl Body {
    /// A whole car in some paint.
    pub(super) fn any(random: &mut Random) -> Self {
        Self { paint: PAINTS[random.below(PAINTS.len())], dent: 0.0, warns: false, beams: false }
    }
}

/// Adds the car after `distance` metres.
pub(super) fn build(ground: &Ground, distance: f64, body: &Body, parts: &mut Vec<Part>) {
    let (half, breadth) = (HALF_LENGTH_M, HALF_BREADTH_M);
    let nose = half - body.dent;
    let paint = body.paint;
    let dark = paint.map(|c| 0.72 * c);
    for forward in [-1.28, 1.26] {
        for left in [-breadth + 0.06, breadth - 0.06] {
            Wheel { forward, left, radius: 0.32, tyre: 0.11, spokes: 0, spoke: HUB, colour: TYRE }
                .build(ground, distance, parts);
            let axle = ground.at(forward, left * 1.06, 0.32);
            parts.push(Part::ball(axle, 0.16, HUB));
        }
    }
    cuboid(ground, [-half, nose], [-breadth, breadth], [0.20, 0.42], dark, parts);
    cuboid(ground, [-half, nose], [-breadth, breadth], [0.42, 0.80], paint, parts);
    bonnet(ground, nose, body, parts);
    cabin(ground, paint, parts);
    lights(ground, nose, body, parts);
}

/// The bonnet; a dented one stands up like a roof.
fn bonnet(ground: &Ground, nose: f64, body: &Body, parts: &mut Vec<Part>) {
    let ridge = 0.84 + 0.55 * body.dent;
    let fold = 0.5 * (0.75 + nose);
    let b = HALF_BREADTH_M - 0.04;
    for (from, to) in [((0.72, 0.86), (fold, ridge)), ((fold, ridge), (nose, 0.80))] {
        let at = |(f, u): (f64, f64), l: f64| ground.at(f, l, u);
        let paint = body.paint.map(|c| (1.05 * c).min(255.0));
        parts.push(Part::panel([at(from, -b), at(from, b), at(to, b), at(to, -b)], paint));
    }
}

/// Roof on four panes that lean inwards.
fn cabin(ground: &Ground, paint: Colour, parts: &mut Vec<Part>) {
    let foot = [(-1.75, 0.80), (0.80, 0.80)];
    let roof = [(-1.35, 1.40), (0.22, 1.42)];
    let (low, high) = (HALF_BREADTH_M - 0.02, 0.62);
    let at = |(f, u): (f64, f64), l: f64| ground.at(f, l, u);
    for side in [-1.0, 1.0] {
        let corners = [
            at(foot[0], side * low),
            at(foot[1], side * low),
            at(roof[1], side * high),
            at(roof[0], side * high),
        ];
        parts.push(Part::panel(corners, GLASS));
        let pillar = |f: f64, g: f64| {
            Part::bar(ground.at(f, side * low, 0.8), ground.at(g, side * high, 1.4), [0.045; 2], paint)
        };
        parts.extend([pillar(-0.45, -0.50), pillar(0.80, 0.22), pillar(-1.75, -1.35)]);
    }
    for end in 0..2 {
        let corners = [at(foot[end], -low), at(foot[end], low), at(roof[end], high), at(roof[end], -high)];
        parts.push(Part::panel(corners, GLASS.map(|c| 1.15 * c)));
    }
    parts.push(Part::panel(
        [at(roof[0], -high), at(roof[0], high), at(roof[1], high), at(roof[1], -high)],
        paint,
    ));
}

fn lights(ground: &Ground, nose: f64, body: &Body, parts: &mut Vec<Part>) {
    const AMBER: Colour = [700.0, 380.0, 40.0];
    for left in [-0.62, 0.62] {
        let head = if body.beams { HEADLIGHT.map(|c| 4.0 * c) } else { HEADLIGHT };
        let tail = if body.beams { TAIL_LIGHT.map(|c| 3.0 * c) } else { TAIL_LIGHT };
        let (front, rear) =
            (ground.at(nose + 0.01, left, 0.66), ground.at(-HALF_LENGTH_M - 0.01, left, 0.68));
        parts.push(Part::ball(front, 0.11, head));
        parts.push(Part::ball(rear, 0.10, tail));
        if body.warns {
            for f in [nose, -HALF_LENGTH_M] {
                parts.push(Part::ball(ground.at(f, left * 1.3, 0.62), 0.12, AMBER));
            }
        }
    }
}
