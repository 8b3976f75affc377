//! A car park before a shop: bays with cars at the back, a lane in front of them, trolleys and a lamp.

use super::paint::{Seen, Site, asphalt, road_paint, times};
use super::{DAY, Fixtures, Plan, Road, Ways};
use crate::random::Random;
use crate::synth::body::Ground;
use crate::synth::furniture::{FRONT_M, Fixture};
use crate::synth::geometry::Mounting;
use crate::synth::noise::cell;
use crate::synth::part::{Colour, Part, sort_by_depth};
use crate::synth::path::Stance;
use crate::synth::script::car;
use crate::synth::things::cuboid;

/// The bays at the back: from the lane to the kerb, and their breadth, metres.
const BAYS_M: [f64; 2] = [17.4, 22.4];
const BAY_M: f64 = 2.7;
/// Near end of the bays in front, which are left free for walkers.
const FRONT_BAYS_M: [f64; 2] = [5.0, 8.4];
/// Bays to each side of the middle.
const BAYS: i32 = 6;
/// Share of bays with a car.
const TAKEN: f64 = 0.72;

pub(super) fn plan() -> Plan {
    Plan {
        mounting: Mounting::LAMP_POST,
        ways: Ways::Across { strips: vec![[7.2, 16.4]], bridge: None },
        road: Some(Road { lanes: [14.8, 12.2], traffic_s: None, has_signal: false }),
        depths: [8.0, 10.4],
        obstacles: Vec::new(),
        ambient: DAY,
        lamps: Vec::new(),
        sun: 1.0,
    }
}

/// What is seen at a point of the picture.
pub(super) fn look(site: &Site, column: f64, row: f64) -> Seen {
    let [x, z] = site.camera.ground_at(column, row);
    if z <= 0.0 || z >= FRONT_M {
        let up = site.camera.height_seen(FRONT_M, row);
        let along = (column - site.width as f64 / 2.0) / site.camera.scale(FRONT_M);
        return Seen::wall(shop(site, along, up), FRONT_M);
    }
    if z > BAYS_M[1] + 0.25 {
        // The path before the shop, behind a kerb.
        let kerb = z < BAYS_M[1] + 0.45;
        return Seen::ground(if kerb { [196.0, 194.0, 188.0] } else { [172.0, 168.0, 160.0] });
    }
    let line = (x / BAY_M - 0.5).rem_euclid(1.0);
    let bays = (BAYS_M[0]..BAYS_M[1]).contains(&z) || (FRONT_BAYS_M[0]..FRONT_BAYS_M[1]).contains(&z);
    let stripe = bays && !(0.022..0.978).contains(&line);
    if stripe || arrow(x, z) {
        return Seen::ground(road_paint(site.key, x, z));
    }
    Seen::ground(asphalt(site.key, x, z))
}

/// Arrows along the lane: to the right in the near half, to the left in the far half.
fn arrow(x: f64, z: f64) -> bool {
    [(12.2, 1.0), (14.8, -1.0)].into_iter().any(|(lane, way)| {
        let (ahead, aside) = (way * (x - way * 2.2), (z - lane).abs());
        let shaft = (-1.3..0.2).contains(&ahead) && aside < 0.09;
        let head = (0.2..1.1).contains(&ahead) && aside < 0.38 * (1.1 - ahead) / 0.9;
        shaft || head
    })
}

/// The shop: a glass front, a coloured band and a wall.
fn shop(site: &Site, x: f64, up: f64) -> Colour {
    let pane = (x / 1.6).rem_euclid(1.0);
    let colour: Colour = if (2.7..3.5).contains(&up) {
        [64.0, 122.0, 92.0]
    } else if up < 2.5 && up > 0.3 && pane > 0.06 {
        let lit = cell(site.key ^ 31, (x / 1.6).floor() as i32, 0);
        times([112.0, 128.0, 136.0], 0.85 + 0.3 * lit)
    } else {
        [206.0, 202.0, 194.0]
    };
    times(colour, 0.98)
}

pub(super) fn fixtures(site: &Site) -> Fixtures {
    let mut random = Random::keyed(site.seed, "scene car park", 0);
    let mut fixtures: Fixtures = Vec::new();
    for bay in -BAYS..=BAYS {
        if random.unit() >= TAKEN {
            continue;
        }
        let spot = [BAY_M * f64::from(bay), 0.5 * (BAYS_M[0] + BAYS_M[1]) + random.between(-0.2, 0.2)];
        let nose = if random.unit() < 0.6 { 1.0 } else { -1.0 };
        let ground = Ground::new(Stance { at: spot, forward: [0.0, nose] });
        let mut parts = Vec::new();
        car::build(&ground, 0.0, &car::Body::any(&mut random), &mut parts);
        sort_by_depth(&mut parts);
        fixtures.push(Fixture { spot, parts });
    }
    fixtures.push(trolley_rack([random.between(-7.0, -5.0), 17.0]));
    fixtures
}

/// A rail with shopping trolleys pushed into each other.
fn trolley_rack(spot: [f64; 2]) -> Fixture {
    let ground = Ground::new(Stance { at: spot, forward: [1.0, 0.0] });
    let steel: Colour = [150.0, 156.0, 160.0];
    let mut parts = Vec::new();
    for i in 0..5 {
        let f = -0.9 + 0.35 * f64::from(i);
        cuboid(&ground, [f, f + 0.28], [-0.25, 0.25], [0.45, 0.85], steel, &mut parts);
        parts.push(Part::bar(
            ground.at(f, 0.25, 0.9),
            ground.at(f, -0.25, 0.9),
            [0.03; 2],
            [196.0, 70.0, 60.0],
        ));
    }
    for left in [-0.45, 0.45] {
        parts.push(Part::bar(ground.at(-1.2, left, 0.9), ground.at(1.2, left, 0.9), [0.035; 2], steel));
        for f in [-1.2, 1.2] {
            parts.push(Part::bar(ground.at(f, left, 0.0), ground.at(f, left, 0.9), [0.035; 2], steel));
        }
    }
    sort_by_depth(&mut parts);
    Fixture { spot, parts }
}
