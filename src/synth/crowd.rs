//! The crowd: who comes when, on which way, so that people keep their distance and density ebbs and flows.

use super::actor::{Actor, Kind};
use super::edition::Edition;
use super::geometry::Camera;
use super::path::{Path, Spot};
use super::wardrobe::{child, coat_of_dog, goods, look};
use crate::random::Random;
use libm::{exp, log, sin};
use std::f64::consts::PI;

/// How long before the first frame people start to come, seconds: about the slowest crossing of the view, but
/// no longer than this for very wide pictures.
const LONGEST_LEAD_S: f64 = 160.0;
/// Slowest walk, metres per second.
const SLOWEST: f64 = 1.05;
/// Fastest walk, of those who carry something home or to a train.
const HASTY: f64 = 2.1;
/// Parties that come per second over a view of 4:3, on average.
const ARRIVALS_PER_S: f64 = 1.15;
/// How far two tides of arrivals swing the rate to each side of its mean, each.
const TIDE: f64 = 0.35;
/// Ways that are tried before a party stays away.
const TRIES: usize = 40;
/// What people keep between their middles, metres.
const DISTANCE_M: f64 = 0.95;
/// What people keep from somebody odd: they make room.
const ODD_DISTANCE_M: f64 = 1.9;
/// How much of a distance in depth counts: seen from the lamp post, people behind each other are one.
const DEPTH_SHARE: f64 = 0.55;
/// Time between two looks at the distance, seconds.
const LOOK_S: f64 = 0.3;
/// Share of parties that are rare but normal, and the longest row of parties without one.
const RARE: f64 = 0.05;
const LONGEST_USUAL: usize = 12;
/// Share of walkers in company, and of companies that are three.
const COMPANY: f64 = 0.45;
const THIRD: f64 = 0.4;
/// How far behind each other company walks at most, seconds.
const STAGGER_S: f64 = 1.0;
/// Most metres from the edge of the picture at which somebody appears or vanishes.
const MARGIN_M: f64 = 1.9;
/// Depths that people cross at, metres.
const NEAREST_M: f64 = 7.2;
const FARTHEST_M: f64 = 15.0;
/// Share of ways that come back to the side they came from, and of the others that slant.
const RETURNS: f64 = 0.15;
const SLANTING: f64 = 0.5;

/// The scene's geography for planning ways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) camera: &'a Camera,
    pub(super) edition: Edition,
}

impl Planner<'_> {
    /// A depth to cross at: people near and far show equally often per row of the picture.
    fn depth(random: &mut Random) -> f64 {
        exp(random.between(log(NEAREST_M), log(FARTHEST_M)))
    }

    /// Where people come and go at a depth: out of the picture on one `side`, -1 or 1.
    fn gate(&self, side: f64, depth: f64) -> Spot {
        [side * (self.camera.half_width_m(depth) + MARGIN_M), depth]
    }

    /// A way from side to side at a depth between two, metres.
    pub(super) fn crossing(&self, depths: [f64; 2], random: &mut Random) -> Path {
        let from = side(random);
        let near = exp(random.between(log(depths[0]), log(depths[1])));
        let far = (near + random.between(-1.5, 1.5)).clamp(depths[0], depths[1]);
        let (a, c) = (self.gate(from, near), self.gate(-from, far));
        let bow = random.between(-0.5, 0.5);
        Path::new([a, [0.5 * (a[0] + c[0]), 0.5 * (a[1] + c[1]) + bow], c], 0.0)
    }

    /// A way in and out on the same side, round in a bow, between two depths in metres.
    pub(super) fn turning(&self, depths: [f64; 2], random: &mut Random) -> Path {
        let from = side(random);
        let near = random.between(depths[0], depths[0] + 0.8);
        let (a, c) = (self.gate(from, near), self.gate(from, random.between(depths[1] - 0.8, depths[1])));
        let apex = from * self.camera.half_width_m(near) * random.between(-0.15, 0.5);
        // The curve's middle lies half-way to its middle corner.
        let turn = [2.0 * apex - 0.5 * (a[0] + c[0]), 0.5 * (a[1] + c[1])];
        if random.unit() < 0.5 { Path::new([a, turn, c], 0.0) } else { Path::new([c, turn, a], 0.0) }
    }

    /// A way for anybody: across, often slanting, or in and out on the same side.
    fn way(&self, random: &mut Random) -> Path {
        let from = side(random);
        let begin = Self::depth(random);
        if random.unit() < RETURNS {
            let end = Self::depth(random);
            let (a, c) = (self.gate(from, begin), self.gate(from, end));
            let turn = -from * random.between(0.6, 1.1) * self.camera.half_width_m(FARTHEST_M);
            return Path::new([a, [turn, 0.5 * (begin + end)], c], 0.0);
        }
        let end = if random.unit() < SLANTING { Self::depth(random) } else { begin };
        let end = (end + random.between(-1.5, 1.5)).clamp(NEAREST_M, FARTHEST_M);
        let (a, c) = (self.gate(from, begin), self.gate(-from, end));
        let middle = [
            0.5 * (a[0] + c[0]) + random.between(-1.0, 1.0),
            (0.5 * (a[1] + c[1]) + random.between(-1.2, 1.2)).clamp(NEAREST_M, FARTHEST_M),
        ];
        Path::new([a, middle, c], 0.0)
    }
}

