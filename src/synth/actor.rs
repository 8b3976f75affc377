//! Actors: who crosses the plaza, when and how, and the shapes they consist of at a time.

use super::body::{Ground, Look, dress};
use super::flutter;
use super::geometry::{Camera, Vec3};
use super::part::{Colour, Part, sort_by_depth};
use super::path::{Path, Stance};
use super::skeleton::{Joint, RUN, SKIP, Skeleton, WALK};
use super::{scooter, things, vehicles};
use libm::{cos, sin};
use std::f64::consts::PI;

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Walker,
    /// Carries a bag in each hand that is set.
    Bags([bool; 2]),
    Backpack,
    /// Pulls a shopping trolley.
    Trolley,
    Umbrella,
    Pram,
    DogWalker,
    Wheelchair,
    /// On a kick scooter.
    Scooter,
    /// A child that skips along.
    Skipper,
    /// A dog off the lead, running.
    LooseDog,
    Cyclist,
    Cart,
    Runner,
    /// A walker who falls at `after` metres of the way, spills fruit of a radius and is up again `seconds` later.
    Faller {
        after: f64,
        seconds: f64,
        fruit_m: f64,
    },
}

impl Kind {
    /// The event's class for the truth; `None` for everybody who belongs on a plaza.
    pub(super) fn odd_class(self) -> Option<&'static str> {
        match self {
            Self::Cyclist => Some("cyclist"),
            Self::Cart => Some("cart"),
            Self::Runner => Some("runner"),
            Self::Faller { .. } => Some("fall"),
            _ => None,
        }
    }
}

/// Somebody on the way.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    pub(super) kind: Kind,
    pub(super) look: Look,
    /// Colour of what is carried, ridden or led.
    pub(super) thing: Colour,
    pub(super) path: Path,
    /// When the way begins, seconds.
    pub(super) start: f64,
    /// Metres per second.
    pub(super) speed: f64,
    /// Offset of the gait, cycles.
    pub(super) phase: f64,
}

impl Actor {
    /// When the way ends, seconds.
    pub(super) fn end(&self) -> f64 {
        let pause = if let Kind::Faller { seconds, .. } = self.kind { seconds } else { 0.0 };
        self.start + self.path.length() / self.speed + pause
    }

    /// Metres gone and, while falling, the share of the fall.
    fn progress(&self, time: f64) -> (f64, Option<f64>) {
        let gone = (time - self.start) * self.speed;
        let Kind::Faller { after, seconds, .. } = self.kind else {
            return (gone, None);
        };
        let since = time - self.start - after / self.speed;
        if since <= 0.0 {
            (gone, None)
        } else if since < seconds {
            (after, Some(since / seconds))
        } else {
            (gone - seconds * self.speed, None)
        }
    }

    /// Whether the fall is under way; other odd actors are odd as long as they are there.
    pub(super) fn is_odd_at(&self, time: f64) -> bool {
        match self.kind {
            Kind::Faller { .. } => self.progress(time).1.is_some(),
            kind => kind.odd_class().is_some(),
        }
    }

    /// Where the actor is, if anywhere.
    pub(super) fn stance(&self, time: f64) -> Option<Stance> {
        (time >= self.start && time < self.end()).then(|| self.path.at(self.progress(time).0))
    }

    /// All shapes at a time, farthest first; empty when the actor is not there.
    pub(super) fn parts(&self, time: f64) -> Vec<Part> {
        let mut parts = Vec::with_capacity(64);
        if let Some(stance) = self.stance(time) {
            self.build(time, Ground::new(stance), &mut parts);
            sort_by_depth(&mut parts);
        }
        parts
    }

