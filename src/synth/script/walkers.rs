//! The crowd: so many people, each on a way of their own, who avoid each other and whatever is odd.

use super::acts::{Act, stream};
use super::places::{CYCLE_S, Obstacle, Stage, WALK_S, Ways};
use super::route::{WayPoint, route};
use super::steering::{Body, length, separate, steered, sub};
use super::trail::{Place, STEP_S, Trail};
use super::{OddClass, Script, Weather};
use crate::random::Random;
use crate::synth::actor::{Actor, Kind};
use crate::synth::path::{Path, Spot};
use crate::synth::wardrobe::{coat_of_dog, goods, look};

/// People walk so long before the first frame, so that they have found their ways round each other, seconds.
const LEAD_S: f64 = 6.0;
/// Nearest that two middles come, metres.
const TOUCH_M: f64 = 0.5;
/// Whoever comes begins so far from everybody, if one of so many tries allows, metres.
const FREE_M: f64 = 0.9;
const TRIES: usize = 16;
/// A way point is reached from so near, metres.
const REACHED_M: f64 = 0.9;

/// Somebody walking.
struct Walker {
    trail: Trail,
    body: Body,
    /// Ahead, next last.
    way: Vec<WayPoint>,
    /// Metres per second, unhindered.
    speed: f64,
    gone: f64,
    forward: Spot,
}

/// Everybody of a script's crowd, from coming to going.
pub(super) fn trails(script: &Script, stage: &Stage, acts: &[Act]) -> Vec<Trail> {
    let mut square = Square {
        script,
        stage,
        stream: stream(script),
        random: Random::keyed(script.seed, "scene crowd", 0),
        finished: Vec::new(),
    };
    let mut walkers: Vec<Walker> = Vec::with_capacity(script.crowd);
    for _ in 0..script.crowd {
        let taken: Vec<Spot> = walkers.iter().map(|walker| walker.body.at).collect();
        walkers.push(square.newcomer(-LEAD_S, true, &taken));
    }
    // One step more than the last frame needs.
    let steps = ((LEAD_S + script.seconds()) / STEP_S) as usize + 2;
    for step in 0..steps {
        square.step(-LEAD_S + STEP_S * step as f64, acts, &mut walkers);
    }
    square.finished.extend(walkers.into_iter().map(|walker| walker.trail));
    square.finished.retain(|trail| trail.start + STEP_S * trail.places.len() as f64 > 0.0);
    square.finished
}

/// Where the crowd walks.
struct Square<'a> {
    script: &'a Script,
    stage: &'a Stage,
    stream: Option<f64>,
    random: Random,
    finished: Vec<Trail>,
}

