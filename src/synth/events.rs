//! The odd events of a scene: which, when and where, within their share of the frames.

use super::FPS;
use super::actor::{Actor, Kind};
use super::crowd::Planner;
use super::wardrobe::{goods, look};
use crate::random::Random;

/// Largest share of frames with an odd event (ours: anomalies are rare); a little under the promised 20 %.
const MAX_SHARE: f64 = 0.195;
/// Shortest stay worth labelling, frames.
const SHORTEST: usize = 20;
/// Least share of its stay for which most of an odd actor is in the picture, so that a scene's truth does not
/// hang on somebody's elbow at its edge, and what counts as most.
const LEAST_WHOLE: f64 = 0.72;
const MOST: f64 = 0.75;
/// Frames between two events.
const PAUSE: usize = 30;
/// Share of odd actors who cross near the camera; the others take any way, so far ones occur too.
const NEAR_CROSSINGS: f64 = 0.6;
/// Depths of these crossings, metres.
const NEAR_M: [f64; 2] = [10.2, 15.5];
/// Most of a way that can be out of the picture, metres: both ends, in the passage or beside the picture.
const HIDDEN_M: f64 = 8.0;
/// Ways that are tried for an event of one class.
const TRIES: usize = 32;
/// Most events per 600 frames.
const EVENTS_PER_600: f64 = 3.0;

/// What can happen.
#[derive(Debug, Clone, Copy)]
enum Class {
    Cyclist,
    Cart,
    Runner,
    Fall,
}

/// The odd actors of a scene of `frames` frames; none where the scene is too short for one.
pub(super) fn odd_actors(seed: u64, frames: usize, planner: &Planner) -> Vec<Actor> {
    let mut random = Random::keyed(seed, "plaza events", 0);
    let most = ((EVENTS_PER_600 * frames as f64 / 600.0).ceil() as usize).max(1);
    let mut classes = [Class::Cyclist, Class::Cart, Class::Runner, Class::Fall];
    random.shuffle(&mut classes);
    let mut schedule = Schedule { frames, left: (MAX_SHARE * frames as f64) as usize, taken: Vec::new() };
    let mut actors = Vec::new();
    for _ in 0..most {
        let first_fit = |class: Class, random: &mut Random, schedule: &mut Schedule| {
            (0..TRIES).find_map(|_| schedule.place(candidate(class, planner, random), planner, random))
        };
        let fitting = classes
            .iter()
            .enumerate()
            .find_map(|(i, &class)| Some((i, first_fit(class, &mut random, &mut schedule)?)));
        let Some((i, actor)) = fitting else { break };
        // What has happened goes to the end of the queue.
        classes[i..].rotate_left(1);
        actors.push(actor);
    }
    actors
}

/// Which frames are taken by events, and how many may still be.
struct Schedule {
    frames: usize,
    left: usize,
    taken: Vec<(usize, usize)>,
}

impl Schedule {
    /// Gives an actor a free time, if its stay is fit to be seen and there is one.
    fn place(&mut self, mut actor: Actor, planner: &Planner, random: &mut Random) -> Option<Actor> {
        // A way that is far too long need not be followed to its end.
        let crossing = (actor.path.length() - HIDDEN_M) / actor.speed * FPS;
        if !matches!(actor.kind, Kind::Faller { .. }) && crossing > self.left as f64 {
            return None;
        }
        let stay = Stay::of(&actor, planner)?;
        if !(SHORTEST..=self.left).contains(&stay.frames) || stay.whole < LEAST_WHOLE {
            return None;
        }
        let start = random.below(self.frames - stay.frames + 1);
        let end = start + stay.frames;
        if self.taken.iter().any(|&(s, e)| start < e + PAUSE && s < end + PAUSE) {
            return None;
        }
        self.taken.push((start, end));
        self.left -= stay.frames;
        actor.start += (start as f64 - stay.first as f64) / FPS;
        Some(actor)
    }
}

/// Somebody odd on some way, starting at time 0.
fn candidate(class: Class, planner: &Planner, random: &mut Random) -> Actor {
    let path =
        if random.unit() < NEAR_CROSSINGS { planner.crossing(NEAR_M, random) } else { planner.way(random) };
    let (kind, speed) = match class {
        Class::Cyclist => (Kind::Cyclist, random.between(3.6, 5.6)),
        Class::Cart => (Kind::Cart, random.between(3.4, 4.8)),
        Class::Runner => (Kind::Runner, random.between(3.6, 5.0)),
        Class::Fall => {
            let after = random.between(0.3, 0.7) * path.length();
            (Kind::Faller { after, seconds: random.between(1.5, 2.4) }, random.between(1.0, 1.6))
        }
    };
    Actor { kind, look: look(random), thing: goods(random), path, start: 0.0, speed, phase: random.unit() }
}

/// When and how well an actor's oddness is seen.
struct Stay {
    first: usize,
    frames: usize,
    /// Share of the frames in which the actor is wholly in the picture.
    whole: f64,
}

impl Stay {
    /// `None` where the actor never is in the picture or hits furniture.
    fn of(actor: &Actor, planner: &Planner) -> Option<Self> {
        let end = (actor.end() * FPS) as usize;
        let blocked = |s: super::path::Stance| !planner.furniture.is_free(s.at);
        if (0..end).step_by(4).any(|t| actor.stance(t as f64 / FPS).is_some_and(blocked)) {
            return None;
        }
        let share = |t: usize| {
            let time = t as f64 / FPS;
            if !actor.is_odd_at(time) {
                return None;
            }
            let extent = actor.extent(time, planner.camera)?;
            Some(planner.camera.share_in_view(extent))
        };
        let seen: Vec<(usize, f64)> =
            (0..end).filter_map(|t| Some((t, share(t)?))).filter(|&(_, share)| share > 0.0).collect();
        let (first, last) = (seen.first()?.0, seen.last()?.0);
        let frames = last + 1 - first;
        let whole = seen.iter().filter(|&&(_, share)| share >= MOST).count() as f64 / frames as f64;
        Some(Self { first, frames, whole })
    }
}