    /// Box `[x1, y1, x2, y2]` in pixels that holds all shapes, whether or not it is in the picture.
    pub(super) fn extent(&self, time: f64, camera: &Camera) -> Option<[f64; 4]> {
        self.parts(time)
            .iter()
            .map(|part| part.extent(camera))
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    fn build(&self, time: f64, ground: Ground, parts: &mut Vec<Part>) {
        let (gone, fall) = self.progress(time);
        let walk = Skeleton::moving(&WALK, gone / (WALK.cycle * self.look.height) + self.phase);
        self.build_with(walk, time, (gone, fall), ground, parts);
    }

    /// The shapes with a gait of the caller's, `gone` metres on the way and, while falling, at a share of the fall.
    pub(super) fn build_with(
        &self,
        walk: Skeleton,
        time: f64,
        (gone, fall): (f64, Option<f64>),
        ground: Ground,
        parts: &mut Vec<Part>,
    ) {
        let h = self.look.height;
        let hand = |s: &Skeleton, i: usize| -> Vec3 {
            let side = if i == 0 { 0.115 } else { -0.115 };
            ground.at(h * s.hands[i][0], h * side, h * s.hands[i][1])
        };
        match self.kind {
            Kind::Walker => dress(&walk, &self.look, ground, parts),
            Kind::Faller { fruit_m, .. } => {
                let pose = fall.map_or(walk, |share| Skeleton::falling(&walk, share));
                dress(&pose, &self.look, ground, parts);
                things::shopping(&ground, hand(&pose, 0), fall, self.thing, fruit_m, parts);
            }
            Kind::Runner => {
                let phase = gone / (RUN.cycle * h) + self.phase;
                let pose = Skeleton::moving(&RUN, phase);
                let shoulders = [h * (pose.chest[0] - 0.05), h * pose.chest[1]];
                flutter::cape(
                    &ground,
                    shoulders,
                    0.62 * h,
                    phase,
                    flutter::flag(&self.look, self.thing),
                    parts,
                );
                dress(&pose, &self.look, ground, parts);
            }
            Kind::Bags(hands) => {
                dress(&walk, &self.look, ground, parts);
                for i in (0..2).filter(|&i| hands[i]) {
                    things::hand_bag(hand(&walk, i), 0.30, self.thing, parts);
                }
            }
            Kind::Backpack => {
                dress(&walk, &self.look, ground, parts);
                let at = |up: f64| ground.at(-0.13 * h, 0.0, up * h);
                parts.push(Part::bar(at(0.60), at(0.76), [0.085 * h, 0.075 * h], self.thing));
            }
            Kind::Trolley => {
                let mut pose = walk;
                pose.reach(1, [-0.16, 0.46]);
                dress(&pose, &self.look, ground, parts);
                things::trolley(&ground, gone, hand(&pose, 1), self.thing, parts);
            }
            Kind::Umbrella => {
                let mut pose = walk;
                pose.reach(1, [0.13, 0.68]);
                dress(&pose, &self.look, ground, parts);
                let light = self.thing.map(|c| 0.12 * 255.0 + 0.88 * c);
                things::umbrella(
                    &ground.moved(0.0, -0.06 * h),
                    hand(&pose, 1),
                    1.28 * h,
                    [self.thing, light],
                    parts,
                );
            }
            Kind::Pram => {
                dress(&holding(walk, [0.36 / h, 1.0 / h]), &self.look, ground, parts);
                vehicles::pram(&ground, gone, self.thing, parts);
            }
            Kind::DogWalker => {
                let mut pose = walk;
                pose.reach(0, [0.12, 0.50]);
                dress(&pose, &self.look, ground, parts);
                things::dog(
                    &ground.moved(0.75, 0.45),
                    gone / 0.62 + self.phase,
                    hand(&pose, 0),
                    self.thing,
                    parts,
                );
            }
            Kind::Wheelchair => {
                dress(&self.wheelchair_pose(time), &self.look, ground, parts);
                vehicles::wheelchair(&ground, gone, parts);
            }
            Kind::Scooter => scooter::ride(ground, &self.look, gone, self.phase, self.thing, parts),
            Kind::Skipper => {
                let pose = Skeleton::moving(&SKIP, gone / (SKIP.cycle * h) + self.phase);
                dress(&pose, &self.look, ground, parts);
            }
            Kind::LooseDog => {
                let collar = ground.at(0.26, 0.0, 0.44);
                things::dog(&ground, gone / 1.1 + self.phase, collar, self.thing, parts);
            }
            Kind::Cyclist => {
                dress(&self.riding_pose(gone), &self.look, ground, parts);
                // Whoever rides in hoops rides a white one.
                let frame = if self.look.hoops.is_some() { things::LIGHT } else { self.thing };
                vehicles::bicycle(&ground, gone, frame, parts);
            }
            Kind::Cart => {
                let [f, u] = vehicles::CART_HANDLE;
                let feet = [[-0.10 / h, 0.30 / h], [0.02 / h, 0.30 / h]];
                let hold = (f + 0.82) / h;
                let pose = Skeleton::resting([-0.02, 0.47 + 0.25 / h], 0.22, feet, [[hold, u / h]; 2]);
                dress(&pose, &self.look, ground.moved(-0.82, 0.0), parts);
                vehicles::market_cart(&ground, gone, self.thing, parts);
            }
        }
    }

    fn riding_pose(&self, gone: f64) -> Skeleton {
        let h = self.look.height;
        let turn = 2.0 * PI * (gone * vehicles::CRANK_TURNS + self.phase);
        let pedal = |turn: f64| -> Joint {
            let r = vehicles::CRANK_LENGTH;
            [(vehicles::CRANK[0] + r * sin(turn)) / h, (vehicles::CRANK[1] + r * cos(turn) + 0.06) / h]
        };
        let [f, u] = vehicles::SADDLE;
        let [hf, hu] = vehicles::HANDLEBAR;
        Skeleton::resting(
            [f / h, (u + 0.08) / h],
            0.62,
            [pedal(turn), pedal(turn + PI)],
            [[hf / h, hu / h]; 2],
        )
    }

    fn wheelchair_pose(&self, time: f64) -> Skeleton {
        let h = self.look.height;
        let [f, u] = vehicles::WHEELCHAIR_SEAT;
        // One push a second and a quarter, whatever the speed.
        let push = 2.0 * PI * (time * 0.8 + self.phase);
        let hand = [(0.08 + 0.2 * cos(push)) / h, (0.62 + 0.1 * sin(push)) / h];
        Skeleton::resting(
            [f / h, u / h],
            0.08 + 0.08 * cos(push),
            [vehicles::FOOT_REST.map(|v| v / h); 2],
            [hand; 2],
        )
    }
}

/// A walker with both hands on a handle.
fn holding(mut pose: Skeleton, handle: Joint) -> Skeleton {
    pose.reach(0, handle);
    pose.reach(1, handle);
    pose
}
