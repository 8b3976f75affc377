//! Streets: the crossing by day, and a street by lamp light. House fronts and furniture are the square's.

use super::paint::{Seen, Site, asphalt, road_paint, slabs, times};
use super::{Bridge, DAY, Fixtures, Plan, Road, Ways};
use crate::random::Random;
use crate::synth::body::Ground;
use crate::synth::furniture::{ALLEY, FRONT_M, Fixture, Furniture, house_front};
use crate::synth::geometry::Mounting;
use crate::synth::part::{Colour, Part, sort_by_depth};
use crate::synth::path::{Spot, Stance};
use crate::synth::script::air::Lamp;
use crate::synth::things::cuboid;

/// The crossing's road: near and far edge, metres.
const ROAD_M: [f64; 2] = [10.2, 16.2];
/// Half the breadth of the zebra crossing, metres.
const ZEBRA_M: f64 = 2.1;
/// The street's road by night.
const NIGHT_ROAD_M: [f64; 2] = [15.2, 21.2];
/// Lamp posts along it: columns and depth, metres.
const LAMP_POSTS_X: [f64; 4] = [-9.0, -3.2, 2.6, 8.4];
const LAMP_POSTS_Z: f64 = 14.6;

pub(super) fn crossing_plan() -> Plan {
    Plan {
        mounting: Mounting::LAMP_POST,
        ways: Ways::Across {
            strips: vec![[7.3, 9.7], [16.9, 20.6]],
            bridge: Some(Bridge { x: [0.3 - ZEBRA_M, ZEBRA_M - 0.3], has_signal: true }),
        },
        road: Some(Road { lanes: [14.6, 11.8], traffic_s: Some(1.7), has_signal: true }),
        depths: [7.9, 9.4],
        obstacles: SIGNALS.map(|spot| (spot, 0.3)).to_vec(),
        ambient: DAY,
        lamps: Vec::new(),
        sun: 1.0,
    }
}

pub(super) fn night_plan() -> Plan {
    let lamp = |x| Lamp { at: [x, LAMP_POSTS_Z - 1.3], reach_m: 3.4, colour: [1.02, 0.80, 0.50] };
    // A second row of lamps stands behind the camera.
    let near = |x| Lamp { at: [x, 7.6], reach_m: 3.4, colour: [0.92, 0.73, 0.47] };
    Plan {
        mounting: Mounting::LAMP_POST,
        ways: Ways::Across { strips: vec![[7.2, 14.0]], bridge: None },
        road: Some(Road { lanes: [19.6, 16.8], traffic_s: Some(7.0), has_signal: false }),
        depths: [8.0, 10.6],
        obstacles: LAMP_POSTS_X.map(|x| ([x, LAMP_POSTS_Z], 0.3)).to_vec(),
        ambient: [0.20, 0.23, 0.33],
        lamps: LAMP_POSTS_X.map(lamp).into_iter().chain([-6.0, 0.0, 6.0].map(near)).collect(),
        sun: 0.25,
    }
}

/// What is seen above and behind the ground up to the house front; `None` in front of it.
fn front(site: &Site, column: f64, row: f64) -> Option<Seen> {
    let [gx, gz] = site.camera.ground_at(column, row);
    if gz > 0.0 && gz < FRONT_M {
        return None;
    }
    let up = site.camera.height_seen(FRONT_M, row);
    let along = (column - site.width as f64 / 2.0) / site.camera.scale(FRONT_M);
    let colour = match house_front(site.key ^ 0x51, site.passage, along, up) {
        Some(wall) => wall,
        None if up < 1.1 => slabs(site.key, gx, gz, 0.9, [105.0, 100.0, 92.0]),
        None => times(ALLEY, 1.0 - 0.12 * up),
    };
    Some(Seen::wall(colour, FRONT_M))
}

/// A road between two depths on a grey pavement with kerbs.
fn street(site: &Site, [x, z]: Spot, road: [f64; 2]) -> Colour {
    if (road[0]..road[1]).contains(&z) {
        return asphalt(site.key, x, z);
    }
    let from_road = (road[0] - z).max(z - road[1]);
    if from_road < 0.22 {
        return times([190.0, 188.0, 182.0], 0.98);
    }
    slabs(site.key, x, z, 0.6, [178.0, 174.0, 166.0])
}

