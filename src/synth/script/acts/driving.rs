//! Cars on their way, and two that run into each other.

use super::plume::Plume;
use super::{Moving, ways};
use crate::random::Random;
use crate::synth::body::Ground;
use crate::synth::geometry::Vec3;
use crate::synth::part::{Colour, Part};
use crate::synth::path::{Path, Spot, Stance};
use crate::synth::script::Side;
use crate::synth::script::car::{self, Body, HALF_LENGTH_M};
use crate::synth::script::item::Item;
use crate::synth::script::places::{Road, Stage};
use crate::synth::script::track::{Halt, Track};
use libm::{cos, sin};

/// How far out of the picture cars come and go, metres.
const MARGIN_M: f64 = 3.4;
/// What walkers keep from a car's middle, metres.
const DISTANCE_M: f64 = 2.9;
/// Metres per second of the car in front and of the one behind.
const SPEEDS: [f64; 2] = [6.0, 7.4];
/// How far the one in front is pushed on, metres, and within which time, seconds.
const PUSHED_M: f64 = 0.6;
const PUSHED_S: f64 = 0.1;
/// The one behind drives on so much later, seconds.
const WAITS_S: f64 = 0.9;
/// How askew they stand, radians, to the left.
const ASKEW: [f64; 2] = [0.34, -0.22];
/// How deep the nose of the one behind is dented, metres.
const DENT_M: f64 = 0.45;

/// A car on a track.
#[derive(Debug, Clone)]
pub(super) struct Drive {
    pub(super) body: Body,
    pub(super) track: Track,
    /// What a crash makes of it.
    pub(super) crash: Option<Crash>,
}

/// One car's share in a crash.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crash {
    /// Seconds.
    span: [f64; 2],
    askew: f64,
    dent: f64,
    /// Splinters of what breaks, thrown about from here.
    splinters: Option<(Spot, u32)>,
}

/// A straight lane out of the picture on both sides; `direction` 1 is to the right. With the metres to its middle.
pub(super) fn lane(stage: &Stage, depth: f64, direction: f64) -> (Path, f64) {
    let x = stage.camera.half_width_m(depth) + MARGIN_M;
    (Path::new([[-direction * x, depth], [0.0, depth], [direction * x, depth]], 0.0), x)
}

/// Two cars in the near lane, the second runs into the first; and the steam that rises.
pub(super) fn crash(
    stage: &Stage,
    road: Road,
    side: Side,
    span: [f64; 2],
    random: &mut Random,
) -> (Vec<Drive>, Plume) {
    let depth = road.lanes[1];
    let (path, middle) = lane(stage, depth, 1.0);
    let aside = match side {
        Side::Left => -0.45,
        Side::Middle => 0.0,
        Side::Right => 0.45,
    };
    let x = aside * stage.camera.half_width_m(depth);
    let [start, end] = span;
    let key = random.next_u64();
    let beams = stage.ambient[0] < 0.5;
    let mut drive = |ahead: f64, late: f64, waits: f64, which: usize| {
        let halt = Halt { after: middle + x + ahead, seconds: end + waits - start - late };
        let splinters = (which == 1).then_some(([x, depth], key as u32));
        Drive {
            body: Body { beams, ..Body::any(random) },
            track: Track::halting(path.clone(), SPEEDS[which], vec![halt], start + late),
            crash: Some(Crash { span, askew: ASKEW[which], dent: DENT_M * which as f64, splinters }),
        }
    };
    let front = drive(HALF_LENGTH_M + PUSHED_M, PUSHED_S, 0.0, 0);
    let rear = drive(-HALF_LENGTH_M, 0.0, WAITS_S, 1);
    let steam = Plume::steam([x - 0.6, depth - 0.1], span, ways::sign(side, random).to_bits() ^ key);
    (vec![front, rear], steam)
}

impl Drive {
    pub(super) fn moving(&self, time: f64) -> Option<Moving> {
        let (at, velocity) = self.track.motion(time)?;
        Some(Moving { at, velocity, distance: DISTANCE_M })
    }

    pub(super) fn items(&self, time: f64, event: Option<usize>, items: &mut Vec<Item>) {
        let Some(moment) = self.track.at(time) else { return };
        let Stance { at, forward } = moment.stance;
        let mut body = self.body;
        let mut turn = 0.0;
        if let Some(crash) = self.crash {
            let shock = crash.shock(time);
            turn = crash.askew * shock;
            body.dent = if time >= crash.span[0] { crash.dent } else { 0.0 };
            body.warns = event.is_some() && (time * 1.6).fract() < 0.5;
        }
        let [fx, fz] = forward;
        let (c, s) = (cos(turn), sin(turn));
        let ground = Ground::new(Stance { at, forward: [fx * c - fz * s, fx * s + fz * c] });
        let mut parts = Vec::with_capacity(96);
        car::build(&ground, moment.gone, &body, &mut parts);
        items.push(Item::solid(at, parts, event));
        if body.beams {
            items.push(beam(&ground, at));
        }
        if let Some((from, key)) = self.crash.and_then(|crash| crash.splinters).filter(|_| event.is_some()) {
            let since = time - self.crash.map_or(0.0, |crash| crash.span[0]);
            items.push(splinters(from, key, since, event));
        }
    }
}

impl Crash {
    /// 0 before and long after, 1 while they stand.
    fn shock(&self, time: f64) -> f64 {
        let [start, end] = self.span;
        ((time - start) / 0.22).clamp(0.0, 1.0) * (1.0 - (time - end) / 1.2).clamp(0.0, 1.0)
    }
}

/// Glass and plastic on the tar.
fn splinters(from: Spot, key: u32, since: f64, event: Option<usize>) -> Item {
    const PIECES: i32 = 14;
    const FLIGHT_S: f64 = 0.5;
    const COLOURS: [Colour; 3] = [[226.0, 230.0, 232.0], [206.0, 120.0, 40.0], [60.0, 62.0, 66.0]];
    let share = (since / FLIGHT_S).clamp(0.0, 1.0);
    let chance = |piece: i32, what: i32| crate::synth::noise::cell(key, piece, what) - 0.5;
    let part = |piece: i32| {
        let reach = [1.0 + 4.4 * chance(piece, 0), -1.4 + 1.5 * chance(piece, 1)];
        let up = 0.5 * (1.0 - share) + 2.4 * share * (1.0 - share) * (0.8 + chance(piece, 2));
        let at = Vec3::new(from[0] + share * reach[0], 0.05 + up, from[1] + share * reach[1]);
        Part::ball(at, 0.06 + 0.05 * (chance(piece, 3) + 0.5), COLOURS[piece as usize % 3])
    };
    // In front of both cars, where most of it lies.
    Item::solid([from[0], from[1] - 1.0], (0..PIECES).map(part).collect(), event)
}

/// The light that falls in front of a car, as a pale patch on the ground.
fn beam(ground: &Ground, at: Spot) -> Item {
    let far = |l: f64| ground.at(6.5, l, 0.02);
    let near = |l: f64| ground.at(HALF_LENGTH_M, l, 0.02);
    let parts = vec![Part::panel([near(-0.6), near(0.6), far(1.5), far(-1.5)], [224.0, 208.0, 160.0])];
    Item { opacity: 0.16, shines: true, ..Item::solid([at[0], at[1] + 1.5], parts, None) }
}
