//! What stands still: trees, benches, lamps and the front of houses.

use super::body::Ground;
use super::geometry::Camera;
use super::noise::cell;
use super::part::{Colour, Part, sort_by_depth};
use super::path::{Spot, Stance};
use super::things::cuboid;
use crate::random::Random;
use libm::{cos, sin};
use std::f64::consts::PI;

/// Depth of the house front that closes the plaza, metres (ours).
pub(super) const FRONT_M: f64 = 25.0;
/// Half the width of the passage through the house front, metres.
pub(super) const PASSAGE_HALF_M: f64 = 1.5;
/// Height of the passage, metres.
pub(super) const PASSAGE_HEIGHT_M: f64 = 3.3;

/// A thing with a fixed place, beyond where anybody walks.
#[derive(Debug, Clone)]
pub(super) struct Fixture {
    pub(super) spot: Spot,
    /// Farthest first.
    pub(super) parts: Vec<Part>,
}

/// The furniture of a plaza, and where its passage is.
#[derive(Debug, Clone)]
pub(super) struct Furniture {
    pub(super) fixtures: Vec<Fixture>,
    /// Middle of the passage, metres to the right.
    pub(super) passage: f64,
}

impl Furniture {
    pub(super) fn new(seed: u64, camera: &Camera) -> Self {
        let mut random = Random::keyed(seed, "plaza furniture", 0);
        let side = if random.unit() < 0.5 { 1.0 } else { -1.0 };
        let half = camera.half_width_m(20.0);
        let passage = -side * random.between(0.15, 0.35) * half;
        let mut fixtures = Vec::new();
        for (share, depth) in [(0.62, 22.6), (0.95, 22.2), (-0.80, 22.6)] {
            let spot =
                [side * half * (share + random.between(-0.08, 0.08)), depth + random.between(-0.4, 0.4)];
            fixtures.push(tree(&mut random, spot));
        }
        fixtures.push(bench([side * half * random.between(0.22, 0.34), random.between(22.6, 23.0)]));
        fixtures.push(bench([-side * half * random.between(0.48, 0.58), random.between(22.6, 23.0)]));
        fixtures.push(lamp([side * half * random.between(-0.1, 0.1), 22.8]));
        fixtures.push(bin([-side * half * 0.32, 23.4]));
        Self { fixtures, passage }
    }
}

fn facing_camera([x, z]: Spot) -> Ground {
    Ground::new(Stance { at: [x, z], forward: [0.0, -1.0] })
}

fn tree(random: &mut Random, spot: Spot) -> Fixture {
    let ground = facing_camera(spot);
    let mut parts = Vec::new();
    let bark: Colour = [104.0, 84.0, 66.0];
    cuboid(&ground, [-0.6, 0.6], [-0.6, 0.6], [0.0, 0.45], [176.0, 164.0, 146.0], &mut parts);
    let height = random.between(3.4, 4.0);
    parts.push(Part::bar(ground.at(0.0, 0.0, 0.3), ground.at(0.1, 0.1, height), [0.13, 0.08], bark));
    for _ in 0..90 {
        let (turn, lift, reach) =
            (random.between(0.0, 2.0 * PI), random.between(-1.0, 1.0), random.unit().sqrt());
        let flat = reach * (1.0 - lift * lift).sqrt();
        let at = ground.at(1.25 * flat * cos(turn), 1.5 * flat * sin(turn), height + 1.0 * reach * lift);
        let sunny = 0.72 + 0.25 * reach * lift + random.between(-0.1, 0.12);
        let leaf = [104.0 * sunny, 140.0 * sunny, 66.0 * sunny].map(|c| c as f32);
        parts.push(Part::ball(at, random.between(0.20, 0.42), leaf));
    }
    sort_by_depth(&mut parts);
    Fixture { spot, parts }
}

fn bench(spot: Spot) -> Fixture {
    let ground = facing_camera(spot);
    let mut parts = Vec::new();
    let (wood, iron): (Colour, Colour) = ([152.0, 108.0, 66.0], [62.0, 64.0, 66.0]);
    for left in [-0.75, 0.75] {
        cuboid(&ground, [-0.22, 0.22], [left - 0.05, left + 0.05], [0.0, 0.43], iron, &mut parts);
    }
    cuboid(&ground, [-0.25, 0.25], [-0.95, 0.95], [0.42, 0.49], wood, &mut parts);
    for up in [0.62, 0.80] {
        cuboid(&ground, [-0.27, -0.22], [-0.95, 0.95], [up, up + 0.11], wood, &mut parts);
    }
    sort_by_depth(&mut parts);
    Fixture { spot, parts }
}