impl Square<'_> {
    /// One step of everybody.
    fn step(&mut self, time: f64, acts: &[Act], walkers: &mut [Walker]) {
        let moving = acts.iter().filter_map(|act| act.moving(time)).map(|moving| Body {
            at: moving.at,
            velocity: moving.velocity,
            half: moving.distance - 0.45,
        });
        let still = self.stage.obstacles.iter().map(|&(at, radius): &Obstacle| Body {
            at,
            velocity: [0.0; 2],
            half: radius,
        });
        let mut bodies: Vec<Body> = walkers.iter().map(|walker| walker.body).collect();
        bodies.extend(moving.chain(still));
        let velocities: Vec<Spot> = walkers
            .iter()
            .enumerate()
            .map(|(me, walker)| {
                let others =
                    bodies.iter().enumerate().filter(|&(other, _)| other != me).map(|(_, body)| body);
                steered(&walker.body, self.wanted(walker, time), others, STEP_S)
            })
            .collect();
        for ((body, velocity), walker) in bodies.iter_mut().zip(velocities).zip(walkers.iter()) {
            body.velocity = velocity;
            body.at = [0, 1].map(|k: usize| body.at[k] + STEP_S * velocity[k]);
            body.at = self.within(walker, body.at);
        }
        for _ in 0..3 {
            separate(&mut bodies, walkers.len(), |a, b| TOUCH_M.max(0.55 * (a.half + b.half)));
        }
        let may_cross = self.may_cross(time);
        let mut taken: Vec<Spot> = bodies.iter().map(|body| body.at).collect();
        for (walker, body) in walkers.iter_mut().zip(bodies) {
            walker.arrive(body, may_cross);
            if walker.way.is_empty() {
                let next = self.newcomer(time + STEP_S, false, &taken);
                taken.push(next.body.at);
                self.finished.push(std::mem::replace(walker, next).trail);
            }
        }
    }

    /// The velocity that somebody would have alone.
    fn wanted(&self, walker: &Walker, time: f64) -> Spot {
        let Some(next) = walker.way.last() else { return [0.0; 2] };
        let to = sub(next.at, walker.body.at);
        let distance = length(to);
        if next.waits && distance < 0.8 * REACHED_M && !self.may_cross(time) {
            return [0.0; 2];
        }
        to.map(|v| v / distance.max(1e-6) * walker.speed)
    }

    /// Whether the light lets people on the road and no crash needs it.
    fn may_cross(&self, time: f64) -> bool {
        let phase = time.rem_euclid(CYCLE_S);
        let crash = self.script.events.iter().filter(|event| event.class == OddClass::Crash);
        (WALK_S[0]..WALK_S[1]).contains(&phase)
            && crash.into_iter().all(|event| time < event.at - 8.0 || time > event.end_s() + 4.0)
    }

    /// Keeps a walker on the pavement, or between the walls.
    fn within(&self, walker: &Walker, [x, z]: Spot) -> Spot {
        match &self.stage.ways {
            Ways::Along { half_m, .. } => [x.clamp(-half_m, *half_m), z],
            Ways::Across { strips, bridge } => {
                let on_strip =
                    strips.iter().find(|strip| (strip[0] - 0.3..strip[1] + 0.3).contains(&walker.body.at[1]));
                let crosses = walker.way.last().is_some_and(|next| {
                    on_strip.is_none_or(|strip| !(strip[0] - 0.2..strip[1] + 0.2).contains(&next.at[1]))
                });
                match (on_strip, bridge) {
                    (Some(strip), _) if !crosses => [x, z.clamp(strip[0], strip[1])],
                    (_, Some(bridge)) => [x.clamp(bridge.x[0], bridge.x[1]), z],
                    _ => [x, z],
                }
            }
        }
    }

    /// Somebody new: at the beginning of a way, or anywhere on it where the scene begins.
    fn newcomer(&mut self, time: f64, is_underway: bool, taken: &[Spot]) -> Walker {
        let (mut at, mut way) = self.begin(is_underway);
        for _ in 0..TRIES {
            if taken.iter().all(|other| length(sub(*other, at)) > FREE_M) {
                break;
            }
            (at, way) = self.begin(is_underway);
        }
        let kind = self.kind();
        let random = &mut self.random;
        let next = way.last().map_or(at, |next| next.at);
        let to = sub(next, at);
        let forward = to.map(|v| v / length(to).max(1e-6));
        let speed = match kind {
            Kind::Pram | Kind::Wheelchair => random.between(0.9, 1.2),
            _ => random.between(1.0, 1.65),
        };
        let wide = matches!(kind, Kind::Pram | Kind::DogWalker | Kind::Wheelchair | Kind::Trolley);
        let actor = Actor {
            kind,
            look: look(random),
            thing: if kind == Kind::DogWalker { coat_of_dog(random) } else { goods(random) },
            path: Path::new([at, at, next], 0.0),
            start: time,
            speed,
            phase: random.unit(),
        };
        let half = if wide { 0.62 } else { 0.46 };
        let places = vec![Place { at, forward, gone: 0.0 }];
        let body = Body { at, velocity: forward.map(|v| v * speed), half };
        Walker { trail: Trail { actor, start: time, places }, body, way, speed, gone: 0.0, forward }
    }

    /// Where somebody could begin, and the way from there, its end first.
    fn begin(&mut self, is_underway: bool) -> (Spot, Vec<WayPoint>) {
        let mut way = route(self.stage, self.stream, &mut self.random);
        let mut at = way.pop().map_or([0.0; 2], |first| first.at);
        if is_underway && let Some(next) = way.last() {
            let share = self.random.unit();
            at = [0, 1].map(|k: usize| at[k] + share * (next.at[k] - at[k]));
        }
        (at, way)
    }

    /// What somebody is: as on the square, and under umbrellas where it rains.
    fn kind(&mut self) -> Kind {
        let r = self.random.unit();
        let usual = match self.random.unit() {
            r if r < 0.22 => Kind::Bags([true, r < 0.11]),
            r if r < 0.30 => Kind::Backpack,
            r if r < 0.34 => Kind::Trolley,
            r if r < 0.37 => Kind::Pram,
            r if r < 0.40 => Kind::DogWalker,
            r if r < 0.42 => Kind::Wheelchair,
            _ => Kind::Walker,
        };
        match self.script.weather {
            Weather::Rain if r < 0.45 => Kind::Umbrella,
            Weather::Snow if r < 0.10 => Kind::Umbrella,
            _ => usual,
        }
    }
}

impl Walker {
    /// Takes the place and speed of a step, and looks to the next way point.
    fn arrive(&mut self, body: Body, may_cross: bool) {
        let moved = length(sub(body.at, self.body.at));
        self.gone += moved;
        self.body = body;
        if length(body.velocity) > 0.2 {
            let turned = [0, 1].map(|k: usize| self.forward[k] + 0.18 * (body.velocity[k] - self.forward[k]));
            self.forward = turned.map(|v| v / length(turned).max(1e-6));
        }
        self.trail.places.push(Place { at: body.at, forward: self.forward, gone: self.gone });
        let reached = self.way.last().is_some_and(|next| {
            let near = length(sub(next.at, self.body.at)) < REACHED_M;
            near && (!next.waits || may_cross)
        });
        if reached {
            self.way.pop();
        }
    }
}