/// The crossing by day.
pub(super) fn crossing(site: &Site, column: f64, row: f64) -> Seen {
    if let Some(wall) = front(site, column, row) {
        return wall;
    }
    let [x, z] = site.camera.ground_at(column, row);
    let (middle, aside) = (0.5 * (ROAD_M[0] + ROAD_M[1]), x.abs());
    let on_road = (ROAD_M[0] + 0.15..ROAD_M[1] - 0.15).contains(&z);
    let zebra = aside < ZEBRA_M && ((z - ROAD_M[0]) / 1.0).fract() < 0.5;
    let dashes = aside > 3.6 && (z - middle).abs() < 0.07 && (x / 3.0).rem_euclid(1.0) < 0.55;
    // Each lane's line to stop at, on the side it comes from.
    let stops = (2.7..3.05).contains(&aside) && (x < 0.0) == (z < middle);
    if on_road && (zebra || dashes || stops) {
        return Seen::ground(road_paint(site.key, x, z));
    }
    Seen::ground(street(site, [x, z], ROAD_M))
}

/// The street by night: the same houses, some windows lit.
pub(super) fn night(site: &Site, column: f64, row: f64) -> Seen {
    if let Some(mut wall) = front(site, column, row) {
        let glass = wall.colour[0] < 115.0 && wall.colour[2] > wall.colour[0];
        let along = (column - site.width as f64 / 2.0) / site.camera.scale(FRONT_M);
        let bay = ((along - site.passage) / 4.2).round() as i32;
        if glass && crate::synth::noise::cell(site.key ^ 0x77, bay, 1) < 0.6 {
            // Brighter than anything by day: the dark leaves a quarter of it.
            wall.colour = [980.0, 700.0, 340.0];
        }
        return wall;
    }
    let [x, z] = site.camera.ground_at(column, row);
    let middle = 0.5 * (NIGHT_ROAD_M[0] + NIGHT_ROAD_M[1]);
    if (z - middle).abs() < 0.07 && (x / 3.0).rem_euclid(1.0) < 0.55 {
        return Seen::ground(road_paint(site.key, x, z));
    }
    Seen::ground(street(site, [x, z], NIGHT_ROAD_M))
}

/// Where the posts of the traffic light stand.
const SIGNALS: [Spot; 4] = [[-2.55, 9.85], [2.55, 9.85], [-2.55, 16.65], [2.55, 16.65]];

pub(super) fn crossing_fixtures(site: &Site) -> Fixtures {
    let mut fixtures = Furniture::new(site.seed, site.camera).fixtures;
    fixtures.extend(SIGNALS.map(signal));
    fixtures
}

fn signal(spot: Spot) -> Fixture {
    let ground = Ground::new(Stance { at: spot, forward: [0.0, -1.0] });
    let mut parts =
        vec![Part::bar(ground.at(0.0, 0.0, 0.0), ground.at(0.0, 0.0, 2.3), [0.055; 2], [92.0, 96.0, 98.0])];
    cuboid(&ground, [-0.12, 0.12], [-0.14, 0.14], [2.2, 2.85], [40.0, 42.0, 44.0], &mut parts);
    sort_by_depth(&mut parts);
    Fixture { spot, parts }
}

/// A line of posts with lamps over the kerb, trees and benches left out of the dark.
pub(super) fn night_fixtures(site: &Site) -> Fixtures {
    let mut random = Random::keyed(site.seed, "scene night", 0);
    let mut fixtures: Fixtures = LAMP_POSTS_X.map(lamp_post).into();
    let bin = [random.between(-5.0, 5.0), LAMP_POSTS_Z];
    let ground = Ground::new(Stance { at: bin, forward: [0.0, -1.0] });
    let body =
        Part::bar(ground.at(0.0, 0.0, 0.2), ground.at(0.0, 0.0, 0.8), [0.22, 0.25], [80.0, 100.0, 90.0]);
    fixtures.push(Fixture { spot: bin, parts: vec![body] });
    fixtures
}

fn lamp_post(x: f64) -> Fixture {
    let spot = [x, LAMP_POSTS_Z];
    let ground = Ground::new(Stance { at: spot, forward: [0.0, -1.0] });
    let iron: Colour = [90.0, 94.0, 98.0];
    // Three times as bright as paper by day: it shines.
    let shine: Colour = [700.0, 600.0, 430.0];
    let mut parts = vec![
        Part::bar(ground.at(0.0, 0.0, 0.0), ground.at(0.0, 0.0, 4.6), [0.08, 0.06], iron),
        Part::bar(ground.at(0.0, 0.0, 4.6), ground.at(0.9, 0.0, 4.75), [0.05; 2], iron),
        Part::bar(ground.at(0.85, 0.0, 4.7), ground.at(1.3, 0.0, 4.7), [0.10, 0.08], shine),
    ];
    sort_by_depth(&mut parts);
    Fixture { spot, parts }
}