fn lamp(spot: Spot) -> Fixture {
    let ground = facing_camera(spot);
    let iron: Colour = [66.0, 72.0, 74.0];
    let mut parts = vec![
        Part::bar(ground.at(0.0, 0.0, 0.0), ground.at(0.0, 0.0, 0.7), [0.14, 0.09], iron),
        Part::bar(ground.at(0.0, 0.0, 0.6), ground.at(0.0, 0.0, 4.2), [0.06, 0.05], iron),
        Part::bar(ground.at(0.0, 0.0, 4.2), ground.at(0.0, 0.0, 4.6), [0.16, 0.22], [238.0, 232.0, 212.0]),
    ];
    sort_by_depth(&mut parts);
    Fixture { spot, parts }
}

fn bin(spot: Spot) -> Fixture {
    let ground = facing_camera(spot);
    let parts = vec![Part::bar(
        ground.at(0.0, 0.0, 0.2),
        ground.at(0.0, 0.0, 0.75),
        [0.22, 0.26],
        [70.0, 92.0, 80.0],
    )];
    Fixture { spot, parts }
}

/// The colour of the house front at `x` metres to the right and `y` up; `None` in the passage.
pub(super) fn house_front(key: u32, passage: f64, x: f64, y: f64) -> Option<Colour> {
    /// Width of one arch or window bay, metres.
    const BAY_M: f64 = 4.2;
    let from_passage = (x - passage).abs();
    let arch = |half: f64, top: f64, x: f64| {
        let spring = top - half;
        x < half && (y < spring || x * x + (y - spring) * (y - spring) < half * half)
    };
    if arch(PASSAGE_HALF_M, PASSAGE_HEIGHT_M, from_passage) {
        return None;
    }
    let bay = ((x - passage) / BAY_M).round();
    let (across, index) = ((x - passage - bay * BAY_M).abs(), bay as i32);
    let wall: [Colour; 4] =
        [[206.0, 174.0, 132.0], [212.0, 188.0, 154.0], [196.0, 154.0, 122.0], [216.0, 200.0, 170.0]];
    let house = wall[(cell(key, index.div_euclid(2), 9) * 4.0) as usize % 4];
    let grain = (0.97 + 0.06 * cell(key, (x * 9.0).floor() as i32, (y * 9.0).floor() as i32)) as f32;
    let shop: [Colour; 4] =
        [[150.0, 66.0, 56.0], [62.0, 100.0, 92.0], [70.0, 84.0, 116.0], [176.0, 138.0, 72.0]];
    let paint = shop[(cell(key, index, 3) * 4.0) as usize % 4];
    let colour: Colour = if bay == 0.0 && arch(PASSAGE_HALF_M + 0.22, PASSAGE_HEIGHT_M + 0.22, across) {
        [226.0, 212.0, 186.0]
    } else if bay != 0.0 && across < 1.55 && (2.45..3.05).contains(&y) {
        let stripe = (x * 2.5).floor() as i64 % 2 == 0;
        if stripe { paint } else { [232.0, 222.0, 202.0] }
    } else if bay != 0.0 && across < 1.3 && (0.55..2.45).contains(&y) {
        if (across - 0.62).abs() < 0.06 || y > 2.35 { paint } else { [74.0, 84.0, 90.0] }
    } else if bay != 0.0 && across < 1.3 && y < 0.55 {
        paint.map(|c| 0.85 * c)
    } else if (3.55..3.75).contains(&y) {
        [228.0, 216.0, 194.0]
    } else if across < 0.55 && y > 4.1 {
        [92.0, 104.0, 112.0]
    } else if across < 0.95 && y > 4.1 {
        [96.0, 124.0, 110.0]
    } else {
        house
    };
    Some(colour.map(|c| c * grain))
}

/// What is seen through the passage: the dim alley behind it.
pub(super) const ALLEY: Colour = [112.0, 100.0, 88.0];