fn side(random: &mut Random) -> f64 {
    if random.unit() < 0.5 { -1.0 } else { 1.0 }
}

/// Everybody who is not odd, given those who are, in the order of their coming.
pub(super) fn crowd(seed: u64, seconds: f64, planner: &Planner, odd: &[Actor]) -> Vec<Actor> {
    let mut random = Random::keyed(seed, "plaza crowd", 0);
    let breadth = (planner.camera.half_width_m(10.0) / 5.33).clamp(0.25, 4.0);
    let tides = [(23.0, random.unit()), (9.5, random.unit())];
    let mut people: Vec<Actor> = Vec::new();
    let width = 2.0 * (planner.camera.half_width_m(FARTHEST_M) + MARGIN_M);
    let lead = (width / SLOWEST).min(LONGEST_LEAD_S);
    let mut time = -lead;
    let mut casting = Casting::new(planner.edition, &mut random);
    loop {
        // Arrivals at the highest rate, thinned to the rate of the moment.
        time -= log(1.0 - random.unit()) / (ARRIVALS_PER_S * breadth * (1.0 + 2.0 * TIDE));
        if time >= seconds {
            return people;
        }
        let tide: f64 = tides.iter().map(|&(period, phase)| sin(2.0 * PI * (time / period + phase))).sum();
        if random.unit() * (1.0 + 2.0 * TIDE) >= 1.0 + TIDE * tide {
            continue;
        }
        let kind = casting.next(&mut random);
        // Whoever came long ago has left: an hour's script must not look at everybody.
        let recent = people.iter().rev().take_while(|other| other.start > time - 2.0 * lead);
        let present: Vec<&Actor> = recent.filter(|other| other.end() > time).collect();
        let room = Room { present, odd };
        let fitting =
            (0..TRIES).map(|_| party(kind, time, planner, &mut random)).find(|party| room.fits(party));
        people.extend(fitting.into_iter().flatten());
    }
}

/// Who comes next: rare kinds in turn, so that a minute shows them all, but at irregular times.
struct Casting {
    edition: Edition,
    rare: [Kind; 4],
    since_rare: usize,
}

impl Casting {
    fn new(edition: Edition, random: &mut Random) -> Self {
        let mut rare = [Kind::Umbrella, Kind::Pram, Kind::DogWalker, Kind::Wheelchair];
        random.shuffle(&mut rare);
        Self { edition, rare, since_rare: 0 }
    }

    fn next(&mut self, random: &mut Random) -> Kind {
        self.since_rare += 1;
        if random.unit() < RARE || self.since_rare > LONGEST_USUAL {
            self.since_rare = 0;
            self.rare.rotate_left(1);
            return self.rare[0];
        }
        if let Some(fast) = self.edition.fast(random) {
            return fast;
        }
        match random.unit() {
            r if r < 0.26 => Kind::Bags([true, r < 0.14]),
            r if r < 0.32 => Kind::Backpack,
            r if r < 0.35 => Kind::Trolley,
            _ => Kind::Walker,
        }
    }
}

/// One to three people of a kind on one way.
fn party(kind: Kind, start: f64, planner: &Planner, random: &mut Random) -> Vec<Actor> {
    let path = planner.way(random);
    let speed = match kind {
        Kind::Pram | Kind::Wheelchair => random.between(0.95, 1.25),
        Kind::Bags(_) | Kind::Backpack => random.between(SLOWEST, HASTY),
        Kind::Scooter => random.between(2.4, 3.4),
        Kind::Skipper => random.between(1.8, 2.5),
        Kind::LooseDog => random.between(2.2, 3.2),
        _ => random.between(SLOWEST, 1.75),
    };
    let company = if kind == Kind::Walker && random.unit() < COMPANY {
        1 + usize::from(random.unit() < THIRD)
    } else {
        0
    };
    let mut members = Vec::with_capacity(1 + company);
    for member in 0..=company {
        let aside = 0.62 * member as f64;
        members.push(Actor {
            kind,
            look: if kind == Kind::Skipper { child(random) } else { look(random) },
            thing: if matches!(kind, Kind::DogWalker | Kind::LooseDog) {
                coat_of_dog(random)
            } else {
                goods(random)
            },
            path: path.beside(aside),
            start: start + random.between(0.0, STAGGER_S),
            speed,
            phase: random.unit(),
        });
    }
    members
}

/// Who and what a new party must keep away from.
struct Room<'a> {
    present: Vec<&'a Actor>,
    odd: &'a [Actor],
}

impl Room<'_> {
    /// Whether a party meets nobody.
    fn fits(&self, party: &[Actor]) -> bool {
        party.iter().all(|new| {
            let steps = ((new.end() - new.start) / LOOK_S) as usize;
            (0..=steps).all(|step| {
                let time = new.start + LOOK_S * step as f64;
                let Some(here) = new.stance(time) else { return true };
                self.present.iter().all(|other| apart(here.at, other, time, DISTANCE_M))
                    && self.odd.iter().all(|other| apart(here.at, other, time, ODD_DISTANCE_M))
            })
        })
    }
}

fn apart(here: Spot, other: &Actor, time: f64, least: f64) -> bool {
    other.stance(time).is_none_or(|there| {
        let (dx, dz) = (here[0] - there.at[0], here[1] - there.at[1]);
        dx * dx + DEPTH_SHARE * DEPTH_SHARE * dz * dz > least * least
    })
}
